"""What products were before a change, small enough to be kept, and the way back to it.

A snapshot is JSON: ids of what was created, and the former rows of what was changed, packed. A
product that somebody changed again afterwards is left alone, because the way back would lose that
newer work.
"""

import base64
import json
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from sampan.apps.catalog.models import (
    Attribute,
    Brand,
    BundlePart,
    Category,
    GroupMember,
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
from sampan.apps.catalog.services.groups_by_name import Made
from sampan.apps.catalog.services.removal import remove_products
from sampan.domain.events import ProductsChanged
from sampan.kernel import audit, outbox, stamps
from sampan.kernel.batches import batches

BATCH = 250
REPLACED: tuple[tuple[type[Model], str], ...] = (
    (ProductText, "product_id"),
    (MediaText, "media__product_id"),
    (ProductCategory, "product_id"),
    (ProductTag, "product_id"),
    (ProductAttribute, "product_id"),
    (HiddenInMarket, "product_id"),
    (GroupMember, "group_id"),
    (BundlePart, "bundle__product_id"),
)
KEPT: tuple[type[Model], ...] = (Product, Media, Variant)
OWNED: tuple[tuple[type[Model], str], ...] = (
    (Product, "pk"),
    (Media, "product_id"),
    (Variant, "product_id"),
    *REPLACED,
)


@dataclass(slots=True)
class Recorder:
    """Gathers a snapshot while products are being stored."""

    created: list[int] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    made: Made = field(default_factory=Made)

    def note_created(self, product_ids: Iterable[int]) -> None:
        """Remember products that were not there before."""
        self.created += product_ids

    def take(self, product_ids: Sequence[int]) -> None:
        """Remember the rows of products as they are now; call it before they change."""
        for batch in batches(product_ids, BATCH):
            self.changed.append(_pack(_rows(batch)))

    def snapshot(self) -> dict[str, object]:
        """All of it as JSON, for a job to keep."""
        return {"created": self.created, "changed": self.changed, "made": asdict(self.made)}


@dataclass(frozen=True, slots=True)
class Restored:
    """What the way back did: `removed` are gone, `restored` as before, `left` newer than it."""

    removed: tuple[int, ...]
    restored: tuple[int, ...]
    left: tuple[int, ...]


def created_untouched(snapshot: Mapping[str, Any]) -> list[int]:
    """Products that the snapshot's change created and nobody changed since."""
    return [
        product_id
        for batch in batches(snapshot["created"])
        for product_id in Product.objects.filter(id__in=batch, version=1).values_list(
            "id", flat=True
        )
    ]


@transaction.atomic
def restore_products(
    snapshot: Mapping[str, Any], *, actor: str, at: datetime, keep: Collection[int] = ()
) -> Restored:
    """Go back to a snapshot: created products are removed, changed ones get their rows back.

    Prices and stock of created products must be forgotten before, by who owns them; those that
    something else remembers (an order) are to be named in `keep` and stay.
    """
    removed = [product_id for product_id in created_untouched(snapshot) if product_id not in keep]
    remove_products(removed)
    restored: list[int] = []
    seen: list[int] = []
    for packed in snapshot["changed"]:
        tables = _unpack(packed)
        seen += [row["id"] for row in tables["Product"]]
        restored += _restore(tables)
    _remove_made(snapshot["made"])
    entries = [audit.Entry("product.removed", f"product:{i}", {"cause": "undo"}) for i in removed]
    entries += [audit.Entry("product.restored", f"product:{i}", {}) for i in restored]
    audit.record_many(entries, actor=actor, at=at)
    if removed or restored:
        outbox.publish(ProductsChanged((*removed, *restored), "undo"), at)
        stamps.bump("catalog")
    left = set(snapshot["created"]) - set(removed) | set(seen) - set(restored)
    return Restored(tuple(removed), tuple(restored), tuple(sorted(left)))


def _rows(product_ids: Sequence[int]) -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = {}
    for model, path in OWNED:
        rows = model._default_manager.filter(**{f"{path}__in": product_ids}).order_by("pk")
        tables[model.__name__] = list(rows.values())
    return tables


def _pack(tables: Mapping[str, object]) -> str:
    text = json.dumps(tables, default=str, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 6)).decode()


def _unpack(packed: str) -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = json.loads(zlib.decompress(base64.b64decode(packed)))
    return tables


def _restore(tables: Mapping[str, list[dict[str, Any]]]) -> list[int]:
    """Put the rows of one portion back; returns the products that were not changed since."""
    versions = {row["id"]: row["version"] for row in tables["Product"]}
    now = dict(Product.objects.filter(id__in=versions).values_list("id", "version"))
    ids = [pk for pk, version in versions.items() if now.get(pk) == version + 1]
    for model, path in REPLACED:
        model._default_manager.filter(**{f"{path}__in": ids}).delete()
    for kept in KEPT:
        rows = [kept(**_typed(kept, row)) for row in tables[kept.__name__] if _owner(row) in ids]
        _put_back(kept, rows, ids)
    here = {
        "media": {row["id"] for row in tables["Media"] if row["product_id"] in ids},
        "bundle": {row["id"] for row in tables["Variant"] if row["product_id"] in ids},
    }
    for model, path in REPLACED:
        column = path.split("__")[0].removesuffix("_id")
        owners = here.get(column, set(ids))
        found = [row for row in tables[model.__name__] if row[f"{column}_id"] in owners]
        model._default_manager.bulk_create([model(**_typed(model, row)) for row in found])
    return ids


def _owner(row: Mapping[str, Any]) -> int:
    owner: int = row.get("product_id", row["id"])
    return owner


def _typed(model: type[Model], row: Mapping[str, Any]) -> dict[str, Any]:
    """JSON's texts as the columns' own types (times, decimals)."""
    columns = {column.attname: column for column in model._meta.concrete_fields}
    return {name: columns[name].to_python(value) for name, value in row.items()}


def _put_back(model: type[Model], rows: list[Any], ids: list[int]) -> None:
    """Rows come back under their ids; a variant that is new stays, out of sale.

    Prices and counts remember it, so it cannot be deleted.
    """
    manager = model._default_manager
    known = {row.pk for row in rows}
    if model is Variant:
        new = Variant.objects.filter(product_id__in=ids).exclude(id__in=known)
        for variant in new:
            variant.is_active, variant.sku = False, None
            variant.option1, variant.option2, variant.option3 = f"~{variant.pk}", "", ""
            variant.save()
        for variant in Variant.objects.filter(id__in=known):
            variant.sku, variant.option1 = None, f"~{variant.pk}"
            variant.save(update_fields=["sku", "option1"])
    elif model is Media:
        Media.objects.filter(product_id__in=ids).exclude(id__in=known).delete()
    columns = [column.attname for column in model._meta.concrete_fields if not column.primary_key]
    there = set(manager.filter(pk__in=known).values_list("pk", flat=True))
    manager.bulk_create([row for row in rows if row.pk not in there])
    if model is Product:
        for row in rows:
            row.version += 2
    manager.bulk_update([row for row in rows if row.pk in there], columns, batch_size=50)


def _remove_made(made: Mapping[str, list[int]]) -> None:
    """Groups that the change brought along go with it, unless something else uses them now."""
    for category in Category.objects.filter(id__in=made["categories"]).order_by("-path"):
        if not category.placements.exists() and not category.children.exists():
            category.delete()
    Brand.objects.filter(id__in=made["brands"], products=None).delete()
    used = ProductAttribute.objects.values("attribute_id")
    Attribute.objects.filter(id__in=made["attributes"]).exclude(id__in=used).delete()
