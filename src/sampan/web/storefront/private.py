"""Pages that belong to one visitor: never kept, never shown to another, never told to others.

A visitor without an account takes the short way here too: the cart is known by its cookie alone.
Only who carries a session takes the long way, so that their person is known.
"""

import gzip
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from sampan.domain.errors import NotFound
from sampan.flows.providers import page_origins
from sampan.web.storefront.refusals import closed, not_found
from sampan.web.storefront.visit import Visit, visit

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
WORTH_PACKING = 1_000

View = Callable[..., HttpResponse]


def private(*, referrer: str = "same-origin") -> Callable[[View], View]:
    """Hand the visit to a page of one visitor, in the language of its address, and guard it.

    `referrer` is how much of the address other sites learn when the visitor goes there.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, language: str, **rest: str) -> HttpResponse:
            with translation.override(language):
                try:
                    asker: Visit = visit(request, language)
                    if asker.place is None:
                        response = closed(request, language)
                    else:
                        response = view(request, asker, **rest)
                except (Http404, NotFound):
                    response = not_found(request, language=language)
            return _guarded(request, response, referrer)

        shown.is_private = True  # type: ignore[attr-defined]  # read by the door
        return shown

    return wrap


def has_session(request: HttpRequest) -> bool:
    """Whether a visitor carries a session, and so may be somebody who signed in."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def _guarded(request: HttpRequest, response: HttpResponse, referrer: str) -> HttpResponse:
    form_action = " ".join(("form-action 'self'", *page_origins()))
    response["Content-Security-Policy"] = f"{POLICY}; {form_action}"
    response["Cache-Control"] = "private, no-store"
    response["Vary"] = "Cookie, Accept-Encoding"
    response["X-Frame-Options"] = "DENY"
    response["Referrer-Policy"] = referrer
    response["X-Robots-Tag"] = "noindex"
    is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    if is_packed and len(response.content) >= WORTH_PACKING:
        response.content = gzip.compress(response.content, compresslevel=1, mtime=0)
        response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(response.content))
    return response
