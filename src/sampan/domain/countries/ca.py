"""Canada: a consumer pays the tax of the province, a business the federal GST alone.

The border collects GST, and for consumers HST in the participating provinces and PST or QST under
agreements with the others (CBSA memorandum D17-1-22, background knowledge, not checked against a
source). Rates: reference/vat_gst_rates.csv, `CA` and `CA-ON` and so on.
"""

from sampan.domain.countries.rules import CountryRules
from sampan.domain.landed_cost.request import Refused, Request

PROVINCES = frozenset("AB BC MB NB NL NS NT NU ON PE QC SK YT".split())


def jurisdiction(request: Request) -> str:
    """`CA-ON` for a consumer in Ontario, `CA` for a business. Raises Refused without a province."""
    if request.buyer_kind == "business":
        return "CA"
    if request.ship_to.region not in PROVINCES:
        raise Refused("region_missing", "the province decides the tax", "ship_to.region")
    return f"CA-{request.ship_to.region}"


RULES = CountryRules(jurisdiction=jurisdiction)
