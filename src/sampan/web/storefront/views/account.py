"""The ways into an account: sign in, open one, choose a new password."""

from typing import Any

from allauth.account.forms import LoginForm
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from sampan.domain.errors import Conflict, Invalid, NotFound
from sampan.flows.account_links import proof_of
from sampan.flows.link_orders import link_orders
from sampan.flows.open_account import ask_for_link, use_link
from sampan.kernel import limits
from sampan.kernel.clock import now
from sampan.kernel.limits import TooMany
from sampan.web.storefront import frame
from sampan.web.storefront.account import (
    NO_ORDER,
    mail_field,
    next_of,
    password_field,
    password_words,
    person_of,
    see,
)
from sampan.web.storefront.address_words import Field
from sampan.web.storefront.entrance import came_in_here
from sampan.web.storefront.private import private
from sampan.web.storefront.refusals import worded
from sampan.web.storefront.shopper import COUNT_COOKIE, tries_of
from sampan.web.storefront.views.choices import from_here
from sampan.web.storefront.visit import Visit

PASSWORDS = "django.contrib.auth.backends.ModelBackend"
LONGEST = 255


@private()
def sign_in_page(request: HttpRequest, asker: Visit) -> HttpResponse:
    """Mail address and password; who is signed in already goes on."""
    back = next_of(request, request.GET.get("next", ""), asker)
    if person_of(request) is not None:
        return see(asker, back.removeprefix(f"/{asker.language}/"))
    return came_in_here(_sign_in(asker, back), asker.language)


@from_here
@private()
def sign_in(request: HttpRequest, asker: Visit) -> HttpResponse:
    """Sign in; a second factor is asked for where the person set one up."""
    back = next_of(request, request.POST.get("next", ""), asker)
    email = request.POST.get("email", "")[:LONGEST]
    typed = {"login": email, "password": request.POST.get("password", "")[:LONGEST]}
    form = LoginForm(typed, request=request)
    if not form.is_valid():
        return _sign_in(asker, back, email, _("The mail address or the password is not right."))
    response: HttpResponse = form.login(request, redirect_url=back)
    if person_of_new(request) is not None:
        link_orders(form.user.pk, form.user.email, asker.language, now())
    return came_in_here(response, asker.language)


def person_of_new(request: HttpRequest) -> Any | None:
    """Whoever has just been signed in by this request, whose browser has no session cookie yet."""
    person: Any = request.user
    return person if person.is_authenticated else None


@from_here
@private()
def sign_out(request: HttpRequest, asker: Visit) -> HttpResponse:
    """End the session; the number at the cart belonged to it."""
    logout(request)
    response = see(asker, "")
    response.delete_cookie(COUNT_COOKIE)
    return response


@private()
def open_page(request: HttpRequest, asker: Visit) -> HttpResponse:
    """Ask for an account."""
    return _ask(asker, "open")


@private()
def forgot_page(request: HttpRequest, asker: Visit) -> HttpResponse:
    """Ask for a new password."""
    return _ask(asker, "reset")


@from_here
@private()
def ask_to_open(request: HttpRequest, asker: Visit) -> HttpResponse:
    """Send the link that opens an account."""
    return _asked(request, asker, "open")


@from_here
@private()
def ask_to_reset(request: HttpRequest, asker: Visit) -> HttpResponse:
    """Send the link with which a new password is chosen."""
    return _asked(request, asker, "reset")


@private()
def asked(request: HttpRequest, asker: Visit) -> HttpResponse:
    """A letter is on its way, whoever asked."""
    return frame.page("account_asked", asker, _head(asker, _("We sent you a letter")))


@private(referrer="no-referrer")
def link_page(request: HttpRequest, asker: Visit, token: str) -> HttpResponse:
    """What the link in the letter opens; looking at it does not use it up."""
    return _choose(asker, token)


@from_here
@private(referrer="no-referrer")
def use(request: HttpRequest, asker: Visit, token: str) -> HttpResponse:
    """Open the account and sign in, or set the new password and let them sign in with it."""
    proof = proof_of(token)
    name = request.POST.get("name", "")[:LONGEST]
    try:
        person = use_link(token, request.POST.get("password", "")[:LONGEST], name, now())
    except Invalid as refusal:
        return _choose(asker, token, name, password_words(str(refusal.fields["reason"])))
    except (NotFound, Conflict):
        raise Http404 from None
    if proof is None or proof.purpose == "reset":
        return see(asker, "account/sign-in/")
    login(request, person, backend=PASSWORDS)
    return see(asker, "account/")


def _sign_in(asker: Visit, back: str, email: str = "", says: str = "") -> HttpResponse:
    return frame.page(
        "account_sign_in",
        asker,
        _head(asker, _("Sign in"), "account/sign-in/"),
        status=422 if says else 200,
        fields=[mail_field(email), password_field(is_new=False)],
        says=says,
        back=back,
    )


def _ask(
    asker: Visit,
    purpose: str,
    email: str = "",
    *,
    error: str = "",
    says: str = "",
    status: int = 200,
) -> HttpResponse:
    is_new = purpose == "open"
    title = _("Open an account") if is_new else _("Choose a new password")
    return frame.page(
        "account_ask",
        asker,
        _head(asker, title, "account/open/" if is_new else "account/forgot/"),
        status=status,
        title=title,
        is_new=is_new,
        fields=[mail_field(email, error)],
        says=says,
    )


def _asked(request: HttpRequest, asker: Visit, purpose: str) -> HttpResponse:
    email, at = request.POST.get("email", "")[:LONGEST], now()
    tries = {"mail": email.casefold(), "address": tries_of(request, NO_ORDER)["address"]}
    try:
        limits.count_try("register" if purpose == "open" else "reset", tries, at)
        ask_for_link(purpose, email, language=asker.language, at=at)
    except Invalid:
        return _ask(asker, purpose, email, error=_("Please check the mail address."), status=422)
    except TooMany as refusal:
        return _ask(asker, purpose, email, says=worded(refusal), status=429)
    return see(asker, "account/asked/")


def _choose(asker: Visit, token: str, name: str = "", error: str = "") -> HttpResponse:
    proof = proof_of(token)
    if proof is None:
        head = _head(asker, _("This link opens nothing any more"))
        return frame.page("account_spent", asker, head, status=410)
    is_new = proof.purpose == "open"
    fields = [password_field(is_new=True, error=error)]
    if is_new:
        known = Field("name", _("Full name"), name, fills="name", is_required=False)
        fields.insert(0, known)
    title = _("Open your account") if is_new else _("Choose a new password")
    return frame.page(
        "account_choose",
        asker,
        _head(asker, title),
        status=422 if error else 200,
        title=title,
        email=proof.email,
        token=token,
        fields=fields,
    )


def _head(asker: Visit, title: str, path: str = "account/") -> frame.Head:
    return frame.Head(f"{title} | {asker.shop.name}", path=path)
