"""Search as shoppers of a market do it."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from sampan.apps.markets import selectors as markets
from sampan.apps.search import selectors as index
from sampan.domain.errors import NotFound
from sampan.domain.markets import LANGUAGES
from sampan.web.api.paging import USUAL, cursor_at, position
from sampan.web.api.routes.asking import Cursor, Limit
from sampan.web.api.scopes import Needs
from sampan.web.api.shapes.shop import HitShown, SearchPage
from sampan.web.api.tags import show

router = Router(tags=["Search"])


@router.get("", response=SearchPage, auth=Needs("search:read"), summary="Search products")
def search(
    request: HttpRequest,
    *,
    q: Annotated[str, Query(max_length=500)],
    language: Annotated[str, Query(max_length=12)] = "en",
    market: Annotated[str | None, Query(max_length=24)] = None,
    cursor: Cursor = None,
    limit: Limit = USUAL,
) -> HttpResponse:
    """Products that shoppers of a market find, the best first; without a market, of the first."""
    if language not in LANGUAGES:
        raise NotFound(what="language", code=language)
    start = position(cursor, "hits")
    found = index.search(language, _market(market), q, limit=limit, offset=start)
    following = start + len(found.product_ids)
    return show(
        SearchPage(
            items=[HitShown(product_id=product_id) for product_id in found.product_ids],
            next=cursor_at("hits", following) if following < found.total else None,
            total=found.total,
            are_more=found.are_more,
            meant=list(found.meant),
            is_loose=found.is_loose,
        )
    )


def _market(code: str | None) -> str:
    known = [market.code for market in markets.open_markets()]
    if code is None and known:
        return known[0]
    if code is None or code not in known:
        raise NotFound(what="market", code=(code or "")[:40])
    return code
