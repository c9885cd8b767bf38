"""Who is signed in to the store, and the forms of the pages that let them in."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from sampan.apps.customers import services as customers
from sampan.kernel.clock import now
from sampan.web.storefront.address_words import Field
from sampan.web.storefront.private import has_session
from sampan.web.storefront.visit import Visit

LEAST_PASSWORD = 12
NO_ORDER = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Member:
    """The person who is signed in, and the customer that they are."""

    person: Any
    customer: UUID


Page = Callable[..., HttpResponse]


def signed_in(view: Page) -> Page:
    """Hand the member to a page; whoever is not signed in is asked to, and then led back."""

    @wraps(view)
    def shown(request: HttpRequest, asker: Visit, **rest: Any) -> HttpResponse:
        person = person_of(request)
        if person is None:
            back = quote(request.path) if request.method == "GET" else f"/{asker.language}/account/"
            return see(asker, f"account/sign-in/?next={back}")
        customer = customers.for_user(
            person.pk, email=person.email, language=asker.language, at=now()
        )
        return view(request, asker, Member(person, customer), **rest)

    return shown


def person_of(request: HttpRequest) -> Any | None:
    """Whoever is signed in; None for a visitor."""
    person: Any = getattr(request, "user", None) if has_session(request) else None
    return person if person is not None and person.is_authenticated else None


def next_of(request: HttpRequest, given: str, asker: Visit) -> str:
    """Where to go after signing in: a page of ours in this language, or the account."""
    own = f"/{asker.language}/"
    is_ours = url_has_allowed_host_and_scheme(given, allowed_hosts=None)
    return given[:400] if is_ours and given.startswith(own) else f"{own}account/"


def see(asker: Visit, path: str) -> HttpResponse:
    """Lead on to a page of the store."""
    response = HttpResponseRedirect(f"/{asker.language}/{path}")
    response.status_code = 303
    return cast(HttpResponse, response)


def mail_field(value: str = "", error: str = "") -> Field:
    """The mail address of an account."""
    return Field(
        name="email", label=_("Mail address"), value=value, kind="email", fills="email", error=error
    )


def password_field(*, is_new: bool, error: str = "") -> Field:
    """A password; what was typed never stands in a page again."""
    hint = _("At least %(count)s characters.") % {"count": LEAST_PASSWORD} if is_new else ""
    return Field(
        name="password",
        label=_("New password") if is_new else _("Password"),
        kind="password",
        fills="new-password" if is_new else "current-password",
        hint=hint,
        error=error,
    )


def password_words(reason: str) -> str:
    """Why a password is too weak."""
    match reason:
        case "password_too_short":
            said = _("This is too short: take at least %(count)s characters.")
            return said % {"count": LEAST_PASSWORD}
        case "password_too_common":
            return _("Too many people use this password. Take another one.")
    return _("This is too much like your mail address. Take another one.")
