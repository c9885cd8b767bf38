"""What an address asks for: only known parameters, only allowed values, everything else is left.

A page is made from the cleaned question alone, so nothing that a stranger adds to an address can
show up in it, reach the database, or make a second copy of the page.
"""

import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from django.http import Http404, QueryDict

from sampan.domain.money import exponent
from sampan.flows.show_list import LAST_PAGE, Ask
from sampan.flows.show_search import LONGEST

SORTS = ("newest", "cheapest", "dearest")
NARROWING = ("min", "max", "stock")
KNOWN = frozenset({"sort", "page", "q", "variant", "next", *NARROWING})
MOST_FACETS = 8
MOST_VALUES = 20
LONGEST_CODE = 210
LONGEST_VALUE = 500
HIGHEST_AMOUNT = 10**12

Pairs = tuple[tuple[str, str], ...]


def is_facet(name: str) -> bool:
    """Whether a parameter narrows by a facet."""
    return name == "brand" or name[:2] in {"a.", "o."}


def clean(query: QueryDict) -> Pairs:
    """The known parameters in one order, each value once, nothing too long."""
    pairs = {
        (name, value)
        for name in query
        if name in KNOWN or (is_facet(name) and len(name) <= LONGEST_CODE)
        for value in query.getlist(name)[:MOST_VALUES]
        if value and len(value) <= LONGEST_VALUE and "\0" not in name + value
    }
    return tuple(sorted(pairs))


def ask(pairs: Pairs, currency: str) -> Ask:
    """How the list is wanted. Raises Http404 for a page that no list has."""
    facets: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        if is_facet(name) and (name in facets or len(facets) < MOST_FACETS):
            facets[name] = (*facets.get(name, ()), value)
    single = dict(pairs)
    sort = single.get("sort", SORTS[0])
    return Ask(
        facets=facets,
        lowest_minor=_minor(single.get("min", ""), currency),
        highest_minor=_minor(single.get("max", ""), currency),
        only_available=single.get("stock") == "1",
        sort=sort if sort in SORTS else SORTS[0],  # type: ignore[arg-type]  # checked right here
        page=page_number(single.get("page", "1")),
    )


def page_number(text: str) -> int:
    """A page of a list. Raises Http404."""
    if not (text.isascii() and text.isdecimal() and 1 <= len(text) <= 4):
        raise Http404
    page = int(text)
    if not 1 <= page <= LAST_PAGE:
        raise Http404
    return page


def words(pairs: Pairs) -> str:
    """The words of a search."""
    return dict(pairs).get("q", "")[:LONGEST].strip()


def number(pairs: Pairs, name: str) -> int | None:
    """A row's id in a parameter; None when it is none."""
    text = dict(pairs).get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def address(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    """A path with its parameters."""
    query = urlencode(list(pairs))
    return f"{path}?{query}" if query else path


def without(pairs: Pairs, name: str, value: str | None = None) -> Pairs:
    """The question less one parameter (or one of its values), from its first page."""
    return tuple(
        (own, text)
        for own, text in pairs
        if own != "page" and not (own == name and value in (None, text))
    )


def at_page(pairs: Pairs, page: int) -> Pairs:
    """The same question at another page."""
    rest = tuple(pair for pair in pairs if pair[0] != "page")
    return (*rest, ("page", str(page))) if page > 1 else rest


def _minor(text: str, currency: str) -> int | None:
    """An amount in major units as somebody typed it, in minor units; None when it is none."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").replace(",", ".")
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        return None
    if not amount.is_finite() or not 0 <= amount < HIGHEST_AMOUNT:
        return None
    return int(amount.scaleb(exponent(currency)))
