"""US sales tax: each state its own, due where the seller or the marketplace has nexus.

Source: state laws after South Dakota v. Wayfair (2018-06-21) and the marketplace facilitator acts
(all states with a sales tax since 2023); base rates in `reference/us_sales_taxes.csv`. Counties and
cities add theirs, by address, so a state's base rate alone is exact only where none may.
"""

from dataclasses import dataclass
from datetime import date

from sampan.domain.tax.book import TaxBook
from sampan.domain.tax.rows import SalesTax


@dataclass(frozen=True, slots=True)
class StateTax:
    """The tax of one state on one sale: who collects it, and the state's row where one is known."""

    collected_by: str
    scheme: str
    row: SalesTax | None


def state_tax(
    book: TaxBook, state: str, on: date, *, registrations: frozenset[str], marketplace: bool
) -> StateTax | None:
    """The state's tax on a sale, None where neither the seller nor a marketplace has to collect."""
    rows = [row for row in book.sales_taxes[state] if row.in_force(on)]
    row = rows[0] if rows else None
    if row is not None and not row.rate_pct and not row.has_local:
        return None
    if marketplace:
        return StateTax("platform", "deemed_supplier", row)
    if f"US:{state}" in registrations:
        return StateTax("seller", f"US:{state}", row)
    return None
