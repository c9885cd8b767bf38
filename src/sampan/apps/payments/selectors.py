"""Payments as values: of an order, and those that a provider has to be asked about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, Sum

from sampan.apps.payments.models import Attempt, ProviderMessage, Refund
from sampan.apps.payments.services import refundable_minor, view_from_json
from sampan.domain.errors import NotFound
from sampan.domain.money import Money
from sampan.domain.payments.lifecycle import AttemptState, RefundState
from sampan.domain.payments.port import PaymentView
from sampan.kernel.batches import batches


@dataclass(frozen=True, slots=True)
class AttemptFacts:
    """One try at one provider."""

    id: UUID
    order: UUID
    provider: str
    method: str
    amount: Money
    captured: Money
    refunded: Money
    state: str
    provider_ref: str
    page_url: str
    reason: str
    pay_by: datetime | None
    wants_capture: bool
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class RefundFacts:
    """One refund of one attempt."""

    id: UUID
    attempt: UUID
    amount: Money
    reason: str
    state: str
    actor: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class WaitingMessage:
    """A notification that has had no effect yet."""

    provider: str
    event_id: str
    view: PaymentView


def attempt(attempt_id: UUID) -> AttemptFacts:
    """One attempt. Raises NotFound."""
    row = Attempt.objects.filter(id=attempt_id).first()
    if row is None:
        raise NotFound(what="payment_attempt", id=str(attempt_id))
    return _facts(row)


def of_order(order: UUID) -> list[AttemptFacts]:
    """The attempts of an order, newest first."""
    return [_facts(row) for row in Attempt.objects.filter(order=order).order_by("-created_at")]


def order_of(attempt_id: UUID) -> UUID | None:
    """The order that an attempt pays for; None when the attempt is not ours."""
    return Attempt.objects.filter(id=attempt_id).values_list("order", flat=True).first()


def is_held_by(attempt_id: UUID, provider: str) -> bool:
    """Whether an attempt is ours, and this provider was asked for it."""
    return Attempt.objects.filter(id=attempt_id, provider=provider).exists()


def refundable(attempt_id: UUID) -> Money:
    """What is left to give back of an attempt, refunds under way included."""
    row = Attempt.objects.get(id=attempt_id)
    return Money(refundable_minor(row), row.currency)


def refundable_of_order(order: UUID) -> Money | None:
    """What is left to give back of an order; None when it was never tried to be paid."""
    rows = list(Attempt.objects.filter(order=order))
    if not rows:
        return None
    return Money(sum(refundable_minor(row) for row in rows), rows[0].currency)


def refund(refund_id: UUID) -> RefundFacts:
    """One refund. Raises NotFound."""
    row = Refund.objects.filter(id=refund_id).select_related("attempt").first()
    if row is None:
        raise NotFound(what="refund", id=str(refund_id))
    return _refund(row)


def refunds_of(order: UUID) -> list[RefundFacts]:
    """The refunds of an order, newest first."""
    rows = Refund.objects.filter(attempt__order=order).select_related("attempt")
    return [_refund(row) for row in rows.order_by("-created_at")]


def to_ask(at: datetime, limit: int = 100) -> list[AttemptFacts]:
    """Attempts whose provider should be asked now, the longest waiting first."""
    rows = Attempt.objects.filter(ask_at__lte=at).order_by("ask_at")[:limit]
    return [_facts(row) for row in rows]


def refunds_to_ask(at: datetime, limit: int = 100) -> list[UUID]:
    """Refunds that have not ended and are due."""
    open_states = Q(state=RefundState.INTENT) | Q(state=RefundState.UNKNOWN)
    rows = Refund.objects.filter(open_states, ask_at__lte=at).order_by("ask_at")
    return list(rows.values_list("id", flat=True)[:limit])


def kept_of(orders: Sequence[UUID]) -> Mapping[str, Money]:
    """What providers took for these orders and did not give back, by currency."""
    kept: dict[str, Money] = {}
    for batch in batches(orders):
        rows = Attempt.objects.filter(order__in=batch).order_by().values("currency")
        for row in rows.annotate(minor=Sum("captured_minor") - Sum("refunded_minor")):
            currency = row["currency"]
            known = kept.get(currency, Money.zero(currency))
            kept[currency] = known + Money(row["minor"], currency)
    return kept


def unknown(before: datetime, limit: int) -> list[AttemptFacts]:
    """Attempts of which nobody knew, for longer than since a moment, how they ended."""
    rows = Attempt.objects.filter(state=AttemptState.UNKNOWN, created_at__lt=before)
    return [_facts(row) for row in rows.order_by("created_at")[:limit]]


def refused_refunds(since: datetime, limit: int) -> list[tuple[UUID, RefundFacts]]:
    """Refunds that a provider refused since a moment, each with its order, newest first.

    One whose order has been given back as much by another refund is settled and left out.
    """
    rows = (
        Refund.objects.filter(state=RefundState.REFUSED, changed_at__gte=since)
        .select_related("attempt")
        .order_by("-changed_at")[:limit]
    )
    return [
        (row.attempt.order, _refund(row))
        for row in rows
        if row.attempt.captured_minor - row.attempt.refunded_minor >= row.amount_minor
    ]


def message(provider: str, event_id: str) -> WaitingMessage | None:
    """A stored notification that has had no effect yet; None when it has had."""
    row = ProviderMessage.objects.filter(
        provider=provider, event_id=event_id, processed_at=None
    ).first()
    return WaitingMessage(provider, event_id, view_from_json(row.view)) if row else None


def waiting_messages(before: datetime, limit: int = 1000) -> list[tuple[str, str]]:
    """Provider and event of notifications that came before a moment and had no effect yet."""
    rows = ProviderMessage.objects.filter(processed_at=None, received_at__lt=before).order_by(
        "received_at"
    )
    return list(rows.values_list("provider", "event_id")[:limit])


def _facts(row: Attempt) -> AttemptFacts:
    return AttemptFacts(
        id=row.id,
        order=row.order,
        provider=row.provider,
        method=row.method,
        amount=Money(row.amount_minor, row.currency),
        captured=Money(row.captured_minor, row.currency),
        refunded=Money(row.refunded_minor, row.currency),
        state=row.state,
        provider_ref=row.provider_ref,
        page_url=row.page_url,
        reason=row.reason,
        pay_by=row.pay_by,
        wants_capture=row.wants_capture,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )


def _refund(row: Refund) -> RefundFacts:
    return RefundFacts(
        id=row.id,
        attempt=row.attempt_id,
        amount=Money(row.amount_minor, row.attempt.currency),
        reason=row.reason,
        state=row.state,
        actor=row.actor,
        created_at=row.created_at,
    )
