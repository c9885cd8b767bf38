"""What comes from a payment provider is believed only under its signature."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from tests.sandbox import SECRET

from sampan.apps.payments.models import ProviderMessage
from sampan.integrations.payments.sandbox.wire import sign

pytestmark = pytest.mark.django_db
DOOR = "/webhooks/payments/sandbox/"


@pytest.fixture(autouse=True)
def provider(settings):
    settings.SAMPAN_PAYMENT_PROVIDERS = {
        "sandbox": {"base_url": "http://127.0.0.1:9", "secret": SECRET}
    }


def a_body(**changes: object) -> bytes:
    payment = {"key": str(uuid4()), "id": "p1", "status": "captured", "currency": "EUR"}
    amounts = {"amount": 1000, "captured": 1000, "refunded": 0}
    return json.dumps({"event": "e1", "payment": payment | amounts | changes}).encode()


def send(body: bytes, *, secret: str = SECRET, age_s: int = 0, path: str = DOOR):
    at = datetime.now(UTC) - timedelta(seconds=age_s)
    headers = {"Sandbox-Signature": sign(secret, body, at)}
    client = Client(enforce_csrf_checks=True)
    return client.post(path, body, content_type="application/json", headers=headers)


def test_a_signed_notification_is_kept_once_and_acknowledged_each_time():
    body = a_body()

    assert [send(body).status_code for _ in range(3)] == [204, 204, 204]
    assert ProviderMessage.objects.count() == 1


@pytest.mark.parametrize(
    "forged",
    [
        {"secret": "another"},
        {"age_s": 3600},
        {"age_s": -3600},
    ],
)
def test_a_forged_or_old_notification_changes_nothing(forged):
    response = send(a_body(), **forged)

    assert response.status_code == 400
    assert response.content == b""
    assert not ProviderMessage.objects.exists()


def test_a_body_written_anew_does_not_fit_its_signature():
    body = a_body()
    signature = sign(SECRET, body, datetime.now(UTC))
    spaced = json.dumps(json.loads(body), indent=1)

    response = Client().post(
        DOOR, spaced, content_type="application/json", headers={"Sandbox-Signature": signature}
    )

    assert response.status_code == 400
    assert not ProviderMessage.objects.exists()


@pytest.mark.parametrize(
    "headers", [{}, {"Sandbox-Signature": "t=,v1="}, {"Sandbox-Signature": "x"}]
)
def test_a_notification_without_a_signature_is_refused(headers):
    response = Client().post(DOOR, a_body(), content_type="application/json", headers=headers)

    assert response.status_code == 400


@pytest.mark.parametrize(
    "changes", [{"amount": -1}, {"amount": "10"}, {"status": "perhaps"}, {"key": "no"}]
)
def test_a_signed_body_that_is_no_payment_is_refused(changes):
    assert send(a_body(**changes)).status_code == 400


def test_a_huge_body_is_not_read():
    assert send(b"x" * 70_000).status_code == 413


def test_only_providers_that_are_set_up_have_a_door():
    assert send(a_body(), path="/webhooks/payments/nobody/").status_code == 404


def test_a_link_is_no_notification():
    assert Client().get(DOOR).status_code == 405
