"""Who calls: a bearer token, checked once a call, and the scope that an operation asks for."""

from typing import Any

from django.http import HttpRequest
from ninja.errors import AuthenticationError, AuthorizationError
from ninja.security import HttpBearer

from sampan.apps.accounts.selectors.tokens import Token

LONGEST_TOKEN = 200


class Needs(HttpBearer):
    """The operation answers tokens that hold this scope."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Any:
        """The door has looked the token up already."""
        return self.authenticate(request, "")

    def authenticate(self, request: HttpRequest, token: str) -> Token:
        """The caller. Raises what becomes 401 without a valid token and 403 without the scope."""
        caller = token_of(request)
        if caller is None:
            raise AuthenticationError
        if self.scope not in caller.scopes:
            raise AuthorizationError(message=f"It needs {self.scope}.")
        return caller


def secret_in(request: HttpRequest) -> str:
    """The token that a request carries; empty when it carries none."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" and len(secret) <= LONGEST_TOKEN else ""


def token_of(request: HttpRequest) -> Token | None:
    """The valid token of a request that came through the door."""
    return getattr(request, "api_token", None)


def caller(request: HttpRequest) -> Token:
    """The token of a request that an operation has let in."""
    token = token_of(request)
    assert token is not None, "operations are behind Needs"
    return token
