"""Notifications of payment providers: bounded, verified by their signature, acknowledged once kept.

The form needs no token of ours: whoever cannot sign changes nothing. A body is read to its limit
and never further, and a refusal says nothing about why.
"""

import logging

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from sampan.domain.errors import NotFound
from sampan.domain.payments.port import Forged
from sampan.flows.receive_notification import receive_notification
from sampan.kernel.clock import now

LARGEST = 64 * 1024
log = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def payment(request: HttpRequest, provider: str) -> HttpResponse:
    """Take one notification in: 204 when it is kept (or known), 400 when it is not believed."""
    body = _body(request)
    if body is None:
        return _plain(413)
    try:
        receive_notification(provider, request.headers, body, now())
    except NotFound:
        return _plain(404)
    except Forged as refusal:
        log.warning("a notification of %s was refused: %s", provider, refusal.fields.get("reason"))
        return _plain(400)
    return _plain(204)


def _body(request: HttpRequest) -> bytes | None:
    """The whole body; None when it is longer than any notification."""
    try:
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return None
    if not 0 <= announced <= LARGEST:
        return None
    body = request.read(LARGEST + 1)
    return body if len(body) <= LARGEST else None


def _plain(status: int) -> HttpResponse:
    return HttpResponse(status=status, headers={"Cache-Control": "no-store"})
