"""List the stock: variants with their quantities in each warehouse, as many as fit a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sampan.apps.accounts.selectors.people import person_names
from sampan.apps.catalog.selectors import costs as catalog
from sampan.apps.catalog.selectors.costs import VariantName
from sampan.apps.inventory import stock_list
from sampan.apps.inventory.stock_list import LevelRow, MovementRow

MOST = 20_000
PAGE = 60


@dataclass(frozen=True, slots=True)
class StockRow:
    """A variant with its level in each warehouse that it lies in."""

    name: VariantName
    levels: Mapping[str, LevelRow]

    @property
    def available(self) -> int:
        """What may still be promised from everywhere."""
        return sum(level.available for level in self.levels.values())


@dataclass(frozen=True, slots=True)
class StockPage:
    """One page of rows; `page` counts from one."""

    rows: Sequence[StockRow]
    count: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A movement, who made it, and what moved; the name is None once the variant is gone."""

    name: VariantName | None
    movement: MovementRow
    who: str


def list_stock(text: str, state: str, warehouse: str, *, page: int, language: str) -> StockPage:
    """Variants by SKU; `state` is out, low or reserved. A constant number of queries."""
    ids = catalog.stocked(text, MOST)
    meant = stock_list.variants_in(state, warehouse)
    if meant is not None:
        ids = [variant_id for variant_id in ids if variant_id in meant]
    pages = max(1, -(-len(ids) // PAGE))
    page = max(1, min(page, pages))
    shown = ids[(page - 1) * PAGE : page * PAGE]
    names = catalog.names(shown, language)
    levels = stock_list.levels(shown)
    rows = [StockRow(names[one], levels.get(one, {})) for one in shown if one in names]
    return StockPage(rows, len(ids), page, pages)


def list_movements(sku: str, language: str, limit: int = 200) -> list[Moved]:
    """The newest movements, of the variant with a SKU or of all."""
    found = catalog.stocked(sku, 1) if sku else [None]
    movements = [one for variant in found for one in stock_list.movements(variant, limit)]
    names = catalog.names({one.variant_id for one in movements}, language)
    people = person_names({one.actor for one in movements})
    return [
        Moved(names.get(one.variant_id), one, people.get(one.actor, one.actor)) for one in movements
    ]
