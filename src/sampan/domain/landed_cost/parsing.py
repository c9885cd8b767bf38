"""Reads a request from plain JSON values; what is wrong is refused with the field's name.

Nothing is defaulted silently: a fact that is left out is refused where it decides, and named in a
warning where a usual value stands in.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sampan.domain.errors import BadAmount, UnknownCountry
from sampan.domain.incoterms import Incoterm
from sampan.domain.landed_cost.request import CATEGORIES, Line, Note, Refused, Request
from sampan.domain.money import CURRENCIES, Money
from sampan.domain.places import Place

MAX_LINES = 999
MAX_TEXT = 500
MAX_QUANTITY = 1_000_000
FIRST_YEAR, LAST_YEAR = 1900, 2200
BUYERS = ("consumer", "business", "gift")
MODES = ("post", "courier", "air", "sea", "road", "rail")
INCLUDES = ("none", "tax", "duty_and_tax")
KNOWN = {
    where: frozenset(names.split())
    for where, names in {
        "": "id as_of dates ship_from ship_to buyer seller incoterm currency prices_include "
        "transport lines assume",
        "dates": "export",
        "ship_from": "country region postal_code",
        "ship_to": "country region postal_code",
        "buyer": "kind tax_id",
        "seller": "country registrations sells_through_marketplace",
        "transport": "mode freight insurance freight_shown",
        "assume": "duty_rate_pct tax_rate_pct fx",
        "lines": "sku description hs national_code origin quantity unit_price discount weight_g "
        "measures category preference_proof",
    }.items()
}

_NUMBER = re.compile(r"(0|[1-9][0-9]{0,11})(\.[0-9]{1,12})?", re.ASCII)
_HS = re.compile(r"[0-9]{6}", re.ASCII)
_NATIONAL = re.compile(r"[0-9]{6,13}", re.ASCII)
_REGISTRATION = re.compile(r"[A-Z]{2,8}(_[A-Z]{2,8})?(:[A-Z]{2})?", re.ASCII)
_LONE_HALF = re.compile("[\ud800-\udfff]")
_MEASURE = re.compile(r"[a-z0-9_]{1,40}", re.ASCII)
_PAIR = re.compile(r"[A-Z]{3}/[A-Z]{3}", re.ASCII)


def parse_request(document: object) -> Request:
    """A request from JSON values. Raises Refused."""
    top = _mapping(document, "")
    notes: list[Note] = []
    _warn_unknown(top, notes)
    currency = _currency(_need(top, "currency", ""), "currency")
    lines = _need(top, "lines", "")
    if not isinstance(lines, list) or not lines:
        raise Refused("invalid_value", "at least one line is needed", "lines")
    if len(lines) > MAX_LINES:
        raise Refused("too_many_lines", f"a parcel has at most {MAX_LINES} lines", "lines")
    dates = _section(top, "dates")
    as_of = _date(_need(top, "as_of", ""), "as_of")
    export = dates.get("export")
    return Request(
        id=_identifier(top.get("id")),
        as_of=as_of,
        export_date=None if export is None else _date(export, "dates.export"),
        ship_from=_place(_mapping(_need(top, "ship_from", ""), "ship_from"), "ship_from"),
        ship_to=_place(_mapping(_need(top, "ship_to", ""), "ship_to"), "ship_to"),
        currency=currency,
        lines=tuple(_line(entry, n, currency, notes) for n, entry in enumerate(lines)),
        incoterm=_incoterm(top, notes),
        prices_include=_choice(top, "prices_include", INCLUDES, "none", notes),
        **_people(top, notes),
        **_transport(top, currency, notes),
        **_assumptions(_section(top, "assume")),
        notes=tuple(notes),
    )


def _people(top: Mapping[str, Any], notes: list[Note]) -> dict[str, Any]:
    buyer, seller = _section(top, "buyer"), _section(top, "seller")
    listed = seller.get("registrations")
    registrations = [] if listed is None else listed
    if not isinstance(registrations, list) or len(registrations) > 100:
        raise Refused("invalid_value", "a list of registrations", "seller.registrations")
    for entry in registrations:
        if not isinstance(entry, str) or not _REGISTRATION.fullmatch(entry):
            raise Refused("invalid_value", "no registration's name", "seller.registrations")
    country = seller.get("country")
    return {
        "buyer_kind": _choice(buyer, "kind", BUYERS, "consumer", notes, where="buyer.kind"),
        "buyer_tax_id": _text(buyer.get("tax_id"), "buyer.tax_id"),
        "seller_country": None if country is None else _country(country, "seller.country"),
        "registrations": frozenset(registrations),
        "sells_through_marketplace": _flag(
            seller.get("sells_through_marketplace"), "seller.sells_through_marketplace"
        ),
    }


def _transport(top: Mapping[str, Any], currency: str, notes: list[Note]) -> dict[str, Any]:
    transport = _section(top, "transport")
    if "freight" not in transport:
        notes.append(Note("assumed", "no freight", field="transport.freight"))
    shown = transport.get("freight_shown")
    return {
        "mode": _choice(transport, "mode", MODES, "post", notes, where="transport.mode"),
        "freight": _money(transport.get("freight", "0"), currency, "transport.freight"),
        "insurance": _money(transport.get("insurance", "0"), currency, "transport.insurance"),
        "freight_shown": True if shown is None else _flag(shown, "transport.freight_shown"),
    }


def _assumptions(assume: Mapping[str, Any]) -> dict[str, Any]:
    duty = _mapping(assume.get("duty_rate_pct") or {}, "assume.duty_rate_pct")
    fx = _mapping(assume.get("fx") or {}, "assume.fx")
    rates: dict[tuple[str, str], Decimal] = {}
    for pair, text in fx.items():
        where = f"assume.fx.{pair[:16]}"
        if not _PAIR.fullmatch(pair):
            raise Refused("invalid_value", "a pair of currencies like USD/EUR", "assume.fx")
        base, quote = _currency(pair[:3], where), _currency(pair[4:], where)
        rates[base, quote] = _number(text, where)
        if rates[base, quote] <= 0:
            raise Refused("invalid_value", "a rate is more than zero", where)
    for code in duty:
        if not _NATIONAL.fullmatch(code):
            raise Refused("invalid_hs", "an HS code of 6 to 13 digits", "assume.duty_rate_pct")
    tax = assume.get("tax_rate_pct")
    return {
        "assumed_duty_pct": {
            code: _percent(text, f"assume.duty_rate_pct.{code}") for code, text in duty.items()
        },
        "assumed_tax_pct": None if tax is None else _percent(tax, "assume.tax_rate_pct"),
        "assumed_fx": rates,
    }


def _line(entry: object, n: int, currency: str, notes: list[Note]) -> Line:
    where = f"lines[{n}]"
    cells = _mapping(entry, where)
    quantity = _need(cells, "quantity", where)
    if type(quantity) is not int or not 1 <= quantity <= MAX_QUANTITY:
        raise Refused(
            "invalid_quantity", f"a whole number from 1 to {MAX_QUANTITY}", f"{where}.quantity"
        )
    price = _money(_need(cells, "unit_price", where), currency, f"{where}.unit_price")
    discount = _money(cells.get("discount") or "0", currency, f"{where}.discount")
    if discount > price * quantity:
        raise Refused("invalid_value", "more than the goods cost", f"{where}.discount")
    origin, weight = cells.get("origin"), cells.get("weight_g")
    hs, national = _codes(cells, where)
    return Line(
        sku=_text(cells.get("sku"), f"{where}.sku") or "",
        description=_text(cells.get("description"), f"{where}.description") or "",
        quantity=quantity,
        unit_price=price,
        discount=discount,
        origin=None if origin is None else _country(origin, f"{where}.origin"),
        weight_g=None if weight is None else _number(weight, f"{where}.weight_g"),
        measures=_measures(cells.get("measures"), where),
        category=_category(cells.get("category"), n, notes),
        preference_proof=_flag(cells.get("preference_proof"), f"{where}.preference_proof"),
        hs=hs,
        national_code=national,
    )


def _codes(cells: Mapping[str, Any], where: str) -> tuple[str | None, str | None]:
    hs, national = cells.get("hs"), cells.get("national_code")
    if hs is not None and not (isinstance(hs, str) and _HS.fullmatch(hs)):
        raise Refused("invalid_hs", "an HS code has 6 digits", f"{where}.hs")
    if national is not None:
        if not (isinstance(national, str) and _NATIONAL.fullmatch(national)):
            raise Refused(
                "invalid_hs", "a national code has 6 to 13 digits", f"{where}.national_code"
            )
        if hs is not None and not national.startswith(hs):
            raise Refused(
                "invalid_hs", "the national code is not under the HS code", f"{where}.national_code"
            )
        hs = national[:6]
    return hs, national


def _category(value: object, n: int, notes: list[Note]) -> str:
    if value is None:
        return "general"
    if not isinstance(value, str) or value not in CATEGORIES:
        raise Refused("invalid_value", "no category of goods", f"lines[{n}].category")
    return value


def _measures(value: object, where: str) -> dict[str, Decimal]:
    if value is None:
        return {}
    measures = _mapping(value, f"{where}.measures")
    if len(measures) > 40:
        raise Refused("invalid_value", "too many measures", f"{where}.measures")
    for name in measures:
        if not _MEASURE.fullmatch(name):
            raise Refused("invalid_value", "no measure's name", f"{where}.measures")
    return {name: _number(text, f"{where}.measures.{name}") for name, text in measures.items()}


def _place(cells: Mapping[str, Any], where: str) -> Place:
    country = _country(_need(cells, "country", where), f"{where}.country")
    region = _text(cells.get("region"), f"{where}.region")
    return Place(
        country,
        region.upper().removeprefix(f"{country}-") if region else None,
        _text(cells.get("postal_code"), f"{where}.postal_code"),
    )


def _incoterm(top: Mapping[str, Any], notes: list[Note]) -> Incoterm:
    return Incoterm(_choice(top, "incoterm", [term.value for term in Incoterm], "DAP", notes))


def _choice(
    cells: Mapping[str, Any],
    name: str,
    choices: Sequence[str],
    usual: str,
    notes: list[Note],
    *,
    where: str = "",
) -> str:
    value = cells.get(name)
    if value is None:
        notes.append(Note("assumed", usual, field=where or name))
        return usual
    if not isinstance(value, str) or value not in choices:
        raise Refused("invalid_value", "one of " + ", ".join(choices), where or name)
    return value


def _need(cells: Mapping[str, Any], name: str, where: str) -> Any:
    value = cells.get(name)
    if value is None:
        raise Refused("missing_field", "needed", f"{where}.{name}" if where else name)
    return value


def _section(top: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = top.get(name)
    return {} if value is None else _mapping(value, name)


def _mapping(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Refused("invalid_value", "a JSON object", where or "request")
    return value


def _warn_unknown(top: Mapping[str, Any], notes: list[Note]) -> None:
    """Name the keys that nobody reads: a slip of the pen would else be a silent default."""
    for where, known in KNOWN.items():
        found = top.get(where) if where else top
        sections = found[:MAX_LINES] if isinstance(found, list) else (found,)
        for cells in sections:
            if isinstance(cells, dict) and not cells.keys() <= known:
                for name in sorted(cells.keys() - known)[:10]:
                    field = f"{where}.{shown(name)}" if where else shown(name)
                    note = Note("unknown_field", "not read", field=field)
                    if note not in notes:
                        notes.append(note)


def shown(name: str) -> str:
    """The beginning of a name that somebody sent, safe to print anywhere."""
    return name[:40].encode("ascii", "backslashreplace").decode()


def echo(value: object) -> str | int | None:
    """The request's `id` where it is one, for the answer to a request that is refused."""
    try:
        return _identifier(value)
    except Refused:
        return None


def _identifier(value: object) -> str | int | None:
    if type(value) is int and abs(value) < 10**18:
        return value
    return _text(value, "id")


def _text(value: object, where: str) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise Refused("invalid_value", "text", where)
    if len(value) > MAX_TEXT:
        raise Refused("too_long", f"at most {MAX_TEXT} characters", where)
    if not value.isascii() and _LONE_HALF.search(value):
        raise Refused("invalid_value", "half a character", where)
    return value


def _flag(value: object, where: str) -> bool:
    if value is None:
        return False
    if not isinstance(value, bool):
        raise Refused("invalid_value", "true or false", where)
    return value


def _country(value: object, where: str) -> str:
    try:
        return Place(value if isinstance(value, str) else "?").country
    except UnknownCountry:
        raise Refused("unknown_country", "a country code of ISO 3166-1", where) from None


def _currency(value: object, where: str) -> str:
    if not isinstance(value, str) or value not in CURRENCIES:
        raise Refused("unknown_currency", "a currency code of ISO 4217", where)
    return value


def _money(value: object, currency: str, where: str) -> Money:
    if not isinstance(value, str):
        raise Refused("invalid_amount", "an amount is text like 9.90", where)
    try:
        money = Money.parse(value, currency)
    except BadAmount:
        raise Refused("invalid_amount", f"no amount in {currency}", where) from None
    if money.minor < 0:
        raise Refused("invalid_amount", "not below zero", where)
    return money


def _number(value: object, where: str) -> Decimal:
    text = str(value) if type(value) is int else value
    if not isinstance(text, str) or len(text) > 30 or not _NUMBER.fullmatch(text):
        raise Refused("invalid_number", "a number as text, not below zero", where)
    return Decimal(text)


def _percent(value: object, where: str) -> Decimal:
    number = _number(value, where)
    if number > 1000:
        raise Refused("invalid_number", "at most 1000", where)
    return number


def _date(value: object, where: str) -> date:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused("invalid_date", "a date like 2026-07-01", where)
    return day
