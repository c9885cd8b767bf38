"""The clock: each flow has its turn once a period, and one that fails stops no other."""

from datetime import UTC, datetime, timedelta

import pytest

from sampan.flows import schedule
from sampan.flows.schedule import SCHEDULE, Scheduled, run_due

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def test_a_flow_has_its_turn_once_a_period(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[datetime] = []

    def flow(at: datetime) -> None:
        seen.append(at)

    monkeypatch.setattr(schedule, "SCHEDULE", (Scheduled(flow, timedelta(minutes=1)),))
    for second in (0, 30, 59, 60, 61, 150):
        run_due(AT + timedelta(seconds=second))

    assert [(at - AT).total_seconds() for at in seen] == [0, 60, 150]


def test_a_failing_flow_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def broken(at: datetime) -> None:
        raise RuntimeError("out of order")

    def sound(at: datetime) -> None:
        seen.append("ran")

    every = timedelta(minutes=1)
    monkeypatch.setattr(schedule, "SCHEDULE", (Scheduled(broken, every), Scheduled(sound, every)))

    assert len(run_due(AT)) == 2
    assert seen == ["ran"]


def test_everything_on_the_schedule_runs_on_an_empty_shop() -> None:
    for entry in SCHEDULE:
        entry.flow(AT)

    assert len({entry.name for entry in SCHEDULE}) == len(SCHEDULE)
