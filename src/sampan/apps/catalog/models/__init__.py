"""The catalog's tables; private to the app."""

from sampan.apps.catalog.models.groups import (
    Attribute,
    Brand,
    Category,
    CategoryText,
    SavedView,
    Term,
)
from sampan.apps.catalog.models.media import Media, MediaText
from sampan.apps.catalog.models.products import (
    BundlePart,
    GroupMember,
    HiddenInMarket,
    Product,
    ProductAttribute,
    ProductCategory,
    ProductTag,
    ProductText,
    Variant,
)

__all__ = [
    "Attribute",
    "Brand",
    "BundlePart",
    "Category",
    "CategoryText",
    "GroupMember",
    "HiddenInMarket",
    "Media",
    "MediaText",
    "Product",
    "ProductAttribute",
    "ProductCategory",
    "ProductTag",
    "ProductText",
    "SavedView",
    "Term",
    "Variant",
]
