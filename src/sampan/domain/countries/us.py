"""United States: sales tax is each state's own, so a parcel without a state leaves it open.

South Dakota v. Wayfair (2018-06-21): a state may ask a seller without presence to collect. Duty
and its layers are rows of reference/additional_duties.csv and reference/duty_rates.csv.
"""

from sampan.domain.countries.rules import CountryRules
from sampan.domain.landed_cost.request import Note, Request

STATES = frozenset(
    "AK AL AR AZ CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH "
    "NJ NM NV NY OH OK OR PA RI SC SD TN TX UT VA VT WA WI WV WY".split()
)


def unknown(request: Request) -> tuple[Note, ...]:
    """The state's sales tax, where the state is not given."""
    if request.ship_to.region in STATES:
        return ()
    message = "the state decides whether sales tax is due"
    return (Note("region_missing", message, rule="us.state_sales_tax", field="ship_to.region"),)


RULES = CountryRules(unknown=unknown)
