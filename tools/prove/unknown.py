"""Calls of which nobody knows how they ended: all come to an end, and nobody pays twice."""

import random
from collections import Counter
from datetime import timedelta
from typing import Any

from tools.prove.goods import Wish, breaks, ready_checkout, stock
from tools.prove.kills import differences
from tools.prove.placing import copies
from tools.prove.recovery import approve, ask_sandbox, provider_book, recover

from sampan.apps.orders.models import Order
from sampan.domain.payments.port import Refused
from sampan.flows.place_order import place_order
from sampan.flows.start_payment import Addresses, start_payment
from sampan.integrations.payments.sandbox.adapter import Sandbox
from sampan.kernel.clock import now

FAULTS = ("drop_before", "drop_after_commit", "fail_before", "fail_after_commit", "garbage")
SEED = 4


def prove(size: dict[str, int], plant: bool) -> dict[str, Any]:
    """Every start of a payment fails in some way; whoever got a page there pays on it."""
    if plant:
        _take_silence_for_a_no()
    chance = random.Random(SEED)
    at = now()
    ready = copies(ready_checkout(Wish(stock(size["payments"], at)), at), size["payments"])
    for checkout in ready:
        placement = place_order(checkout, "sandbox", now())
        assert placement.attempt is not None
        ask_sandbox("control/faults", {"faults": [chance.choice(FAULTS)]})
        start_payment(placement.attempt, Addresses("http://shop.example/", ""), now)
        page = provider_book().payments.get(str(placement.attempt))
        if page is not None:
            approve(page["id"])
    recover(now() + timedelta(minutes=20), expire=True)
    states = Counter(Order.objects.values_list("payment_state", flat=True))
    wrong = breaks(now() + timedelta(days=9)) + differences()
    wrong += [f"{states[one]} {one}" for one in ("awaiting", "authorized") if states[one]]
    return {"facts": dict(states), "wrong": wrong}


def _take_silence_for_a_no() -> None:
    """The planted fault: an answer that did not come is taken for a refusal."""
    ask = Sandbox._ask
    Sandbox._ask = lambda *arguments: (
        answer if isinstance(answer := ask(*arguments), bytes) else Refused("not_found")
    )
