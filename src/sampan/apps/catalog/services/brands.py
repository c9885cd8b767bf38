"""Brands: known by their handle, shown by their name."""

from django.db import transaction

from sampan.apps.catalog.models import Brand
from sampan.domain.errors import Invalid
from sampan.kernel import stamps

LONGEST = 200


@transaction.atomic
def save_brand(handle: str, name: str) -> int:
    """Store a brand, new or renamed, and return its id. Raises Invalid without a name."""
    name = name.strip()
    if not name or len(name) > LONGEST:
        raise Invalid(field="name", reason="missing" if not name else "too_long")
    brand, _ = Brand.objects.update_or_create(handle=handle, defaults={"name": name})
    stamps.bump("catalog")
    return brand.pk
