"""India: the state decides whether IGST or CGST with SGST is due, and where; the sum is the same.

Integrated Goods and Services Tax Act, 2017, s. 5 and 10 to 11. A declaration without the state is
refused by the courier's system, so a quote without it is not complete.
"""

from sampan.domain.countries.rules import CountryRules
from sampan.domain.landed_cost.request import Note, Request


def unknown(request: Request) -> tuple[Note, ...]:
    """The state of supply, where it is not given."""
    if request.ship_to.region:
        return ()
    message = "the state of supply decides which GST is due"
    return (Note("region_missing", message, rule="in.place_of_supply", field="ship_to.region"),)


RULES = CountryRules(unknown=unknown)
