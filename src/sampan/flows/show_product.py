"""A product's page: its words, what it costs here, what can be had, and what stands beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sampan.apps.storefront.selectors import lists, pages
from sampan.apps.storefront.selectors.lists import CardRow, Selection
from sampan.apps.storefront.selectors.pages import Found, OfferRow
from sampan.flows.show_list import cards_of
from sampan.flows.show_shop import Branch, Place, Shop

RELATED = 4


@dataclass(frozen=True, slots=True)
class ProductView:
    """The page; `offer` is None when the market of the place does not see the product.

    `others` are the cards of a group's members, or of a bundle's parts.
    """

    found: Found
    offer: OfferRow | None
    trail: Sequence[Branch]
    others: Sequence[CardRow]
    related: Sequence[CardRow]

    def stock(self, variant_id: int) -> tuple[bool, Mapping[str, int]]:
        """Whether a variant sells without stock, and its units by country."""
        known = self.offer.stock if self.offer else {}
        return known.get(str(variant_id), (False, {}))


def find_product(shop: Shop, slug: str) -> Found | None:
    """The product that a slug names in any language."""
    return pages.sheet(shop.language, slug)


def show_product(shop: Shop, place: Place, found: Found) -> ProductView:
    """Everything on the page of a found product."""
    sheet = found.sheet
    branch = next(
        (shop.tree.branches[one] for one in sheet.body["categories"] if one in shop.tree.branches),
        None,
    )
    inside = [*sheet.body["members"], *(part[1] for part in sheet.body["parts"])]
    return ProductView(
        found=found,
        offer=pages.offer(sheet.product_id, place.price_list),
        trail=shop.tree.trail(branch) if branch else (),
        others=cards_of(shop, place, list(dict.fromkeys(inside))),
        related=_related(shop, place, branch, sheet.product_id) if branch else (),
    )


def _related(shop: Shop, place: Place, branch: Branch, product_id: int) -> list[CardRow]:
    """Neighbors of the same category, or of the one above where there are few."""
    wide = branch.parent_id if branch.parent_id in shop.tree.branches else branch.id
    neighbors = lists.cards(
        Selection(place.price_list, category_id=wide),
        shop.language,
        sort="newest",
        limit=RELATED + 1,
        offset=0,
    )
    return [card for card in neighbors if card.product_id != product_id][:RELATED]
