"""Compare the ways to deliver one cart: JSON in, JSON out, cheapest way first.

The document is a quote's request with one more key, `ways`:

    {"freight": {"each": "4.00", "per_kg": "6.00"}, "caps": ["150.00"], "registrations": ["IOSS"],
     "incoterms": true,
     "bulk": {"warehouse": "DE", "orders": 500, "unit_costs": {"TEE": "3.20"}, "freight": "900.00",
              "last_mile": "4.50", "mode": "sea"}}

Each part is optional; what is left out is not compared.
"""

from collections.abc import Mapping
from typing import Any

from sampan.domain.countries.quoting import quote
from sampan.domain.countries.rulebook import RuleBook
from sampan.domain.errors import BadAmount, UnknownCountry
from sampan.domain.landed_cost.answer import refused
from sampan.domain.landed_cost.parsing import MODES, parse_request
from sampan.domain.landed_cost.request import Refused, Request
from sampan.domain.landed_cost.splitting import Freight, splits
from sampan.domain.landed_cost.what_if import (
    BulkImport,
    Cost,
    Quote,
    Way,
    as_asked,
    by_incoterm,
    by_registration,
    compare,
    from_bulk,
)
from sampan.domain.money import Money
from sampan.domain.places import Place

MOST_ORDERS = 100_000
KNOWN = frozenset({"freight", "caps", "registrations", "incoterms", "bulk"})


def compare_ways(document: object, book: RuleBook) -> dict[str, Any]:
    """Every way's cost, or the one refusal that stops the comparison."""
    try:
        if not isinstance(document, dict):
            raise Refused("invalid_value", "a JSON object", "request")
        asked = _mapping(document.get("ways", {}), "ways")
        request = parse_request({name: v for name, v in document.items() if name != "ways"})
        return _answer(request, asked, lambda one: quote(one, book))
    except Refused as refusal:
        return refused(None, refusal)


def _answer(request: Request, asked: Mapping[str, Any], ask: Quote) -> dict[str, Any]:
    unknown = asked.keys() - KNOWN
    if unknown:
        raise Refused("unknown_field", "not a way to compare", f"ways.{min(unknown)[:40]}")
    costs = compare(_ways(request, asked, ask), ask)
    return {"currency": request.currency, "ways": [_shown(cost) for cost in costs]}


def _ways(request: Request, asked: Mapping[str, Any], ask: Quote) -> list[Way]:
    currency = request.currency
    ways = [as_asked(request)]
    if asked.get("incoterms") is True:
        ways += by_incoterm(request)
    names = asked.get("registrations", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names[:20]):
        raise Refused("invalid_value", "a list of registrations", "ways.registrations")
    ways += by_registration(request, names[:20])
    if "freight" in asked:
        cells = _mapping(asked["freight"], "ways.freight")
        each, per_kg = (
            _money(cells, name, currency, "ways.freight") for name in ("each", "per_kg")
        )
        caps = asked.get("caps", [])
        if not isinstance(caps, list) or len(caps) > 5:
            raise Refused("invalid_value", "a list of at most 5 amounts", "ways.caps")
        limits = [_money({"cap": cap}, "cap", currency, "ways.caps") for cap in caps]
        ways += splits(request, Freight(each, per_kg), limits)
    if "bulk" in asked:
        ways.append(from_bulk(request, _bulk(request, asked["bulk"]), ask))
    return ways


def _bulk(request: Request, value: object) -> BulkImport:
    cells = _mapping(value, "ways.bulk")
    orders, costs = cells.get("orders"), _mapping(cells.get("unit_costs"), "ways.bulk.unit_costs")
    if type(orders) is not int or not 1 <= orders <= MOST_ORDERS:
        raise Refused("invalid_quantity", f"1 to {MOST_ORDERS}", "ways.bulk.orders")
    if cells.get("mode", "sea") not in MODES:
        raise Refused("invalid_value", "one of " + ", ".join(MODES), "ways.bulk.mode")
    try:
        warehouse = Place(str(cells.get("warehouse")))
    except UnknownCountry:
        raise Refused("unknown_country", "a country code", "ways.bulk.warehouse") from None
    where = "ways.bulk.unit_costs"
    return BulkImport(
        warehouse=warehouse,
        orders=orders,
        unit_costs={
            line.sku: _money(costs, line.sku, request.currency, where) for line in request.lines
        },
        freight=_money(cells, "freight", request.currency, "ways.bulk"),
        last_mile=_money(cells, "last_mile", request.currency, "ways.bulk"),
        mode=cells.get("mode", "sea"),
    )


def _mapping(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Refused("invalid_value", "a JSON object", where)
    return value


def _money(cells: Mapping[str, Any], name: str, currency: str, where: str) -> Money:
    try:
        money = Money.parse(cells.get(name, ""), currency)
    except (BadAmount, TypeError, AttributeError):
        raise Refused(
            "invalid_amount", f"no amount in {currency}", f"{where}.{name[:40]}"
        ) from None
    if money.minor < 0:
        raise Refused("invalid_amount", "not below zero", f"{where}.{name[:40]}")
    return money


def _shown(cost: Cost) -> dict[str, Any]:
    return {
        "name": cost.name,
        "status": cost.status,
        "parcels": cost.parcels,
        "landed_cost": cost.landed.text,
        "range": None
        if cost.lowest == cost.highest
        else {"min": cost.lowest.text, "max": cost.highest.text},
        "totals": {name: money.text for name, money in cost.parts.items()},
        "notes": list(cost.notes),
    }
