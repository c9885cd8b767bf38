"""What the clock and the worker do in a shop that was cut off, and the provider's own book."""

import json
import urllib.request
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django_tasks_db.management.commands import db_worker

from sampan.apps.inventory.services import reservations
from sampan.apps.payments import selectors as payments
from sampan.config.cli.house_worker import work_off
from sampan.flows.ask_providers import ask_providers
from sampan.flows.expire_orders import expire_orders
from sampan.flows.receive_notification import process_waiting_messages
from sampan.flows.sweep_jobs import sweep_jobs

ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Book:
    """What the provider holds: payments by our key, and how often each was charged."""

    payments: dict[str, dict[str, Any]]
    charges: Counter[str]


def provider_book() -> Book:
    """Read the provider's journal."""
    journal = ask_sandbox("journal")
    return Book(
        {one["key"]: one for one in journal["payments"]},
        Counter(row[0] for row in journal["movements"] if row[1] == "charge"),
    )


def ask_sandbox(path: str, values: object = None) -> Any:
    """Tell or ask the sandbox provider something that is no part of its API for shops."""
    base = settings.SAMPAN_PAYMENT_PROVIDERS["sandbox"]["base_url"]
    body = None if values is None else json.dumps(values).encode()
    request = urllib.request.Request(f"{base}/{path}", body)  # noqa: S310 - this machine's own
    with urllib.request.urlopen(request) as reply:  # noqa: S310 - as above
        return json.load(reply)


def approve(reference: str) -> None:
    """The shopper pays on the provider's page."""
    ask_sandbox(f"control/decide/{reference}/approve", {})


def recover(at: datetime, *, expire: bool = False) -> datetime:
    """Let time pass, and everything that happens by the clock happen; returns the time then."""
    for _ in range(ROUNDS):
        at += timedelta(hours=7)  # longer than the longest pause between two questions
        _turn(at, expire=expire)
        while payments.to_ask(at) or payments.refunds_to_ask(at) or _is_overdue(at, expire):
            _turn(at, expire=expire)
    return at


def _turn(at: datetime, *, expire: bool) -> None:
    """One turn of the clock, which takes up no more than so many of each kind."""
    sweep_jobs(at)
    process_waiting_messages(at)
    ask_providers(at)
    if expire:
        expire_orders(at)
    work()


def _is_overdue(at: datetime, expire: bool) -> bool:
    return expire and bool(reservations.overdue(at))


def work() -> None:
    """Do every task that is ready, as the worker does."""
    # The worker looks at its connection between two tasks; here it is the proof's own.
    close, db_worker.close_old_connections = db_worker.close_old_connections, lambda: None
    try:
        work_off(queues=("default", "media"))
    finally:
        db_worker.close_old_connections = close
