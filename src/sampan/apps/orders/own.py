"""The orders of one customer, and those of a guest who became one."""

from uuid import UUID

from sampan.apps.orders.models import Order
from sampan.apps.orders.selectors import OrderFacts, facts_of

SHOWN = 200
ALL = 100_000


def orders_of(customer: UUID, limit: int = SHOWN) -> list[OrderFacts]:
    """The orders of a customer, newest first."""
    rows = Order.objects.filter(customer=customer).order_by("-placed_at", "-number")
    return [facts_of(row) for row in rows[:limit]]


def link(customer: UUID, email: str) -> int:
    """Give a customer the orders that were placed with a proven mail address; returns how many."""
    guests = Order.objects.filter(customer=None, contact__email__iexact=email)
    return guests.update(customer=customer) if email else 0
