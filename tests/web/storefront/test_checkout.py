"""From the cart to an order whose money is known, through the pages, without scripts."""

import json

import pytest
import time_machine
from tests.sandbox import running_provider
from tests.shops import (
    LOADED_AT,
    loaded_demo,  # noqa: F401 - a fixture is found by its name
)
from tests.web.storefront.selling import PLACES, TEE, Visitor, no_kept_pages

from sampan.apps.orders.models import Order

pytestmark = [pytest.mark.django_db]


@pytest.fixture(scope="module")
def provider():
    with running_provider() as running:
        yield running


@pytest.fixture(autouse=True)
def shop(loaded_demo, provider, settings):  # noqa: F811 - the fixture above
    settings.SAMPAN_PAYMENT_PROVIDERS = provider.settings
    with no_kept_pages(), time_machine.travel(LOADED_AT, tick=True):
        yield


@pytest.mark.parametrize("country", PLACES)
def test_a_shopper_pays_what_the_page_showed(country, provider):
    visitor = Visitor(country)
    visitor.add(TEE)
    visitor.fill()
    assert visitor.page.status_code == 200, visitor.html
    response = visitor.order()

    assert response.status_code == 303, visitor.html
    assert response["Location"].startswith(provider.base_url)
    order = Order.objects.get()
    paid = provider.payments()[-1]
    assert (paid["amount"], paid["currency"]) == (order.total_minor, order.currency)
    provider.decide(paid["id"], "approve")
    visitor.get(f"checkout/return/?payment={paid['key']}")
    assert visitor.page.status_code == 303
    visitor.page = visitor.client.get(visitor.page["Location"])
    assert visitor.page.status_code == 200
    assert Order.objects.get().payment_state == "paid"
    json.dumps(Order.objects.get().promised)
