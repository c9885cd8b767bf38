"""Put goods into a cart, and keep the cart in step with where the visitor shops."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sampan.apps.catalog.selectors import sellable
from sampan.apps.checkout import selectors as carts
from sampan.apps.checkout import services as cart_writes
from sampan.apps.checkout.selectors import CartFacts
from sampan.apps.checkout.services import MAX_QUANTITY, Setting
from sampan.domain.errors import Invalid, NotFound
from sampan.domain.money import Money
from sampan.domain.promotions.apply import Refusal
from sampan.flows.offer_parcels import Destination
from sampan.flows.quote_cart import quote_cart

LASTING: frozenset[Refusal] = frozenset({"unknown", "not_now", "not_here", "used_up"})


@dataclass(frozen=True, slots=True)
class Added:
    """The cart after goods were added; `secret` is set for a cart that is new."""

    cart: UUID
    secret: str
    units: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A cart went to another market, country, currency or language; its worth before."""

    country: str
    value: Money | None


def add_to_cart(
    cart: CartFacts | None, setting: Setting, goods: tuple[int, int], at: datetime
) -> Added:
    """Put units of a variant (id, number) into a cart, a new one where there is none yet.

    Raises NotFound for a variant that is not sold in the market, and Invalid at a limit.
    """
    variant_id, quantity = goods
    if not 1 <= quantity <= MAX_QUANTITY:
        raise Invalid(field="quantity", reason="out_of_range", maximum=MAX_QUANTITY)
    if not sellable.is_for_sale(variant_id, setting.market):
        raise NotFound(what="variant")
    with transaction.atomic():
        secret = ""
        if cart is None:
            cart_id, secret = cart_writes.open_cart(setting, customer=None, at=at)
        else:
            cart_id = cart.id
            cart_writes.change_setting(cart_id, setting, at)
        cart_writes.add(cart_id, variant_id, quantity, at)
    return Added(cart_id, secret, (cart.units if cart else 0) + quantity)


def follow_place(cart: CartFacts, setting: Setting, at: datetime) -> tuple[CartFacts, Moved | None]:
    """The cart in the setting that the visitor chose, and what it was before, if it moved.

    Another language alone is no move: only the words change.
    """
    if (cart.market, cart.country, cart.currency, cart.language) == (
        setting.market,
        setting.country,
        setting.currency,
        setting.language,
    ):
        return cart, None
    cart_writes.change_setting(cart.id, setting, at)
    moved = (cart.country, cart.currency) != (setting.country, setting.currency)
    return carts.cart(cart.id), Moved(cart.country, _seen(cart)) if moved else None


def try_code(cart: CartFacts, code: str, at: datetime) -> Refusal | None:
    """Keep a coupon code that helps or may help yet; returns why it does not help now.

    A code that cannot help this cart is not kept.
    """
    clean = code.strip().upper()[:40]
    codes = [*cart.codes, clean]
    cart_writes.set_codes(cart.id, codes, at)
    changed = carts.cart(cart.id)
    quoted = quote_cart(changed, Destination(cart.country), at=at)
    refusal = quoted.promotions.refused.get(clean) if quoted.promotions else None
    if refusal in LASTING and clean not in cart.codes:
        cart_writes.set_codes(cart.id, cart.codes, at)
    return refusal


def drop_code(cart: CartFacts, code: str, at: datetime) -> None:
    """Take a coupon code out."""
    cart_writes.set_codes(cart.id, [one for one in cart.codes if one != code], at)


def _seen(cart: CartFacts) -> Money | None:
    """What the goods were worth at the prices the visitor saw; None when they saw none."""
    minors = [
        line.price_seen_minor * line.quantity
        for line in cart.lines
        if line.price_seen_minor is not None
    ]
    return Money(sum(minors), cart.currency) if len(minors) == len(cart.lines) and minors else None
