"""One T-shirt parcel from Yiwu, and the words to change it: `a_parcel(ship_to="US")`."""

from copy import deepcopy
from functools import cache
from typing import Any

from sampan.flows.quote_landed_cost import RuleBook, quote_landed_cost, rule_book

PARCEL: dict[str, Any] = {
    "as_of": "2026-07-01",
    "dates": {"export": None},
    "ship_from": {"country": "CN"},
    "ship_to": {"country": "DE", "region": None, "postal_code": None},
    "buyer": {"kind": "consumer", "tax_id": None},
    "seller": {"country": "CN", "registrations": [], "sells_through_marketplace": False},
    "incoterm": "DDP",
    "currency": "EUR",
    "prices_include": "none",
    "transport": {"mode": "post", "freight": "0", "insurance": "0", "freight_shown": True},
    "lines": [],
    "assume": {},
}
LINE: dict[str, Any] = {
    "sku": "TEE",
    "description": "cotton t-shirt",
    "hs": "610910",
    "national_code": None,
    "origin": "CN",
    "quantity": 1,
    "unit_price": "10",
    "discount": "0",
    "weight_g": 180,
    "measures": {},
    "category": "general",
    "preference_proof": False,
}
PLACES = {
    "ship_to": ("ship_to", "country"),
    "region": ("ship_to", "region"),
    "postal_code": ("ship_to", "postal_code"),
    "ship_from": ("ship_from", "country"),
    "exported": ("dates", "export"),
    "buyer": ("buyer", "kind"),
    "tax_id": ("buyer", "tax_id"),
    "seller": ("seller", "country"),
    "registrations": ("seller", "registrations"),
    "marketplace": ("seller", "sells_through_marketplace"),
    "mode": ("transport", "mode"),
    "freight": ("transport", "freight"),
    "insurance": ("transport", "insurance"),
    "freight_shown": ("transport", "freight_shown"),
    "duty_pct": ("assume", "duty_rate_pct"),
    "tax_pct": ("assume", "tax_rate_pct"),
    "fx": ("assume", "fx"),
}


@cache
def book() -> RuleBook:
    """The shipped tables, read once."""
    return rule_book()


def a_line(price: str = "10", **changes: Any) -> dict[str, Any]:
    """A line of T-shirts, or of what the changes say."""
    return {**deepcopy(LINE), "unit_price": price, **changes}


def a_parcel(*lines: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A request: the parcel above with these lines (one T-shirt of 10) and these changes."""
    request = deepcopy(PARCEL)
    request["lines"] = list(lines) or [a_line()]
    for name, value in changes.items():
        if name in PLACES:
            section, key = PLACES[name]
            request[section][key] = value
        else:
            assert name in request or name == "id", name
            request[name] = value
    return request


def answer(*lines: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The answer to `a_parcel(...)`."""
    return quote_landed_cost(a_parcel(*lines, **changes), book())


def totals(*lines: dict[str, Any], **changes: Any) -> dict[str, str]:
    """The totals of the answer that are not zero, without goods, freight and what follows."""
    found = answer(*lines, **changes)
    assert found["status"] != "refused", found["error"]
    names = ("duty", "import_tax", "sales_tax", "fees")
    return {name: found["totals"][name] for name in names if found["totals"][name].strip("0.")}


def rules(found: dict[str, Any]) -> list[str]:
    """The rules behind the charges that the state asks for, in order."""
    names = [charge["rule"]["id"] for charge in found["charges"]]
    return [name for name in names if not name.startswith("request.")]


def read(found: dict[str, Any], path: str) -> Any:
    """`totals.duty`, `scheme`, or `legal:RULE`, `charge:RULE`, `base:RULE`, `rate:RULE`."""
    kind, _, rule = path.partition(":")
    if rule:
        charge = next(entry for entry in found["charges"] if entry["rule"]["id"] == rule)
        if kind == "charge":
            return charge["amount"]
        return charge["legal"]["amount"] if kind == "legal" else charge["rule"][kind]
    value: Any = found
    for key in path.split("."):
        value = value[key]
    return value
