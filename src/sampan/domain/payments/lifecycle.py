"""The states of one payment attempt, of one refund, and what a provider's view means for them."""

from enum import StrEnum

from sampan.domain.lifecycles import Lifecycle
from sampan.domain.money import Money
from sampan.domain.payments.port import PaymentView


class AttemptState(StrEnum):
    """One try at one provider; `intent` is stored before the first call goes out."""

    INTENT = "intent"
    UNKNOWN = "unknown"
    WAITING = "waiting"
    AUTHORIZED = "authorized"
    CAPTURED = "captured"
    DECLINED = "declined"
    VOIDED = "voided"
    EXPIRED = "expired"
    MISMATCH = "mismatch"


_ENDS = {"authorized", "captured", "declined", "voided", "expired", "mismatch"}

ATTEMPT = Lifecycle(
    "payment_attempt",
    {
        "intent": {"unknown", "waiting", *_ENDS},
        "unknown": {"waiting", *_ENDS},
        "waiting": {"unknown", *_ENDS},
        "authorized": {"captured", "voided", "expired", "mismatch"},
        "captured": {"mismatch"},
        "declined": {"captured", "authorized", "mismatch"},
        "voided": {"captured", "mismatch"},
        "expired": {"captured", "mismatch"},
        "mismatch": set(),
    },
)
OPEN = frozenset({AttemptState.INTENT, AttemptState.UNKNOWN, AttemptState.WAITING})


class RefundState(StrEnum):
    """One refund; `intent` is stored before the call goes out."""

    INTENT = "intent"
    UNKNOWN = "unknown"
    DONE = "done"
    REFUSED = "refused"


REFUND = Lifecycle(
    "refund",
    {
        "intent": {"unknown", "done", "refused"},
        "unknown": {"done", "refused"},
        "done": set(),
        "refused": set(),
    },
)

_RANK = {"waiting": 0, "declined": 1, "expired": 2, "voided": 2, "authorized": 2, "captured": 3}


def state_after(old: str, expected: Money, view: PaymentView) -> str:
    """The state of an attempt once a view is known; an older view changes nothing.

    Money in another amount or currency than asked for is a mismatch: it pays no order by itself.

    >>> from uuid import UUID
    >>> euro, yen = Money(1000, "EUR"), Money(1000, "JPY")
    >>> view = PaymentView(UUID(int=1), "r1", "captured", euro, euro, Money(0, "EUR"))
    >>> state_after("waiting", euro, view)
    'captured'
    >>> state_after("waiting", Money(1000, "JPY"), view)
    <AttemptState.MISMATCH: 'mismatch'>
    """
    is_other_money = view.amount != expected or (view.captured.minor and view.captured != expected)
    if is_other_money or view.refunded > view.captured:
        return AttemptState.MISMATCH
    known = _RANK.get(old, -1)
    if _RANK[view.status] < known or not ATTEMPT.allows(old, view.status):
        return old
    return view.status
