"""Let the demo shop have a past: orders placed and carried on by the same flows as real ones.

Every step has its own moment in the past, so that nothing is faked: prices, promotions, tax and
stock are those of that moment. Money comes as views of a provider that only exists here; no network
is called.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django_tasks import task

from sampan.apps.catalog.selectors import listing
from sampan.apps.checkout import selectors as checkouts
from sampan.apps.checkout import services as checkout_writes
from sampan.apps.checkout.services import Setting
from sampan.apps.inventory import selectors as inventory
from sampan.apps.inventory.services import set_reorder_points
from sampan.apps.orders import amend
from sampan.apps.orders import selectors as orders
from sampan.apps.orders import services as order_writes
from sampan.apps.orders.selectors.today import units_sold
from sampan.apps.payments import selectors as payments
from sampan.apps.payments import services as payment_writes
from sampan.domain.money import Money
from sampan.domain.payments.lifecycle import RefundState
from sampan.domain.payments.methods import METHODS
from sampan.domain.payments.port import PaymentView, Status
from sampan.flows.cancel_order import cancel_order
from sampan.flows.move_order import label_order, miss_goods
from sampan.flows.offer_parcels import Destination
from sampan.flows.place_order import place_order
from sampan.flows.quote_cart import quote_cart
from sampan.flows.read_demo import FOLDER
from sampan.flows.refund_payment import refund_payment
from sampan.flows.settle_payment import LAPSED, settle_payment
from sampan.flows.ship_order import deliver_order, pack_order, ship_order
from sampan.kernel import settings_store

ACTOR = "demo"
PROVIDER = "sandbox"
REORDER_AT = 8
PLACED = "demo_orders_placed"
QUOTE_HOLDS = timedelta(minutes=15)
PAID_AFTER = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Spec:
    """One order of the demo's past: what, for whom, and how far it came."""

    at: datetime
    setting: Setting
    address: Mapping[str, str]
    lines: tuple[tuple[int, int], ...]
    method: str
    ends: str


@dataclass(frozen=True, slots=True)
class Story:
    """A placed order on its way; `now` is where the past ends."""

    order: UUID
    attempt: UUID
    total: Money
    number: int
    at: datetime
    now: datetime

    def after(self, **span: float) -> "Story":
        """The same order a while later, but never in the future."""
        return replace(self, at=min(self.at + timedelta(**span), self.now))

    @property
    def by(self) -> dict[str, Any]:
        """Who moves it, and when."""
        return {"actor": ACTOR, "at": self.at}


def load_demo_orders(now: datetime) -> int:
    """Place the demo's orders, the oldest first; returns how many.

    One whose goods are sold out or cannot be quoted is left out. Each is noted with its order, so
    that whoever was interrupted goes on where it stopped; a demo that was removed gets no more.
    """
    placed = 0
    if not settings_store.get("demo_product_ids"):
        return placed
    for place, spec in enumerate(_specs(now)):
        with transaction.atomic():
            if place < settings_store.get(PLACED, 0):
                continue
            if not settings_store.get("demo_product_ids"):
                break
            settings_store.note(PLACED, place + 1)
            story = _place(spec, now)
            if story is not None:
                ENDS[spec.ends](story)
                placed += 1
    _watch_stock(now)
    return placed


def _watch_stock(now: datetime) -> None:
    """Reorder points for what sold, so that the shop tells what runs low."""
    sold = units_sold(now - timedelta(days=60))
    known = inventory.by_warehouse(sorted(sold))
    points: dict[tuple[int, str], int | None] = {
        (variant_id, level.warehouse): REORDER_AT
        for variant_id, levels in known.items()
        for level in levels
        if level.on_hand > 0
    }
    set_reorder_points(points, actor=ACTOR, at=now)


def load_orders_later(now: datetime) -> None:
    """Let a worker place the demo's orders."""
    settings_store.note(PLACED, 0)
    _load.enqueue(now.isoformat())


@task()
def _load(now: str) -> None:
    load_demo_orders(datetime.fromisoformat(now))


def _specs(now: datetime) -> list[Spec]:
    told = json.loads((FOLDER / "orders.json").read_text(encoding="utf-8"))
    skus = sorted({sku for order in told["orders"] for sku, _ in order["lines"]})
    ids = listing.variants_by_sku(skus)
    return [_spec(order, told, ids, now) for order in told["orders"]]


def _spec(
    order: Mapping[str, Any], told: Mapping[str, Any], ids: Mapping[str, int], now: datetime
) -> Spec:
    country = order["country"]
    return Spec(
        at=now - timedelta(hours=order["hours_ago"]),
        setting=Setting(country=country, **told["markets"][country]),
        address={"country": country, **told["buyers"][country][order["buyer"]]},
        lines=tuple((ids[sku], units) for sku, units in order["lines"]),
        method=order["method"],
        ends=order["ends"],
    )


def _place(spec: Spec, now: datetime) -> Story | None:
    cart_id, _ = checkout_writes.open_cart(spec.setting, customer=None, at=spec.at)
    for variant_id, units in spec.lines:
        checkout_writes.add(cart_id, variant_id, units, spec.at)
    checkout = checkout_writes.begin_checkout(cart_id, spec.at)
    address = {name: text for name, text in spec.address.items() if name != "phone" and text}
    email = f"buyer{abs(hash_of(spec.address['name'])) % 900 + 100}@mail.example"
    contact = {"email": email, "phone": spec.address["phone"]}
    values = {
        "contact": contact,
        "addresses": {"shipping": address, "billing": {}},
        "method": spec.method,
    }
    checkout_writes.fill(checkout, values, spec.at)
    cart = checkouts.cart(cart_id)
    destination = Destination(
        spec.setting.country,
        region=address.get("country_area"),
        postal_code=address.get("postal_code"),
        email=email,
    )
    quote = quote_cart(cart, destination, at=spec.at)
    if quote.offer is None:
        return None
    until = spec.at + QUOTE_HOLDS
    checkout_writes.hold_quote(checkout, quote.offer, cart_version=cart.version, until=until)
    placement = place_order(checkout, PROVIDER, spec.at)
    assert placement.attempt is not None, "no order of the demo is free"
    story = Story(
        placement.order, placement.attempt, quote.offer.total, placement.number, spec.at, now
    )
    return replace(story, at=min(spec.at + PAID_AFTER, now))


def hash_of(text: str) -> int:
    """The same number for the same text in every process."""
    return sum(ord(character) * place for place, character in enumerate(text, 1))


def _view(story: Story, status: Status, **more: Any) -> PaymentView:
    """What a provider would say about the story's money."""
    zero = Money.zero(story.total.currency)
    values: dict[str, Any] = {
        "key": story.attempt,
        "provider_ref": f"demo-{story.number}",
        "status": status,
        "amount": story.total,
        "captured": zero,
        "refunded": zero,
    }
    return PaymentView(**{**values, **more})


def _paid(story: Story) -> Story:
    settle_payment(_view(story, "captured", captured=story.total), story.at)
    return story


def _awaiting(story: Story) -> None:
    method = payments.attempt(story.attempt).method
    pay_by = story.at - PAID_AFTER + METHODS[method].hold
    settle_payment(_view(story, "waiting", pay_by=pay_by), story.at)


def _authorized(story: Story) -> None:
    settle_payment(_view(story, "authorized"), story.at)


def _mismatch(story: Story) -> None:
    other = Money(story.total.minor - 100, story.total.currency)
    settle_payment(_view(story, "captured", amount=other, captured=other), story.at)


def _high_value(story: Story) -> None:
    order_writes.ask_for_review(_paid(story).order, "high_value", story.at)


def _parked(story: Story) -> None:
    order_writes.park(_paid(story).order, parked=True, **story.after(hours=3).by)


def _labeled(story: Story) -> Story:
    later = _paid(story).after(hours=14)
    label_order(story.order, **later.by)
    return later


def _packed(story: Story) -> Story:
    later = _labeled(story).after(hours=3)
    pack_order(story.order, **later.by)
    return later


def _out_of_stock(story: Story) -> None:
    miss_goods(_paid(story).order, **story.after(hours=18).by)


def _shipped(story: Story) -> Story:
    later = _packed(story).after(hours=4)
    parcels = sorted({line.parcel for line in orders.lines(story.order)})
    tracking = {one: f"LX{story.number * 7919 + one:09d}CN" for one in parcels}
    ship_order(story.order, tracking, **later.by)
    if orders.order(story.order).customs_state == "waiting":
        order_writes.move(story.order, customs_state="declared", **later.by)
    return later


def _delivered(story: Story) -> Story:
    later = _shipped(story).after(days=5)
    if orders.order(story.order).customs_state == "declared":
        order_writes.move(story.order, customs_state="released", **later.by)
    later = later.after(days=1)
    deliver_order(story.order, **later.by)
    return later


def _done(story: Story) -> None:
    amend.close(story.order, **_delivered(story).after(days=5).by)


def _returning(story: Story) -> None:
    later = _delivered(story).after(days=2)
    order_writes.move(story.order, return_state="asked", **later.by)


def _partly_refunded(story: Story) -> None:
    later = _delivered(story).after(days=1)
    part = story.total.split([1, 4])[0]
    refund_payment(story.order, part, reason="damaged", **later.by)
    _refunds_end(later)


def _cancelled(story: Story) -> None:
    cancel_order(story.order, reason="shopper_asked", **story.after(hours=1).by)


def _cancelled_paid(story: Story) -> None:
    later = _paid(story).after(hours=5)
    cancel_order(story.order, reason="shopper_asked", **later.by)
    _refunds_end(later)


def _lapsed(story: Story) -> None:
    settle_payment(_view(story, "expired"), story.at)
    cancel_order(story.order, reason=LAPSED, actor="clock", at=story.after(minutes=31).at)


def _refunds_end(story: Story) -> None:
    """Every refund of the order arrives at the buyer."""
    later = story.after(minutes=1)
    for refund in payments.refunds_of(story.order):
        payment_writes.record_refund(refund.id, RefundState.DONE, later.at)
        view = _view(story, "captured", captured=story.total, refunded=refund.amount)
        settle_payment(view, later.at)


ENDS: Mapping[str, Callable[[Story], object]] = {
    "awaiting": _awaiting,
    "authorized": _authorized,
    "mismatch": _mismatch,
    "high_value": _high_value,
    "label": _paid,
    "labeled": _labeled,
    "packed": _packed,
    "out_of_stock": _out_of_stock,
    "parked": _parked,
    "shipped": _shipped,
    "delivered": _delivered,
    "done": _done,
    "returning": _returning,
    "partly_refunded": _partly_refunded,
    "cancelled": _cancelled,
    "cancelled_paid": _cancelled_paid,
    "lapsed": _lapsed,
}
