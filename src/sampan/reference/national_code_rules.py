"""Loads which destinations refuse parcels without a national code."""

from pathlib import Path

from sampan.domain.customs.needs import NationalCodeRule
from sampan.reference.tables import TableSpec, load

NATIONAL_CODE_RULES = TableSpec(
    "national_code_rules",
    NationalCodeRule,
    ("destination", "modes"),
    lambda row: row["destination"],
)


def load_national_code_rules(home: Path | None = None) -> tuple[NationalCodeRule, ...]:
    """Every rule on national codes. Raises BadTable."""
    table = load(NATIONAL_CODE_RULES, home)
    return tuple(row for rows in table.values() for row in rows)
