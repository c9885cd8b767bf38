"""Business numbers of orders that no register has confirmed yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sampan.apps.orders.models import OrderContact, OrderMoment


@dataclass(frozen=True, slots=True)
class OpenNumber:
    """A number to be asked about, of an order that was charged the tax."""

    order: UUID
    country: str
    number: str


def unverified(since: datetime, limit: int = 50) -> Sequence[OpenNumber]:
    """Numbers of orders placed since a moment, the oldest first."""
    rows = (
        OrderContact.objects.filter(tax_id_state="unverified", order__placed_at__gte=since)
        .exclude(tax_id="")
        .order_by("order__placed_at")
        .values_list("order_id", "order__country", "tax_id")[:limit]
    )
    return [OpenNumber(*row) for row in rows]


@transaction.atomic
def record(order: UUID, state: str, proof: str, at: datetime) -> bool:
    """Note what a register said at last; False when that is known already."""
    open_rows = OrderContact.objects.filter(order_id=order, tax_id_state="unverified")
    if not open_rows.update(tax_id_state=state):
        return False
    OrderMoment.objects.create(
        order_id=order,
        at=at,
        actor="register",
        kind="tax_number_checked",
        facts={"state": state, "proof": proof},
    )
    return True
