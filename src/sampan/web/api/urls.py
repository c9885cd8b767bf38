"""Addresses of the API and of the page that explains it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path

from sampan.web.api.api import api
from sampan.web.api.docs import docs, openapi
from sampan.web.api.door import through_the_door


def nothing_here(request: HttpRequest) -> HttpResponse:
    """An address that is none of the API's."""
    raise Http404


def _behind_the_door(pattern: URLPattern) -> URLPattern:
    view = through_the_door(pattern.callback)
    return URLPattern(pattern.pattern, view, pattern.default_args, pattern.name)


_patterns = [
    _behind_the_door(pattern) for pattern in api.urls[0] if isinstance(pattern, URLPattern)
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/openapi.json", through_the_door(openapi), name="api-description"),
    path("v1/", (_patterns, "ninja", "api-v1")),
    path("docs", docs, name="api-docs"),
    re_path(r"^.*$", through_the_door(nothing_here)),
]
