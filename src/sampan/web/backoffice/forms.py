"""Reading forms: texts as people type them, into values that the flows take."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from uuid import uuid4

from django.utils.text import slugify

from sampan.domain.errors import Invalid
from sampan.domain.money import Money

WIDE = str.maketrans("０１２３４５６７８９．，－＋％　", "0123456789.,-+% ")
LONGEST_NUMBER = 24
LONGEST_ID = 18


def half_width(text: str) -> str:
    """Full-width digits and signs, as Chinese and Japanese keyboards type them, made plain."""
    return text.translate(WIDE).strip()


def whole_number(text: str, *, field: str) -> int | None:
    """A whole number, None for an empty field. Raises Invalid."""
    text = half_width(text).replace(",", "").replace(" ", "")
    if not text:
        return None
    if len(text) > LONGEST_NUMBER or not text.lstrip("-").isascii() or not _is_whole(text):
        raise Invalid(field=field, reason="out_of_range")
    return int(text)


def number(text: str, *, field: str = "number") -> Decimal | None:
    """A decimal number, None for an empty field; a percent sign is left out. Raises Invalid."""
    text = half_width(text).replace(" ", "").rstrip("%")
    if "," in text and "." not in text and len(text.rsplit(",", 1)[1]) != 3:
        text = text.replace(",", ".")
    text = text.replace(",", "")
    if not text:
        return None
    try:
        value = Decimal(text) if len(text) <= LONGEST_NUMBER else Decimal("NaN")
    except InvalidOperation as error:
        raise Invalid(field=field, reason="not_a_number") from error
    if not value.is_finite():
        raise Invalid(field=field, reason="not_a_number")
    return value


def amount(text: str, currency: str) -> Money | None:
    """An amount of money, None for an empty field. Raises BadAmount and Invalid."""
    value = number(text, field="price")
    if value is None:
        return None
    if value < 0:
        raise Invalid(field="price", reason="out_of_range")
    return Money.parse(f"{value.normalize():f}", currency)


def words(text: str, limit: int = 50) -> tuple[str, ...]:
    """Words parted by commas (also Chinese ones) or line ends, each once."""
    parts = text.replace("，", ",").replace("、", ",").replace("\n", ",").split(",")
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))[:limit]


def codes(text: str, limit: int = 300) -> tuple[str, ...]:
    """Upper-case codes parted by commas or spaces, each once."""
    return words(text.upper().replace(" ", ","), limit)


def slug_of(text: str) -> str:
    """A handle from a title; letters of every script stay, nothing usable becomes a random one."""
    return slugify(text, allow_unicode=True)[:200].strip("-_") or f"product-{uuid4().hex[:8]}"


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """The entries of `after` that differ; names that `before` lacks count as empty."""
    return {name: value for name, value in after.items() if value != before.get(name, "")}


def row_id(text: str) -> int:
    """The id of a row as a form sends it back; 0, which no row has, for anything else.

    >>> row_id("12"), row_id("-1"), row_id("²"), row_id("9" * 5000)
    (12, 0, 0, 0)
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID else 0


def _is_whole(text: str) -> bool:
    return text.removeprefix("-").isdecimal()
