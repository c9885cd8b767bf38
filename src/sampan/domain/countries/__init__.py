"""The rules that only one country has; everything else about a country is rows in `reference`.

A new country is rows in the tables. Only where it has a rule that no row can say, it is also one
file here and one line in `COUNTRY_RULES`.
"""

from collections.abc import Mapping

from sampan.domain.countries import br, ca, in_, jp, us
from sampan.domain.countries.rules import CountryRules

COUNTRY_RULES: Mapping[str, CountryRules] = {
    "BR": br.RULES,
    "CA": ca.RULES,
    "IN": in_.RULES,
    "JP": jp.RULES,
    "US": us.RULES,
}
