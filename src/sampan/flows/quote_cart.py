"""Quote a cart: everything the shopper pays, as charges, before anything is paid.

Prices, then promotions, then freight, then the landed cost of each consignment. Where prices hold
duty and tax (a tax-inclusive market under DDP), the engine solves backwards, so that the shopper
pays what was shown and every part of it is still known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sampan.apps.checkout.selectors import CartFacts
from sampan.apps.markets import selectors as markets
from sampan.apps.pricing import selectors as pricing
from sampan.apps.promotions import selectors as promotions
from sampan.domain.errors import DomainError, NotFound
from sampan.domain.inventory.allocation import NotEnough
from sampan.domain.markets import Market
from sampan.domain.money import Money
from sampan.domain.orders.offer import Offer
from sampan.domain.pricing.lists import PriceListFacts
from sampan.domain.promotions.apply import Promotion, Result, apply_promotions
from sampan.domain.promotions.basket import Basket, Item, merged
from sampan.flows.offer_parcels import Destination, Plan, offer_of
from sampan.flows.plan_parcels import Way, plan_consignments, ways
from sampan.flows.price_cart import PricedCart, price_cart


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why there is no offer: a stable code, and what it concerns (a SKU, a field, a country)."""

    code: str
    concerns: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CartQuote:
    """A cart with its prices, its ways of delivery, what comes off, and the offer if there is one.

    `ways` is empty for downloads and where nothing can be sent; `obstacles` then says why.
    `freights` are what each way costs the shopper after promotions, by its code.
    """

    priced: PricedCart
    market: Market
    ways: tuple[Way, ...]
    way: Way | None
    promotions: Result | None
    offer: Offer | None
    obstacles: tuple[Obstacle, ...]
    freights: Mapping[str, Money] = field(default_factory=dict)


def quote_cart(
    cart: CartFacts, destination: Destination, *, service: str = "", at: datetime
) -> CartQuote:
    """The quote of a cart to a destination by a chosen service (or the cheapest).

    What stands in the way is an obstacle, not an error: the page shows the cart all the same.
    Raises NotFound when the cart's market or its price list is gone.
    """
    market = _market(cart)
    priced = price_cart(cart, _price_list(cart), at)
    if not priced.lines:
        return CartQuote(priced, market, (), None, None, None, (Obstacle("empty"),))
    try:
        consignments = plan_consignments(priced, destination.country)
    except NotEnough as refusal:
        short = Obstacle("not_enough_stock", str(refusal.fields["sku"]), refusal.fields)
        return CartQuote(priced, market, (), None, None, None, (short,))
    found = ways(priced, consignments, destination.country, at)
    way = next((one for one in found if one.code == service), found[0] if found else None)
    if way is None and any(one.warehouse for one in consignments):
        nowhere = Obstacle("no_service", destination.country)
        return CartQuote(priced, market, (), None, None, None, (nowhere,))
    active = _open_to(destination.email)
    plain = found[0].cost if found else None
    results = {one.code: _promotions(priced, one, active, at, plain=plain) for one in found}
    result = results[way.code] if way else _promotions(priced, None, active, at)
    freights = {code: one.basket.freight_left for code, one in results.items()}
    try:
        offer = offer_of(Plan(priced, market, consignments, way, result), destination, at)
    except DomainError as refusal:
        obstacle = Obstacle(refusal.code, str(refusal.fields.get("field", "")), refusal.fields)
        return CartQuote(priced, market, found, way, result, None, (obstacle,), freights)
    return CartQuote(priced, market, found, way, result, offer, (), freights)


def _market(cart: CartFacts) -> Market:
    for market in markets.open_markets():
        if market.code == cart.market:
            return market
    raise NotFound(what="market", code=cart.market)


def _price_list(cart: CartFacts) -> PriceListFacts:
    for price_list in pricing.price_lists():
        if (price_list.market, price_list.currency) == (cart.market, cart.currency):
            return price_list
    raise NotFound(what="price_list", market=cart.market, currency=cart.currency)


def _open_to(email: str) -> tuple[Promotion, ...]:
    """The promotions less those that a buyer has used as often as anybody may."""
    active = promotions.active()
    spent = promotions.spent_by(email) if email else frozenset()
    return tuple(one for one in active if one.id not in spent)


def _promotions(
    priced: PricedCart,
    way: Way | None,
    active: Sequence[Promotion],
    at: datetime,
    *,
    plain: Money | None = None,
) -> Result:
    freight = way.cost if way else Money.zero(priced.cart.currency)
    basket = Basket(
        items=merged(_items(priced)),
        currency=priced.cart.currency,
        market=priced.cart.market,
        freight=freight,
        at=at,
        codes=frozenset(priced.cart.codes),
        plain_freight=plain,
    )
    return apply_promotions(active, basket)


def _items(priced: PricedCart) -> Sequence[Item]:
    return [
        Item(
            line.goods.sku,
            line.quantity,
            line.unit_price,
            line.goods.categories,
            line.goods.brand,
        )
        for line in priced.lines
    ]
