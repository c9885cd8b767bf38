"""What a search found, as a list that can be narrowed like any other."""

from collections.abc import Sequence
from dataclasses import dataclass

from sampan.apps.search import selectors as index
from sampan.apps.storefront.selectors.lists import CardRow
from sampan.flows.show_list import Ask, ListView, cards_of, nothing, show_found
from sampan.flows.show_shop import Place, Shop

MOST = 120
LONGEST = 200


@dataclass(frozen=True, slots=True)
class SearchView:
    """The hits; `meant` names the words searched instead of misspelt ones."""

    text: str
    hits: ListView
    meant: Sequence[str]
    is_loose: bool
    has_more: bool


def show_search(shop: Shop, place: Place, text: str, ask: Ask) -> SearchView:
    """The products that a market sees for some words, in the order of their rank."""
    words = " ".join(text[:LONGEST].split())
    if not words:
        return SearchView("", nothing(ask), (), is_loose=False, has_more=False)
    found = index.search(shop.language, place.market.code, words, limit=MOST)
    ids = found.product_ids
    hits = show_found(shop, place, ids, ask) if ids else nothing(ask)
    return SearchView(words, hits, found.meant, found.is_loose, found.total > MOST)


def show_suggestions(
    shop: Shop, place: Place, text: str
) -> tuple[Sequence[str], Sequence[CardRow]]:
    """Completions and products for a search that is still being typed."""
    found = index.suggest(shop.language, place.market.code, text[:LONGEST])
    return found.completions, cards_of(shop, place, found.product_ids)
