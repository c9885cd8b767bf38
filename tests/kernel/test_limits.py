"""Tries are counted where a restart does not forget them."""

from datetime import UTC, datetime, timedelta

import pytest

from sampan.kernel import limits
from sampan.kernel.limits import TooMany, count_try, forget_old_tries
from sampan.kernel.models import Tries

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 9, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def switched_on(settings):
    settings.SAMPAN_LIMITS = True


def tries(number: int, who: str = "a", at: datetime = AT) -> int:
    """How many of so many tries were let through."""
    passed = 0
    for _ in range(number):
        try:
            count_try("coupon", {"cart": who, "address": who}, at)
        except TooMany:
            continue
        passed += 1
    return passed


def test_a_cart_may_try_so_often_and_then_has_to_wait_until_the_hour_is_over():
    assert tries(20) == 12
    assert tries(20, at=AT + timedelta(minutes=39)) == 0
    assert tries(1, at=AT + timedelta(minutes=40)) == 1


def test_one_who_tries_too_often_locks_nobody_else_out():
    tries(50, "a")

    assert tries(3, "b") == 3


def test_an_address_with_many_carts_is_limited_too():
    passed = 0
    for number in range(60):
        try:
            count_try("coupon", {"cart": f"cart-{number}", "address": "one"}, AT)
            passed += 1
        except TooMany:
            pass

    assert passed == 40


def test_in_a_flood_everybody_has_fewer_tries_but_never_none():
    Tries.objects.create(subject="coupon:all", window=AT.replace(minute=0), count=5_000)

    assert tries(20, "newcomer") == limits.LIMITS["coupon"]["cart"].tight


def test_who_waits_is_told_how_long():
    tries(12)
    with pytest.raises(TooMany) as refusal:
        count_try("coupon", {"cart": "a"}, AT)

    assert refusal.value.fields["wait_s"] == 40 * 60 + 1


def test_only_digests_are_stored_and_old_ones_go():
    count_try("coupon", {"cart": "secret-of-a-cart", "address": "192.0.2.7"}, AT)

    stored = " ".join(Tries.objects.values_list("subject", flat=True))
    assert "192.0.2" not in stored
    assert "secret-of" not in stored
    forget_old_tries(AT + timedelta(days=3))
    assert not Tries.objects.exists()
