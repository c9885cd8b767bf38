"""The shopper pressed the button: place exactly what they saw, or say what is different now."""

from datetime import datetime

from sampan.apps.checkout import selectors as checkouts
from sampan.apps.checkout.selectors import CartFacts, CheckoutFacts
from sampan.apps.promotions.services import UsedUp
from sampan.flows.hold_offer import (
    Held,
    digest,
    hold_offer,
    is_asked,
    is_same_to_shopper,
    requote,
    stands,
)
from sampan.flows.place_order import Placement, QuoteExpired, place_order
from sampan.flows.providers import provider_of
from sampan.flows.read_checkout import Typed, destination_of, fill_checkout


def confirm_checkout(
    cart: CartFacts, checkout: CheckoutFacts, typed: Typed, seen: str, at: datetime
) -> Placement | Held:
    """Store what was typed and place the order, if the offer that was `seen` still stands.

    Otherwise nothing is placed and the offer to be confirmed comes back. Calls the network where a
    business number has to be asked about. Raises SoldOut, Invalid, and Conflict for a cart that
    was ordered meanwhile.
    """
    filled = fill_checkout(checkout, typed, at)
    destination = destination_of(filled, typed.country)
    offer = filled.offer
    if offer is None or not stands(filled, cart, at) or digest(offer) != seen:
        return hold_offer(cart, filled, destination, at)
    if not is_asked(filled, destination):
        held = requote(filled.id, destination, at)
        if held.offer is None or not is_same_to_shopper(offer, held.offer):
            return held
        seen = held.digest
    try:
        return place_order(filled.id, provider_of(typed.method), at, seen=seen)
    except QuoteExpired:  # cart or offer were changed in another tab in this very moment
        now_held = checkouts.checkout(filled.id)
        return hold_offer(checkouts.cart(filled.cart), now_held, destination, at)
    except UsedUp:
        return requote(filled.id, destination, at)
