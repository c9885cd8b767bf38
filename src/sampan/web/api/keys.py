"""`Idempotency-Key`: a write that is sent again is not done again, and gets its first answer.

The answer is stored in the transaction of the write itself: either both stand or neither. A request
that was refused did nothing, so its key is free again. Keys are remembered for a day and more
(docs/operations/api.md).
"""

import json
from collections.abc import Callable
from functools import wraps

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from sampan.kernel import idempotency
from sampan.kernel.idempotency import Answer
from sampan.web.api import problems, scopes
from sampan.web.api.moments import moment
from sampan.web.api.problems import Problem

LONGEST_KEY = 255
KEPT_HEADERS = ("ETag", "Location")

Run = Callable[..., HttpResponseBase]


def once(run: Run) -> Run:
    """The operation in one transaction, done once for each key of a token."""

    @wraps(run)
    def call(request: HttpRequest, **kwargs: object) -> HttpResponseBase:
        token = scopes.token_of(request)
        key = request.headers.get("Idempotency-Key")
        if token is None or key is None:
            return _in_transaction(request, run, kwargs, None)
        try:
            if not 1 <= len(key) <= LONGEST_KEY or not key.isprintable():
                raise Problem(400, "malformed", "A key has 1 to 255 printable characters.")
            scope = f"api:{token.id.hex}:{request.method}:{request.path}"[:120]
            stored = idempotency.begin(scope, key, request.body, moment(request))
        except Exception as error:  # worded by the same door as all refusals
            return problems.answer_for(request, error)
        if stored is not None:
            return _again(stored)
        try:
            return _in_transaction(request, run, kwargs, (scope, key))
        finally:
            idempotency.release(scope, key)

    return call


def _in_transaction(
    request: HttpRequest, run: Run, kwargs: dict[str, object], claim: tuple[str, str] | None
) -> HttpResponseBase:
    with transaction.atomic():
        response = run(request, **kwargs)
        if response.status_code >= 400:
            transaction.set_rollback(True)
        elif claim and isinstance(response, HttpResponse):
            idempotency.finish(*claim, _kept(response))
    return response


def _kept(response: HttpResponse) -> Answer:
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    body = json.dumps({"headers": headers, "body": response.content.decode()})
    return Answer(response.status_code, body)


def _again(stored: Answer) -> HttpResponse:
    kept = json.loads(stored.body)
    headers = {**kept["headers"], "Idempotency-Replayed": "true"}
    return HttpResponse(
        kept["body"], status=stored.status, content_type="application/json", headers=headers
    )
