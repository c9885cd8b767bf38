"""Prices that include tax, or duty and tax: the engine solves backwards for the net prices.

The net total is found by bisection, because thresholds make the way forward a stair: the largest
net whose price with tax is not above the price that was shown. What rounding leaves over goes to
the tax where it is a minor unit for each charge (that is the law's own inverse, gross x rate /
(100 + rate)), to the goods where the country rounds more coarsely. A price that falls into the gap
of a cliff cannot be reached and is refused.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from sampan.domain.charges import Charge, Kind
from sampan.domain.landed_cost.evaluation import Evaluated
from sampan.domain.landed_cost.request import Note, Refused, Request
from sampan.domain.money import Money

PRICE = frozenset({Kind.GOODS, Kind.DISCOUNT, Kind.FREIGHT, Kind.INSURANCE})
TAX = frozenset({Kind.IMPORT_TAX, Kind.SALES_TAX})
INCLUDED = {"tax": PRICE | TAX, "duty_and_tax": PRICE | TAX | {Kind.DUTY}}
COARSEST_STEP = Decimal("0.005")


def solve_inclusive(
    request: Request, evaluate: Callable[[Request], Evaluated]
) -> tuple[Request, Evaluated]:
    """The request at net prices, and its charges, which sum to the price that was shown.

    Raises Refused (`no_solution`) where no net price leads to the price that was shown.
    """
    kinds = INCLUDED[request.prices_include]
    gross = sum(line.net.minor for line in request.lines)
    gross += request.freight.minor + request.insurance.minor

    def shown(net: int) -> int:
        charges = evaluate(at_net(request, net)).charges
        return sum(charge.amount.minor for charge in charges if charge.kind in kinds)

    low, high = 0, gross
    while low < high:
        middle = (low + high + 1) // 2
        if shown(middle) <= gross:
            low = middle
        else:
            high = middle - 1
    solved = at_net(request, low)
    evaluated = evaluate(solved)
    total = sum(charge.amount.minor for charge in evaluated.charges if charge.kind in kinds)
    return solved, _with_rest(evaluated, gross - total, gross)


def at_net(request: Request, net: int) -> Request:
    """The request with its prices scaled so that goods, freight and insurance sum to `net`."""
    parts = [line.net.minor for line in request.lines]
    parts += [request.freight.minor, request.insurance.minor]
    shares = Money(net, request.currency).split(parts) if any(parts) else ()
    if not shares:
        return request
    lines = []
    for line, share in zip(request.lines, shares, strict=False):
        before = line.net.minor
        less = line.discount.minor * share.minor // before if before else 0
        discount = Money(less, request.currency)
        lines.append(replace(line, discount=discount, solved_goods=share + discount))
    return replace(request, lines=tuple(lines), freight=shares[-2], insurance=shares[-1])


def _with_rest(evaluated: Evaluated, rest: int, gross: int) -> Evaluated:
    """The charges with what rounding left over. Raises Refused where it is more than rounding."""
    if not rest:
        return evaluated
    charges = list(evaluated.charges)
    taxes = [n for n, charge in enumerate(charges) if charge.kind in TAX and charge.amount]
    if 0 < rest <= len(taxes):
        for n in taxes[:rest]:
            charges[n] = _plus_one(charges[n], 1)
    elif 0 < rest <= max(len(charges), int(gross * COARSEST_STEP)):
        charges[0] = _plus_one(charges[0], rest)
    else:
        raise Refused("no_solution", "no net price leads to this price", "prices_include")
    note = Note("inclusive_rest", f"{rest} minor units of rounding are in the charges")
    return replace(evaluated, charges=tuple(charges), notes=(*evaluated.notes, note))


def _plus_one(charge: Charge, minor: int) -> Charge:
    more = Money(minor, charge.amount.currency)
    same = charge.legal is not None and charge.legal.currency == more.currency
    legal = charge.legal + more if same and charge.legal is not None else charge.legal
    return replace(charge, amount=charge.amount + more, legal=legal)
