"""Writing carts and checkouts. A cart that became an order never changes again."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from sampan.apps.checkout.models import Cart, CartLine, Checkout
from sampan.domain.errors import Conflict, Invalid, NotFound
from sampan.domain.orders.offer import Offer, to_json
from sampan.kernel.batches import batches

KEPT_FOR = timedelta(days=90)
MAX_LINES = 100
MAX_QUANTITY = 999
MAX_CODES = 5


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a cart is going and in which words and money it is shown."""

    market: str
    country: str
    currency: str
    language: str


def open_cart(setting: Setting, *, customer: UUID | None, at: datetime) -> tuple[UUID, str]:
    """A new cart and the secret that opens it; only the secret's hash is stored."""
    secret = secrets.token_urlsafe(24)
    cart = Cart.objects.create(
        secret_hash=hash_secret(secret),
        customer_id=customer,
        market=setting.market,
        country=setting.country,
        currency=setting.currency,
        language=setting.language,
        created_at=at,
        changed_at=at,
        keep_until=at + KEPT_FOR,
    )
    return cart.id, secret


def hash_secret(secret: str) -> str:
    """What is stored of a cart's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def change_setting(cart_id: UUID, setting: Setting, at: datetime) -> bool:
    """Take a cart to another market, country, currency or language; False when nothing changed."""
    cart = _locked(cart_id)
    wanted = (setting.market, setting.country, setting.currency, setting.language)
    if wanted == (cart.market, cart.country, cart.currency, cart.language):
        return False
    if (setting.market, setting.currency) != (cart.market, cart.currency):
        cart.lines.update(price_seen_minor=None)
    cart.market, cart.country, cart.currency, cart.language = wanted
    _touch(cart, at)
    return True


@transaction.atomic
def add(cart_id: UUID, variant_id: int, quantity: int, at: datetime, choices: str = "") -> int:
    """Put more units of a variant in; returns the line's quantity. Raises Invalid at a limit."""
    cart = _locked(cart_id)
    line = cart.lines.filter(variant_id=variant_id, choices=choices).first()
    wanted = _quantity((line.quantity if line else 0) + _quantity(quantity))
    if line is None:
        if cart.lines.count() >= MAX_LINES:
            raise Invalid(field="lines", reason="too_many", maximum=MAX_LINES)
        CartLine.objects.create(
            cart=cart, variant_id=variant_id, choices=choices, quantity=wanted, added_at=at
        )
    else:
        line.quantity = wanted
        line.save(update_fields=["quantity"])
    _touch(cart, at)
    return wanted


@transaction.atomic
def set_quantity(cart_id: UUID, line_id: int, quantity: int, at: datetime) -> None:
    """Change a line of this cart; zero takes it out. Raises NotFound for a line of another cart."""
    cart = _locked(cart_id)
    line = cart.lines.filter(id=line_id).first()
    if line is None:
        raise NotFound(what="cart_line")
    if quantity == 0:
        line.delete()
    else:
        line.quantity = _quantity(quantity)
        line.save(update_fields=["quantity"])
    _touch(cart, at)


@transaction.atomic
def set_codes(cart_id: UUID, codes: Sequence[str], at: datetime) -> None:
    """Note the coupon codes that the shopper typed; whether they help is the promotions' word."""
    cart = _locked(cart_id)
    clean = [code.strip().upper()[:40] for code in codes if code.strip()]
    cart.codes = list(dict.fromkeys(clean))[:MAX_CODES]
    _touch(cart, at)


@transaction.atomic
def remember_prices(cart_id: UUID, minors: Mapping[int, int]) -> None:
    """Note which price the shopper saw on each line, so that a change can be told."""
    for line in CartLine.objects.filter(cart_id=cart_id, id__in=list(minors)):
        if line.price_seen_minor != minors[line.id]:
            line.price_seen_minor = minors[line.id]
            line.save(update_fields=["price_seen_minor"])


@transaction.atomic
def hand_over(cart_id: UUID, customer: UUID, at: datetime) -> UUID:
    """Give a guest's cart to a customer who signed in; what they had before is merged once.

    Equal variants take the larger quantity, so that nothing is lost and nothing doubled. Returns
    the cart that goes on. A cart of somebody else is refused as NotFound.
    """
    carts = {
        cart.id: cart
        for cart in Cart.objects.select_for_update()
        .filter(state=Cart.State.OPEN, customer_id=customer)
        .order_by("id")
    }
    guest = Cart.objects.select_for_update().filter(id=cart_id, state=Cart.State.OPEN).first()
    if guest is None or guest.customer_id not in {None, customer}:
        raise NotFound(what="cart")
    saved = next((cart for cart in carts.values() if cart.id != guest.id), None)
    if saved is None:
        guest.customer_id = customer
        _touch(guest, at)
        return guest.id
    _merge(guest, saved)
    guest.state = Cart.State.MERGED
    guest.save(update_fields=["state"])
    _touch(saved, at)
    return saved.id


@transaction.atomic
def begin_checkout(cart_id: UUID, at: datetime) -> UUID:
    """The checkout of an open cart; the same one however often it is begun."""
    _locked(cart_id)
    checkout, _ = Checkout.objects.get_or_create(
        cart_id=cart_id, defaults={"created_at": at, "changed_at": at}
    )
    return checkout.id


@transaction.atomic
def fill(checkout_id: UUID, values: Mapping[str, Any], at: datetime) -> None:
    """Store what the shopper typed; a quote made for other facts no longer holds.

    `values` are fields of the checkout. Raises Conflict once the cart was ordered.
    """
    checkout = _locked_checkout(checkout_id)
    for name, value in values.items():
        setattr(checkout, name, value)
    checkout.quote_expires_at = None
    checkout.changed_at = at
    checkout.save()


@transaction.atomic
def hold_quote(checkout_id: UUID, offer: Offer, *, cart_version: int, until: datetime) -> None:
    """Lock an offer for the shopper until a moment, for this state of the cart only."""
    checkout = _locked_checkout(checkout_id)
    checkout.quote = to_json(offer)
    checkout.quote_cart_version = cart_version
    checkout.quote_expires_at = until
    checkout.save(update_fields=["quote", "quote_cart_version", "quote_expires_at"])


def claim(checkout_id: UUID) -> bool:
    """Lock a checkout for the caller's transaction; False when its order exists already."""
    assert transaction.get_connection().in_atomic_block, "a lock lasts for a transaction"
    cart = (
        Cart.objects.select_for_update()
        .filter(checkout__id=checkout_id)
        .only("id", "state")
        .first()
    )
    if cart is None:
        raise NotFound(what="checkout")
    return cart.state == Cart.State.OPEN


def mark_ordered(cart_id: UUID) -> None:
    """Close a cart whose order exists, in the order's transaction."""
    assert transaction.get_connection().in_atomic_block, "with the order or not at all"
    Cart.objects.filter(id=cart_id).update(state=Cart.State.ORDERED)


@transaction.atomic
def forget_variants(variant_ids: Sequence[int]) -> None:
    """Take variants that are about to be removed for good out of every cart."""
    for batch in batches(variant_ids):
        CartLine.objects.filter(variant_id__in=batch).delete()


def forget_old(at: datetime) -> int:
    """Delete carts that nobody came back to, with what was typed in their checkouts."""
    deleted, _ = Cart.objects.filter(keep_until__lt=at, state=Cart.State.OPEN).delete()
    return deleted


def _locked(cart_id: UUID) -> Cart:
    cart = Cart.objects.select_for_update().filter(id=cart_id).first()
    if cart is None:
        raise NotFound(what="cart")
    if cart.state != Cart.State.OPEN:
        raise Conflict(what="cart", state=cart.state)
    return cart


def _locked_checkout(checkout_id: UUID) -> Checkout:
    checkout = (
        Checkout.objects.select_for_update(of=("self",))
        .select_related("cart")
        .filter(id=checkout_id)
        .first()
    )
    if checkout is None:
        raise NotFound(what="checkout")
    if checkout.cart.state != Cart.State.OPEN:
        raise Conflict(what="checkout", state=checkout.cart.state)
    return checkout


def _touch(cart: Cart, at: datetime) -> None:
    cart.version += 1
    cart.changed_at = at
    cart.keep_until = at + KEPT_FOR
    cart.save()


def _quantity(quantity: int) -> int:
    if type(quantity) is not int or not 1 <= quantity <= MAX_QUANTITY:
        raise Invalid(field="quantity", reason="out_of_range", maximum=MAX_QUANTITY)
    return quantity


def _merge(guest: Cart, saved: Cart) -> None:
    lines = {(line.variant_id, line.choices): line for line in saved.lines.all()}
    room = MAX_LINES - len(lines)
    for line in guest.lines.all():
        known = lines.get((line.variant_id, line.choices))
        if known is not None:
            known.quantity = max(known.quantity, line.quantity)
            known.save(update_fields=["quantity"])
        elif room > 0:
            room -= 1
            CartLine.objects.create(
                cart=saved,
                variant_id=line.variant_id,
                choices=line.choices,
                quantity=line.quantity,
                added_at=line.added_at,
            )
    saved.codes = list(dict.fromkeys([*saved.codes, *guest.codes]))[:MAX_CODES]
