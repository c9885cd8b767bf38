"""What a checkout offers and an order then holds: lines, charges, dates and the rules behind them.

An offer is stored as JSON while the shopper decides, and copied into the order word for word, so
that both codecs stand here. What is due at the door under DAP is no charge of the order: it stands
in `on_delivery` as a range.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sampan.domain.charges import Charge, Kind, Rule
from sampan.domain.errors import CurrencyMismatch, Invalid
from sampan.domain.incoterms import Incoterm
from sampan.domain.money import Money, total


@dataclass(frozen=True, slots=True)
class OfferedLine:
    """Goods of one variant from one warehouse in one parcel, as the shopper saw them.

    `customs` holds what a form will say: HS code, origin, description, weight, value.
    """

    variant_id: int
    sku: str
    title: str
    options: str
    choices: str
    picture: str
    quantity: int
    unit_price: Money
    warehouse: str
    parcel: int = 0
    customs: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OfferedCharge:
    """A charge of the offer; `rule` is the rule behind it as plain values, None for own prices."""

    kind: Kind
    amount: Money
    code: str
    line: int | None = None
    parcel: int = 0
    payer: str = "buyer"
    collected_by: str = "seller"
    legal: Money | None = None
    rule: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """Everything promised to a shopper for one cart on its way to one place.

    `facts` are the rule versions, rates and identifiers of each parcel; they are copied, not read.
    """

    currency: str
    country: str
    incoterm: Incoterm
    lines: tuple[OfferedLine, ...]
    charges: tuple[OfferedCharge, ...]
    service: str = ""
    promise_from: date | None = None
    promise_to: date | None = None
    on_delivery: tuple[Money, Money] | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for charge in self.charges:
            if charge.amount.currency != self.currency:
                raise CurrencyMismatch(expected=self.currency, got=charge.amount.currency)
        if self.total.minor < 0:
            raise Invalid(field="total", reason="negative")

    @property
    def total(self) -> Money:
        """What the shopper pays now: the sum of the charges."""
        return total([charge.amount for charge in self.charges], self.currency)

    def subtotal(self, *kinds: Kind) -> Money:
        """The sum of the charges of some kinds."""
        amounts = [charge.amount for charge in self.charges if charge.kind in kinds]
        return total(amounts, self.currency)


def offered(charge: Charge, parcel: int, line: int | None) -> OfferedCharge:
    """A computed charge as part of an offer, its rule as plain values."""
    return OfferedCharge(
        kind=charge.kind,
        amount=charge.amount,
        code=charge.code,
        line=line,
        parcel=parcel,
        payer=charge.payer,
        collected_by=charge.collected_by,
        legal=charge.legal,
        rule=rule_values(charge.rule) if charge.rule else None,
    )


def rule_values(rule: Rule) -> dict[str, Any]:
    """A rule as plain values, with the source and the days of the fact behind it."""
    return {
        "id": rule.id,
        "formula": rule.formula,
        "base": rule.base,
        "rate": rule.rate,
        "rounding": rule.rounding,
        "valid_from": _day(rule.fact.valid_from),
        "valid_to": _day(rule.fact.valid_to),
        "source": rule.fact.source,
        "confidence": rule.fact.confidence,
    }


def to_json(offer: Offer) -> dict[str, Any]:
    """The offer as JSON values; amounts are minor units of its currency."""
    return {
        "currency": offer.currency,
        "country": offer.country,
        "incoterm": str(offer.incoterm),
        "service": offer.service,
        "promise_from": _day(offer.promise_from),
        "promise_to": _day(offer.promise_to),
        "on_delivery": [m.minor for m in offer.on_delivery] if offer.on_delivery else None,
        "facts": dict(offer.facts),
        "lines": [_line_json(line) for line in offer.lines],
        "charges": [charge_json(charge) for charge in offer.charges],
    }


def charge_json(charge: OfferedCharge) -> dict[str, Any]:
    """A charge as JSON values."""
    legal = charge.legal
    return {
        "kind": str(charge.kind),
        "amount": charge.amount.minor,
        "code": charge.code,
        "line": charge.line,
        "parcel": charge.parcel,
        "payer": charge.payer,
        "collected_by": charge.collected_by,
        "legal": None if legal is None else {"minor": legal.minor, "currency": legal.currency},
        "rule": dict(charge.rule) if charge.rule else None,
    }


def from_json(values: Mapping[str, Any]) -> Offer:
    """The offer that `to_json` wrote."""
    currency = values["currency"]
    on_delivery = values["on_delivery"]
    return Offer(
        currency=currency,
        country=values["country"],
        incoterm=Incoterm(values["incoterm"]),
        lines=tuple(_line(line, currency) for line in values["lines"]),
        charges=tuple(_charge(charge, currency) for charge in values["charges"]),
        service=values["service"],
        promise_from=_read_day(values["promise_from"]),
        promise_to=_read_day(values["promise_to"]),
        on_delivery=(Money(on_delivery[0], currency), Money(on_delivery[1], currency))
        if on_delivery
        else None,
        facts=values["facts"],
    )


def _line_json(line: OfferedLine) -> dict[str, Any]:
    return {
        "variant_id": line.variant_id,
        "sku": line.sku,
        "title": line.title,
        "options": line.options,
        "choices": line.choices,
        "picture": line.picture,
        "quantity": line.quantity,
        "unit_price": line.unit_price.minor,
        "warehouse": line.warehouse,
        "parcel": line.parcel,
        "customs": dict(line.customs),
    }


def _line(values: Mapping[str, Any], currency: str) -> OfferedLine:
    return OfferedLine(**{**values, "unit_price": Money(values["unit_price"], currency)})


def _charge(values: Mapping[str, Any], currency: str) -> OfferedCharge:
    legal = values["legal"]
    return OfferedCharge(
        **{
            **values,
            "kind": Kind(values["kind"]),
            "amount": Money(values["amount"], currency),
            "legal": Money(legal["minor"], legal["currency"]) if legal else None,
        }
    )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _read_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
