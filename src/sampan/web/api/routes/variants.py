"""Variants: what is stocked, priced and shipped."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from sampan.apps.catalog.selectors import records
from sampan.apps.catalog.selectors.records import VariantRecord
from sampan.web.api.paging import USUAL, page, position
from sampan.web.api.routes.asking import CodeText, Cursor, IdFilter, Limit, Number
from sampan.web.api.scopes import Needs
from sampan.web.api.shapes.variants import VariantPage, VariantShown
from sampan.web.api.tags import show

router = Router(tags=["Variants"])


@router.get("", response=VariantPage, auth=Needs("catalog:read"), summary="List variants")
def list_variants(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = USUAL,
    product_id: IdFilter = None,
    sku: CodeText = None,
) -> HttpResponse:
    """Variants in the order of their ids, of one product or with one SKU where asked."""
    found = records.variants_after(
        position(cursor, "variants"), limit + 1, product_id=product_id, sku=sku
    )
    return page("variants", found, limit, shape=_shown, place=lambda one: one.id)


@router.get(
    "/{int:variant_id}", response=VariantShown, auth=Needs("catalog:read"), summary="One variant"
)
def get_variant(request: HttpRequest, variant_id: Number) -> HttpResponse:
    """A variant with what borders and carriers ask about it."""
    return show(_shown(records.variant_record(variant_id)))


def _shown(record: VariantRecord) -> VariantShown:
    return VariantShown.model_validate(record)
