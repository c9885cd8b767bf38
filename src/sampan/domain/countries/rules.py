"""What a country may have of its own that no row of a table can say."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from sampan.domain.landed_cost.request import Note, Request


@dataclass(frozen=True, slots=True)
class CountryRules:
    """The functions of one country; each may be left out.

    `jurisdiction` names the tax rates of a buyer's place (a province, a state) and may refuse a
    request without a region; `border_tax` computes the import tax from a base and a percentage, in
    major units, rounded; `unknown` names what cannot be known from a request.
    """

    jurisdiction: Callable[[Request], str] | None = None
    border_tax: Callable[[Decimal, Decimal], Decimal] | None = None
    unknown: Callable[[Request], tuple[Note, ...]] | None = None
