"""Turn planned consignments into an offer: each asks the landed-cost engine for its charges."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sampan.domain.charges import Kind
from sampan.domain.errors import DomainError
from sampan.domain.incoterms import Incoterm
from sampan.domain.markets import Market
from sampan.domain.money import Money, total
from sampan.domain.orders.offer import Offer, OfferedCharge, OfferedLine
from sampan.domain.promotions.apply import Result
from sampan.flows.plan_parcels import DIGITAL, Consignment, Piece, Way
from sampan.flows.price_cart import PricedCart
from sampan.flows.quote_landed_cost import quote_landed_cost
from sampan.flows.read_rule_book import current_rule_book
from sampan.kernel import settings_store

SELLER = "seller"
EASING = tuple(Decimal(step) / 200 for step in (1, 2, 3, 4, 6, 8, 10))
NO_SELLER: dict[str, Any] = {"country": None, "registrations": []}


class CannotDeliver(DomainError):
    """Duty and tax of a consignment cannot be promised; `field` says what is missing or wrong."""

    code = "cannot_deliver"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a cart goes and who buys; `tax_id` only counts for a business.

    `email` matters where a promotion may be used only so often by one buyer.
    """

    country: str
    region: str | None = None
    postal_code: str | None = None
    buyer: str = "consumer"
    tax_id: str | None = None
    email: str = ""

    def digest(self, service: str) -> str:
        """One short word for everything that duty, tax and freight of a cart depend on."""
        facts = (self.country, self.region, self.postal_code, self.buyer, self.tax_id)
        text = "|".join(part or "" for part in (*facts, service))
        return hashlib.sha256(text.encode()).hexdigest()[:24]


@dataclass
class _Draft:
    """An offer in the making."""

    lines: list[OfferedLine] = field(default_factory=list)
    charges: list[OfferedCharge] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    eased_minor: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """A priced cart with its consignments, the chosen way of delivery and what came off."""

    priced: PricedCart
    market: Market
    consignments: tuple[Consignment, ...]
    way: Way | None
    promotions: Result

    @property
    def currency(self) -> str:
        """The currency of the cart."""
        return self.priced.cart.currency

    def mode(self, consignment: Consignment) -> str:
        """How a consignment travels; downloads count as post."""
        if self.way is None or consignment.warehouse == DIGITAL:
            return "post"
        return self.way.services[consignment.warehouse].mode


def offer_of(plan: Plan, destination: Destination, at: datetime) -> Offer:
    """The offer for a plan. Raises CannotDeliver when charges of a consignment are not sure."""
    freight, discounts = _freight(plan), _discounts(plan)
    draft = _Draft()
    for parcel, consignment in enumerate(plan.consignments):
        request = request_of(plan, consignment, destination, at)
        request["transport"]["freight"] = freight[parcel].text
        for line, discount in zip(request["lines"], discounts[parcel], strict=True):
            line["discount"] = discount.text
        answer = _answered(request, draft, plan.currency)
        _check(answer, plan.market)
        _add(draft, plan.priced, consignment, answer)
        draft.requests.append(_without_person(request))
    way = plan.way.code if plan.way else ""
    return Offer(
        currency=plan.currency,
        country=destination.country,
        incoterm=plan.market.incoterm,
        lines=tuple(draft.lines),
        charges=tuple(draft.charges),
        service=way,
        promise_from=plan.way.first if plan.way else None,
        promise_to=plan.way.last if plan.way else None,
        on_delivery=_on_delivery(draft.answers, plan.currency),
        facts={
            **_facts(draft, plan.promotions),
            "shown": {**_shown(plan), "eased": draft.eased_minor},
            "asked": destination.digest(way),
        },
    )


def request_of(
    plan: Plan, consignment: Consignment, destination: Destination, at: datetime
) -> dict[str, Any]:
    """The landed-cost request of one consignment, as `sampan quote` would read it.

    A download is a sale inside the buyer's country: it crosses no border.
    """
    seller = settings_store.get(SELLER, NO_SELLER)
    return {
        "as_of": at.date().isoformat(),
        "ship_from": {"country": consignment.country},
        "ship_to": {
            "country": destination.country,
            "region": destination.region,
            "postal_code": destination.postal_code,
        },
        "buyer": {"kind": destination.buyer, "tax_id": destination.tax_id},
        "seller": {**seller, "sells_through_marketplace": False},
        "incoterm": str(plan.market.incoterm),
        "currency": plan.currency,
        "prices_include": _prices_include(plan.market),
        "transport": {
            "mode": plan.mode(consignment),
            "freight": "0",
            "insurance": "0",
            "freight_shown": True,
        },
        "lines": [_line(plan.priced, piece) for piece in consignment.pieces],
    }


def _answered(request: dict[str, Any], draft: _Draft, currency: str) -> dict[str, Any]:
    """The engine's answer; a price in the gap of a cliff is eased until one side is reached.

    Where a border rounds coarsely or a threshold lies just below the price shown, no net price
    leads to that price. The shopper then pays a little less than was shown, never more, and the
    seller gives up to a twentieth rather than the sale.
    """
    answer = dict(quote_landed_cost(request, current_rule_book()))
    if not _is_in_a_gap(answer):
        return answer
    line = max(request["lines"], key=lambda one: Decimal(one["unit_price"]) * one["quantity"])
    worth = Money.parse(line["unit_price"], currency) * line["quantity"]
    before = Money.parse(line["discount"], currency)
    for share in EASING:
        eased = worth.times(share)
        line["discount"] = (before + eased).text
        answer = dict(quote_landed_cost(request, current_rule_book()))
        if not _is_in_a_gap(answer):
            draft.eased_minor += eased.minor
            break
    return answer


def _is_in_a_gap(answer: Mapping[str, Any]) -> bool:
    return bool(answer["status"] == "refused" and answer["error"]["code"] == "no_solution")


def _prices_include(market: Market) -> str:
    if not market.tax_included:
        return "none"
    return "duty_and_tax" if market.incoterm is Incoterm.DDP else "tax"


def _line(priced: PricedCart, piece: Piece) -> dict[str, Any]:
    """One line of the request; a value that no unit price gives exactly goes as one unit."""
    goods = priced.parts.get(piece.variant_id) or priced.lines[piece.line].goods
    unit, rest = divmod(piece.value.minor, piece.quantity)
    count = 1 if rest else piece.quantity
    trade = goods.trade
    weight_g = trade.gross_weight_g
    return {
        "sku": goods.sku,
        "description": trade.customs_description or goods.title,
        "hs": trade.hs_code,
        "origin": trade.origin,
        "quantity": count,
        "unit_price": Money(piece.value.minor if rest else unit, piece.value.currency).text,
        "discount": "0",
        "weight_g": weight_g * (piece.quantity if rest else 1) if weight_g is not None else None,
        "category": "general",
    }


def _freight(plan: Plan) -> list[Money]:
    """Freight of each consignment after what came off it, to the cent."""
    zero = Money.zero(plan.currency)
    paid = plan.way.costs if plan.way else {}
    costs = [paid.get(one.warehouse, zero) for one in plan.consignments]
    off = plan.promotions.basket.freight_off or zero
    if not off:
        return costs
    parts = off.split([cost.minor for cost in costs])
    return [cost - part for cost, part in zip(costs, parts, strict=True)]


def _discounts(plan: Plan) -> list[list[Money]]:
    """What came off each SKU, shared over its pieces by their value."""
    zero = Money.zero(plan.currency)
    pieces = [piece for one in plan.consignments for piece in one.pieces]
    skus = [plan.priced.lines[piece.line].goods.sku for piece in pieces]
    shares: dict[int, Money] = {}
    for sku, off in plan.promotions.basket.off.items():
        places = [place for place, other in enumerate(skus) if other == sku]
        parts = off.split([pieces[place].value.minor for place in places])
        shares.update(zip(places, parts, strict=True))
    numbers = iter(range(len(pieces)))
    return [[shares.get(next(numbers), zero) for _ in one.pieces] for one in plan.consignments]


def _check(answer: Mapping[str, Any], market: Market) -> None:
    """Under DDP nothing may be owed that was not counted; under DAP an estimate may have gaps."""
    if answer["status"] == "refused":
        error = answer["error"]
        raise CannotDeliver(field=error["field"], reason=error["code"])
    if answer["status"] == "partial" and market.incoterm is Incoterm.DDP:
        gap = answer["not_evaluated"][0]
        raise CannotDeliver(field=gap.get("field") or "", reason=gap["code"])


def _add(
    draft: _Draft, priced: PricedCart, consignment: Consignment, answer: dict[str, Any]
) -> None:
    first, parcel = len(draft.lines), len(draft.answers)
    for piece, valued in zip(consignment.pieces, answer["lines"], strict=True):
        line = _offered_line(priced, consignment, piece, parcel)
        line.customs["value"] = valued["customs_value"]
        draft.lines.append(line)
    for charge in answer["charges"]:
        if _is_due_now(charge, answer):
            place = None if charge["line"] is None else first + charge["line"]
            draft.charges.append(_offered_charge(charge, answer["currency"], parcel, place))
    draft.answers.append(answer)


def _is_due_now(charge: Mapping[str, Any], answer: Mapping[str, Any]) -> bool:
    """What the buyer pays at the door is no part of the order."""
    if charge["kind"] in {"goods", "discount", "freight", "insurance"}:
        return True
    if charge["payer"] == "seller" or charge["collected_by"] in {"seller", "platform"}:
        return True
    return not Money.parse(answer["totals"]["due_on_delivery"], answer["currency"])


def _offered_line(
    priced: PricedCart,
    consignment: Consignment,
    piece: Piece,
    parcel: int,
) -> OfferedLine:
    line = priced.lines[piece.line]
    goods = priced.parts.get(piece.variant_id) or line.goods
    stocked = goods.needs_shipping and goods.tracks_stock and not goods.sells_without_stock
    per_unit = piece.value.minor // piece.quantity
    return OfferedLine(
        variant_id=goods.id,
        sku=goods.sku,
        title=goods.title,
        options=goods.options,
        choices=line.choices,
        picture=goods.picture,
        quantity=piece.quantity,
        unit_price=Money(per_unit, piece.value.currency),
        warehouse=consignment.warehouse if stocked else "",
        parcel=parcel,
        customs={
            "hs": goods.trade.hs_code,
            "origin": goods.trade.origin,
            "description": goods.trade.customs_description or goods.title,
            "weight_g": goods.trade.gross_weight_g,
            "ship_from": consignment.country,
            "bundle": line.goods.sku if line.goods.parts else None,
        },
    )


def _offered_charge(
    charge: Mapping[str, Any], currency: str, parcel: int, line: int | None
) -> OfferedCharge:
    legal = charge.get("legal")
    return OfferedCharge(
        kind=Kind(charge["kind"]),
        amount=Money.parse(charge["amount"], currency),
        code=charge["rule"]["id"],
        line=line,
        parcel=parcel,
        payer=charge["payer"],
        collected_by=charge["collected_by"],
        legal=Money.parse(legal["amount"], legal["currency"]) if legal else None,
        rule=charge["rule"],
    )


def _on_delivery(answers: Sequence[Mapping[str, Any]], currency: str) -> tuple[Money, Money] | None:
    """What will be asked for at the door, least and most; None when it is nothing."""
    least, most = [], []
    for answer in answers:
        due = answer["totals"]["due_on_delivery"]
        span = (answer["range"] or {}).get("due_on_delivery", {"min": due, "max": due})
        least.append(Money.parse(span["min"], currency))
        most.append(Money.parse(span["max"], currency))
    highest = total(most, currency)
    return (total(least, currency), highest) if highest else None


def _facts(draft: _Draft, promotions: Result) -> dict[str, Any]:
    """What the order keeps beside its charges: enough to replay and to print every form."""
    kept = ("status", "as_of", "scheme", "collected_by", "totals", "fx", "identifiers", "warnings")
    return {
        "parcels": [
            {**{name: answer.get(name) for name in kept}, "request": request}
            for answer, request in zip(draft.answers, draft.requests, strict=True)
        ],
        "not_evaluated": [gap for answer in draft.answers for gap in answer["not_evaluated"]],
        "promotions": [
            {
                "id": one.promotion.id,
                "name": one.promotion.name,
                "minor": one.discount.amount.minor,
            }
            for one in promotions.applied
        ],
    }


def _without_person(request: Mapping[str, Any]) -> dict[str, Any]:
    """The request as it is kept with the order: who bought stands apart, to be forgotten."""
    return {
        **request,
        "ship_to": {**request["ship_to"], "postal_code": None},
        "buyer": {**request["buyer"], "tax_id": None},
    }


def _shown(plan: Plan) -> dict[str, Any]:
    shown = known_sums(plan.priced, plan.way, plan.promotions)
    return {**shown, "tax_included": plan.market.tax_included}


def known_sums(priced: PricedCart, way: Way | None, promotions: Result) -> dict[str, Any]:
    """The lines and sums as the shopper reads them: whole goods, not the parts that travel.

    Amounts are minor units of the cart's currency; duty and tax are no part of it.
    """
    basket, currency = promotions.basket, priced.cart.currency
    zero = Money.zero(currency)
    return {
        "lines": [
            {
                "variant_id": line.goods.id,
                "title": line.goods.title,
                "options": line.goods.options,
                "choices": line.choices,
                "picture": line.goods.picture,
                "quantity": line.quantity,
                "unit_price": line.unit_price.minor,
            }
            for line in priced.lines
        ],
        "goods": priced.value.minor,
        "off_goods": total(list(basket.off.values()), currency).minor,
        "freight": (way.cost if way else zero).minor,
        "off_freight": (basket.freight_off or zero).minor,
    }
