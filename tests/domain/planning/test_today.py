"""The table of docs/algorithms/today.md is what the code answers."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sampan.domain.money import Money
from sampan.domain.planning.today import Risk, rank, urgency

PAPER = Path(__file__).parents[3] / "docs/algorithms/today.md"
NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)


def worked_rows() -> list[list[str]]:
    lines = PAPER.read_text(encoding="utf-8").splitlines()
    start = lines.index("| at risk | hours left | urgency | rank |") + 2
    rows = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_the_worked_table():
    rows = worked_rows()
    assert len(rows) == 8
    for amount, hours, wanted_urgency, wanted_rank in rows:
        due = None if hours == "none" else NOON + timedelta(hours=int(hours))
        risk = Risk(Money.parse(amount, "EUR"), due)

        assert f"{urgency(due, NOON):.4f}" == wanted_urgency, (amount, hours)
        assert f"{rank(risk, NOON):.2f}" == wanted_rank, (amount, hours)


@given(st.integers(0, 10**9), st.integers(-10_000, 10_000), st.integers(1, 10_000))
def test_what_is_due_later_never_stands_first(minor, hours, more):
    money = Money(minor, "EUR")
    due = NOON + timedelta(hours=hours)

    sooner, later = Risk(money, due), Risk(money, due + timedelta(hours=more))

    assert rank(sooner, NOON) >= rank(later, NOON)


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(-10_000, 10_000))
def test_more_money_never_stands_later(minor, more, hours):
    due = NOON + timedelta(hours=hours)

    less, most = Risk(Money(minor, "EUR"), due), Risk(Money(minor + more, "EUR"), due)

    assert rank(most, NOON) >= rank(less, NOON)
    assert urgency(due, NOON) <= Decimal(3)
