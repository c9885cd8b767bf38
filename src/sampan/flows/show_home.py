"""The first page: what the owner marked as new, or else what came last."""

from collections.abc import Sequence

from sampan.apps.catalog.selectors import window
from sampan.apps.storefront.selectors.lists import CardRow
from sampan.flows.show_list import cards_of, newest
from sampan.flows.show_shop import Place, Shop

NEW = "new"
SHOWN = 8


def show_home(shop: Shop, place: Place) -> Sequence[CardRow]:
    """The products that the first page shows."""
    chosen = cards_of(shop, place, window.tagged(NEW, SHOWN))
    return chosen or newest(shop, place, SHOWN)
