"""Goods of the demo shop by their handles and SKUs, as the tests speak of them."""

from sampan.apps.catalog.selectors import editing
from sampan.apps.catalog.selectors.drafts import ids_of_handles
from sampan.apps.catalog.selectors.editing import EditedProduct, EditedVariant


def product(handle: str) -> EditedProduct:
    """A product as the editor sees it now."""
    return editing.product(ids_of_handles([handle])[handle])


def variant(handle: str, sku: str) -> EditedVariant:
    """A variant as the editor sees it now."""
    return next(one for one in product(handle).variants if one.sku == sku)
