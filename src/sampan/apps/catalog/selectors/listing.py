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


def _variant_ids(products: Sequence[int]) -> Iterator[int]:
    for batch in batches(products):
        rows = Variant.objects.filter(product_id__in=batch).order_by("id")
        yield from rows.values_list("id", flat=True)
