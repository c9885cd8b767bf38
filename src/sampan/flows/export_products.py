"""Export products to a file in any dialect; imported again, it changes nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sampan.apps.catalog.selectors import listing
from sampan.apps.catalog.selectors.drafts import StoredDraft, stored_drafts
from sampan.apps.inventory import selectors as inventory
from sampan.apps.inventory.selectors import LevelFacts
from sampan.apps.pricing import selectors as pricing
from sampan.domain.catalog.drafts import ProductDraft
from sampan.domain.errors import Invalid
from sampan.domain.money import Money
from sampan.domain.pricing.lists import PriceListFacts
from sampan.integrations.product_files import DIALECTS, Terms, write_product_file
from sampan.kernel.batches import batches

ONE_COUNT = frozenset({"shopify-old", "shopify-new", "woocommerce"})


def export_products(
    dialect: str,
    *,
    product_ids: Sequence[int] | None = None,
    language: str = "en",
) -> Iterator[bytes]:
    """The file in pieces: all products or the named ones, with prices of the base list.

    Other systems know one count: theirs is what lies in the first warehouse, so that an import of
    the same file finds every count as it is. Raises Invalid for an unknown dialect.
    """
    if dialect not in DIALECTS:
        raise Invalid(field="format", reason="unknown", format=dialect[:32])
    base = pricing.base_price_list()
    ids = listing.product_ids() if product_ids is None else product_ids
    drafts = list(_drafts(ids, dialect, base))
    terms = Terms(base.currency if base else "EUR", language)
    return write_product_file(drafts, dialect, terms)


def _drafts(
    product_ids: Iterable[int], dialect: str, base: PriceListFacts | None
) -> Iterator[ProductDraft]:
    first = next((one.code for one in inventory.warehouses()), "")
    unnamed = first if dialect in ONE_COUNT else None
    for batch in batches(stored_drafts(product_ids), 250):
        variant_ids = [pk for stored in batch for pk in stored.variant_ids]
        prices = pricing.standing_prices(base.code, variant_ids) if base else {}
        levels = inventory.by_warehouse(variant_ids)
        for stored in batch:
            yield _with_figures(stored, prices, levels, unnamed)


def _with_figures(
    stored: StoredDraft,
    prices: Mapping[int, tuple[Money, Money | None]],
    levels: Mapping[int, Sequence[LevelFacts]],
    unnamed: str | None,
) -> ProductDraft:
    variants = []
    for pk, variant in zip(stored.variant_ids, stored.draft.variants, strict=True):
        price, former = prices.get(pk, (None, None))
        stock = {
            "" if level.warehouse == unnamed else level.warehouse: level.on_hand
            for level in levels.get(pk, ())
        }
        variants.append(replace(variant, price=price, compare_at=former, stock=stock or None))
    return replace(stored.draft, variants=tuple(variants))
