"""Change what belongs to the whole shop: its name, language, time zone, colors, company."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import available_timezones

from django.db import transaction

from sampan.domain.errors import Invalid
from sampan.domain.markets import LANGUAGES
from sampan.kernel import audit, settings_store

COLORS = {
    "paper": "#FBFAF6",
    "ink": "#14212B",
    "action": "#0F6B78",
    "sale": "#B83C24",
    "ground": "#F3F1EA",
}
ON_ACTION = "#FFFFFF"
LEAST = 4.5
PAIRS = (
    ("ink", "paper"),
    ("ink", "ground"),
    ("action", "paper"),
    ("action", "ground"),
    ("sale", "paper"),
    ("on_action", "action"),
)
COMPANY = ("company_name", "company_street", "company_postcode", "company_city", "company_country")
_COLOR = re.compile(r"#[0-9A-F]{6}")


@dataclass(frozen=True, slots=True)
class Contrast:
    """How well one color is read on another; WCAG 2.2 AA asks for 4.5."""

    front: str
    back: str
    ratio: float

    @property
    def is_enough(self) -> bool:
        """Whether small text can be read."""
        return self.ratio >= LEAST


def save_shop(values: Mapping[str, str], *, actor: str, at: datetime) -> None:
    """Store the shop's name, default language and time zone. Raises Invalid."""
    name = values.get("shop_name", "").strip()
    if not name or len(name) > 80:
        raise Invalid(field="name", reason="missing")
    if values.get("default_language") not in LANGUAGES:
        raise Invalid(field="languages", reason="unknown")
    if values.get("time_zone") not in available_timezones():
        raise Invalid(field="time_zone", reason="unknown")
    chosen = {key: values[key] for key in ("default_language", "time_zone")}
    _save({"shop_name": name, **chosen}, "shop.saved", actor, at)


def save_company(values: Mapping[str, str], *, actor: str, at: datetime) -> None:
    """Store who sells: the company's name and address."""
    known = {key: values.get(key, "").strip()[:200] for key in COMPANY}
    _save(known, "company.saved", actor, at)


def save_theme(colors: Mapping[str, str], *, actor: str, at: datetime) -> None:
    """Store the store's five colors. Raises Invalid for too little contrast; nothing is stored."""
    wanted = read_colors(colors)
    if not all(pair.is_enough for pair in contrasts(wanted)):
        raise Invalid(field="theme", reason="contrast")
    stored = {} if wanted == COLORS else wanted
    _save({"theme": stored}, "theme.saved", actor, at)


def theme() -> dict[str, str]:
    """The store's five colors, as chosen or as shipped."""
    stored = settings_store.get("theme", {}) or {}
    return {name: str(stored.get(name, usual)).upper() for name, usual in COLORS.items()}


def read_colors(colors: Mapping[str, str]) -> dict[str, str]:
    """Five colors as `#RRGGBB` in capitals. Raises Invalid for anything else."""
    wanted = {name: colors.get(name, "").strip().upper() for name in COLORS}
    if not all(_COLOR.fullmatch(value) for value in wanted.values()):
        raise Invalid(field="theme", reason="not_a_color")
    return wanted


def contrasts(colors: Mapping[str, str]) -> list[Contrast]:
    """The contrast of every pair that the store sets as text on a ground."""
    known = {**colors, "on_action": ON_ACTION}
    return [Contrast(a, b, round(contrast(known[a], known[b]), 2)) for a, b in PAIRS]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colors, from 1 to 21 (WCAG 2.2, relative luminance).

    >>> contrast("#000000", "#FFFFFF")
    21.0
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _save(values: Mapping[str, object], action: str, actor: str, at: datetime) -> None:
    """Company and shop data are the owner's public imprint, so the audit row holds their names."""
    with transaction.atomic():
        for name, value in values.items():
            settings_store.put(name, value)
        audit.record(
            actor=actor, action=action, subject="shop", at=at, changes={"settings": sorted(values)}
        )
