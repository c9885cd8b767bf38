"""Numbers of units as people type them."""

import re
import unicodedata

from sampan.apps.checkout.services import MAX_QUANTITY
from sampan.domain.errors import Invalid

_DIGITS = re.compile(r"[0-9]{1,9}")


def quantity(text: str) -> int:
    """A whole number of units in any script's digits. Raises Invalid for anything else.

    >>> quantity("１2"), quantity(" 3 "), quantity("٤")
    (12, 3, 4)
    """
    plain = "".join(_plain(character) for character in text[:40].strip())
    if not _DIGITS.fullmatch(plain) or not 0 <= int(plain) <= MAX_QUANTITY:
        raise Invalid(field="quantity", reason="out_of_range", maximum=MAX_QUANTITY)
    return int(plain)


def _plain(character: str) -> str:
    """A digit as 0 to 9; what only looks like one (a superscript, a fraction) stays as it is."""
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)
