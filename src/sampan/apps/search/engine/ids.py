"""A document's id sorts hits of one level and holds its product, so that no row has to be read."""

_PRODUCT_BITS = 42
_LANGUAGE_BITS = 15
_NEWEST = (1 << _PRODUCT_BITS) - 1
_LONGEST_TITLE = 15


def document_id(*, product_id: int, language: str, title_length: int) -> int:
    """Short titles first, then the newest product; a language is its first two and last letters."""
    tongue = 0
    for letter in (language[0], language[1], language[-1]):
        tongue = tongue << 5 | (ord(letter) & 31)
    newest_first = _NEWEST - product_id
    length = min(title_length, _LONGEST_TITLE)
    return (length << _PRODUCT_BITS | newest_first) << _LANGUAGE_BITS | tongue


def product_of(document: int) -> int:
    """The product whose document this is.

    >>> product_of(document_id(product_id=77, language="pt-br", title_length=3))
    77
    """
    return _NEWEST - (document >> _LANGUAGE_BITS & _NEWEST)
