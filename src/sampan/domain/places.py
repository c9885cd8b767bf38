"""Countries, regions and postcodes as ISO 3166 names them; no rule of any country stands here.

Source: ISO 3166-1 alpha-2, officially assigned codes, read 2026-11-22. XK (Kosovo) is added as the
EU and the carriers use it.
"""

from dataclasses import dataclass

from sampan.domain.errors import UnknownCountry

COUNTRIES = frozenset(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS
    BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE
    EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM
    HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC
    LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
    NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
    SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO
    TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW XK
    """.split()
)

EU_MEMBERS = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a parcel starts or ends; `region` is ISO 3166-2 without the country (`CA`, `SP`)."""

    country: str
    region: str | None = None
    postal_code: str | None = None

    def __post_init__(self) -> None:
        if self.country not in COUNTRIES:
            raise UnknownCountry(country=self.country[:16])

    @property
    def in_eu(self) -> bool:
        """Whether the country is a member state of the EU (territories are another question)."""
        return self.country in EU_MEMBERS
