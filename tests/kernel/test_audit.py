"""The audit chain: whoever tampers with it is found, however it is done."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection, transaction
from tests.conftest import guards_lifted

from sampan.kernel import audit

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def chain() -> Iterator[None]:
    """Five sealed rows in a database whose guards somebody took away."""
    with transaction.atomic():
        for number in range(5):
            audit.record(
                actor="owner", action="priced", subject="variant:7", at=AT, changes={"to": number}
            )
        audit.seal_new()
    with guards_lifted():
        yield


@pytest.mark.usefixtures("chain")
def test_an_untouched_chain_holds() -> None:
    assert audit.verify() is None
    assert audit.reaches(audit.chain_end())


def _edit() -> None:
    _execute("""UPDATE kernel_auditentry SET changes = '{"to": 9}' WHERE id = (
        SELECT entry_id FROM kernel_auditseal WHERE sequence = 3)""")


def _edit_the_actor() -> None:
    _execute("""UPDATE kernel_auditentry SET actor = 'nobody' WHERE id = (
        SELECT entry_id FROM kernel_auditseal WHERE sequence = 3)""")


def _remove_from_the_middle() -> None:
    _execute("DELETE FROM kernel_auditseal WHERE sequence = 3")


def _reorder() -> None:
    _execute("UPDATE kernel_auditseal SET sequence = 99 WHERE sequence = 3")
    _execute("UPDATE kernel_auditseal SET sequence = 3 WHERE sequence = 4")
    _execute("UPDATE kernel_auditseal SET sequence = 4 WHERE sequence = 99")


def _forge_one_hash() -> None:
    _execute(f"UPDATE kernel_auditseal SET hash = '{'0' * 64}' WHERE sequence = 3")


@pytest.mark.parametrize(
    "tamper", [_edit, _edit_the_actor, _remove_from_the_middle, _reorder, _forge_one_hash]
)
@pytest.mark.usefixtures("chain")
def test_tampering_breaks_the_chain_where_it_happened(tamper: Callable[[], None]) -> None:
    tamper()

    assert audit.verify() == 3


@pytest.mark.usefixtures("chain")
def test_a_cut_off_end_is_found_by_what_was_noted_outside() -> None:
    noted = audit.chain_end()

    _execute("DELETE FROM kernel_auditseal WHERE sequence = 5")

    assert audit.verify() is None  # the chain alone cannot know
    assert not audit.reaches(noted)


@pytest.mark.usefixtures("chain")
def test_a_chain_sealed_anew_is_found_by_what_was_noted_outside() -> None:
    noted = audit.chain_end()
    _execute("UPDATE kernel_auditentry SET actor = 'nobody'")
    _execute("DELETE FROM kernel_auditseal")

    audit.seal_new()

    assert audit.verify() is None
    assert not audit.reaches(noted)


def test_the_time_zone_of_the_caller_does_not_matter() -> None:
    beijing = timezone(timedelta(hours=8))
    with transaction.atomic():
        audit.record(
            actor="a", action="b", subject="c", at=AT.astimezone(beijing), changes={"名": 1.5}
        )
    audit.seal_new()

    assert audit.verify() is None


def test_every_row_is_sealed_once() -> None:
    with transaction.atomic():
        audit.record(actor="a", action="b", subject="c", at=AT, changes={})
    audit.seal_new()

    assert audit.chain_end().sequence == 1
    assert audit.seal_new() == 0


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
