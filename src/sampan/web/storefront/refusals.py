"""What the store says when something does not exist, went wrong, or is refused by the rules."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.utils import translation
from django.utils.translation import gettext as _

from sampan.domain.errors import DomainError
from sampan.domain.markets import LANGUAGES
from sampan.domain.promotions.apply import Refusal
from sampan.flows.show_shop import FALLBACK
from sampan.web.storefront import frame
from sampan.web.storefront.visit import visit


def not_found(
    request: HttpRequest, exception: Exception | None = None, *, language: str = ""
) -> HttpResponse:
    """There is no such page; the reader's language is kept where the address names one."""
    first = request.path_info[1:].partition("/")[0]
    code = language or (first if first in LANGUAGES else FALLBACK)
    with translation.override(code):
        asker = visit(request, code)
        head = frame.Head(_("This page does not exist"))
        return frame.page("not_found", asker, head, status=404)


def not_offered(request: HttpRequest, language: str) -> HttpResponse:
    """The product exists, but not for this country."""
    asker = visit(request, language)
    head = frame.Head(_("Not offered here"), path=request.path_info.partition(f"/{language}/")[2])
    return frame.page("not_offered", asker, head, status=404)


def closed(request: HttpRequest, language: str) -> HttpResponse:
    """No market is open yet."""
    asker = visit(request, language)
    return frame.page("closed", asker, frame.Head(_("Not open yet")), status=503)


def worded(refusal: DomainError) -> str:
    """A refusal in the reader's language: what is the matter, and what to do about it."""
    facts = refusal.fields
    match refusal.code, facts.get("reason"):
        case "invalid", "out_of_range":
            return quantity_words(int(str(facts.get("maximum", 999))))
        case "invalid", "too_many":
            return _(
                "Your cart holds as many different goods as it can (%(maximum)s). "
                "Order these first, or take something out."
            ) % {"maximum": facts.get("maximum")}
        case "not_found", _any:
            return _("This is not sold here any more.")
        case "sold_out", _any:
            return _("Somebody was faster: not all of it is left. Nothing was charged.")
        case "too_many_tries", _any:
            minutes = max(1, round(int(str(facts.get("wait_s", 60))) / 60))
            return _("That was tried too often. Please wait %(minutes)s minutes.") % {
                "minutes": minutes
            }
        case "not_payable", _any:
            return _NOT_PAYABLE.get(str(facts.get("why")), _NOT_PAYABLE["unknown"])()
        case "conflict", _any:
            return _("This was changed in another window. Here is how it stands now.")
    return _("This cannot be done just now. Nothing was charged.")


def quantity_words(maximum: int) -> str:
    """What a quantity has to be."""
    return _("A quantity is a whole number from 1 to %(maximum)s.") % {"maximum": maximum}


def code_words(refusal: Refusal, code: str) -> str:
    """Why a coupon code does not help."""
    texts: dict[Refusal, str] = {
        "unknown": _("There is no code %(code)s. Check how it is written."),
        "not_now": _("The code %(code)s is not valid today."),
        "not_here": _("The code %(code)s is not for this country or customer."),
        "used_up": _("The code %(code)s has been used as often as it could be."),
        "no_match": _("The code %(code)s does not fit what is in your cart yet; it is kept."),
        "outdone": _("Another offer gives you more than the code %(code)s; it is kept."),
    }
    return texts[refusal] % {"code": code}


def _paid_already() -> str:
    return _("This order is paid. There is nothing more to pay.")


def _cancelled_already() -> str:
    return _("This order was cancelled. Nothing can be paid for it.")


def _not_known_yet() -> str:
    return _("We do not know yet how your last try ended. Please wait a moment; do not pay again.")


def _tried_enough() -> str:
    return _("This order was tried too often. Please write to us, or order again.")


_NOT_PAYABLE = {
    "paid": _paid_already,
    "cancelled": _cancelled_already,
    "unknown": _not_known_yet,
    "too_many": _tried_enough,
}


def server_error(request: HttpRequest) -> HttpResponse:
    """Something went wrong; says so without asking the database anything."""
    shown = engines["django"].get_template("store/server_error.html")
    return HttpResponse(shown.render({}), status=500)
