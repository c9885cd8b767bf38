"""The store's look for the pages on which passkeys and second factors are asked for.

The office and the store share these pages; whoever came in through the store sees the store.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from sampan.domain.markets import LANGUAGES
from sampan.web.storefront import frame
from sampan.web.storefront.visit import visit

DOOR_COOKIE = "door"
STORE = "store"
SHARED = "/accounts/"


def came_in_here(response: HttpResponse, language: str) -> HttpResponse:
    """Let the browser remember that it came through the store, and its language."""
    for name, value in ((DOOR_COOKIE, STORE), (settings.LANGUAGE_COOKIE_NAME, language)):
        response.set_cookie(
            name,
            value,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def layout(request: HttpRequest) -> dict[str, Any]:
    """Context of the shared pages: the store's frame, for whoever is not of the office."""
    if not request.path.startswith(SHARED) or not _is_shopper(request):
        return {}
    language = get_language() or ""
    asker = visit(request, language if language in LANGUAGES else "en")
    return {
        "door_layout": "store/entrance.html",
        "shop": asker.shop,
        "brand": frame.brand(asker.shop.name),
        "lang": frame.tag(asker.language),
        "dir": frame.direction(asker.language),
        "root": f"/{asker.language}/",
        "theme": asker.shop.theme_stamp,
    }


def _is_shopper(request: HttpRequest) -> bool:
    person: Any = getattr(request, "user", None)
    if person is not None and person.is_authenticated:
        return not person.works_here
    return request.COOKIES.get(DOOR_COOKIE) == STORE
