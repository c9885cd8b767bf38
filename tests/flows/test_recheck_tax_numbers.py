"""A number that no register could confirm at the checkout is asked about again."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from sampan.apps.checkout.models import Cart
from sampan.apps.orders.models import Order, OrderContact, OrderMoment
from sampan.flows.forget_carts import forget_carts
from sampan.flows.recheck_tax_numbers import recheck_tax_numbers
from sampan.kernel.models import Tries

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def an_order(number: str, placed_at: datetime = AT) -> Order:
    order = Order.objects.create(
        number=1000 + Order.objects.count(), checkout=uuid4(), market="eu", country="AT",
        language="de", currency="EUR", total_minor=1000, incoterm="DDP", payment_method="card",
        placed_at=placed_at,
    )  # fmt: skip
    OrderContact.objects.create(
        order=order, email="a@b.example", tax_id=number, tax_id_state="unverified"
    )
    return order


@pytest.mark.parametrize(
    ("number", "state"),
    [("ATU12011204", "valid"), ("ATU12011203", "invalid"), ("ATU12011209", "unverified")],
)
def test_what_the_register_says_at_last_is_kept_once(settings, number, state):
    settings.SAMPAN_TAX_ID_CHECKER = "sandbox"
    order = an_order(number)

    recheck_tax_numbers(AT + timedelta(hours=1))
    recheck_tax_numbers(AT + timedelta(hours=2))

    assert OrderContact.objects.get().tax_id_state == state
    told = OrderMoment.objects.filter(order=order, kind="tax_number_checked").count()
    assert told == (0 if state == "unverified" else 1)


def test_nobody_is_asked_without_a_register_nor_about_old_orders(settings):
    an_order("ATU12011204")
    recheck_tax_numbers(AT)
    settings.SAMPAN_TAX_ID_CHECKER = "sandbox"
    recheck_tax_numbers(AT + timedelta(days=31))

    assert OrderContact.objects.get().tax_id_state == "unverified"


def test_carts_are_kept_for_their_time_and_then_forgotten():
    for days in (-1, 1):
        Cart.objects.create(
            market="eu", country="DE", currency="EUR", language="de",
            secret_hash=str(days), created_at=AT, changed_at=AT,
            keep_until=AT + timedelta(days=days),
        )  # fmt: skip
    Tries.objects.create(subject="x", window=AT - timedelta(days=3), count=1)

    forget_carts(AT)

    assert [cart.secret_hash for cart in Cart.objects.all()] == ["1"]
    assert not Tries.objects.exists()
