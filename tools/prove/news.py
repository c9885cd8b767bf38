"""Notifications doubled, reordered, old and forged through HTTP: each event has its effect once."""

import json
import random
import uuid
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

from tools.prove.clients import Call, send
from tools.prove.door import open_door
from tools.prove.goods import Wish, breaks, ready_checkout, stock
from tools.prove.placing import copies
from tools.prove.recovery import recover

from sampan.apps.orders.models import Order
from sampan.apps.payments.models import Attempt, ProviderMessage
from sampan.flows.place_order import place_order
from sampan.integrations.payments.sandbox import wire
from sampan.kernel.clock import now
from sampan.kernel.models import Mailing

DOOR = "/webhooks/payments/sandbox/"
SEED = 4
EACH = 20


def prove(size: dict[str, int], plant: bool) -> dict[str, Any]:
    """Twenty notifications for each order: two real events many times, and lies."""
    from django.conf import settings

    chance = random.Random(SEED)
    at, count = now(), max(1, size["messages"] // EACH)
    ready = copies(ready_checkout(Wish(stock(count, at)), at), count)
    attempts = [place_order(one, "sandbox", at).attempt for one in ready]
    secret = settings.SAMPAN_PAYMENT_PROVIDERS["sandbox"]["secret"]
    calls = [one for key in attempts for one in _told(key, secret, chance)]
    chance.shuffle(calls)
    if plant:
        wire.hmac.compare_digest = lambda a, b: True  # every signature is believed
    with open_door() as port:
        answers = send(port, [call for call, _ in calls], 16)
    recover(now())
    outcomes = Counter(
        f"{expected}:{answer.status}" for (_, expected), answer in zip(calls, answers, strict=True)
    )
    orders = Counter(Order.objects.values_list("payment_state", flat=True))
    letters = Counter(Mailing.objects.values_list("letter", flat=True))["order_confirmation"]
    wrong = breaks(now() + timedelta(days=4))
    wrong += [key for key in outcomes if key not in {"204:204", "400:400"}]
    wrong += [f"orders {dict(orders)}"] if orders != {"paid": count} else []
    wrong += [f"letters {letters}"] if letters != count else []
    kept = ProviderMessage.objects.count()
    wrong += [f"kept {kept}"] if kept != 2 * count else []
    wrong += ["captured"] if Attempt.objects.exclude(captured_minor=1590).exists() else []
    return {"facts": {**outcomes, "paid": orders["paid"], "letters": letters}, "wrong": wrong}


def _told(key: UUID | None, secret: str, chance: random.Random) -> list[tuple[Call, int]]:
    reference = f"sb_{uuid.uuid4().hex}"
    told: list[tuple[Call, int]] = []
    for event, status, captured, times in (("a", "waiting", 0, 7), ("b", "captured", 1590, 8)):
        body = _body(f"{reference}{event}", key, reference, status, captured)
        told += [(_call(body, secret), 204)] * times
    lie = _body(f"{reference}x", key, reference, "captured", 1)
    told += [(_call(lie, "not the secret"), 400)] * 3
    told += [(_call(lie, secret, age=3600), 400), (Call(DOOR, lie), 400)]
    assert len(told) == EACH
    return told


def _body(event: str, key: UUID | None, reference: str, status: str, captured: int) -> bytes:
    payment = {
        "id": reference, "key": str(key), "status": status, "amount": 1590,
        "currency": "EUR", "captured": captured, "refunded": 0,
    }  # fmt: skip
    return json.dumps({"event": event, "payment": payment}).encode()


def _call(body: bytes, secret: str, age: int = 0) -> Call:
    signature = wire.sign(secret, body, now() - timedelta(seconds=age))
    headers = {wire.SIGNATURE: signature, "Content-Type": "application/json"}
    return Call(DOOR, body, headers)
