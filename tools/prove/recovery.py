"""What the clock and the worker do in a shop that was cut off: until nothing is left to do."""

from datetime import datetime, timedelta

from django_tasks_db.management.commands import db_worker

from sampan.apps.payments import selectors as payments
from sampan.config.cli.house_worker import work_off
from sampan.flows.ask_providers import ask_providers
from sampan.flows.expire_orders import expire_orders
from sampan.flows.receive_notification import process_waiting_messages
from sampan.flows.sweep_jobs import sweep_jobs
from sampan.kernel import outbox

ROUNDS = 8


def recover(at: datetime, *, expire: bool = False) -> datetime:
    """Let time pass, and everything that happens by the clock happen; returns the time then."""
    for _ in range(ROUNDS):
        at += timedelta(hours=7)  # longer than the longest pause between two questions
        sweep_jobs(at)
        process_waiting_messages(at)
        ask_providers(at)
        if expire:
            expire_orders(at)
        _work()
        if not outbox.undelivered_count(at) and not payments.refunds_to_ask(at + timedelta(days=1)):
            break
    return at


def _work() -> None:
    close, db_worker.close_old_connections = db_worker.close_old_connections, lambda: None
    try:
        work_off(queues=("default", "media"))
    finally:
        db_worker.close_old_connections = close
