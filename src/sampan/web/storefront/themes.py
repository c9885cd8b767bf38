"""The owner's five colors as a style sheet; anything that is no plain color is left out."""

import re
from collections.abc import Mapping

FIVE = ("paper", "ink", "action", "sale", "ground")
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")


def colors(stored: object) -> dict[str, str]:
    """The valid ones of the stored colors, by name."""
    if not isinstance(stored, Mapping):
        return {}
    return {
        name: str(stored[name])
        for name in FIVE
        if isinstance(stored.get(name), str) and _COLOR.fullmatch(stored[name])
    }


def sheet_of(stored: object) -> str:
    """Style rules for the light theme; dark keeps its own, which was checked for contrast."""
    chosen = colors(stored)
    if not chosen:
        return ""
    rules = " ".join(f"--{name}: {value};" for name, value in chosen.items())
    light = ':root:not([data-theme="dark"])'
    return f"@media (prefers-color-scheme: light) {{ {light} {{ {rules} }} }}\n"
