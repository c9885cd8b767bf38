"""Lists in pages: a signed cursor names the last id seen, so inserts never shift a page."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.core.signing import BadSignature, Signer
from django.http import HttpResponse
from pydantic import BaseModel

from sampan.web.api.problems import Problem

MOST = 100
USUAL = 50
MOST_BYTES = 4 * 1024 * 1024
LONGEST_CURSOR = 200

_signer = Signer(salt="sampan.api.cursor", sep=".")
Record = TypeVar("Record")


def position(cursor: str | None, kind: str) -> int:
    """Where a list of a kind goes on: 0 at its start. Raises Problem 400 for a foreign cursor."""
    if cursor is None:
        return 0
    try:
        name, _, place = _signer.unsign(cursor[:LONGEST_CURSOR]).partition("-")
        if name == kind:
            return int(place)
    except (BadSignature, ValueError):
        pass
    raise Problem(400, "malformed", "The cursor is not one of this list.")


def cursor_at(kind: str, place: int) -> str:
    """The cursor after a place in a list."""
    return _signer.sign(f"{kind}-{place}")


def page(
    kind: str,
    records: Sequence[Record],
    limit: int,
    *,
    shape: Callable[[Record], BaseModel],
    place: Callable[[Record], int],
) -> HttpResponse:
    """One page of JSON; `records` holds one more than `limit` when the list goes on.

    A page ends early where its body would grow beyond 4 MB.
    """
    parts: list[str] = []
    size = 0
    for record in records[:limit]:
        part = shape(record).model_dump_json()
        size += len(part)
        if parts and size > MOST_BYTES:
            break
        parts.append(part)
    goes_on = len(parts) < len(records)
    following = f'"{cursor_at(kind, place(records[len(parts) - 1]))}"' if goes_on else "null"
    body = f'{{"items":[{",".join(parts)}],"next":{following}}}'
    return HttpResponse(body, content_type="application/json")
