"""Quote what a parcel costs at the buyer's door: JSON in, JSON out; what is wrong is refused."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sampan.domain.countries.quoting import quote
from sampan.domain.countries.rulebook import RuleBook
from sampan.domain.landed_cost.answer import refused
from sampan.domain.landed_cost.parsing import echo, parse_request, shown
from sampan.domain.landed_cost.request import Refused
from sampan.reference import BadTable, load_rulebook

__all__ = [
    "MAX_REQUEST_CHARACTERS",
    "BadTable",
    "RuleBook",
    "is_json",
    "quote_landed_cost",
    "quote_text",
    "read_json",
    "rule_book",
]

MAX_REQUEST_CHARACTERS = 4_000_000


def quote_landed_cost(document: object, book: RuleBook) -> dict[str, Any]:
    """The answer to one request; what cannot be answered is `refused` with the field."""
    identifier = echo(document.get("id")) if isinstance(document, dict) else None
    try:
        return quote(parse_request(document), book)
    except Refused as refusal:
        return refused(identifier, refusal)
    except BadTable as error:
        return refused(identifier, Refused("bad_table", str(error), "reference"))


def quote_text(text: str | bytes, book: RuleBook) -> dict[str, Any]:
    """The answer to one request as it was sent; anything but one JSON object is refused."""
    try:
        return quote_landed_cost(read_json(text), book)
    except Refused as refusal:
        return refused(None, refusal)


def read_json(text: str | bytes) -> object:
    """JSON values, strictly: no repeated keys, no NaN, no endless nesting. Raises Refused."""
    if len(text) > MAX_REQUEST_CHARACTERS:
        limit = f"at most {MAX_REQUEST_CHARACTERS} characters"
        raise Refused("too_long", limit, "request")
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    except RecursionError:
        raise Refused("invalid_json", "nested too deeply", "request") from None
    except ValueError as error:
        raise Refused("invalid_json", str(error)[:120], "request") from None


def is_json(text: str) -> bool:
    """Whether a text is one whole JSON value, however wrong it may be as a request."""
    try:
        read_json(text)
    except Refused as refusal:
        return refusal.reason != "invalid_json"
    return True


def rule_book(home: Path | None = None) -> RuleBook:
    """The shipped tables with the owner's newer ones under `home/reference`. Raises BadTable."""
    return load_rulebook(home)


def _object(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise Refused("duplicate_key", "a key stands twice in one object", shown(repeated))
    return found


def _no_constant(name: str) -> Any:
    raise Refused("invalid_json", f"{name} is no number", "request")
