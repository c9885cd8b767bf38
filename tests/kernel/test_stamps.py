"""Stamps: every bump moves one, a bump that is rolled back does not, adding up changes nothing."""

import pytest
from django.db import transaction

from sampan.kernel import stamps
from sampan.kernel.models import Stamp

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]


def test_a_bump_moves_its_own_stamps() -> None:
    stamps.bump("prices", "stock")
    stamps.bump("prices")

    assert stamps.current() == {"prices": 2, "stock": 1}


def test_what_is_rolled_back_moves_nothing() -> None:
    with transaction.atomic():
        stamps.bump("prices")
        transaction.set_rollback(True)

    assert stamps.current() == {}


def test_adding_up_keeps_every_value() -> None:
    for _ in range(60):
        stamps.bump("prices", "stock")
    before = stamps.current()

    stamps.add_up()

    assert stamps.current() == before == {"prices": 60, "stock": 60}
    assert Stamp.objects.count() == 2


def test_all_stamps_come_in_one_query(django_assert_num_queries: object) -> None:
    stamps.bump("prices", "stock", "catalog")

    with django_assert_num_queries(1):
        stamps.current()
