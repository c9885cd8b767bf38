"""Plain look-ups that many flows need: how many, which ids."""

from collections.abc import Iterator, Sequence

from sampan.apps.catalog.models import Product, Variant
from sampan.kernel.batches import batches


def product_count() -> int:
    """Number of products, archived ones included."""
    return Product.objects.count()


def product_ids() -> list[int]:
    """The ids of every product, in rising order."""
    return list(Product.objects.order_by("id").values_list("id", flat=True))


def variant_ids(products: Sequence[int]) -> list[int]:
    """The ids of the variants of products, in rising order for each batch."""
    return list(_variant_ids(products))


def variants_by_sku(skus: Sequence[str]) -> dict[str, int]:
    """The ids of the variants that have these SKUs; unknown ones are left out."""
    rows = Variant.objects.filter(sku__in=skus).values_list("sku", "id")
    return {sku: variant_id for sku, variant_id in rows if sku is not None}


def products_of(variants: Sequence[int]) -> list[int]:
    """The ids of the products that these variants belong to, each once, in rising order."""
    found: set[int] = set()
    for batch in batches(variants):
        rows = Variant.objects.filter(id__in=batch)
        found.update(rows.values_list("product_id", flat=True))
    return sorted(found)


def _variant_ids(products: Sequence[int]) -> Iterator[int]:
    for batch in batches(products):
        rows = Variant.objects.filter(product_id__in=batch).order_by("id")
        yield from rows.values_list("id", flat=True)
