"""A parcel's value in the law's currency, by line: goods, freight, insurance, customs value."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sampan.domain.landed_cost.conversion import Converter
from sampan.domain.landed_cost.plan import LineTax
from sampan.domain.landed_cost.request import Line, Request
from sampan.domain.landed_cost.rows import Regime, ValueRule
from sampan.domain.money import Money


@dataclass(slots=True)
class Item:
    """One line in the law's currency, in major units; `duty` and `fees` grow as they are found."""

    n: int
    line: Line
    tax: LineTax
    goods: Decimal
    freight: Decimal
    insurance: Decimal
    value: Decimal
    regime: Regime | None = None
    duty: Decimal = Decimal(0)
    fees: Decimal = Decimal(0)


@dataclass(slots=True)
class Parcel:
    """The items of one consignment in the law's currency, and how to convert what rows compare."""

    request: Request
    currency: str
    items: tuple[Item, ...]
    converter: Converter

    @property
    def value(self) -> Decimal:
        """The customs value of the whole consignment."""
        return sum((item.value for item in self.items), Decimal(0))

    def worth(self, basis: str, item: Item | None, currency: str) -> Decimal:
        """The value of one unit of an item, or of the consignment, on a basis in a currency."""
        if basis == "customs":
            amount = self.value if item is None else item.value / item.line.quantity
            return self.converter.amount(amount, self.currency, currency)
        n = None if item is None else item.n
        return worth(self.request, self.converter, basis, n, currency)


def worth(
    request: Request, converter: Converter, basis: str, line: int | None, currency: str
) -> Decimal:
    """What is compared with a threshold, from the request's own amounts; see `Parcel.worth`.

    Intrinsic is the price of the goods less discount, without freight and insurance where they are
    shown apart (Commission Delegated Regulation (EU) 2015/2446 art. 1(48), and alike elsewhere).
    """
    if line is None:
        amount = sum((entry.net.minor for entry in request.lines), 0)
        if basis == "cif" or not request.freight_shown:
            amount += request.freight.minor
        if basis == "cif":
            amount += request.insurance.minor
        exact = Money(amount, request.currency).amount
    else:
        exact = request.lines[line].net.amount / request.lines[line].quantity
    if currency == request.currency:
        return exact
    return round(converter.amount(exact, request.currency, currency), 4)


def weigh(
    request: Request, rule: ValueRule, taxes: Sequence[LineTax], converter: Converter
) -> Parcel:
    """The parcel in the law's currency: amounts converted and rounded to the minor unit once."""
    currency = rule.currency
    goods = [converter.money(line.net, currency) for line in request.lines]
    shares = _shares(request, rule, goods)
    freight = converter.money(request.freight, currency).split(shares)
    insurance = converter.money(request.insurance, currency).split(shares)
    items = tuple(
        Item(
            n=n,
            line=line,
            tax=taxes[n],
            goods=goods[n].amount,
            freight=freight[n].amount,
            insurance=insurance[n].amount,
            value=Decimal(0),
        )
        for n, line in enumerate(request.lines)
    )
    scaled = rule.value_factor != 1 and request.buyer_kind != "business"
    for item in items:
        if scaled:
            item.value = Money.rounded(item.goods * rule.value_factor, currency).amount
        elif rule.duty_basis == "cif":
            item.value = item.goods + item.freight + item.insurance
        else:
            item.value = item.goods if request.freight_shown else item.goods + item.freight
    return Parcel(request, currency, items, converter)


def _shares(request: Request, rule: ValueRule, goods: list[Money]) -> list[int]:
    """By weight where the country says so and every weight is known, else by value."""
    if rule.apportion_by == "weight":
        grams = [line.weight_g for line in request.lines]
        lines = zip(grams, request.lines, strict=True)
        known = [int(weight * 1000) * line.quantity for weight, line in lines if weight]
        if len(known) == len(grams):
            return known
    return [money.minor for money in goods]
