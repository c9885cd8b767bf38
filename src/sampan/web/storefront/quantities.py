"""Numbers of units as people type them."""

import re
import unicodedata

from sampan.apps.checkout.services import MAX_QUANTITY
from sampan.domain.errors import Invalid

_DIGITS = re.compile(r"[0-9]{1,9}")


def quantity(text: str) -> int:
    """A whole number of units, full-width digits read as digits. Raises Invalid for anything else.

    >>> quantity("１2"), quantity(" 3 ")
    (12, 3)
    """
    plain = unicodedata.normalize("NFKC", text[:40]).strip()
    if not _DIGITS.fullmatch(plain) or not 0 <= int(plain) <= MAX_QUANTITY:
        raise Invalid(field="quantity", reason="out_of_range", maximum=MAX_QUANTITY)
    return int(plain)
