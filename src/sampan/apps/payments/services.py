"""Recording payments: the intent before a call, the outcome after it, and each view once.

No function here calls a provider. Every one locks its row, checks, changes and returns what
changed, so that a flow can follow it up in the same transaction.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Sum

from sampan.apps.payments.models import Attempt, ProviderMessage, Refund
from sampan.domain.errors import Invalid, NotFound
from sampan.domain.money import Money
from sampan.domain.payments.lifecycle import (
    ATTEMPT,
    OPEN,
    REFUND,
    AttemptState,
    RefundState,
    state_after,
)
from sampan.domain.payments.port import Notification, PaymentView
from sampan.kernel.batches import batches

FIRST_ASK = timedelta(seconds=20)
LONGEST_ASK = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Change:
    """What recording a view changed; equal states and zero amounts mean that nothing did."""

    attempt: UUID
    order: UUID
    old: str
    new: str
    captured: Money
    refunded: Money

    @property
    def became_captured(self) -> bool:
        """Whether the money arrived with this view."""
        return self.old != self.new and self.new == AttemptState.CAPTURED


def intend(order: UUID, *, provider: str, method: str, amount: Money, at: datetime) -> UUID:
    """Note that a provider is about to be asked; the id returned is the key to send out."""
    return Attempt.objects.create(
        order=order,
        provider=provider,
        method=method,
        currency=amount.currency,
        amount_minor=amount.minor,
        created_at=at,
        changed_at=at,
        ask_at=at + FIRST_ASK,
    ).id


@transaction.atomic
def record_page(attempt_id: UUID, page_url: str, at: datetime) -> None:
    """Note where the shopper pays."""
    attempt = _locked(attempt_id)
    attempt.page_url = page_url
    attempt.changed_at = at
    attempt.save(update_fields=["page_url", "changed_at"])


@transaction.atomic(savepoint=False)
def record_view(attempt_id: UUID, view: PaymentView, at: datetime) -> Change:
    """Note what a provider holds; late, repeated and reordered views change nothing."""
    attempt = _locked(attempt_id)
    assert view.key == attempt.id, "a view is recorded under its own key"
    old, expected = attempt.state, Money(attempt.amount_minor, attempt.currency)
    captured_before, refunded_before = attempt.captured_minor, attempt.refunded_minor
    attempt.state = state_after(old, expected, view)
    attempt.provider_ref = view.provider_ref or attempt.provider_ref
    attempt.reason = view.reason[:120] or attempt.reason
    attempt.pay_by = view.pay_by or attempt.pay_by
    if attempt.state != AttemptState.MISMATCH:
        attempt.captured_minor = max(captured_before, view.captured.minor)
        attempt.refunded_minor = max(refunded_before, view.refunded.minor)
    attempt.changed_at = at
    _plan_next_question(attempt, at, repeated=attempt.state == old)
    attempt.save()
    return Change(
        attempt=attempt.id,
        order=attempt.order,
        old=old,
        new=attempt.state,
        captured=Money(attempt.captured_minor - captured_before, attempt.currency),
        refunded=Money(attempt.refunded_minor - refunded_before, attempt.currency),
    )


@transaction.atomic
def record_unknown(attempt_id: UUID, reason: str, at: datetime) -> None:
    """Note that nobody knows how a call ended; the provider is asked again, ever more seldom."""
    attempt = _locked(attempt_id)
    if ATTEMPT.allows(attempt.state, AttemptState.UNKNOWN):
        attempt.state = AttemptState.UNKNOWN
    attempt.reason = reason[:120]
    attempt.changed_at = at
    _plan_next_question(attempt, at, repeated=True)
    attempt.save()


@transaction.atomic
def want_capture(attempt_id: UUID, at: datetime) -> bool:
    """Note that an authorized payment is about to be taken; False when it is not authorized.

    Until a view says that it was, the provider is asked again under the same key.
    """
    attempt = _locked(attempt_id)
    if attempt.state != AttemptState.AUTHORIZED:
        return False
    attempt.wants_capture = True
    attempt.ask_at = at + FIRST_ASK
    attempt.save(update_fields=["wants_capture", "ask_at"])
    return True


@transaction.atomic
def give_up_capture(attempt_id: UUID, at: datetime) -> None:
    """Note that the provider refused to take the money; it is not asked for it again."""
    attempt = _locked(attempt_id)
    attempt.wants_capture = False
    attempt.changed_at = at
    _plan_next_question(attempt, at, repeated=True)
    attempt.save()


@transaction.atomic
def record_refused(attempt_id: UUID, reason: str, at: datetime) -> bool:
    """Note that the provider did nothing and will not; False when it had done it after all."""
    attempt = _locked(attempt_id)
    if attempt.state not in OPEN:
        return False
    attempt.state = AttemptState.DECLINED
    attempt.reason = reason[:120]
    attempt.changed_at = at
    attempt.ask_at = None
    attempt.save()
    return True


@transaction.atomic
def begin_refund(attempt_id: UUID, amount: Money, *, reason: str, actor: str, at: datetime) -> UUID:
    """Note that money is about to go back; what is promised already counts, so it never exceeds.

    Raises Invalid for nothing, for another currency, and for more than is left.
    """
    attempt = _locked(attempt_id)
    if amount.currency != attempt.currency or amount.minor <= 0:
        raise Invalid(field="amount", reason="not_refundable")
    if amount.minor > refundable_minor(attempt):
        raise Invalid(field="amount", reason="more_than_captured", left=refundable_minor(attempt))
    return Refund.objects.create(
        attempt=attempt,
        amount_minor=amount.minor,
        reason=reason,
        actor=actor,
        created_at=at,
        changed_at=at,
        ask_at=at + FIRST_ASK,
    ).id


@transaction.atomic
def begin_sending(refund_id: UUID, at: datetime) -> bool:
    """Note, before the call goes out, that nobody knows from now on how this refund ends.

    False when it has ended, and while another refund of the same payment is under way.
    """
    attempt_id = Refund.objects.values_list("attempt", flat=True).get(id=refund_id)
    others = _locked(attempt_id).refunds.exclude(id=refund_id)
    refund = Refund.objects.select_for_update().get(id=refund_id)
    if refund.state not in {RefundState.INTENT, RefundState.UNKNOWN}:
        return False
    _postpone(refund, at)
    if others.filter(state=RefundState.UNKNOWN).exists():
        return False
    refund.state, refund.changed_at = RefundState.UNKNOWN, at
    refund.save(update_fields=["state", "changed_at"])
    return True


@transaction.atomic
def record_refund(refund_id: UUID, new: RefundState, at: datetime) -> bool:
    """Note how a refund ended; True when this changed its state."""
    refund = Refund.objects.select_for_update().get(id=refund_id)
    if refund.state == new or not REFUND.allows(refund.state, new):
        if refund.state == RefundState.UNKNOWN:
            _postpone(refund, at)
        return False
    refund.state = new
    refund.changed_at = at
    refund.ask_at = None
    if new == RefundState.UNKNOWN:
        _postpone(refund, at)
    refund.save()
    return True


def store_message(provider: str, message: Notification, at: datetime) -> bool:
    """Keep a verified notification; False when the provider's event is known already."""
    try:
        with transaction.atomic():
            ProviderMessage.objects.create(
                provider=provider,
                event_id=message.event_id,
                attempt=message.view.key,
                view=view_to_json(message.view),
                received_at=at,
            )
    except IntegrityError:
        return False
    return True


def mark_processed(provider: str, event_id: str, at: datetime) -> None:
    """Note that a notification had its effect."""
    ProviderMessage.objects.filter(provider=provider, event_id=event_id, processed_at=None).update(
        processed_at=at
    )


def view_to_json(view: PaymentView) -> dict[str, Any]:
    """A view as it is kept in the inbox."""
    values = asdict(view)
    values["key"] = str(view.key)
    values["pay_by"] = view.pay_by.isoformat() if view.pay_by else None
    return values


def view_from_json(values: dict[str, Any]) -> PaymentView:
    """The view that `view_to_json` kept."""
    money = {name: Money(**values[name]) for name in ("amount", "captured", "refunded")}
    pay_by = datetime.fromisoformat(values["pay_by"]) if values["pay_by"] else None
    return PaymentView(**{**values, **money, "key": UUID(values["key"]), "pay_by": pay_by})


def refundable_minor(attempt: Attempt) -> int:
    """Captured less what went back or is on its way back, in minor units."""
    promised = attempt.refunds.exclude(state=RefundState.REFUSED).aggregate(
        minor=Sum("amount_minor")
    )["minor"]
    return attempt.captured_minor - max(promised or 0, attempt.refunded_minor)


def _locked(attempt_id: UUID) -> Attempt:
    attempt = Attempt.objects.select_for_update().filter(id=attempt_id).first()
    if attempt is None:
        raise NotFound(what="payment_attempt", id=str(attempt_id))
    return attempt


def _plan_next_question(attempt: Attempt, at: datetime, *, repeated: bool) -> None:
    """Open attempts are asked about with growing delays; what is settled is left alone."""
    taking = attempt.state == AttemptState.AUTHORIZED and attempt.wants_capture
    if attempt.state not in OPEN and not taking:
        attempt.ask_at = None
    else:
        attempt.asked = attempt.asked + 1 if repeated else 0
        attempt.ask_at = at + min(FIRST_ASK * 2 ** min(attempt.asked, 12), LONGEST_ASK)


def _postpone(refund: Refund, at: datetime) -> None:
    refund.asked += 1
    refund.ask_at = at + min(FIRST_ASK * 2 ** min(refund.asked, 12), LONGEST_ASK)
    refund.save(update_fields=["asked", "ask_at"])


@transaction.atomic
def forget(orders: Sequence[UUID]) -> None:
    """Delete what was tried for orders of a demo shop."""
    for batch in batches(orders):
        attempts = list(Attempt.objects.filter(order__in=batch).values_list("id", flat=True))
        Refund.objects.filter(attempt_id__in=attempts).delete()
        ProviderMessage.objects.filter(attempt__in=attempts).delete()
        Attempt.objects.filter(id__in=attempts).delete()
