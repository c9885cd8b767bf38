"""The short way of a store page: no session, no sign-in, one query when the page is kept.

Every GET of a store page is the same for everybody with the same language, place and answer about
cookies, so it needs nothing of the middleware behind this one. Forms (POST) take the long way.
Answers are private to the browser that asked: they vary by cookie, and no shared cache may keep
them.
"""

import gzip
import hashlib
from collections.abc import Callable
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation

from sampan.domain.markets import LANGUAGES
from sampan.flows.record_activity import note
from sampan.kernel.clock import now
from sampan.web.storefront import asking
from sampan.web.storefront.private import has_session
from sampan.web.storefront.refusals import not_found
from sampan.web.storefront.shelf import Headers, Kept, Shelf
from sampan.web.storefront.visit import Visit, declines, visit

URLS = "sampan.web.storefront.urls"
CAPACITY = 12 * 1024 * 1024
LONGEST_QUERY = 4_000
SAFE = frozenset({"GET", "HEAD"})
BOTS = (
    "bot",
    "crawl",
    "spider",
    "slurp",
    "preview",
    "monitor",
    "curl",
    "wget",
    "python",
    "headless",
)

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
GUARD: Headers = (
    ("Content-Security-Policy", POLICY),
    ("X-Frame-Options", "DENY"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()"),
)
PRIVATE: Headers = (
    ("Cache-Control", "private, no-cache"),
    ("Vary", "Cookie, Accept-Encoding, Sec-GPC, DNT"),
)

shelf = Shelf(CAPACITY)

Respond = Callable[[HttpRequest], HttpResponseBase]


class StoreDoor:
    """Middleware that answers store pages and lets everything else pass."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = request.path_info[1:].partition("/")[0]
        if language not in LANGUAGES or request.method not in SAFE:
            return self.get_response(request)
        try:
            match = resolve(request.path_info, URLS)
        except Resolver404:
            return _guarded(_elsewhere(request, language))
        if getattr(match.func, "is_private", False):
            return self._private(request, match)
        return _answer(request, language, match)

    def _private(self, request: HttpRequest, match: ResolverMatch) -> HttpResponseBase:
        """A page of one visitor: never from the shelf, and by the long way for who signed in."""
        if has_session(request):
            return self.get_response(request)
        response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        if request.method == "HEAD" and isinstance(response, HttpResponse):
            response.content = b""
        return _guarded(response)


def _answer(request: HttpRequest, language: str, match: ResolverMatch) -> HttpResponseBase:
    asker = visit(request, language)
    if language not in asker.shop.languages:
        return _guarded(not_found(request, language=language))
    pairs = asking.clean(request.GET) if len(request.META["QUERY_STRING"]) <= LONGEST_QUERY else ()
    key = (request.path_info, pairs, asker.key)
    kept = shelf.get(key) if settings.SAMPAN_KEEP_PAGES else None
    if kept is None:
        response = _made(request, language, match)
        if response.status_code != 200 or response.streaming:
            return _guarded(response)
        kept = _keep(response, asker, key)
    _count(request, asker, kept)
    return _from(kept, request)


def _elsewhere(request: HttpRequest, language: str) -> HttpResponse:
    """The address with the slash that it lacks, or the page that says there is none."""
    with_slash = f"{request.path_info}/"
    try:
        resolve(with_slash, URLS)
    except Resolver404:
        return not_found(request, language=language)
    return HttpResponsePermanentRedirect(quote(with_slash))


def _made(request: HttpRequest, language: str, match: ResolverMatch) -> HttpResponse:
    with translation.override(language):
        try:
            response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        except Http404:
            response = not_found(request, language=language)
    return response


def _keep(response: HttpResponse, asker: Visit, key: tuple[object, ...]) -> Kept:
    content = response.content
    keeps = settings.SAMPAN_KEEP_PAGES
    kept = Kept(
        body=gzip.compress(content, compresslevel=6 if keeps else 1, mtime=0),
        etag=f'"{hashlib.blake2b(content, digest_size=12).hexdigest()}"',
        headers=tuple(response.items()),
        activity=getattr(response, "activity", None),
    )
    if keeps:
        shelf.put(key, kept)
    return kept


def _from(kept: Kept, request: HttpRequest) -> HttpResponseBase:
    if request.headers.get("If-None-Match") == kept.etag:
        response = HttpResponse(status=304)
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(kept.body)
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(gzip.decompress(kept.body))
    for name, value in kept.headers:
        response[name] = value
    response["ETag"] = kept.etag
    if response.status_code == 200:
        response["Content-Length"] = str(len(response.content))
    if request.method == "HEAD":
        response.content = b""
    return _guarded(response)


def _guarded(response: HttpResponseBase) -> HttpResponseBase:
    for name, value in (*GUARD, *PRIVATE):
        response.setdefault(name, value)
    return response


def _count(request: HttpRequest, asker: Visit, kept: Kept) -> None:
    """Note what was looked at, unless a machine looks or the browser asks not to be counted."""
    if kept.activity is None or asker.place is None or declines(request):
        return
    agent = request.headers.get("User-Agent", "").lower()
    if not agent or any(word in agent for word in BOTS) or request.headers.get("Purpose"):
        return
    kind, subject, results = kept.activity
    note(kind, (asker.place.market.code, asker.language), subject, now(), results=results)
