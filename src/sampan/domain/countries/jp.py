"""Japan: consumption tax at the border is a national and a local tax, each cut down to 100 yen.

Consumption Tax Act art. 29 (7.8 %) and Local Tax Act art. 72-83 (22/78 of the national tax), since
2019-10-01; the base is cut down to 1,000 yen. Reduced rate: 6.24 % and the same 22/78.

>>> border_tax(Decimal(30000), Decimal(10))
Decimal('2900')
"""

from decimal import Decimal

from sampan.domain.countries.rules import CountryRules
from sampan.domain.landed_cost.rounding import floored

NATIONAL_SHARE = Decimal("0.78")
LOCAL_OVER_NATIONAL = Decimal(22) / Decimal(78)
STEP = Decimal(100)


def border_tax(base: Decimal, pct: Decimal) -> Decimal:
    """The tax in yen on a base already cut down; `pct` is both taxes together."""
    national = floored(base * pct * NATIONAL_SHARE / 100, STEP)
    return national + floored(national * LOCAL_OVER_NATIONAL, STEP)


RULES = CountryRules(border_tax=border_tax)
