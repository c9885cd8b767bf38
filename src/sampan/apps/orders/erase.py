"""Forget who bought; keep what the tax office may ask for.

EU: regulation 2016/679, art. 17(3)(b): what a law obliges the shop to keep is not erased. Council
regulation 282/2011, art. 63c(3): records of the one-stop schemes stay for 10 years after the end of
the year of the sale; they need the place of the supply, and a business buyer's name and number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from sampan.apps.orders.models import Order, OrderContact, OrderLine, OrderNote
from sampan.apps.orders.services import note
from sampan.domain.orders.lifecycle import COMING_BACK, FulfillmentState

YEARS_KEPT = 10
PLACE = ("country", "country_area", "postal_code")
ENDED = Q(fulfillment_state=FulfillmentState.CANCELLED) | Q(
    fulfillment_state=FulfillmentState.DELIVERED
)


@dataclass(frozen=True, slots=True)
class OfPerson:
    """A person's orders: those that ended, and those that still need to reach them."""

    ended: tuple[UUID, ...]
    open: tuple[UUID, ...]
    checkouts: tuple[UUID, ...]
    kept_until: date | None


def of_person(customer: UUID) -> OfPerson:
    """The orders of a customer."""
    rows = Order.objects.filter(customer=customer).order_by("placed_at")
    busy = Q(needs_review=True) | Q(return_state__in=COMING_BACK)
    ended = list(rows.filter(ENDED).exclude(busy))
    ended_ids = {row.id for row in ended}
    last = max((row.placed_at.year for row in rows), default=None)
    return OfPerson(
        ended=tuple(row.id for row in ended),
        open=tuple(row.id for row in rows if row.id not in ended_ids),
        checkouts=tuple(row.checkout for row in ended),
        kept_until=date(last + YEARS_KEPT + 1, 1, 1) if last else None,
    )


@transaction.atomic
def reduce(order_ids: Sequence[UUID], *, actor: str, at: datetime) -> int:
    """Leave of each order's person what tax law asks for; returns how many were reduced."""
    rows = OrderContact.objects.select_for_update().filter(order__in=order_ids, erased_at=None)
    reduced = list(rows.order_by("order_id"))
    for row in reduced:
        is_business = bool(row.tax_id)
        row.email, row.phone, row.note, row.erased_at = "", "", "", at
        row.shipping = {name: row.shipping[name] for name in PLACE if name in row.shipping}
        row.billing = row.billing if is_business else {}
        row.save()
        note(row.order_id, "person_erased", actor=actor, at=at)
    ids = [row.order_id for row in reduced]
    OrderNote.objects.filter(order__in=ids).delete()
    OrderLine.objects.filter(order__in=ids).update(choices="")
    for order in Order.objects.filter(id__in=ids):
        order.promised = _without_choices(order.promised)
        order.save(update_fields=["promised"])
    return len(ids)


@transaction.atomic
def purge(order_ids: Sequence[UUID]) -> None:
    """Nothing has to be kept any longer: the rest of the person goes too."""
    OrderContact.objects.filter(order__in=order_ids).update(
        email="", phone="", note="", shipping={}, billing={}, tax_id="", tax_id_state=""
    )
    Order.objects.filter(id__in=order_ids).update(customer=None)


def _without_choices(value: Any) -> Any:
    """The same values; words that a buyer had put on made-to-order goods are empty."""
    if isinstance(value, dict):
        return {
            name: "" if name == "choices" and isinstance(part, str) else _without_choices(part)
            for name, part in value.items()
        }
    if isinstance(value, list):
        return [_without_choices(part) for part in value]
    return value
