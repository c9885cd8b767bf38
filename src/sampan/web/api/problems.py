"""Every refusal of the API, worded in one place as RFC 9457 problem details."""

import json
import logging
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError

from sampan.domain.catalog.problems import DraftsRefused
from sampan.domain.errors import Conflict, DomainError, NotFound
from sampan.kernel.idempotency import InProgress, KeyReused

CONTENT_TYPE = "application/problem+json"
MOST_ERRORS = 50
LONGEST_VALUE = 200

TITLES: Mapping[str, str] = {
    "unauthorized": "A valid token is needed",
    "missing_scope": "The token lacks a scope",
    "not_found": "There is no such thing",
    "method_not_allowed": "This address does not answer that method",
    "conflict": "Something else stands in the way",
    "precondition_failed": "It was changed since you read it",
    "malformed": "The request cannot be read",
    "length_required": "The length of the body must be said",
    "too_large": "The request is too large",
    "invalid": "A value is not accepted",
    "drafts_refused": "The product cannot be stored so",
    "rate_limited": "Too many calls",
    "idempotency_key_reused": "The key was used before with another body",
    "idempotency_in_progress": "The first request with this key is still at work",
    "bad_table": "Quotes cannot be made now",
    "bad_amount": "That is no amount of the currency",
    "unknown_currency": "No such currency",
    "unknown_country": "No such country",
    "currency_mismatch": "Two currencies were mixed",
    "internal": "Something went wrong here",
}

STATUSES: Mapping[type[DomainError], int] = {
    NotFound: 404,
    Conflict: 409,
    InProgress: 409,
    KeyReused: 422,
}

log = logging.getLogger(__name__)

HANDLED: tuple[type[Exception], ...] = (Exception, Http404, HttpError, ValidationError)


class Problem(Exception):
    """A refusal that HTTP itself knows; `code` is stable, headers go along."""

    def __init__(
        self, status: int, code: str, detail: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers or {}


def answer_for(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """The problem document for whatever was raised; a bug is logged under the id it shows."""
    match error:
        case Problem():
            return respond(error.status, error.code, error.detail, headers=error.headers)
        case DraftsRefused():
            return respond(422, error.code, "", errors=_draft_errors(error))
        case DomainError():
            status = next((s for kind, s in STATUSES.items() if isinstance(error, kind)), 422)
            return respond(status, error.code, _worded(error.fields), fields=error.fields)
        case ValidationError():
            return respond(422, "invalid", "", errors=_validation_errors(error))
        case AuthenticationError():
            headers = {"WWW-Authenticate": 'Bearer realm="api"'}
            return respond(401, "unauthorized", headers=headers)
        case AuthorizationError():
            return respond(403, "missing_scope", error.message)
        case HttpError():
            code = "malformed" if error.status_code == 400 else "invalid"
            return respond(error.status_code, code, str(error)[:LONGEST_VALUE])
        case Http404():
            return respond(404, "not_found")
        case IntegrityError():
            log.warning("two writes met at %s: %s", request.path, error)
            return respond(409, "conflict", "Another write came first. Read, then try again.")
    identifier = uuid.uuid4().hex
    log.error("api failure %s at %s", identifier, request.path, exc_info=True)
    return respond(500, "internal", f"It was noted under {identifier}.")


def respond(
    status: int,
    code: str,
    detail: str = "",
    *,
    headers: Mapping[str, str] | None = None,
    errors: Sequence[Mapping[str, str]] = (),
    fields: Mapping[str, object] | None = None,
) -> HttpResponse:
    """One problem document."""
    document: dict[str, Any] = {
        "type": f"/api/docs#problem-{code}",
        "title": TITLES.get(code) or code.replace("_", " ").capitalize(),
        "status": status,
        "code": code,
    }
    if detail:
        document["detail"] = detail
    if errors:
        document["errors"] = list(errors[:MOST_ERRORS])
    if fields:
        document["fields"] = {name: _plain(value) for name, value in fields.items()}
    return HttpResponse(
        json.dumps(document, ensure_ascii=False),
        status=status,
        content_type=CONTENT_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def _worded(fields: Mapping[str, object]) -> str:
    return ", ".join(f"{name}: {_plain(value)}" for name, value in fields.items())


def _plain(value: object) -> str | int | bool | None:
    if value is None or isinstance(value, int):
        return value
    return str(value)[:LONGEST_VALUE]


def _validation_errors(error: ValidationError) -> list[dict[str, str]]:
    found = []
    for one in error.errors:
        where, *path = [str(part) for part in one["loc"]]
        steps = path[1:] if where == "body" else path
        found.append(
            {
                "where": where,
                "pointer": "".join(f"/{_escaped(step)}" for step in steps),
                "code": str(one["type"]),
                "message": str(one["msg"])[:LONGEST_VALUE],
            }
        )
    return found


def _draft_errors(error: DraftsRefused) -> list[dict[str, str]]:
    return [
        {
            "where": "body",
            "pointer": f"/variants/{one.variant}/{one.field}"
            if one.variant is not None
            else f"/{one.field}",
            "code": one.code,
            "message": one.value[:LONGEST_VALUE],
        }
        for one in error.problems
    ]


def _escaped(step: str) -> str:
    """One step of a JSON pointer (RFC 6901)."""
    return step[:80].replace("~", "~0").replace("/", "~1")
