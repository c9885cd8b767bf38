"""Examine orders, money, holds and books: do they tell one story?

Each break is a stable code with examples. What is on its way is no break: an order between its
capture and the booking of it is left out until its events are delivered.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sampan.apps.inventory import proofs as stock
from sampan.apps.ledger import selectors as books
from sampan.apps.orders import proofs as orders
from sampan.apps.orders.proofs import Promised
from sampan.apps.payments import proofs as payments
from sampan.apps.promotions import proofs as promotions
from sampan.domain.ledger.rules import CUSTOMERS
from sampan.kernel import outbox

Break = tuple[str, Sequence[str]]
PATIENCE = timedelta(minutes=10)
HOLDS = {
    "unfulfilled": ("held", "kept"),
    "allocated": ("kept",),
    "labeled": ("kept",),
    "packed": ("kept",),
    "shipped": ("taken",),
    "delivered": ("taken",),
    "cancelled": (),
}


def order_breaks() -> list[Break]:
    """Totals, numbers and holds of orders."""
    return [
        ("order_total_differs", [f"order {number}" for number in orders.wrong_totals()]),
        ("order_total_negative", [f"order {number}" for number in orders.negative_totals()]),
        ("order_numbers_broken", orders.broken_series()),
        ("order_stock_differs", _wrong_holds(orders.promised())),
    ]


def payment_breaks(at: datetime) -> list[Break]:
    """Captured money belongs to one order, one refund, or is being asked about."""
    placed = {order.id: order for order in orders.promised()}
    held = payments.held_by_order()
    homeless = [str(order) for order, one in held.items() if _is_homeless(order, one, placed)]
    unpaid = [
        f"order {order.number}"
        for order in placed.values()
        if order.is_paid and order.total_minor and _captured(held.get(order.id)) < order.total_minor
    ]
    return [
        ("payment_impossible", payments.impossible()),
        ("payment_without_order", homeless),
        ("order_paid_without_money", unpaid),
        ("refund_differs", payments.wrong_refunds()),
        ("notifications_late", payments.late_messages(at - PATIENCE)),
    ]


def promotion_breaks() -> list[Break]:
    """Counters of promotions and their limits."""
    return [
        ("promotion_counter_differs", [str(key) for key in promotions.wrong_counters()]),
        ("promotion_over_limit", [str(key) for key in promotions.over_limit()]),
    ]


def book_breaks(at: datetime) -> list[Break]:
    """Entries balance, and the books hold for each order what its providers hold."""
    unbalanced = [f"entry {key}" for key in books.unbalanced_entries()]
    if outbox.undelivered_count(at):
        return [("entry_unbalanced", unbalanced)]
    clearing, owed = books.balances_by_order("asset:clearing:"), books.balances_by_order(CUSTOMERS)
    held = payments.held_by_order()
    wrong = [
        str(order)
        for order, one in held.items()
        if clearing.get(order, 0) != one.captured_minor - one.refunded_minor
    ]
    uneven = [str(order) for order, minor in owed.items() if minor and _is_even(held, order)]
    return [
        ("entry_unbalanced", unbalanced),
        ("clearing_differs", wrong),
        ("customer_account_open", uneven),
    ]


def _wrong_holds(placed: Sequence[Promised]) -> list[str]:
    units = stock.units_by_owner()
    wrong = []
    for order in placed:
        states = HOLDS.get(order.fulfillment_state)
        if states is None:
            continue
        expected = order.units if states else 0
        live = [units.get((order.checkout, state), 0) for state in ("held", "kept", "taken")]
        wanted = sum(units.get((order.checkout, state), 0) for state in states)
        if wanted != expected or sum(live) != expected:
            wrong.append(f"order {order.number}")
    return wrong


def _is_homeless(order: UUID, held: payments.Held, placed: dict[UUID, Promised]) -> bool:
    """Whether money is there that no order keeps and no refund takes back."""
    promised = placed.get(order)
    if promised is None:
        return held.captured_minor > 0
    keeps = 0 if promised.fulfillment_state == "cancelled" else promised.total_minor
    return held.left_minor > keeps


def _captured(held: payments.Held | None) -> int:
    return held.captured_minor if held else 0


def _is_even(held: dict[UUID, payments.Held], order: UUID) -> bool:
    """Whether nothing is on its way back, so that the customer's account should be at zero."""
    one = held.get(order)
    return one is None or one.promised_back_minor <= one.refunded_minor


MONEY_CHECKS: dict[str, tuple[Callable[[datetime], list[Break]], Callable[[], int]]] = {
    "orders": (lambda at: order_breaks(), orders.order_count),
    "payments": (payment_breaks, orders.order_count),
    "promotions": (lambda at: promotion_breaks(), orders.order_count),
    "books": (book_breaks, orders.order_count),
}
