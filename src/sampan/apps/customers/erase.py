"""Forget a customer: what they kept goes at once, a row without a name stays until the purge."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from sampan.apps.customers.models import Address, Customer, Withdrawal


def stand_in(at: datetime) -> UUID:
    """A customer without a name, to whom the orders of a guest belong until their purge."""
    return Customer.objects.create(created_at=at).id


@transaction.atomic
def erase(customer_id: UUID, *, purge_after: date | None, at: datetime) -> None:
    """Empty a customer and delete their addresses; a second call changes nothing."""
    Address.objects.filter(customer_id=customer_id).delete()
    Customer.objects.filter(id=customer_id, erased_at=None).update(
        user=None, email="", name="", group="", erased_at=at, purge_after=purge_after
    )


@transaction.atomic
def forget_claims(email: str, orders: Sequence[UUID], at: datetime) -> None:
    """What was typed to withdraw from orders that have ended, or from none that is known."""
    mine = Q(order__in=orders)
    if email:
        mine |= Q(order=None, email__iexact=email)
    Withdrawal.objects.filter(mine).update(email="", name="", erased_at=at)


def erased() -> list[UUID]:
    """Customers who were erased and whose row still stands."""
    rows = Customer.objects.exclude(erased_at=None).order_by("erased_at")
    return list(rows.values_list("id", flat=True))


def due(on: date) -> list[UUID]:
    """Erased customers of whom nothing has to be kept any more."""
    rows = Customer.objects.exclude(erased_at=None).filter(purge_after__lte=on)
    return list(rows.values_list("id", flat=True))


def delete(customer_id: UUID) -> None:
    """Delete the row of an erased customer that nothing points to any more."""
    Customer.objects.filter(id=customer_id).exclude(erased_at=None).delete()
