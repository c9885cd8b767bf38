"""Prices: what each variant costs in each list, and new prices one by one or many at once."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.decorators import decorate_view

from sampan.apps.catalog.selectors import records
from sampan.apps.pricing import selectors as pricing
from sampan.apps.pricing.services import Cause
from sampan.domain.errors import NotFound
from sampan.domain.pricing.lists import PriceListFacts
from sampan.flows.change_prices import change_prices
from sampan.web.api.keys import once
from sampan.web.api.moments import moment
from sampan.web.api.paging import USUAL, page, position
from sampan.web.api.routes.asking import CodePath, CodeText, Cursor, IdFilter, Limit, Number
from sampan.web.api.scopes import Needs, caller
from sampan.web.api.shapes.shop import (
    Changed,
    NewAmount,
    NewPrices,
    PriceListList,
    PriceListShown,
    PricePage,
    PriceShown,
    PricesShown,
)
from sampan.web.api.tags import require_match, show

router = Router(tags=["Prices"])


@router.get(
    "/price-lists",
    response=PriceListList,
    auth=Needs("catalog:read"),
    summary="List price lists",
)
def list_price_lists(request: HttpRequest) -> HttpResponse:
    """Every price list in the owner's order; there are few, so there are no pages."""
    return show(PriceListList(items=[_list_shown(facts) for facts in pricing.price_lists()]))


@router.get("/prices", response=PricePage, auth=Needs("catalog:read"), summary="List prices")
def list_prices(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = USUAL,
    price_list: CodeText = None,
    product_id: IdFilter = None,
) -> HttpResponse:
    """What variants cost now, in the order of their ids, in all lists or one."""
    found = records.variants_after(position(cursor, "prices"), limit + 1, product_id=product_id)
    rows = _prices(request, [one.id for one in found], price_list)
    return page("prices", rows, limit, shape=lambda row: row, place=lambda row: row.variant_id)


@router.post("/prices", response=Changed, auth=Needs("prices:write"), summary="Set many prices")
@decorate_view(once)
def set_many_prices(request: HttpRequest, body: NewPrices) -> HttpResponse:
    """Set prices of one list, all of them or none; the store shows them at once."""
    facts = _list(body.price_list)
    prices = {one.variant_id: one.money(facts.currency) for one in body.prices}
    _check_variants(list(prices))
    changed = change_prices(facts.code, prices, _cause(request), follow=body.follow)
    return show(Changed(changed=list(changed)))


@router.get(
    "/prices/{price_list}/{int:variant_id}",
    response=PriceShown,
    auth=Needs("catalog:read"),
    summary="One price",
)
def get_price(request: HttpRequest, price_list: CodePath, variant_id: Number) -> HttpResponse:
    """What a variant costs now in a list; the amount is null where it has no price."""
    facts = _list(price_list)
    _check_variants([variant_id])
    return show(_price(request, facts, variant_id))


@router.put(
    "/prices/{price_list}/{int:variant_id}",
    response=PriceShown,
    auth=Needs("prices:write"),
    summary="Set one price",
)
@decorate_view(once)
def set_price(
    request: HttpRequest, price_list: CodePath, variant_id: Number, body: NewAmount
) -> HttpResponse:
    """Set or take away the price of one unit; quantity breaks stay as they are."""
    facts = _list(price_list)
    _check_variants([variant_id])
    require_match(request, _price(request, facts, variant_id))
    change_prices(facts.code, {variant_id: body.money(facts.currency)}, _cause(request))
    return show(_price(request, facts, variant_id))


def _list(code: str) -> PriceListFacts:
    found = next((facts for facts in pricing.price_lists() if facts.code == code), None)
    if found is None:
        raise NotFound(what="price list", code=code[:40])
    return found


def _check_variants(variant_ids: Sequence[int]) -> None:
    unknown = records.unknown_variants(variant_ids)
    if unknown:
        raise NotFound(what="variant", id=unknown[0])


def _prices(
    request: HttpRequest, variant_ids: Sequence[int], price_list: str | None
) -> list[PricesShown]:
    prices = pricing.current_prices(variant_ids, moment(request))
    return [
        PricesShown(
            variant_id=variant_id,
            prices=[
                PriceShown.of(variant_id, code, price)
                for code, price in sorted(prices.get(variant_id, {}).items())
                if price_list in {None, code}
            ],
        )
        for variant_id in variant_ids
    ]


def _price(request: HttpRequest, facts: PriceListFacts, variant_id: int) -> PriceShown:
    prices = pricing.current_prices([variant_id], moment(request)).get(variant_id, {})
    if facts.code in prices:
        return PriceShown.of(variant_id, facts.code, prices[facts.code])
    return PriceShown(
        variant_id=variant_id, price_list=facts.code, currency=facts.currency, amount=None
    )


def _list_shown(facts: PriceListFacts) -> PriceListShown:
    return PriceListShown(
        code=facts.code,
        market=facts.market,
        currency=facts.currency,
        is_base=facts.is_base,
        factor=f"{facts.factor.normalize():f}",
        rounding=facts.rounding,
    )


def _cause(request: HttpRequest) -> Cause:
    return Cause(caller(request).actor, moment(request), "api")
