"""The visitor's own cart and order: the cookies that open them, and whose cart it is."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from sampan.apps.checkout import selectors as carts
from sampan.apps.checkout.selectors import CartFacts
from sampan.apps.checkout.services import KEPT_FOR, Setting
from sampan.flows.merge_carts import merge_carts
from sampan.flows.order_links import order_of_token, order_token
from sampan.kernel.callers import address_of
from sampan.kernel.clock import now
from sampan.web.storefront.private import has_session
from sampan.web.storefront.visit import Visit

CART_COOKIE = "cart"
COUNT_COOKIE = "count"
ORDER_COOKIE = "order"
LONGEST_SECRET = 64


@dataclass(frozen=True, slots=True)
class Shopper:
    """Who shops: the cart that is theirs, if any, and the secret that their browser holds."""

    cart: CartFacts | None
    secret: str

    def owns(self, cart: CartFacts) -> bool:
        """Whether a cart in any state is this shopper's."""
        if self.cart is not None and self.cart.id == cart.id:
            return True
        return bool(self.secret) and carts.opens(cart.id, self.secret)


def shopper(request: HttpRequest) -> Shopper:
    """The visitor's cart: by the cookie, or by their account once they signed in.

    With the first look after signing in, what the browser held as a guest is merged.
    """
    secret = request.COOKIES.get(CART_COOKIE, "")[:LONGEST_SECRET]
    guest = carts.by_secret(secret) if secret else None
    person: Any = getattr(request, "user", None) if has_session(request) else None
    if person is None or not person.is_authenticated:
        return Shopper(guest if guest and guest.customer is None else None, secret)
    if person.works_here:
        return Shopper(guest, secret)
    return Shopper(merge_carts(person.pk, person.email, guest, now()), secret)


def setting(asker: Visit) -> Setting:
    """Where a visitor shops, as a cart keeps it."""
    place = asker.place
    assert place is not None
    return Setting(place.market.code, place.country, place.currency, asker.language)


def keep_cart(response: HttpResponse, secret: str, units: int) -> None:
    """Give the browser the secret of a new cart (none for a known one) and the number it holds."""
    if secret:
        _set(response, CART_COOKIE, secret)
    _set(response, COUNT_COOKIE, str(units), readable=True)


def keep_order(response: HttpResponse, order: UUID) -> None:
    """Let this browser see the order that it just placed; its cart is empty now."""
    _set(response, ORDER_COOKIE, order_token(order))
    _set(response, COUNT_COOKIE, "0", readable=True)


def known_order(request: HttpRequest) -> UUID | None:
    """The order that this browser placed last."""
    return order_of_token(request.COOKIES.get(ORDER_COOKIE, "")[:200])


def tries_of(request: HttpRequest, cart: UUID) -> dict[str, str]:
    """By whom tries are counted: the cart, and the address on the network."""
    return {"cart": str(cart), "address": address_of(request) or "unknown"}


def _set(response: HttpResponse, name: str, value: str, *, readable: bool = False) -> None:
    response.set_cookie(
        name,
        value,
        max_age=int(KEPT_FOR.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=not readable,
        samesite="Lax",
    )
