"""Categories and markets: how goods are sorted, and where they are sold."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from sampan.apps.catalog.selectors import records
from sampan.apps.catalog.selectors.records import CategoryRecord
from sampan.apps.markets import selectors as markets
from sampan.domain.errors import NotFound
from sampan.web.api.paging import USUAL, page, position
from sampan.web.api.routes.asking import CodePath, Cursor, Limit, Number
from sampan.web.api.scopes import Needs
from sampan.web.api.shapes.shop import CategoryPage, CategoryShown, MarketList, MarketShown
from sampan.web.api.tags import show

router = Router()


@router.get(
    "/categories",
    response=CategoryPage,
    auth=Needs("catalog:read"),
    tags=["Categories"],
    summary="List categories",
)
def list_categories(
    request: HttpRequest, cursor: Cursor = None, limit: Limit = USUAL
) -> HttpResponse:
    """Categories in the order of their ids, with names and slugs by language."""
    found = records.categories_after(position(cursor, "categories"), limit + 1)
    return page("categories", found, limit, shape=_category, place=lambda one: one.id)


@router.get(
    "/categories/{int:category_id}",
    response=CategoryShown,
    auth=Needs("catalog:read"),
    tags=["Categories"],
    summary="One category",
)
def get_category(request: HttpRequest, category_id: Number) -> HttpResponse:
    """A category with its names and slugs by language."""
    return show(_category(records.category_record(category_id)))


@router.get(
    "/markets",
    response=MarketList,
    auth=Needs("catalog:read"),
    tags=["Markets"],
    summary="List markets",
)
def list_markets(request: HttpRequest) -> HttpResponse:
    """Every market in the owner's order; there are few, so there are no pages."""
    return show(MarketList(items=_markets()))


@router.get(
    "/markets/{code}",
    response=MarketShown,
    auth=Needs("catalog:read"),
    tags=["Markets"],
    summary="One market",
)
def get_market(request: HttpRequest, code: CodePath) -> HttpResponse:
    """A market by its code."""
    found = next((market for market in _markets() if market.code == code), None)
    if found is None:
        raise NotFound(what="market", code=code[:40])
    return show(found)


def _category(record: CategoryRecord) -> CategoryShown:
    return CategoryShown.model_validate(record)


def _markets() -> list[MarketShown]:
    return [MarketShown.of(market, is_open=is_open) for market, is_open in markets.all_markets()]
