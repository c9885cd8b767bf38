"""The moment of a call, the same in everything that the call does."""

from datetime import datetime

from django.http import HttpRequest


def moment(request: HttpRequest) -> datetime:
    """When the call came through the door."""
    at: datetime = request.api_at  # type: ignore[attr-defined]  # set by the door
    return at


def begin(request: HttpRequest, at: datetime) -> None:
    """Note when the call came."""
    request.api_at = at  # type: ignore[attr-defined]  # read back by `moment`
