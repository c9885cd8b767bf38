"""Everything that a quote looks up: border, tax and exchange, as loaded from the tables."""

from dataclasses import dataclass

from sampan.domain.landed_cost.book import BorderBook, Exchange
from sampan.domain.tax.book import TaxBook


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The dated tables of the world, and where rates of exchange are found."""

    border: BorderBook
    tax: TaxBook
    exchange: Exchange
