"""Who may open which page: one decorator, the only place where the back office decides it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseClientRedirect

from sampan.web.backoffice.zone import shop_zone

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

OFFICE_LANGUAGES = (("zh-hans", "中文"), ("en", "English"))
OWNER = "owner"


def office(view: View[P]) -> View[P]:
    """Open a page to whoever works here, in their language and the shop's time zone."""
    return _guarded(view, owner_only=False)


def owners_office(view: View[P]) -> View[P]:
    """Open a page to owners only; an assistant finds nothing there."""
    return _guarded(view, owner_only=True)


def actor(request: HttpRequest) -> str:
    """How audit rows and jobs name whoever sent this request."""
    return f"person:{request.user.pk}"


def _guarded(view: View[P], *, owner_only: bool) -> View[P]:
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        person = cast(Any, request.user)
        if not person.is_authenticated:
            return _to_sign_in(request)
        if not person.works_here or (owner_only and person.role != OWNER):
            raise Http404
        with translation.override(person.office_language), timezone.override(shop_zone()):
            response = view(request, *args, **kwargs)
            response.headers["Content-Language"] = person.office_language
            return response

    # The table of routes in the tests reads it.
    setattr(guarded, "opens_for", OWNER if owner_only else "assistant")  # noqa: B010 - typed so
    return cast(View[P], guarded)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """A part of a page cannot hold the sign-in page, so htmx is sent there as a whole."""
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(reverse("account_login"))
    return redirect_to_login(request.get_full_path())
