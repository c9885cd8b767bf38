"""What happens by the clock: each flow and its period. Of several workers, one takes each turn."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sampan.flows.ask_providers import ask_providers
from sampan.flows.expire_orders import expire_orders
from sampan.flows.fold_tallies import fold_tallies
from sampan.flows.follow_calendar import follow_calendar, start_day
from sampan.flows.forget_carts import forget_carts
from sampan.flows.note_audit_end import note_audit_end
from sampan.flows.open_account import forget_proofs
from sampan.flows.purge_erased import purge_erased
from sampan.flows.receive_notification import process_waiting_messages
from sampan.flows.recheck_tax_numbers import recheck_tax_numbers
from sampan.flows.send_letters import send_overdue_letters
from sampan.flows.sweep_jobs import forget_done, sweep_jobs
from sampan.flows.withdraw_order import take_in_waiting
from sampan.kernel import turns


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A flow and how often it has its turn."""

    flow: Callable[[datetime], None]
    every: timedelta

    @property
    def name(self) -> str:
        """The flow's full name, under which its turns are kept."""
        return f"{self.flow.__module__}.{self.flow.__qualname__}"


SCHEDULE = (
    Scheduled(sweep_jobs, every=timedelta(seconds=10)),
    Scheduled(process_waiting_messages, every=timedelta(seconds=30)),
    Scheduled(ask_providers, every=timedelta(seconds=10)),
    Scheduled(expire_orders, every=timedelta(seconds=30)),
    Scheduled(send_overdue_letters, every=timedelta(minutes=1)),
    Scheduled(take_in_waiting, every=timedelta(minutes=1)),
    Scheduled(follow_calendar, every=timedelta(seconds=30)),
    Scheduled(start_day, every=timedelta(hours=24)),
    Scheduled(note_audit_end, every=timedelta(hours=1)),
    Scheduled(fold_tallies, every=timedelta(hours=1)),
    Scheduled(recheck_tax_numbers, every=timedelta(hours=1)),
    Scheduled(forget_carts, every=timedelta(hours=6)),
    Scheduled(purge_erased, every=timedelta(hours=24)),
    Scheduled(forget_proofs, every=timedelta(hours=6)),
    Scheduled(forget_done, every=timedelta(hours=6)),
)

log = logging.getLogger(__name__)


def run_due(at: datetime) -> list[str]:
    """Run every flow whose turn it is; returns their names. One that fails stops no other."""
    ran = []
    for entry in SCHEDULE:
        if not turns.take(entry.name, entry.every, at):
            continue
        try:
            entry.flow(at)
        except Exception:
            log.exception("scheduled flow %s failed", entry.name)
        ran.append(entry.name)
    return ran
