"""A key is answered once: the same body hears the same answer, another body is refused."""

from datetime import UTC, datetime, timedelta

import pytest

from sampan.kernel import idempotency
from sampan.kernel.idempotency import Answer, InProgress, KeyReused

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def test_the_second_request_hears_the_first_answer() -> None:
    assert idempotency.begin("orders", "k", b"body", AT) is None
    idempotency.finish("orders", "k", Answer(201, '{"id": 1}'))

    assert idempotency.begin("orders", "k", b"body", AT) == Answer(201, '{"id": 1}')
    assert idempotency.begin("refunds", "k", b"other", AT) is None


def test_another_body_under_the_same_key_is_refused_before_and_after_the_answer() -> None:
    idempotency.begin("orders", "k", b"body", AT)
    with pytest.raises(KeyReused):
        idempotency.begin("orders", "k", b"other", AT)
    idempotency.finish("orders", "k", Answer(201, ""))
    with pytest.raises(KeyReused):
        idempotency.begin("orders", "k", b"other", AT)


def test_while_the_first_is_at_work_the_second_waits_outside() -> None:
    idempotency.begin("orders", "k", b"body", AT)

    with pytest.raises(InProgress):
        idempotency.begin("orders", "k", b"body", AT + timedelta(minutes=9))


def test_a_first_request_that_died_is_replaced_by_exactly_one() -> None:
    idempotency.begin("orders", "k", b"body", AT)
    later = AT + idempotency.LONGEST

    assert idempotency.begin("orders", "k", b"body", later) is None
    with pytest.raises(InProgress):
        idempotency.begin("orders", "k", b"body", later)


def test_a_request_that_failed_gives_its_key_back() -> None:
    idempotency.begin("orders", "k", b"body", AT)
    idempotency.release("orders", "k")

    assert idempotency.begin("orders", "k", b"other", AT) is None


def test_old_answers_are_forgotten() -> None:
    idempotency.begin("orders", "k", b"body", AT)

    assert idempotency.forget(AT) == 0
    assert idempotency.forget(AT + timedelta(seconds=1)) == 1
