"""Variants as a cart and a customs form need them, a constant number of queries for any number."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sampan.apps.catalog.models import (
    BundlePart,
    Media,
    ProductCategory,
    ProductText,
    Term,
    Variant,
)
from sampan.domain.goods import TradeFacts


@dataclass(frozen=True, slots=True)
class Sellable:
    """A variant with the words that a shopper reads; `parts` of a bundle are ids and counts.

    `is_for_sale` says whether its product is active here; stock and price are other questions.
    """

    id: int
    product_id: int
    sku: str
    title: str
    slug: str
    options: str
    picture: str
    kind: str
    is_for_sale: bool
    tracks_stock: bool
    sells_without_stock: bool
    needs_shipping: bool
    categories: frozenset[str]
    brand: str
    trade: TradeFacts
    parts: tuple[tuple[int, int], ...] = ()


def sellable(variant_ids: Sequence[int], *, language: str, market: str) -> Mapping[int, Sellable]:
    """The variants that exist, by id; texts fall back to the product's own language."""
    rows = list(
        Variant.objects.filter(id__in=variant_ids)
        .select_related("product", "product__brand", "picture")
        .prefetch_related("product__hidden_in__market")
    )
    products = {row.product_id for row in rows}
    texts = _texts(products, language)
    pictures = _pictures(products)
    categories = _categories(products)
    parts = _parts([row.id for row in rows if row.product.kind == "bundle"])
    terms = _terms(rows, language)
    return {
        row.id: Sellable(
            id=row.id,
            product_id=row.product_id,
            sku=row.sku or f"v{row.id}",
            title=texts[row.product_id].title if row.product_id in texts else row.product.handle,
            slug=texts[row.product_id].slug if row.product_id in texts else "",
            options=", ".join(
                terms.get(value, value)
                for value in (row.option1, row.option2, row.option3)
                if value
            ),
            picture=row.picture.file if row.picture else pictures.get(row.product_id, ""),
            kind=row.product.kind,
            is_for_sale=_is_for_sale(row, market),
            tracks_stock=row.tracks_stock,
            sells_without_stock=row.sells_without_stock,
            needs_shipping=row.needs_shipping,
            categories=frozenset(categories[row.product_id]),
            brand=row.product.brand.name if row.product.brand else "",
            trade=_trade(row),
            parts=tuple(parts[row.id]),
        )
        for row in rows
    }


def is_for_sale(variant_id: int, market: str) -> bool:
    """Whether a variant may be put into a cart of a market; one query."""
    active = Variant.objects.filter(id=variant_id, is_active=True, product__status="active")
    return active.exclude(product__hidden_in__market__code=market).exists()


def _is_for_sale(row: Variant, market: str) -> bool:
    hidden = {hiding.market.code for hiding in row.product.hidden_in.all()}
    return row.is_active and row.product.status == "active" and market not in hidden


def _texts(products: Iterable[int], language: str) -> dict[int, ProductText]:
    found: dict[int, ProductText] = {}
    rows = ProductText.objects.filter(product_id__in=products).select_related("product")
    for row in rows.only("product_id", "language", "title", "slug", "product__source_language"):
        if row.language == language or (
            row.language == row.product.source_language and row.product_id not in found
        ):
            found[row.product_id] = row
    return found


def _pictures(products: Iterable[int]) -> dict[int, str]:
    """The first picture of each product: the last that is put in wins, so the order is reversed."""
    rows = Media.objects.filter(product_id__in=products, kind="picture").exclude(file="")
    return dict(rows.order_by("-position").values_list("product_id", "file"))


def _categories(products: Iterable[int]) -> defaultdict[int, set[str]]:
    """Paths with all their parents: a promotion on a category covers what is below it."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    rows = ProductCategory.objects.filter(product_id__in=products)
    for product_id, path in rows.values_list("product_id", "category__path"):
        handles = path.strip("/").split("/")
        found[product_id] |= {"/".join(handles[: depth + 1]) + "/" for depth in range(len(handles))}
    return found


def _parts(bundles: Sequence[int]) -> defaultdict[int, list[tuple[int, int]]]:
    found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    if bundles:
        rows = BundlePart.objects.filter(bundle_id__in=bundles).order_by("part_id")
        for bundle_id, part_id, quantity in rows.values_list("bundle_id", "part_id", "quantity"):
            found[bundle_id].append((part_id, quantity))
    return found


def _terms(rows: Iterable[Variant], language: str) -> dict[str, str]:
    words = {value for row in rows for value in (row.option1, row.option2, row.option3) if value}
    found = Term.objects.filter(language=language, source__in=words)
    return dict(found.values_list("source", "text"))


def _trade(row: Variant) -> TradeFacts:
    sides = (row.length_mm, row.width_mm, row.height_mm)
    known = [side for side in sides if side is not None]
    return TradeFacts(
        hs_code=row.hs_code or None,
        origin=row.origin or None,
        customs_description=row.customs_description or None,
        net_weight_g=row.net_weight_g,
        gross_weight_g=row.gross_weight_g,
        package_mm=(known[0], known[1], known[2]) if len(known) == 3 else None,
        materials=row.materials or None,
        has_battery=row.has_battery,
        hazard=row.hazard or None,
    )
