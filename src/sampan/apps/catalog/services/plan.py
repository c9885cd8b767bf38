"""Everything that one batch of drafts will write, gathered first and written set by set."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Model, Value
from django.db.models.fields import CharField
from django.db.models.functions import Cast, Concat

from sampan.apps.catalog.models import (
    HiddenInMarket,
    Media,
    MediaText,
    Product,
    ProductAttribute,
    ProductCategory,
    ProductTag,
    ProductText,
    Variant,
)

TOLD = 300
WRITE_ORDER: tuple[type[Model], ...] = (
    Product,
    Media,
    MediaText,
    ProductText,
    Variant,
    ProductCategory,
    ProductTag,
    ProductAttribute,
    HiddenInMarket,
)
BATCH = 500


@dataclass(slots=True)
class Plan:
    """Rows to create, change and delete, and what each product's history will say."""

    creates: dict[type[Model], list[Model]] = field(default_factory=lambda: defaultdict(list))
    updates: dict[type[Model], dict[int, Model]] = field(default_factory=lambda: defaultdict(dict))
    columns: dict[type[Model], set[str]] = field(default_factory=lambda: defaultdict(set))
    deletes: dict[type[Model], list[int]] = field(default_factory=lambda: defaultdict(list))
    told: dict[int, dict[str, list[object]]] = field(default_factory=dict)
    new_ids: set[int] = field(default_factory=set)

    def create(self, row: Model, product_id: int, label: str) -> None:
        """Add a row that belongs to a product."""
        self.creates[type(row)].append(row)
        self.tell(product_id, label, None, "new")

    def change(self, row: Model, values: Mapping[str, object], product_id: int, label: str) -> None:
        """Set what differs; a row in which nothing does is not written."""
        for name, value in values.items():
            old = getattr(row, name)
            if old == value:
                continue
            setattr(row, name, value)
            self.updates[type(row)][row.pk] = row
            self.columns[type(row)].add(name)
            self.tell(product_id, f"{label}.{name}" if label else name, old, value)

    def replace(self, old: Iterable[Model], new: Iterable[Model]) -> None:
        """Put a whole set of rows in the place of another; the caller tells the history."""
        for row in old:
            self.deletes[type(row)].append(row.pk)
        for row in new:
            self.creates[type(row)].append(row)

    def tell(self, product_id: int, label: str, old: object, new: object) -> None:
        """Note for the history that something of a product changes; a new one has no past."""
        if product_id not in self.new_ids:
            self.told.setdefault(product_id, {})[label] = [_told(old), _told(new)]

    def write(self) -> None:
        """Write it all; rows that others point to come first."""
        for model, ids in self.deletes.items():
            model._default_manager.filter(pk__in=ids).delete()
        self._park()
        for model in WRITE_ORDER:
            if model in self.creates:
                model._default_manager.bulk_create(self.creates[model], batch_size=BATCH)
            if model in self.updates:
                columns = sorted(self.columns[model])
                rows = list(self.updates[model].values())
                model._default_manager.bulk_update(rows, columns, batch_size=100)

    def _park(self) -> None:
        """Variants may swap SKUs or options; uniqueness is checked row by row, so step aside."""
        columns = self.columns[Variant] & {"sku", "option1", "option2", "option3"}
        if columns:
            aside = Concat(Value("~"), Cast("pk", CharField()), output_field=CharField())
            Variant.objects.filter(pk__in=list(self.updates[Variant])).update(
                sku=None, option1=aside
            )
            self.columns[Variant] |= {"sku", "option1"}


def _told(value: object) -> object:
    if isinstance(value, str):
        return value if len(value) <= TOLD else f"{value[:TOLD]}…"
    if isinstance(value, list | tuple):
        return [_told(single) for single in value[:50]]
    return value
