"""How the tests call the API: with a token of some scopes, by Django's client."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from sampan.apps.accounts.models import User
from sampan.apps.accounts.services.tokens import SCOPES, make_token

NOW = datetime.now(UTC)
ALL = tuple(SCOPES)


def a_person(email: str = "owner@shop.example", role: str = "owner") -> User:
    person, _ = User.objects.get_or_create(email=email, defaults={"role": role})
    return person


def a_token(*scopes: str, days: int | None = None, by: User | None = None) -> str:
    expires_at = None if days is None else NOW + timedelta(days=days)
    maker = by or a_person()
    made = make_token(maker.pk, "a program", scopes or ALL, at=NOW, expires_at=expires_at)
    return made.secret


class Caller:
    """A program with a token."""

    def __init__(self, secret: str | None = None) -> None:
        self.client = Client(raise_request_exception=False)
        self.secret = secret

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Call `/api/v1` + path; header names are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.secret:
            named["Authorization"] = f"Bearer {self.secret}"
        return self.client.generic(
            method,
            f"/api/v1{path}",
            data=_bytes(body),
            content_type="application/json",
            headers=named,
        )

    def get(self, path: str, **headers: str) -> Any:
        return self("GET", path, **headers)


def _bytes(body: Any) -> bytes:
    import json

    if isinstance(body, bytes):
        return body
    return b"" if body is None else json.dumps(body).encode()
