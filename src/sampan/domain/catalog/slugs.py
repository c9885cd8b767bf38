"""Names for addresses and codes, made from words of any script."""

import hashlib
import re
import unicodedata

_NOT_WORD = re.compile(r"[^\w\s-]")
_BREAK = re.compile(r"[-\s]+")
_NOT_CODE = re.compile(r"[^a-z0-9_-]+")


def slug(text: str, length: int = 255) -> str:
    """Lower-case words joined by hyphens; letters of every script stay. Empty when none is left.

    >>> slug("Tasse à thé, 200 ml"), slug("茶具 套装"), slug("🍵")
    ('tasse-à-thé-200-ml', '茶具-套装', '')
    """
    words = unicodedata.normalize("NFKC", text[: 2 * length]).lower()
    joined = _BREAK.sub("-", _NOT_WORD.sub("", words).strip())
    return joined[:length].strip("-_")


def code(text: str) -> str:
    """A plain ASCII code for an attribute's name; a code is its own code.

    Names without any Latin letter get a short fingerprint, the same every time.

    >>> code("Größe (EU)"), code("capacity_ml"), code("材质")
    ('grosse_eu', 'capacity_ml', 'a_f2026bd4')
    """
    folded = unicodedata.normalize("NFKD", text.strip().lower().replace("ß", "ss"))
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    words = _NOT_CODE.sub("_", plain).strip("_-")[:60]
    if words:
        return words
    return f"a_{hashlib.sha256(text.strip().encode()).hexdigest()[:8]}"
