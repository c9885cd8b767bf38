"""Write letters about orders: what is known now, put into the reader's words."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings

from sampan.apps.orders import receipt as receipts
from sampan.apps.orders.receipt import BoughtLine, Receipt
from sampan.apps.shipping import selectors as shipping
from sampan.domain.charges import Kind
from sampan.domain.money import Money
from sampan.domain.orders.lifecycle import PaymentState
from sampan.flows.check_address import written
from sampan.flows.letter_paper import day_and_hour, law, order_about, sender
from sampan.flows.order_links import order_token
from sampan.flows.write_account_letters import ACCOUNT_WRITERS
from sampan.flows.write_withdrawal import write_receipt
from sampan.kernel import formats
from sampan.kernel.mail import Intent, Message
from sampan.letters import cancelled, order_confirmation, payment_pending, refund, shipped
from sampan.letters.about_orders import Bought, OrderValues
from sampan.letters.sheet import Letter

Writer = Callable[[Intent, datetime], Message | None]
SETTLED = frozenset({PaymentState.PAID, PaymentState.PARTLY_REFUNDED})
# The demo's buyers live here; they have bought long ago and read no letters.
DEMO_DOMAIN = "@mail.example"


def order_values(shown: Receipt) -> OrderValues:
    """An order as its letters tell of it, in its buyer's language."""
    order, language = shown.order, shown.order.language
    span = shown.on_delivery
    dates = ""
    if shown.promise_from and shown.promise_to:
        dates = formats.day_range(shown.promise_from, shown.promise_to, language)
    return OrderValues(
        number=str(order.number),
        placed_on=formats.day(order.placed_at.date(), language),
        country=order.country,
        goods=tuple(_bought(line, language) for line in shown.lines),
        charges=tuple(
            (kind, amount(shown.kinds[kind], language)) for kind in Kind if shown.kinds.get(kind)
        ),
        total=amount(order.total, language),
        on_delivery=" – ".join(amount(one, language) for one in span) if span else "",
        dates=dates,
        shipping=tuple(written(shown.shipping)),
        billing=tuple(written(shown.billing)),
        link=f"{settings.SAMPAN_SITE_URL}/{language}/orders/{order_token(order.id)}/",
    )


def amount(money: Money, language: str) -> str:
    """An amount as readers of a language write it."""
    return formats.amount(money.minor, money.currency, language).text


def _bought(line: BoughtLine, language: str) -> Bought:
    details = ", ".join(text for text in (line.options, line.choices) if text)
    return Bought(line.title, details, line.quantity, amount(line.value, language))


def _confirmation(shown: Receipt, intent: Intent) -> Letter | None:
    """None once the order is cancelled: then another letter says what became of it."""
    order = shown.order
    if order.is_cancelled or order.payment_state not in SETTLED:
        return None
    return order_confirmation.render(
        order.language,
        sender(order.language),
        order_values(shown),
        law(order.language, order.country),
    )


def _pending(shown: Receipt, intent: Intent) -> Letter | None:
    order = shown.order
    if order.is_cancelled or order.payment_state != PaymentState.AWAITING:
        return None
    until = intent.facts.get("pay_by")
    pay_by = day_and_hour(datetime.fromisoformat(until), order.language) if until else ""
    return payment_pending.render(
        order.language, sender(order.language), order_values(shown), pay_by
    )


def _shipped(shown: Receipt, intent: Intent) -> Letter:
    order = shown.order
    numbers = tuple(one.tracking for one in shipping.shipments_of(order.id) if one.tracking)
    return shipped.render(order.language, sender(order.language), order_values(shown), numbers)


def _refund(shown: Receipt, intent: Intent) -> Letter:
    order, facts = shown.order, intent.facts
    now_back, so_far = (
        amount(Money(int(facts[name]), order.total.currency), order.language)
        for name in ("amount_minor", "total_minor")
    )
    values = order_values(shown)
    return refund.render(order.language, sender(order.language), values, now_back, so_far)


def _cancelled(shown: Receipt, intent: Intent) -> Letter | None:
    order = shown.order
    if not order.is_cancelled:
        return None
    return cancelled.render(
        order.language,
        sender(order.language),
        order_values(shown),
        order.cancel_reason,
        was_paid=order.paid_at is not None,
    )


def _of_order(write: Callable[[Receipt, Intent], Letter | None]) -> Writer:
    """A writer that finds the order and its reader; None where nobody is left to read."""

    def writer(intent: Intent, at: datetime) -> Message | None:
        shown = receipts.receipt(UUID(order_about(intent)))
        if not shown.email or shown.email.endswith(DEMO_DOMAIN):
            return None
        letter = write(shown, intent)
        if letter is None:
            return None
        return Message(shown.email, letter.subject, letter.text, letter.html)

    return writer


WRITERS: Mapping[str, Writer] = {
    "order_confirmation": _of_order(_confirmation),
    "payment_pending": _of_order(_pending),
    "shipped": _of_order(_shipped),
    "refund": _of_order(_refund),
    "cancelled": _of_order(_cancelled),
    "withdrawal_receipt": write_receipt,
    **ACCOUNT_WRITERS,
}
