"""What must be true of payments, asked of the tables themselves."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from sampan.apps.payments.models import Attempt, ProviderMessage, Refund
from sampan.domain.payments.lifecycle import RefundState


@dataclass(frozen=True, slots=True)
class Held:
    """What providers hold for an order, and what is on its way back."""

    captured_minor: int
    refunded_minor: int
    promised_back_minor: int

    @property
    def left_minor(self) -> int:
        """Captured money that nobody has promised to give back."""
        return self.captured_minor - max(self.refunded_minor, self.promised_back_minor)


def held_by_order() -> dict[UUID, Held]:
    """What is held for each order that was ever tried to be paid."""
    back: dict[UUID, int] = dict(
        Refund.objects.exclude(state=RefundState.REFUSED)
        .values_list("attempt__order")
        .annotate(minor=Sum("amount_minor"))
    )
    rows = Attempt.objects.values("order").annotate(
        captured=Sum("captured_minor"), refunded=Sum("refunded_minor")
    )
    return {
        row["order"]: Held(row["captured"], row["refunded"], back.get(row["order"], 0))
        for row in rows
    }


def impossible() -> list[str]:
    """Attempts that captured more than was asked for, or gave back more than they captured."""
    wrong = Q(captured_minor__gt=F("amount_minor")) | Q(refunded_minor__gt=F("captured_minor"))
    return [str(key) for key in Attempt.objects.filter(wrong).values_list("id", flat=True)]


def wrong_refunds() -> list[str]:
    """Attempts whose finished refunds are more than what the provider says it gave back."""
    finished = Coalesce(Sum("refunds__amount_minor", filter=Q(refunds__state=RefundState.DONE)), 0)
    rows = Attempt.objects.annotate(finished=finished).filter(finished__gt=F("refunded_minor"))
    return [str(key) for key in rows.values_list("id", flat=True)]


def late_messages(before: datetime) -> list[str]:
    """Notifications that came before a moment and had no effect yet."""
    rows = ProviderMessage.objects.filter(processed_at=None, received_at__lt=before)
    return list(rows.values_list("event_id", flat=True)[:100])
