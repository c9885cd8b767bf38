"""Which tax a sale bears, under which scheme, and who collects it.

Sources: EU Directive 2006/112/EC (art. 14a, 33, 143, 194-196, 369a-369x), UK VAT Act 1994 s. 7AA
and 77B, and the acts named by each row of `reference/tax_schemes.csv`. When unsure, the tax is due
at the border: a parcel taxed twice can be refunded, one not taxed is held.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sampan.domain.places import EU_MEMBERS
from sampan.domain.tax.book import TaxBook
from sampan.domain.tax.numbers import has_form
from sampan.domain.tax.places import Footing
from sampan.domain.tax.rows import Scheme

LOW_VALUE_EUR = Decimal(150)


@dataclass(frozen=True, slots=True)
class SaleLine:
    """What decides about one line: its code and its category."""

    hs: str | None
    category: str


@dataclass(frozen=True, slots=True)
class Sale:
    """The facts of a sale that decide about its tax.

    `worth(basis, line, currency)` is the value of one unit of a line, or of the whole consignment
    for `line` None, on a basis (intrinsic or cif) in a currency.
    """

    on: date
    origin: Footing
    target: Footing
    buyer_kind: str
    buyer_tax_id: str | None
    seller_country: str | None
    registrations: frozenset[str]
    marketplace: bool
    seller_clears: bool
    mode: str
    lines: tuple[SaleLine, ...]
    worth: Callable[[str, int | None, str], Decimal]


@dataclass(frozen=True, slots=True)
class Treatment:
    """The answer: scheme and collector of the parcel, and the scheme of each line.

    `at_border` says whether the goods cross a tax border, `customs` whether a customs border too;
    `lines` holds each line's scheme row or None; `reverse_charged` and `untaxed` need no rate.
    """

    scheme: str
    collected_by: str | None
    at_border: bool
    customs: bool
    lines: tuple[Scheme | None, ...]
    reverse_charged: bool = False
    unregistered: bool = False


def determine(sale: Sale, book: TaxBook) -> Treatment:
    """The tax treatment of a sale, wherever its goods start and end."""
    customs = sale.origin.customs_zone != sale.target.customs_zone
    if customs or sale.origin.vat_zone != sale.target.vat_zone:
        return _import(sale, book, customs)
    return _inland(sale, book)


def _import(sale: Sale, book: TaxBook, customs: bool) -> Treatment:
    nothing: tuple[Scheme | None, ...] = (None,) * len(sale.lines)
    if not sale.target.jurisdiction:
        return Treatment("none", None, True, customs, nothing)
    rows = [row for row in _schemes(sale, book) if _consignment_fits(sale, row)]
    fitting = tuple(_fitting(sale, rows, n) for n in range(len(sale.lines)))
    if sale.buyer_kind == "business":
        charged = has_form(sale.buyer_tax_id, sale.target.country) and all(
            row is not None and row.business_reverse_charge for row in fitting
        )
        if charged:
            return Treatment("reverse_charge", None, True, customs, nothing, reverse_charged=True)
    used = tuple(row if row and _is_used(sale, row) else None for row in fitting)
    first = next((row for row in used if row is not None), None)
    if first is not None:
        by_platform = sale.marketplace and first.deemed_supplier
        scheme = "deemed_supplier" if by_platform else first.registration
        return Treatment(scheme, "platform" if by_platform else "seller", True, customs, used)
    return Treatment(_border_scheme(sale), border_collector(sale), True, customs, nothing)


def border_collector(sale: Sale) -> str:
    """Who takes the tax at the border: the carrier at the door, or customs from the declarant."""
    at_the_door = not sale.seller_clears and sale.mode in {"post", "courier"}
    return "carrier" if at_the_door else "customs"


def _border_scheme(sale: Sale) -> str:
    """`special_arrangements` (Dir. 2006/112 art. 369y): the carrier collects from the consumer."""
    if sale.target.vat_zone != "EU" or sale.buyer_kind != "consumer":
        return "standard"
    if border_collector(sale) != "carrier":
        return "standard"
    low = sale.worth("intrinsic", None, "EUR") <= LOW_VALUE_EUR
    return "special_arrangements" if low else "standard"


def _schemes(sale: Sale, book: TaxBook) -> list[Scheme]:
    rows = list(book.schemes[sale.target.rules_of])
    if sale.target.vat_zone == "EU":
        rows += book.schemes["EU"]
    return [
        row for row in rows if row.in_force(sale.on) and (not row.modes or sale.mode in row.modes)
    ]


def _consignment_fits(sale: Sale, row: Scheme) -> bool:
    charged = sale.buyer_kind == "business" and row.business_reverse_charge
    if row.consumers_only and sale.buyer_kind != "consumer" and not charged:
        return False
    if row.up_to is None or row.per == "item":
        return True
    return sale.worth(row.basis, None, row.currency) <= row.up_to


def _fitting(sale: Sale, rows: list[Scheme], n: int) -> Scheme | None:
    line = sale.lines[n]
    for row in rows:
        if row.hs_excluded and line.hs is not None and line.hs.startswith(row.hs_excluded):
            continue
        if line.category in row.categories_excluded:
            continue
        if row.per == "item" and not _item_fits(sale, row, n):
            continue
        return row
    return None


def _item_fits(sale: Sale, row: Scheme, n: int) -> bool:
    return row.up_to is None or sale.worth(row.basis, n, row.currency) <= row.up_to


def _is_used(sale: Sale, row: Scheme) -> bool:
    if row.consumers_only and sale.buyer_kind != "consumer":
        return False
    return (sale.marketplace and row.deemed_supplier) or row.registration in sale.registrations


def _inland(sale: Sale, book: TaxBook) -> Treatment:
    """A sale without a border: domestic, or from one EU member state to another."""
    nothing: tuple[Scheme | None, ...] = (None,) * len(sale.lines)
    country = sale.target.country
    if not sale.target.jurisdiction:
        return Treatment("none", None, False, False, nothing)
    across = sale.origin.country != country
    if across and sale.buyer_kind == "business" and has_form(sale.buyer_tax_id, country):
        return Treatment("reverse_charge", None, False, False, nothing, reverse_charged=True)
    if sale.marketplace and sale.buyer_kind != "business" and _seller_is_outside(sale):
        return Treatment("deemed_supplier", "platform", False, False, nothing)
    if across and "OSS" in sale.registrations and sale.buyer_kind != "business":
        return Treatment("OSS", "seller", False, False, nothing)
    registered = f"VAT:{country}" in sale.registrations or any(
        row.registration in sale.registrations for row in book.schemes[country]
    )
    return Treatment("domestic", "seller", False, False, nothing, unregistered=not registered)


def _seller_is_outside(sale: Sale) -> bool:
    """Whether the seller is established outside the area of the sale (unknown: outside)."""
    if sale.target.vat_zone == "EU":
        return sale.seller_country not in EU_MEMBERS
    return sale.seller_country != sale.target.country
