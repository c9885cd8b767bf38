"""Which card of Today stands first: money at risk times how soon it is lost.

`rank = money at risk x urgency`, in the shop's currency. Urgency is 24 / (24 + hours left): one at
the deadline, a half a day before it, an eighth a week before. Past the deadline it grows by one
each day, to three at most, so that what is late stands first but nothing that is lost stays there
for ever. A card without a deadline has a week. A card without money counts as one unit of it, so
that such cards are ordered by time alone. The full table: docs/algorithms/today.md.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sampan.domain.money import Money

DAY_H = Decimal(24)
MOST_URGENT = Decimal(3)
WITHOUT_DEADLINE = timedelta(days=7)
HOUR_S = Decimal(3600)


@dataclass(frozen=True, slots=True)
class Risk:
    """What may be lost, in the shop's currency, and by when; None is no deadline."""

    money: Money
    due: datetime | None = None


def urgency(due: datetime | None, at: datetime) -> Decimal:
    """How soon something is lost: one at its deadline, less before it, up to three after it.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 3, 12, tzinfo=UTC)
    >>> urgency(noon, noon), urgency(noon + timedelta(days=1), noon)
    (Decimal('1'), Decimal('0.5'))
    >>> urgency(noon - timedelta(days=1), noon), urgency(noon - timedelta(days=9), noon)
    (Decimal('2'), Decimal('3'))
    """
    left = WITHOUT_DEADLINE if due is None else due - at
    hours = Decimal(left // timedelta(seconds=1)) / HOUR_S
    if hours >= 0:
        return DAY_H / (DAY_H + hours)
    return min(MOST_URGENT, 1 - hours / DAY_H)


def rank(risk: Risk, at: datetime) -> Decimal:
    """The number by which cards are ordered, the largest first."""
    return max(risk.money.amount, Decimal(1)) * urgency(risk.due, at)
