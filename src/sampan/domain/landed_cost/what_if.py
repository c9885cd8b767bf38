"""What would it cost another way: DDP or DAP, with a registration or not, parcels from abroad or
bulk import into a local warehouse, or other parcels (see `splitting`).

A way is one or more requests and what they share of other costs; it is quoted like any parcel.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sampan.domain.incoterms import Incoterm
from sampan.domain.landed_cost.request import Refused, Request
from sampan.domain.money import Money, total
from sampan.domain.places import Place

Quote = Callable[[Request], Mapping[str, Any]]
STATUSES = ("exact", "range", "partial", "refused")
RECLAIM_NOTE = "import_tax_is_reclaimed"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to deliver: its parcels; costs beside them; what is paid in advance and reclaimed.

    `shared` is this order's share of costs that many orders have in common (a bulk import).
    """

    name: str
    requests: tuple[Request, ...]
    shared: Money
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cost:
    """What a way costs: the sums over its parcels, the worst status, and the range if any."""

    name: str
    status: str
    parcels: int
    landed: Money
    lowest: Money
    highest: Money
    parts: Mapping[str, Money]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BulkImport:
    """A plan to bring goods for `orders` equal orders into a warehouse and send them from there.

    `unit_costs` by SKU are what customs is told (the price that the importer pays); `freight` is of
    the whole shipment, `last_mile` of one order.
    """

    warehouse: Place
    orders: int
    unit_costs: Mapping[str, Money]
    freight: Money
    last_mile: Money
    mode: str = "sea"


def compare(ways: Iterable[Way], quote: Quote) -> tuple[Cost, ...]:
    """Every way's cost, cheapest first; what was refused or partly unknown stands behind."""
    costs = [cost_of(way, quote) for way in ways]
    return tuple(sorted(costs, key=lambda one: (STATUSES.index(one.status) > 1, one.landed.minor)))


def cost_of(way: Way, quote: Quote) -> Cost:
    """The sums over a way's parcels; `parts` are the totals that an answer shows."""
    currency = way.requests[0].currency
    answers = [_answer(request, quote) for request in way.requests]
    worst = max((answer["status"] for answer in answers), key=STATUSES.index)
    if worst == "refused":
        nothing = Money.zero(currency)
        reasons = tuple(a["error"]["code"] for a in answers if a["status"] == "refused")
        return Cost(way.name, worst, len(answers), nothing, nothing, nothing, {}, reasons)
    parts = {
        name: total([Money.parse(a["totals"][name], currency) for a in answers], currency)
        for name in answers[0]["totals"]
    }
    ends = [_ends(answer, currency) for answer in answers]
    return Cost(
        name=way.name,
        status=worst,
        parcels=len(answers),
        landed=parts["landed_cost"] + way.shared,
        lowest=total([low for low, _ in ends], currency) + way.shared,
        highest=total([high for _, high in ends], currency) + way.shared,
        parts={**parts, "shared": way.shared},
        notes=way.notes,
    )


def _answer(request: Request, quote: Quote) -> Mapping[str, Any]:
    try:
        return quote(request)
    except Refused as refusal:
        return {"status": "refused", "error": {"code": refusal.reason}}


def _ends(answer: Mapping[str, Any], currency: str) -> tuple[Money, Money]:
    spread = (answer.get("range") or {}).get("landed_cost")
    if spread is None:
        landed = Money.parse(answer["totals"]["landed_cost"], currency)
        return landed, landed
    return Money.parse(spread["min"], currency), Money.parse(spread["max"], currency)


def as_asked(request: Request, name: str = "as asked") -> Way:
    """The request itself as a way."""
    return Way(name, (request,), Money.zero(request.currency))


def by_incoterm(request: Request) -> tuple[Way, ...]:
    """Duty and tax paid by the seller (DDP), or by the buyer at the door (DAP)."""
    return tuple(
        as_asked(replace(request, incoterm=term), term.value)
        for term in (Incoterm.DDP, Incoterm.DAP)
    )


def by_registration(request: Request, names: Iterable[str]) -> tuple[Way, ...]:
    """With and without each of the registrations."""
    ways = []
    for name in names:
        held = request.registrations
        ways.append(as_asked(replace(request, registrations=held | {name}), f"with {name}"))
        ways.append(as_asked(replace(request, registrations=held - {name}), f"without {name}"))
    return tuple(ways)


def from_bulk(request: Request, plan: BulkImport, quote: Quote) -> Way:
    """The order from local stock: its domestic sale, and its share of the bulk import's costs.

    The importer is registered in the warehouse's country and reclaims the import tax, so that duty,
    fees and freight of the import are shared out, not the tax. Raises Refused where the import
    itself cannot be quoted.
    """
    bulk = quote(_bulk_request(request, plan))
    bearing = ("duty", "fees", "freight", "insurance")
    costs = [Money.parse(bulk["totals"][name], request.currency) for name in bearing]
    share = total(costs, request.currency).times(Decimal(1) / plan.orders, ROUND_HALF_UP)
    domestic = replace(
        request,
        ship_from=plan.warehouse,
        freight=plan.last_mile,
        insurance=Money.zero(request.currency),
        registrations=request.registrations | {f"VAT:{plan.warehouse.country}"},
    )
    notes = (
        (RECLAIM_NOTE,) if bulk["status"] == "exact" else (RECLAIM_NOTE, f"bulk_{bulk['status']}")
    )
    return Way(f"bulk of {plan.orders} orders", (domestic,), share, notes)


def at_unit_price(request: Request, line: int, price: Money) -> Request:
    """The request with another price for one line, for `break_even`."""
    lines = list(request.lines)
    lines[line] = replace(lines[line], unit_price=price)
    return replace(request, lines=tuple(lines))


def _bulk_request(request: Request, plan: BulkImport) -> Request:
    nothing = Money.zero(request.currency)
    return replace(
        request,
        ship_to=plan.warehouse,
        lines=tuple(
            replace(
                line,
                quantity=line.quantity * plan.orders,
                unit_price=plan.unit_costs[line.sku],
                discount=nothing,
            )
            for line in request.lines
        ),
        freight=plan.freight,
        insurance=nothing,
        mode=plan.mode,
        buyer_kind="business",
        incoterm=Incoterm.DDP,
        registrations=frozenset(),
        sells_through_marketplace=False,
        prices_include="none",
    )
