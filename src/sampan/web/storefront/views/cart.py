"""The cart: its page, and the forms that put goods in, change their number and take them out."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import engines
from django.utils.translation import gettext as _

from sampan.apps.checkout import services as cart_writes
from sampan.domain.errors import Conflict, DomainError, Invalid, NotFound
from sampan.flows import change_cart
from sampan.flows.check_address import address_form, region_code
from sampan.flows.offer_parcels import Destination
from sampan.flows.show_cart import ShownCart, show_cart
from sampan.kernel import formats, limits
from sampan.kernel.clock import now
from sampan.web.storefront import cart_rows, frame, sums, wording
from sampan.web.storefront.address_words import speaks
from sampan.web.storefront.private import private
from sampan.web.storefront.quantities import quantity
from sampan.web.storefront.refusals import code_words, worded
from sampan.web.storefront.shopper import Shopper, keep_cart, setting, shopper, tries_of
from sampan.web.storefront.views.choices import from_here
from sampan.web.storefront.visit import Visit

PART = "X-Part"
SAID = ("added", "removed", "changed", "code", "sold_out")


@private()
def cart_page(request: HttpRequest, asker: Visit) -> HttpResponse:
    """What is in the cart, what it costs to the door, and what changed since the last look."""
    who = shopper(request)
    return _page(request, asker, who, says=_said(request.GET.get("said", "")))


@from_here
@private()
def add(request: HttpRequest, asker: Visit) -> HttpResponse:
    """Put units of a variant in; a script gets the short answer that it shows beside the button."""
    who = shopper(request)
    try:
        wanted = quantity(request.POST.get("quantity", "1"))
        goods = (_id(request.POST.get("variant", "")), wanted)
        added = change_cart.add_to_cart(who.cart, setting(asker), goods, now())
    except DomainError as refusal:
        return _refused(request, asker, who, refusal)
    if request.headers.get(PART):
        response = _answer(asker, units=added.units)
    else:
        response = _to_cart(asker, "added")
    keep_cart(response, added.secret, added.units)
    return response


@from_here
@private()
def change(request: HttpRequest, asker: Visit) -> HttpResponse:
    """Set the quantities of lines, or take one out (`remove`); what is no number stays in sight."""
    who = shopper(request)
    if who.cart is None:
        return _to_cart(asker, "")
    if removed := request.POST.get("remove", ""):
        return _set(asker, who, {_id(removed): 0}, "removed")
    wanted, typed, errors = {}, {}, {}
    for line in who.cart.lines:
        text = request.POST.get(f"quantity_{line.id}")
        if text is None:
            continue
        try:
            wanted[line.id] = quantity(text)
        except Invalid as refusal:
            typed[line.id], errors[line.id] = text[:20], worded(refusal)
    if errors:
        return _page(request, asker, who, typed=typed, errors=errors, status=422)
    current = {line.id: line.quantity for line in who.cart.lines}
    return _set(asker, who, {k: v for k, v in wanted.items() if current[k] != v}, "changed")


@from_here
@private()
def take(request: HttpRequest, asker: Visit) -> HttpResponse:
    """Set one line to the number that is left; a line of another cart does not exist."""
    who = shopper(request)
    if who.cart is None:
        return _to_cart(asker, "")
    wanted = quantity(request.POST.get("units", ""))
    return _set(asker, who, {_id(request.POST.get("line", "")): wanted}, "changed")


@from_here
@private()
def code(request: HttpRequest, asker: Visit) -> HttpResponse:
    """Try a coupon code, or take one out (`drop`); why it does not help is said at its field."""
    who = shopper(request)
    if who.cart is None:
        return _to_cart(asker, "")
    if dropped := request.POST.get("drop", ""):
        change_cart.drop_code(who.cart, dropped, now())
        return _to_cart(asker, "changed")
    typed = request.POST.get("code", "").strip()[:40]
    if not typed.isprintable() or not typed:
        return _to_cart(asker, "")
    try:
        limits.count_try("coupon", tries_of(request, who.cart.id), now())
        refusal = change_cart.try_code(who.cart, typed, now())
    except DomainError as wait:
        return _page(request, asker, who, code=typed, code_error=worded(wait), status=429)
    if refusal in change_cart.LASTING:
        words = code_words(refusal, typed.upper())
        return _page(request, asker, shopper(request), code=typed, code_error=words, status=422)
    return _to_cart(asker, "code")


def _page(
    request: HttpRequest,
    asker: Visit,
    who: Shopper,
    *,
    says: str = "",
    status: int = 200,
    **rest: Any,
) -> HttpResponse:
    head = frame.Head(f"{_('Cart')} | {asker.shop.name}", path="cart/")
    if who.cart is None or not who.cart.lines:
        response = frame.page("cart_empty", asker, head, says=says, status=status, **rest)
        keep_cart(response, "", 0)
        return response
    cart, moved = change_cart.follow_place(who.cart, setting(asker), now())
    region = region_code(cart.country, request.GET.get("region", "")[:80])
    shown = show_cart(cart, Destination(cart.country, region), now())
    context = {**_shown(asker, shown, rest), "says": says}
    if moved:
        context["moved"] = cart_rows.moved_words(moved, shown, asker.language)
    response = frame.page("cart", asker, head, status=status, **context)
    keep_cart(response, "", cart.units)
    return response


def _shown(asker: Visit, shown: ShownCart, rest: Mapping[str, Any]) -> dict[str, Any]:
    place, language, quote = asker.place, asker.language, shown.quote
    assert place is not None
    way = quote.way
    needs_region = cart_rows.is_region_missing(quote)
    return {
        "rows": cart_rows.rows(
            shown, language, typed=rest.get("typed", {}), errors=rest.get("errors", {})
        ),
        "dropped": cart_rows.dropped(quote.priced.dropped),
        "codes": cart_rows.codes(shown),
        "code": rest.get("code", ""),
        "code_error": rest.get("code_error", ""),
        "sums": cart_rows.estimate(quote, language),
        "before": ()
        if quote.offer
        else sums.without_duties(cart_rows.known(quote), place.currency, language),
        "obstacle": cart_rows.obstacle_words(quote, asker),
        "regions": _regions(place.country, language) if needs_region else (),
        "dates": formats.day_range(way.first, way.last, language) if way else "",
        "promise": wording.delivered_duty_paid(quote.offer),
        "on_delivery": wording.on_delivery(quote.offer, language),
        "can_check_out": shown.can_check_out and not _is_undeliverable(shown),
    }


def _is_undeliverable(shown: ShownCart) -> bool:
    """Whether no address in the country could help."""
    return bool(shown.quote.obstacles) and not cart_rows.is_region_missing(shown.quote)


def _regions(country: str, language: str) -> list[tuple[str, str]]:
    form = address_form(country, is_local=speaks(country, language))
    fields = {field.name: field for field in form}
    return list(fields["country_area"].choices) if "country_area" in fields else []


def _set(asker: Visit, who: Shopper, wanted: Mapping[int, int], says: str) -> HttpResponse:
    """Change lines one by one. Raises NotFound for a line that is not in this cart."""
    assert who.cart is not None
    units = {line.id: line.quantity for line in who.cart.lines}
    try:
        for line_id, number in wanted.items():
            cart_writes.set_quantity(who.cart.id, line_id, number, now())
            units[line_id] = number
    except Conflict:  # ordered in another tab meanwhile
        return _to_cart(asker, "")
    response = _to_cart(asker, says)
    keep_cart(response, "", sum(units.values()))
    return response


def _refused(
    request: HttpRequest, asker: Visit, who: Shopper, refusal: DomainError
) -> HttpResponse:
    status = 404 if refusal.code == "not_found" else 422
    if request.headers.get(PART):
        return _answer(asker, error=worded(refusal), status=status)
    return _page(request, asker, who, says=worded(refusal), status=status)


def _answer(asker: Visit, *, status: int = 200, **context: Any) -> HttpResponse:
    shown = engines["django"].get_template("store/_added.html")
    root = f"/{asker.language}/"
    return HttpResponse(shown.render({"root": root, **context}), status=status)


def _to_cart(asker: Visit, says: str) -> HttpResponse:
    query = f"?said={says}" if says else ""
    response = HttpResponseRedirect(f"/{asker.language}/cart/{query}")
    response.status_code = 303
    return response


def _said(code: str) -> str:
    words = {
        "added": _("It is in your cart."),
        "removed": _("It was taken out."),
        "changed": _("Your cart was changed."),
        "code": _("The code is in."),
        "sold_out": _("Somebody was faster: not all of it is left. Nothing was charged."),
    }
    return words.get(code, "")


def _id(text: str) -> int:
    """A row's id as a form sends it. Raises NotFound for anything else."""
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise NotFound(what="line")
    return int(text)
