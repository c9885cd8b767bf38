"""Stock: what lies in each warehouse, and counts one by one or many at once."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.decorators import decorate_view

from sampan.apps.catalog.selectors import records
from sampan.apps.inventory import selectors as inventory
from sampan.apps.inventory.services import Movement
from sampan.domain.errors import NotFound
from sampan.flows.count_stock import count_stock
from sampan.web.api.keys import once
from sampan.web.api.moments import moment
from sampan.web.api.paging import USUAL, page, position
from sampan.web.api.routes.asking import CodePath, Cursor, IdFilter, Limit, Number
from sampan.web.api.scopes import Needs, caller
from sampan.web.api.shapes.shop import (
    Changed,
    LevelPage,
    LevelShown,
    LevelsShown,
    NewCount,
    NewLevels,
)
from sampan.web.api.tags import require_match, show

router = Router(tags=["Stock"])


@router.get("", response=LevelPage, auth=Needs("stock:read"), summary="List stock")
def list_stock(
    request: HttpRequest, cursor: Cursor = None, limit: Limit = USUAL, product_id: IdFilter = None
) -> HttpResponse:
    """What lies where, by variant in the order of their ids."""
    found = records.variants_after(position(cursor, "stock"), limit + 1, product_id=product_id)
    rows = _levels([one.id for one in found])
    return page("stock", rows, limit, shape=lambda row: row, place=lambda row: row.variant_id)


@router.post("", response=Changed, auth=Needs("stock:write"), summary="Set many counts")
@decorate_view(once)
def set_many_counts(request: HttpRequest, body: NewLevels) -> HttpResponse:
    """Bring stock on hand to counted numbers by a movement each, all of them or none."""
    counts = {(one.variant_id, one.warehouse): one.on_hand for one in body.counts}
    _check([one.variant_id for one in body.counts], {one.warehouse for one in body.counts})
    return show(Changed(changed=list(count_stock(counts, _movement(request)))))


@router.get(
    "/{warehouse}/{int:variant_id}",
    response=LevelShown,
    auth=Needs("stock:read"),
    summary="One level",
)
def get_level(request: HttpRequest, warehouse: CodePath, variant_id: Number) -> HttpResponse:
    """The quantities of a variant in a warehouse; zeros where it never lay."""
    _check([variant_id], {warehouse})
    return show(_level(warehouse, variant_id))


@router.put(
    "/{warehouse}/{int:variant_id}",
    response=LevelShown,
    auth=Needs("stock:write"),
    summary="Set one count",
)
@decorate_view(once)
def set_count(
    request: HttpRequest, warehouse: CodePath, variant_id: Number, body: NewCount
) -> HttpResponse:
    """Bring stock on hand to a counted number; the difference is a movement."""
    _check([variant_id], {warehouse})
    require_match(request, _level(warehouse, variant_id))
    count_stock({(variant_id, warehouse): body.on_hand}, _movement(request))
    return show(_level(warehouse, variant_id))


def _check(variant_ids: Sequence[int], codes: set[str]) -> None:
    unknown = records.unknown_variants(variant_ids)
    if unknown:
        raise NotFound(what="variant", id=unknown[0])
    strange = codes - {one.code for one in inventory.warehouses()}
    if strange:
        raise NotFound(what="warehouse", code=min(strange)[:40])


def _levels(variant_ids: Sequence[int]) -> list[LevelsShown]:
    found = inventory.by_warehouse(variant_ids)
    return [
        LevelsShown(
            variant_id=variant_id,
            levels=[
                LevelShown(
                    variant_id=variant_id,
                    warehouse=level.warehouse,
                    on_hand=level.on_hand,
                    reserved=level.reserved,
                    available=level.available,
                )
                for level in found.get(variant_id, ())
            ],
        )
        for variant_id in variant_ids
    ]


def _level(warehouse: str, variant_id: int) -> LevelShown:
    for level in _levels([variant_id])[0].levels:
        if level.warehouse == warehouse:
            return level
    return LevelShown(
        variant_id=variant_id, warehouse=warehouse, on_hand=0, reserved=0, available=0
    )


def _movement(request: HttpRequest) -> Movement:
    return Movement(caller(request).actor, moment(request), "counted", "api")
