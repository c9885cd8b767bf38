"""Brazil: ICMS belongs to the state, and is part of its own base ("por dentro").

Law 14.902/2024 and Convenio ICMS 81/2023 for parcels; the states' rates are rows `BR-SP` and so on
of reference/vat_gst_rates.csv, the gross-up is a column of reference/customs_value_rules.csv.
"""

from sampan.domain.countries.rules import CountryRules
from sampan.domain.landed_cost.request import Refused, Request

STATES = frozenset(
    "AC AL AM AP BA CE DF ES GO MA MG MS MT PA PB PE PI PR RJ RN RO RR RS SC SE SP TO".split()
)


def jurisdiction(request: Request) -> str:
    """`BR-SP` for Sao Paulo. Raises Refused without a state."""
    if request.ship_to.region not in STATES:
        raise Refused("region_missing", "the state decides the ICMS", "ship_to.region")
    return f"BR-{request.ship_to.region}"


RULES = CountryRules(jurisdiction=jurisdiction)
