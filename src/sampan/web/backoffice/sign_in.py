"""The way in: a link that works once from this machine, the locked door, language and theme."""

from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sampan.apps.accounts import services
from sampan.kernel import clock
from sampan.kernel.callers import address_of
from sampan.web.backoffice.frame import THEMES

YEAR_S = 31_536_000


class OfficeAccounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Nobody opens an account here alone: the owner lets people in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed: shoppers open their accounts on the store's own pages."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The office for whoever works here, their own account for everybody else."""
        person: Any = request.user
        return "/office/" if person.works_here else f"/{get_language() or 'en'}/account/"

    def get_client_ip(self, request: HttpRequest) -> str:
        """By whom tries are counted; behind a proxy not by the proxy, whom all would share."""
        return address_of(request) or "unknown"


@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, secret: str) -> HttpResponse:
    """Sign the owner in by the link that the start printed; a GET alone does not use it up."""
    if not _is_from_this_machine(request):
        raise Http404
    if request.method == "GET":
        return render(request, "backoffice/enter.html", {"secret": secret})
    person = services.use_sign_in_link(secret, at=clock.now())
    if person is None:
        return render(request, "backoffice/enter.html", {"is_spent": True}, status=410)
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    return HttpResponseRedirect("/office/")


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """After too many wrong passwords: what happened, how long it lasts, what to do."""
    return render(request, "backoffice/locked_out.html", status=429)


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch the back office and the sign-in pages between Chinese and English, at once."""
    language = request.POST.get("language", "")
    response = HttpResponseRedirect(_next(request))
    if language in services.OFFICE_LANGUAGES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR_S, samesite="Lax", httponly=True
        )
        if request.user.is_authenticated:
            services.set_office_language(request.user.pk, language)
    return response


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark or as the system, for this browser."""
    response = HttpResponseRedirect(_next(request))
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie("office_theme", theme, max_age=YEAR_S, samesite="Lax", httponly=True)
    return response


def _next(request: HttpRequest) -> str:
    address = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_ours and address.startswith("/") else "/office/"


def _is_from_this_machine(request: HttpRequest) -> bool:
    """A proxy on this machine hides who asks, so whatever came through one is refused."""
    if any(name in request.META for name in ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED")):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
