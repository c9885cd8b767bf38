"""Place an order: one transaction from a held quote to an order with its stock and its intent."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sampan.apps.checkout import selectors as checkouts
from sampan.apps.checkout import services as checkout_writes
from sampan.apps.inventory.services import reservations
from sampan.apps.inventory.services.reservations import Hold
from sampan.apps.orders import selectors as orders
from sampan.apps.orders import services as order_writes
from sampan.apps.orders.services import Contact, Placed, Placing
from sampan.apps.payments import services as payments
from sampan.apps.promotions import services as promotions
from sampan.domain.errors import DomainError, Invalid
from sampan.domain.money import Money
from sampan.domain.orders.offer import Offer
from sampan.domain.payments.methods import METHODS
from sampan.flows.hold_offer import digest


class QuoteExpired(DomainError):
    """The promised price no longer holds: it is too old, or the cart was changed."""

    code = "quote_expired"


@dataclass(frozen=True, slots=True)
class Placement:
    """An order that exists, and the attempt on which the shopper goes on to pay.

    `attempt` is None when there was nothing to pay, or when the order was placed before.
    """

    order: UUID
    number: int
    attempt: UUID | None


def place_order(checkout_id: UUID, provider: str, at: datetime, *, seen: str = "") -> Placement:
    """Turn a checkout into its one order; a repeat gives the same order back.

    Stock is held, the order with all its charges is stored and the payment is intended, or none of
    it. `seen` is the digest of the offer that the shopper agreed to: another one, which another tab
    brought meanwhile, is not ordered. Raises QuoteExpired, SoldOut, UsedUp, and Invalid for what
    the shopper still has to fill in.
    """
    known = orders.of_checkout(checkout_id)
    if known is not None:
        return Placement(known.id, known.number, None)
    with transaction.atomic():
        if not checkout_writes.claim(checkout_id):
            known = orders.of_checkout(checkout_id)
            assert known is not None, "an ordered cart has its order"
            return Placement(known.id, known.number, None)
        return _place(checkout_id, provider, at, seen)


def _place(checkout_id: UUID, provider: str, at: datetime, seen: str) -> Placement:
    checkout = checkouts.checkout(checkout_id)
    cart = checkouts.cart(checkout.cart)
    offer = checkout.offer
    if offer is None or not checkout.holds(cart, at) or (seen and digest(offer) != seen):
        raise QuoteExpired()
    _check(checkout, offer)
    offer = _for_keeps(offer, checkout)
    placing = Placing(checkout_id, cart.customer, cart.market, cart.language, checkout.method)
    reservations.reserve(checkout_id, _holds(offer), at=at, until=_until(checkout.method, at))
    placed = order_writes.place(placing, offer, _contact(checkout), at)
    promotions.use(placed.id, _used(offer), email=checkout.contact["email"], at=at)
    checkout_writes.mark_ordered(checkout.cart)
    if checkout.tax_id_state:
        proof = {"state": checkout.tax_id_state, "proof": checkout.contact.get("tax_proof", "")}
        order_writes.note(placed.id, "tax_number_checked", actor="system", at=at, facts=proof)
    return Placement(placed.id, placed.number, _intend(placed, offer, checkout, provider, at))


def _for_keeps(offer: Offer, checkout: checkouts.CheckoutFacts) -> Offer:
    """The offer as the order keeps it: how it was asked for goes, what it is for stays."""
    facts = {name: value for name, value in offer.facts.items() if name != "asked"}
    return replace(offer, facts={**facts, "is_gift": checkout.is_gift})


def _intend(
    placed: Placed,
    offer: Offer,
    checkout: checkouts.CheckoutFacts,
    provider: str,
    at: datetime,
) -> UUID | None:
    if not offer.total:
        order_writes.mark_paid(placed.id, at)
        reservations.keep(checkout.id)
        return None
    return payments.intend(
        placed.id, provider=provider, method=checkout.method, amount=offer.total, at=at
    )


def _check(checkout: checkouts.CheckoutFacts, offer: Offer) -> None:
    if not offer.lines:
        raise Invalid(field="cart", reason="empty")
    if not checkout.contact.get("email"):
        raise Invalid(field="email", reason="missing")
    if offer.total and checkout.method not in METHODS:
        raise Invalid(field="method", reason="missing")


def _used(offer: Offer) -> dict[int, Money]:
    return {
        int(one["id"]): Money(one["minor"], offer.currency)
        for one in offer.facts.get("promotions", [])
    }


def _until(method: str, at: datetime) -> datetime:
    return at + METHODS[method].hold if method in METHODS else at + METHODS["card"].hold


def _holds(offer: Offer) -> list[Hold]:
    """Goods without a warehouse (downloads, services) hold no stock."""
    return [
        Hold(line.variant_id, line.warehouse, line.quantity)
        for line in offer.lines
        if line.warehouse
    ]


def _contact(checkout: checkouts.CheckoutFacts) -> Contact:
    return Contact(
        email=checkout.contact["email"],
        phone=checkout.contact.get("phone", ""),
        shipping=checkout.addresses.get("shipping"),
        billing=checkout.addresses.get("billing"),
        tax_id=checkout.tax_id,
        tax_id_state=checkout.tax_id_state,
        note=checkout.note,
    )
