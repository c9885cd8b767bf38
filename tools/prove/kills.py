"""A process killed at any statement, commit or call between the button and the refund.

Every journey is one child of a loaded process that counts its own steps and kills itself at one of
them. Afterwards time passes, and the shop's book and the provider's have to be the same.
"""

import json
import os
import random
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from tools.prove.goods import Wish, breaks, ready_checkout, stock
from tools.prove.recovery import approve, provider_book, recover, work

from sampan.apps.orders.models import Order
from sampan.apps.payments import selectors as payments
from sampan.apps.payments.models import Attempt, Refund
from sampan.flows.ask_providers import ask_about
from sampan.flows.place_order import place_order
from sampan.flows.refund_payment import refund_payment
from sampan.flows.start_payment import Addresses, start_payment
from sampan.integrations.payments.sandbox.adapter import Sandbox
from sampan.kernel import outbox
from sampan.kernel.clock import now
from sampan.kernel.models import Mailing

SEED = 4


def prove(size: dict[str, int], plant: bool) -> dict[str, Any]:
    """Kill at points spread over the whole journey, then at random ones; recover; compare."""
    at = now()
    variant = stock(100_000, at)
    if plant:
        _lose_events()
    _child(variant, 0)  # the first one makes what the others find
    steps, windows = _child(variant, 0) or (0, [])
    every = size["points"] or steps
    points = sorted({1 + round(n * (steps - 1) / max(1, every - 1)) for n in range(every)})
    chance = random.Random(SEED)
    points += [chance.randint(1, steps) for _ in range(size["random"])]
    points = windows if plant else points
    died = sum(_child(variant, point) is None for point in points)
    recover(now() + timedelta(minutes=20), expire=True)
    wrong = breaks(now() + timedelta(days=9)) + differences()
    wrong += [f"{died} of {len(points)} died"] if died < 0.9 * len(points) else []
    states = Counter(Order.objects.values_list("payment_state", flat=True))
    return {"facts": {"steps": steps, "killed": died, **states}, "wrong": wrong}


def journey(variant: int) -> None:
    """Place, open the page, pay, come back, let everything follow, give a part back."""
    at = now()
    placement = place_order(ready_checkout(Wish(variant), at), "sandbox", at)
    assert placement.attempt is not None
    start_payment(placement.attempt, Addresses("http://shop.example/", ""), now)
    approve(payments.attempt(placement.attempt).provider_ref)
    ask_about(placement.attempt, now())
    work()
    total = payments.attempt(placement.attempt).captured
    refund_payment(placement.order, total, reason="proof", actor="owner", at=now())
    work()


def _child(variant: int, dies_at: int) -> tuple[int, list[int]] | None:
    """Run a journey in a process of its own; None when it died, or its steps and its windows."""
    connections.close_all()
    heard, say = os.pipe()
    child = os.fork()
    if not child:
        try:
            _count(lambda: journey(variant), dies_at)
            os.write(say, json.dumps([STEPS.taken, STEPS.windows]).encode())
        finally:
            os._exit(0)
    os.close(say)
    with os.fdopen(heard) as lines:
        said = lines.read()
    os.waitpid(child, 0)
    return tuple(json.loads(said)) if said else None


@dataclass
class Steps:
    """How far this process is; `windows` are where the planted fault loses something."""

    taken: int = 0
    windows: list[int] = field(default_factory=list)


STEPS = Steps()


def _count(act: Callable[[], None], dies_at: int) -> None:
    def step() -> None:
        STEPS.taken += 1
        if STEPS.taken == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(execute: Any, *arguments: Any) -> Any:
        step()
        return execute(*arguments)

    commit, ask = BaseDatabaseWrapper._commit, Sandbox._ask

    def counted_commit(self: Any) -> Any:
        step()
        result = commit(self)
        step()
        return result

    def counted_ask(self: Any, *arguments: Any) -> Any:
        step()
        answer = ask(self, *arguments)
        step()
        return answer

    BaseDatabaseWrapper._commit = counted_commit
    Sandbox._ask = counted_ask
    with connection.execute_wrapper(around):
        act()


def differences() -> list[str]:
    """Where the shop's book is not the provider's, money moved twice, or a letter is missing."""
    book, wrong = provider_book(), []
    for attempt in Attempt.objects.all():
        there = book.payments.get(str(attempt.id))
        ours = (attempt.captured_minor, attempt.refunded_minor)
        theirs = (there["captured"], there["refunded"]) if there else (0, 0)
        if ours != theirs:
            wrong.append(f"{ours} here, {theirs} there")
    wrong += [f"{times} charges" for times in book.charges.values() if times != 1]
    unfinished = Refund.objects.exclude(state="done").count()
    wrong += [f"{unfinished} refunds open"] if unfinished else []
    letters = Mailing.objects.filter(letter="order_confirmation").count()
    paid = Order.objects.exclude(paid_at=None).count()
    wrong += [f"{letters} letters for {paid} paid"] if letters != paid else []
    return wrong


def _lose_events() -> None:
    """The planted fault: events are published after the commit instead of with it."""
    from django.db import transaction

    publish = outbox.publish

    def late(event: Any, at: Any) -> None:
        def store() -> None:
            STEPS.windows.append(STEPS.taken + 1)
            with transaction.atomic():
                publish(event, at)

        transaction.on_commit(store)

    outbox.publish = late
