"""What a thing is to customs, carriers and safety law, whoever sells it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class TradeFacts:
    """What a border asks about one unit of a variant; None means not known, never a default.

    `hs_code` has 6 digits, `national_codes` its extensions by country; weights are grams, sizes
    millimetres; `measures` are quantities per unit that specific duties need (`l`, `m2`, `pairs`).
    """

    hs_code: str | None = None
    origin: str | None = None
    customs_description: str | None = None
    net_weight_g: int | None = None
    gross_weight_g: int | None = None
    package_mm: tuple[int, int, int] | None = None
    materials: str | None = None
    has_battery: bool | None = None
    hazard: str | None = None
    national_codes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SafetyFacts:
    """What the EU's product safety regulation (2023/988, art. 19) shows beside an offer."""

    manufacturer: str | None = None
    manufacturer_contact: str | None = None
    responsible_person: str | None = None
    responsible_contact: str | None = None
    warnings: str | None = None
