"""The tax tables as the domain sees them: rows by country, state or jurisdiction."""

from collections.abc import Mapping
from dataclasses import dataclass

from sampan.domain.tax.rows import SalesTax, Scheme, TaxRate, Territory


@dataclass(frozen=True, slots=True)
class TaxBook:
    """Rates by jurisdiction, schemes and territories by country, sales taxes by state."""

    rates: Mapping[str, tuple[TaxRate, ...]]
    schemes: Mapping[str, tuple[Scheme, ...]]
    territories: Mapping[str, tuple[Territory, ...]]
    sales_taxes: Mapping[str, tuple[SalesTax, ...]]
