"""Carts and checkouts as values, found by the visitor's secret or by the customer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sampan.apps.checkout.models import Cart, Checkout
from sampan.apps.checkout.services import hash_secret
from sampan.domain.errors import NotFound
from sampan.domain.orders.offer import Offer, from_json


@dataclass(frozen=True, slots=True)
class CartLineFacts:
    """A line of a cart; `price_seen_minor` is the price that the shopper saw last."""

    id: int
    variant_id: int
    choices: str
    quantity: int
    price_seen_minor: int | None


@dataclass(frozen=True, slots=True)
class CartFacts:
    """A cart with its lines in the order of adding."""

    id: UUID
    state: str
    customer: UUID | None
    market: str
    country: str
    currency: str
    language: str
    codes: tuple[str, ...]
    version: int
    lines: tuple[CartLineFacts, ...]

    @property
    def units(self) -> int:
        """How many units of everything, for the number beside the cart's sign."""
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True)
class CheckoutFacts:
    """What the shopper typed so far, and the quote that is held for them."""

    id: UUID
    cart: UUID
    contact: Mapping[str, str]
    addresses: Mapping[str, Mapping[str, str]]
    tax_id: str
    tax_id_state: str
    service: str
    method: str
    is_gift: bool
    note: str
    quote_cart_version: int
    quote_expires_at: datetime | None
    offer: Offer | None

    def holds(self, cart: CartFacts, at: datetime) -> bool:
        """Whether the quote is still promised: in time, and for this state of the cart."""
        return (
            self.offer is not None
            and self.quote_expires_at is not None
            and at < self.quote_expires_at
            and self.quote_cart_version == cart.version
        )


def by_secret(secret: str) -> CartFacts | None:
    """The open cart of a visitor; None when there is none."""
    return _open(secret_hash=hash_secret(secret))


def of_customer(customer: UUID) -> CartFacts | None:
    """The open cart of a customer; None when there is none."""
    return _open(customer_id=customer)


def cart(cart_id: UUID) -> CartFacts:
    """A cart in any state. Raises NotFound."""
    row = Cart.objects.filter(id=cart_id).prefetch_related("lines").first()
    if row is None:
        raise NotFound(what="cart")
    return _facts(row)


def opens(cart_id: UUID, secret: str) -> bool:
    """Whether a visitor's secret is that of a cart, in whatever state it is."""
    return Cart.objects.filter(id=cart_id, secret_hash=hash_secret(secret)).exists()


def checkout(checkout_id: UUID) -> CheckoutFacts:
    """A checkout. Raises NotFound."""
    row = Checkout.objects.filter(id=checkout_id).first()
    if row is None:
        raise NotFound(what="checkout")
    return _checkout(row)


def checkout_of(cart_id: UUID) -> CheckoutFacts | None:
    """The checkout of a cart; None when none was begun."""
    row = Checkout.objects.filter(cart_id=cart_id).first()
    return _checkout(row) if row else None


def _checkout(row: Checkout) -> CheckoutFacts:
    return CheckoutFacts(
        id=row.id,
        cart=row.cart_id,
        contact=row.contact,
        addresses=row.addresses,
        tax_id=row.tax_id,
        tax_id_state=row.tax_id_state,
        service=row.service,
        method=row.method,
        is_gift=row.is_gift,
        note=row.note,
        quote_cart_version=row.quote_cart_version,
        quote_expires_at=row.quote_expires_at,
        offer=from_json(row.quote) if row.quote else None,
    )


def _open(**key: Any) -> CartFacts | None:
    row = Cart.objects.filter(state=Cart.State.OPEN, **key).prefetch_related("lines").first()
    return _facts(row) if row else None


def _facts(row: Cart) -> CartFacts:
    return CartFacts(
        id=row.id,
        state=row.state,
        customer=row.customer_id,
        market=row.market,
        country=row.country,
        currency=row.currency,
        language=row.language,
        codes=tuple(row.codes),
        version=row.version,
        lines=tuple(
            CartLineFacts(
                line.id, line.variant_id, line.choices, line.quantity, line.price_seen_minor
            )
            for line in row.lines.all()
        ),
    )
