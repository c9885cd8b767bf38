"""Taking products away for good, once nothing else remembers them."""

from collections.abc import Sequence

from django.db import transaction

from sampan.apps.catalog.models import (
    Attribute,
    Brand,
    BundlePart,
    Category,
    GroupMember,
    Product,
    Term,
    Variant,
)
from sampan.kernel import stamps
from sampan.kernel.batches import batches


@transaction.atomic
def archive(product_ids: Sequence[int]) -> None:
    """Take products out of every market; they can come back."""
    Product.objects.filter(id__in=product_ids).update(status=Product.Status.ARCHIVED)
    stamps.bump("catalog")


@transaction.atomic
def remove_products(product_ids: Sequence[int]) -> None:
    """Delete products with their variants; prices, stock and whatever names them go before."""
    for batch in batches(product_ids):
        BundlePart.objects.filter(part__product_id__in=batch).delete()
        GroupMember.objects.filter(member_id__in=batch).delete()
        Variant.objects.filter(product_id__in=batch).delete()
        Product.objects.filter(id__in=batch).delete()
    stamps.bump("catalog")


@transaction.atomic
def remove_unused_groups() -> None:
    """Delete categories, brands, attributes and words that no product uses any more."""
    while Category.objects.filter(placements=None, children=None).delete()[0]:
        continue
    Brand.objects.filter(products=None).delete()
    Attribute.objects.exclude(
        id__in=Product.objects.filter(attributes__isnull=False).values("attributes__attribute")
    ).delete()
    if not Product.objects.exists():
        Term.objects.all().delete()
    stamps.bump("catalog")
