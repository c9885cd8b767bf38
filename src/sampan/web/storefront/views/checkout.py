"""The checkout: one page that works without scripts, from the address to the order button."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from sampan.apps.checkout import selectors as checkouts
from sampan.apps.checkout import services as checkout_writes
from sampan.apps.checkout.selectors import CartFacts, CheckoutFacts
from sampan.apps.orders import selectors as orders
from sampan.domain.errors import Conflict, DomainError, NotFound
from sampan.flows.change_cart import follow_place
from sampan.flows.check_address import Problem
from sampan.flows.confirm_checkout import confirm_checkout
from sampan.flows.hold_offer import Held, hold_offer
from sampan.flows.order_links import order_token
from sampan.flows.place_order import Placement
from sampan.flows.providers import methods_on_offer
from sampan.flows.read_checkout import (
    Typed,
    destination_of,
    fill_checkout,
    needs_address,
    read_checkout,
)
from sampan.flows.retry_payment import pay_page
from sampan.flows.show_cart import shown_lines
from sampan.flows.start_payment import Addresses
from sampan.kernel import clock, formats, limits
from sampan.kernel.clock import now
from sampan.web.storefront import cart_rows, checkout_form, frame, law, sums, wording
from sampan.web.storefront.checkout_form import Typing
from sampan.web.storefront.private import private
from sampan.web.storefront.refusals import worded
from sampan.web.storefront.shopper import (
    Shopper,
    keep_cart,
    keep_order,
    known_order,
    setting,
    shopper,
    tries_of,
)
from sampan.web.storefront.views.choices import from_here, keep_choice
from sampan.web.storefront.visit import PLACE_COOKIE, Visit


@private()
def checkout_page(request: HttpRequest, asker: Visit) -> HttpResponse:
    """The form and the summary; without a cart, the order that this browser placed last."""
    who = shopper(request)
    if who.cart is None:
        placed = known_order(request)
        return _see(asker, f"orders/{order_token(placed)}/" if placed else "cart/")
    if not who.cart.lines:
        return _see(asker, "cart/")
    cart, moved = follow_place(who.cart, setting(asker), now())
    checkout = _begun(cart)
    held = hold_offer(cart, checkout, destination_of(checkout, cart.country), now())
    if any(line.is_short for line in shown_lines(held.quote.priced)):
        return _see(asker, "cart/")
    notices = []
    if moved:
        notices.append(
            _("Prices and delivery are now for %(country)s.")
            % {"country": formats.country_name(cart.country, asker.language)}
        )
    elif held.change and not held.change.was_asked_for:
        notices = checkout_form.change_words(held.change, asker.language)
    return _page(asker, Typing(checkout, {}), held, notices=notices)


@from_here
@private()
def update(request: HttpRequest, asker: Visit) -> HttpResponse:
    """Keep what was typed so far, and show the page with what it costs now."""
    who = shopper(request)
    if who.cart is None or not who.cart.lines:
        return _see(asker, "checkout/")
    assert asker.place is not None
    typed = read_checkout(request.POST.dict(), asker.place.country)
    fill_checkout(_begun(who.cart), typed, now())
    response = _see(asker, "checkout/#sum" if "what" in request.POST else "checkout/")
    wanted = asker.shop.place(request.POST.get("country", "")[:2])
    if wanted is not None and wanted.country != asker.place.country:
        keep_choice(response, PLACE_COOKIE, wanted.cookie)
    return response


@from_here
@private()
def place(request: HttpRequest, asker: Visit) -> HttpResponse:
    """Place the order and lead on to pay; sent twice, it leads to the same order twice."""
    who = shopper(request)
    checkout, cart = _mine(who, request.POST.get("checkout", ""))
    known = orders.of_checkout(checkout.id)
    if known is not None:
        return _on_to_pay(request, asker, known.id, None)
    assert asker.place is not None
    if cart.country != asker.place.country:
        return _see(asker, "checkout/")
    is_shipped = needs_address(checkout)
    typed = read_checkout(request.POST.dict(), cart.country, is_shipped=is_shipped)
    problems = {**typed.problems, **_method_problem(typed, checkout, cart)}
    try:
        if problems:
            return _wrong(asker, cart, checkout, typed, problems)
        limits.count_try("placing", tries_of(request, cart.id), now())
        outcome = confirm_checkout(cart, checkout, typed, request.POST.get("seen", "")[:64], now())
    except Conflict:  # ordered by another tab in this very moment
        outcome = Placement(_placed(checkout.id), 0, None)
    except DomainError as refusal:
        return _refused(asker, cart, checkout.id, refusal)
    if isinstance(outcome, Placement):
        return _on_to_pay(request, asker, outcome.order, outcome.attempt)
    said = checkout_form.change_words(outcome.change, asker.language)
    said.append(_("Nothing is ordered yet: please look at it again and confirm."))
    filled = checkouts.checkout(checkout.id)
    return _page(asker, Typing(filled, {}), outcome, notices=said, status=409)


def pay_addresses(request: HttpRequest, language: str, provider: str = "sandbox") -> Addresses:
    """Where a provider sends the shopper back to, and where it tells us what happened."""
    origin = f"{request.scheme}://{request.get_host()}"
    return Addresses(
        return_url=f"{origin}/{language}/checkout/return/",
        notify_url=f"{origin}/webhooks/payments/{provider}/",
    )


def _on_to_pay(
    request: HttpRequest, asker: Visit, order: UUID, attempt: UUID | None
) -> HttpResponse:
    """To the provider's page, or to the order's own where there is none to go to."""
    address = pay_page(order, attempt, pay_addresses(request, asker.language), clock.now)
    if address is None:
        response = _see(asker, f"orders/{order_token(order)}/")
    else:
        response = HttpResponseRedirect(address)
        response.status_code = 303
    keep_order(response, order)
    return response


def _mine(who: Shopper, text: str) -> tuple[CheckoutFacts, CartFacts]:
    """The checkout that a form names, if it is this shopper's. Raises NotFound."""
    try:
        checkout = checkouts.checkout(UUID(text[:36]))
    except ValueError:
        raise NotFound(what="checkout") from None
    if who.cart is not None and who.cart.id == checkout.cart:
        return checkout, who.cart
    cart = checkouts.cart(checkout.cart)
    if not who.owns(cart):
        raise NotFound(what="checkout")
    return checkout, cart


def _placed(checkout_id: UUID) -> UUID:
    order = orders.of_checkout(checkout_id)
    if order is None:
        raise NotFound(what="checkout")
    return order.id


def _begun(cart: CartFacts) -> CheckoutFacts:
    known = checkouts.checkout_of(cart.id)
    return known or checkouts.checkout(checkout_writes.begin_checkout(cart.id, now()))


def _method_problem(typed: Typed, checkout: CheckoutFacts, cart: CartFacts) -> dict[str, Problem]:
    if checkout.offer is not None and not checkout.offer.total:
        return {}
    offered = {one.code for one in methods_on_offer(cart.country, cart.currency)}
    return {} if typed.method in offered else {"method": Problem("missing")}


def _wrong(
    asker: Visit,
    cart: CartFacts,
    checkout: CheckoutFacts,
    typed: Typed,
    problems: Mapping[str, Problem],
) -> HttpResponse:
    """The page again with every error beside its field; what was typed is kept."""
    filled = fill_checkout(checkout, typed, now())
    held = hold_offer(cart, filled, destination_of(filled, cart.country), now())
    return _page(asker, Typing(filled, problems), held, status=422)


def _refused(
    asker: Visit, cart: CartFacts, checkout_id: UUID, refusal: DomainError
) -> HttpResponse:
    if refusal.code == "sold_out":
        return _sold_out(asker)
    filled = checkouts.checkout(checkout_id)
    held = hold_offer(cart, filled, destination_of(filled, cart.country), now())
    status = 429 if refusal.code == "too_many_tries" else 422
    return _page(asker, Typing(filled, {}), held, notices=[worded(refusal)], status=status)


def _sold_out(asker: Visit) -> HttpResponse:
    """Somebody was faster: says so, and leads back to the cart, where the numbers can be mended."""
    head = frame.Head(f"{_('Sold out')} | {asker.shop.name}", path="cart/")
    return frame.page("sold_out", asker, head, status=409)


def _page(
    asker: Visit,
    typing: Typing,
    held: Held,
    *,
    notices: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    place, language = asker.place, asker.language
    assert place is not None
    is_shipped = any(line.goods.needs_shipping for line in held.quote.priced.lines)
    form = checkout_form.form(typing, place, language, is_shipped=is_shipped)
    title = _("Checkout")
    if form["errors"]:
        title = _("Please check: %(page)s") % {"page": title}
    head = frame.Head(f"{title} | {asker.shop.name}", path="checkout/")
    response = frame.page(
        "checkout",
        asker,
        head,
        status=status,
        checkout=typing.checkout.id,
        notices=notices or [],
        countries=_countries(asker),
        brief=_brief(asker),
        ways=checkout_form.way_choices(held, language),
        methods=checkout_form.method_choices(place.country, place.currency, typing.checkout.method),
        method_error="method" in typing.problems,
        **form,
        **_summary(asker, held),
    )
    keep_cart(response, "", held.quote.priced.cart.units)
    return response


def _summary(asker: Visit, held: Held) -> dict[str, Any]:
    place, language, offer = asker.place, asker.language, held.offer
    assert place is not None
    if offer is None:
        return _without_total(asker, held)
    return {
        "seen": held.digest,
        "until": held.until,
        "lines": checkout_form.lines(offer.facts.get("shown", {}), offer.currency, language),
        "sums": sums.sums(sums.facts_of(offer), language),
        "dates": formats.day_range(offer.promise_from, offer.promise_to, language)
        if offer.promise_from and offer.promise_to
        else "",
        "promise": wording.delivered_duty_paid(offer),
        "on_delivery": wording.on_delivery(offer, language),
        "has_gaps": bool(offer.facts.get("not_evaluated")) and offer.on_delivery is not None,
        "law": law.legal(asker.shop, place, language),
        "is_free": not offer.total,
    }


def _without_total(asker: Visit, held: Held) -> dict[str, Any]:
    """What is known while something stands in the way, and whether an address would help."""
    quote, language = held.quote, asker.language
    currency = quote.priced.cart.currency
    known = cart_rows.known(quote)
    return {
        "obstacle": cart_rows.obstacle_words(quote, asker),
        "can_help": cart_rows.is_region_missing(quote),
        "lines": checkout_form.lines(known, currency, language),
        "before": sums.without_duties(known, currency, language),
        "law": law.legal(asker.shop, asker.place, language) if asker.place else None,
    }


def _brief(asker: Visit) -> list[tuple[str, str]]:
    """The pages that the law wants within reach while somebody orders."""
    found = [asker.shop.page(one) for one in ("imprint", "terms", "privacy", "withdrawal")]
    return [(one.title, f"/{asker.language}/pages/{one.slug}/") for one in found if one]


def _countries(asker: Visit) -> list[tuple[str, str, bool]]:
    assert asker.place is not None
    here = asker.place.country
    found = [
        (country, formats.country_name(country, asker.language), country == here)
        for market in asker.shop.markets
        if asker.shop.currencies(market)
        for country in market.countries
    ]
    return sorted(found, key=lambda one: one[1])


def _see(asker: Visit, path: str) -> HttpResponse:
    response = HttpResponseRedirect(f"/{asker.language}/{path}")
    response.status_code = 303
    return response
