"""Products: read page by page, created and changed through drafts."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from ninja.decorators import decorate_view

from sampan.apps.catalog.selectors import records
from sampan.apps.catalog.selectors.records import ProductFilter, ProductRecord
from sampan.domain.catalog.drafts import ProductDraft
from sampan.flows.edit_products import By
from sampan.flows.write_products import write_new_product, write_product
from sampan.web.api.keys import once
from sampan.web.api.moments import moment
from sampan.web.api.paging import USUAL, page, position
from sampan.web.api.routes.asking import Cursor, Limit, Moment, Number
from sampan.web.api.scopes import Needs, caller
from sampan.web.api.shapes.products import (
    NewProduct,
    ProductChange,
    ProductPage,
    ProductShown,
    Status,
)
from sampan.web.api.tags import require_match, show

router = Router(tags=["Products"])


@router.get("", response=ProductPage, auth=Needs("catalog:read"), summary="List products")
def list_products(
    request: HttpRequest,
    *,
    cursor: Cursor = None,
    limit: Limit = USUAL,
    status: Annotated[Status | None, Query()] = None,
    handle: Annotated[str | None, Query(max_length=255, pattern=r"^[^\x00]*$")] = None,
    updated_since: Annotated[Moment | None, Query()] = None,
) -> HttpResponse:
    """Products in the order of their ids; an insert meanwhile never shifts a page."""
    wanted = ProductFilter(status, handle, updated_since)
    found = records.products_after(position(cursor, "products"), limit + 1, wanted)
    return page("products", found, limit, shape=_shown, place=lambda one: one.id)


@router.post(
    "", response={201: ProductShown}, auth=Needs("catalog:write"), summary="Create a product"
)
@decorate_view(once)
def create_product(request: HttpRequest, body: NewProduct) -> HttpResponse:
    """Create a product with its variants; prices and stock are set by their own addresses."""
    draft = body.draft(body.handle, body.source_language, body.variants)
    product_id = write_new_product(draft, _by(request))
    record = records.product_record(product_id)
    return show(_shown(record), status=201, location=f"/api/v1/products/{product_id}")


@router.get(
    "/{int:product_id}", response=ProductShown, auth=Needs("catalog:read"), summary="One product"
)
def get_product(request: HttpRequest, product_id: Number) -> HttpResponse:
    """A product with its texts, categories, tags and attributes."""
    return show(_shown(records.product_record(product_id)))


@router.patch(
    "/{int:product_id}",
    response=ProductShown,
    auth=Needs("catalog:write"),
    summary="Change a product",
)
@decorate_view(once)
def change_product(request: HttpRequest, product_id: Number, body: ProductChange) -> HttpResponse:
    """Change what is given; lists replace the list, variants and texts are matched one by one."""

    def draft_of(record: ProductRecord) -> ProductDraft:
        require_match(request, _shown(record))
        return body.draft(record.handle, record.source_language, body.variants)

    return show(_shown(write_product(product_id, draft_of, _by(request))))


def _shown(record: ProductRecord) -> ProductShown:
    return ProductShown.model_validate(record)


def _by(request: HttpRequest) -> By:
    return By(caller(request).actor, moment(request))
