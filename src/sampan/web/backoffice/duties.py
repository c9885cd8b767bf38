"""Duties and taxes: a calculator that explains itself, the rules behind it, codes to approve."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sampan.domain.money import CURRENCIES
from sampan.domain.places import COUNTRIES
from sampan.flows.browse_rules import browse_rules
from sampan.flows.quote_by_hand import own_registrations, quote_by_hand
from sampan.flows.read_rule_book import current_rule_book
from sampan.kernel import clock
from sampan.web.backoffice.access import office
from sampan.web.backoffice.forms import LONGEST_NUMBER
from sampan.web.backoffice.frame import Label, page

LINES = range(4)
WIDTH = Decimal(1000)
MODES = ("post", "courier", "air", "sea", "road", "rail")
REGISTRATIONS = (
    "IOSS", "OSS", "UK_VAT", "VOEC", "AU_GST", "NZ_GST", "SG_GST", "CH_VAT", "MY_LVG", "CL_VAT",
    "BR_RC",
)  # fmt: skip
PARTS: dict[str, Label] = {
    "goods": _("Goods"),
    "discount": _("Discount"),
    "freight": _("Freight"),
    "insurance": _("Insurance"),
    "duty": _("Duty"),
    "import_tax": _("Import tax"),
    "sales_tax": _("Sales tax"),
    "fee": _("Fees"),
}
TABLES: dict[str, Label] = {
    "value": _("How goods are valued"),
    "regimes": _("How a parcel is cleared"),
    "schemes": _("Tax collected at the sale"),
    "taxes": _("VAT and GST rates"),
    "layers": _("Additional duties"),
    "fees": _("Fees of the state"),
    "waivers": _("Too small to collect"),
    "territories": _("Special territories"),
    "sales_taxes": _("Sales taxes of the states"),
    "duty_rates": _("Duty rates"),
}
STATUS: dict[str, Label] = {
    "exact": _("exact"),
    "range": _("a range"),
    "partial": _("incomplete"),
    "refused": _("not answered"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One step of the waterfall: where it starts and how long it is, in thousandths."""

    label: Label
    amount: str
    start: int
    length: int
    kind: str


@office
def calculator(request: HttpRequest) -> HttpResponse:
    """The price at the door of a typed parcel: a waterfall, and the rule behind each line."""
    form = request.GET
    answer: dict[str, Any] | None = None
    if "to" in form:
        answer = quote_by_hand(_document(request), get_language() or "en")
    context = {
        "section": "calculator",
        "form": form,
        "lines": [(n, _line(request, n)) for n in LINES],
        "answer": answer,
        "status": STATUS.get(answer["status"], "") if answer else "",
        "bars": _bars(answer) if answer and "charges" in answer else [],
        "parts": PARTS,
        "today": form.get("on") or clock.today().isoformat(),
        "countries": sorted(COUNTRIES),
        "currencies": sorted(CURRENCIES),
        "modes": MODES,
        "registrations": REGISTRATIONS,
        "chosen": form.getlist("registered") if "to" in form else own_registrations(),
    }
    return page(request, "backoffice/duties/calculator.html", context, screen="duties")


@office
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule of a country in force on a day, with its source."""
    country = request.GET.get("country", "DE")
    country = country if country in COUNTRIES else "DE"
    on = _day(request.GET.get("on", "")) or clock.today()
    hs = "".join(sign for sign in request.GET.get("hs", "") if sign in "0123456789")[:10]
    context = {
        "section": "rules",
        "country": country,
        "on": on,
        "hs": hs,
        "groups": [
            (TABLES[group.table], group)
            for group in browse_rules(current_rule_book(), country, on, hs)
        ],
        "countries": sorted(COUNTRIES),
    }
    return page(request, "backoffice/duties/rules.html", context, screen="duties")


def _document(request: HttpRequest) -> dict[str, Any]:
    form = request.GET
    lines = [line for n in LINES if (line := _line(request, n))["sku"] or line["unit_price"]]
    return {
        "as_of": form.get("on", ""),
        "ship_from": {"country": form.get("from", "")},
        "ship_to": {
            "country": form.get("to", ""),
            "region": form.get("region", "").strip().upper() or None,
            "postal_code": form.get("postal_code", "").strip() or None,
        },
        "buyer": {
            "kind": form.get("buyer", "consumer"),
            "tax_id": form.get("tax_id", "").strip() or None,
        },
        "seller": {
            "country": form.get("from", ""),
            "registrations": form.getlist("registered"),
            "sells_through_marketplace": form.get("marketplace") == "1",
        },
        "incoterm": form.get("incoterm", "DDP"),
        "currency": form.get("currency", "EUR"),
        "prices_include": form.get("include", "none"),
        "transport": {
            "mode": form.get("mode", "post"),
            "freight": form.get("freight", "").strip() or "0",
            "insurance": "0",
            "freight_shown": True,
        },
        "lines": [_typed(line) for line in lines],
    }


def _line(request: HttpRequest, number: int) -> dict[str, str]:
    names = ("sku", "hs", "origin", "quantity", "unit_price", "weight_g")
    return {name: request.GET.get(f"{name}{number}", "").strip() for name in names}


def _typed(line: dict[str, str]) -> dict[str, Any]:
    """Numbers as numbers where they are; what is no number goes as it is and is refused."""
    typed: dict[str, Any] = {name: value for name, value in line.items() if value}
    typed.setdefault("sku", "")
    for name in ("quantity", "weight_g"):
        text = typed.get(name, "1" if name == "quantity" else "")
        if text.isdecimal() and len(text) <= LONGEST_NUMBER:
            typed[name] = int(text)
        elif name == "quantity":
            typed[name] = text
    if "origin" in typed:
        typed["origin"] = typed["origin"].upper()
    return typed


def _bars(answer: dict[str, Any]) -> list[Bar]:
    """Kinds of charges as steps that add up to the price at the door."""
    sums: dict[str, Decimal] = {}
    for charge in answer["charges"]:
        sums[charge["kind"]] = sums.get(charge["kind"], Decimal(0)) + Decimal(charge["amount"])
    highest = sum((amount for amount in sums.values() if amount > 0), Decimal(0))
    if not highest:
        return []
    bars, reached = [], Decimal(0)
    for kind in PARTS:
        amount = sums.get(kind)
        if amount is None:
            continue
        start = reached + min(amount, Decimal(0))
        bars.append(_bar(PARTS[kind], amount, start, highest, kind))
        reached += amount
    bars.append(_bar(_("At the door"), reached, Decimal(0), highest, "total"))
    return bars


def _bar(label: Label, amount: Decimal, start: Decimal, highest: Decimal, kind: str) -> Bar:
    left, length = start / highest * WIDTH, abs(amount) / highest * WIDTH
    return Bar(label, f"{amount:,f}", round(left), max(2, round(length)) if amount else 0, kind)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except (ValueError, InvalidOperation):
        return None
