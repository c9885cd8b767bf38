"""Hold an offer for the shopper: what is shown is what will be paid, for a quarter of an hour.

Within that time the held offer stands, whatever prices, rates or stock records do. After it, or for
another destination or service, a new one is made, and what differs from the old one is said.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sampan.apps.checkout import selectors as checkouts
from sampan.apps.checkout import services as checkout_writes
from sampan.apps.checkout.selectors import CartFacts, CheckoutFacts
from sampan.domain.money import Money
from sampan.domain.orders.offer import Offer, to_json
from sampan.flows.offer_parcels import Destination
from sampan.flows.quote_cart import CartQuote, quote_cart

HELD_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Change:
    """How a new offer differs from the one shown before.

    `was_asked_for` says that the shopper chose another destination or service.
    """

    before: Money
    after: Money
    has_other_dates: bool
    has_expired: bool
    was_asked_for: bool

    @property
    def is_any(self) -> bool:
        """Whether the shopper would see a difference."""
        return self.before != self.after or self.has_other_dates


@dataclass(frozen=True, slots=True)
class Held:
    """The offer on the page until its end, the ways beside it, and what changed."""

    quote: CartQuote
    offer: Offer | None
    until: datetime | None
    change: Change | None = None

    @property
    def digest(self) -> str:
        """What the form sends back, so that nobody orders what they did not see."""
        return digest(self.offer) if self.offer else ""


def hold_offer(
    cart: CartFacts, checkout: CheckoutFacts, destination: Destination, at: datetime
) -> Held:
    """The offer held for a checkout, made anew where it must be; the cart is quoted either way."""
    quote = quote_cart(cart, destination, service=checkout.service, at=at)
    old = checkout.offer
    way = quote.way.code if quote.way else ""
    if old is not None and stands(checkout, cart, at) and _fits(old, destination, way):
        return Held(quote, old, checkout.quote_expires_at)
    return _held_anew(checkout, cart, quote, at)


def stands(checkout: CheckoutFacts, cart: CartFacts, at: datetime) -> bool:
    """Whether the held offer is still promised for this state of the cart."""
    return checkout.holds(cart, at)


def is_asked(checkout: CheckoutFacts, destination: Destination) -> bool:
    """Whether the held offer is for just this destination and the chosen service."""
    offer = checkout.offer
    return offer is not None and _fits(offer, destination, checkout.service or offer.service)


def requote(checkout_id: UUID, destination: Destination, at: datetime) -> Held:
    """Make the offer anew and hold it, as after a refusal at the very end."""
    checkout = checkouts.checkout(checkout_id)
    cart = checkouts.cart(checkout.cart)
    quote = quote_cart(cart, destination, service=checkout.service, at=at)
    return _held_anew(checkout, cart, quote, at)


def digest(offer: Offer) -> str:
    """A short word for an offer, another one for any other offer."""
    text = json.dumps(to_json(offer), sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def is_same_to_shopper(one: Offer, other: Offer) -> bool:
    """Whether two offers ask for the same money in the same parts, for the same goods and days."""
    return _seen(one) == _seen(other)


def _held_anew(checkout: CheckoutFacts, cart: CartFacts, quote: CartQuote, at: datetime) -> Held:
    if quote.offer is None:
        return Held(quote, None, None)
    until = at + HELD_FOR
    checkout_writes.hold_quote(checkout.id, quote.offer, cart_version=cart.version, until=until)
    return Held(quote, quote.offer, until, _change(checkout.offer, quote.offer, checkout, at))


def _fits(offer: Offer, destination: Destination, service: str) -> bool:
    return offer.facts.get("asked") == destination.digest(service)


def _change(old: Offer | None, new: Offer, checkout: CheckoutFacts, at: datetime) -> Change | None:
    if old is None or old.currency != new.currency:
        return None
    expires_at = checkout.quote_expires_at
    change = Change(
        before=old.total,
        after=new.total,
        has_other_dates=(old.promise_from, old.promise_to) != (new.promise_from, new.promise_to),
        has_expired=expires_at is not None and at >= expires_at,
        was_asked_for=old.facts.get("asked") != new.facts.get("asked"),
    )
    return change if change.is_any or change.has_expired else None


def _seen(offer: Offer) -> tuple[object, ...]:
    kinds = {charge.kind for charge in offer.charges}
    return (
        offer.total,
        {kind: offer.subtotal(kind) for kind in kinds},
        offer.facts.get("shown"),
        offer.on_delivery,
        offer.promise_from,
        offer.promise_to,
    )
