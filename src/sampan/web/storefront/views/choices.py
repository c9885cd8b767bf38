"""Forms that change what a browser is shown: country and currency, and the answer about cookies."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from sampan.flows.record_activity import note
from sampan.flows.show_shop import Shop
from sampan.kernel import formats
from sampan.kernel.clock import now
from sampan.web.storefront import asking, frame
from sampan.web.storefront.refusals import closed
from sampan.web.storefront.visit import (
    CHOICE_COOKIE,
    CHOICES,
    PLACE_COOKIE,
    Visit,
    declines,
    visit,
)

A_YEAR_S = 365 * 24 * 3600
LONGEST_CLICK = 120

Page = Callable[..., HttpResponse]


def from_here(view: Page) -> Page:
    """Accept a form only from our own pages.

    Store pages are the same for everybody and so hold no token; instead the browser's own word on
    where a request comes from is asked for (Sec-Fetch-Site, or Origin from older browsers), and a
    request without either is refused.
    """

    @csrf_exempt
    @require_POST
    @wraps(view)
    def guarded(request: HttpRequest, **rest: str) -> HttpResponse:
        site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
        if site is not None:
            is_ours = site in {"same-origin", "none"}
        else:
            is_ours = bool(origin) and urlsplit(origin).netloc == request.get_host()
        if not is_ours:
            return HttpResponseForbidden("This form belongs to another page.", "text/plain")
        return view(request, **rest)

    return guarded


def place_page(request: HttpRequest, language: str) -> HttpResponse:
    """Every country that is delivered to, every currency and language; works without scripts."""
    asker = visit(request, language)
    if asker.place is None:
        return closed(request, language)
    back = _back(request, dict(asking.clean(request.GET)).get("next", ""), language)
    below = back.split("/", 2)[2] if back.count("/") > 1 else ""
    head = frame.Head(f"{_('Country, language and currency')} | {asker.shop.name}", path="place/")
    return frame.page(
        "place",
        asker,
        head,
        back=back,
        places=_places(asker),
        currencies=[
            (f"{asker.place.country}.{code}", code, code == asker.place.currency)
            for code in asker.shop.currencies(asker.place.market)
        ],
        spoken=[
            (frame.tag(code), frame.own_name(code), f"/{code}/{below}", code == language)
            for code in asker.shop.languages
        ],
    )


@from_here
def choose_place(request: HttpRequest, language: str) -> HttpResponse:
    """Keep a country and currency in the cookie, and go back to the page."""
    asker = visit(request, language)
    back = _back(request, request.POST.get("next", ""), language)
    response = HttpResponseRedirect(back)
    response.status_code = 303
    if chosen := _chosen(asker.shop, request.POST.get("place", "")):
        keep_choice(response, PLACE_COOKIE, chosen)
    return response


@from_here
def choose_cookies(request: HttpRequest, language: str) -> HttpResponse:
    """Keep the answer about cookies that the shop could do without."""
    response = HttpResponseRedirect(_back(request, request.POST.get("next", ""), language))
    response.status_code = 303
    answer = request.POST.get("choice", "")
    if answer in CHOICES:
        keep_choice(response, CHOICE_COOKIE, answer)
    return response


@from_here
def clicked(request: HttpRequest, language: str) -> HttpResponse:
    """Count a click that leaves no page behind it, such as one on an outside link."""
    asker = visit(request, language)
    subject = request.POST.get("subject", "")
    if asker.place and not declines(request) and subject.isprintable():
        place = (asker.place.market.code, language)
        note("click", place, subject[:LONGEST_CLICK], now())
    return HttpResponse(status=204)


def _chosen(shop: Shop, text: str) -> str:
    place = shop.place(text[:16])
    return place.cookie if place else ""


def _places(asker: Visit) -> list[tuple[str, str, str, bool]]:
    """Cookie value, name, currency, whether it is the present one; by name."""
    here, shop = asker.place, asker.shop
    found = []
    for market in shop.markets:
        known = shop.currencies(market)
        for country in market.countries if known else ():
            is_here = here is not None and here.country == country
            currency = here.currency if here and is_here else known[0]
            name = formats.country_name(country, asker.language)
            found.append((f"{country}.{currency}", name, currency, is_here))
    return sorted(found, key=lambda one: one[1])


def _back(request: HttpRequest, address: str, language: str) -> str:
    """An address of this store to go back to; the first page instead of any other."""
    is_ours = url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )
    return address if is_ours and address.startswith("/") else f"/{language}/"


def keep_choice(response: HttpResponse, name: str, value: str) -> None:
    """Let the browser remember a choice for a year."""
    response.set_cookie(
        name,
        value,
        max_age=A_YEAR_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
