"""Examine the shop: does the data agree with itself? And repair what can be repaired safely.

A check looks and returns findings; it changes nothing of the shop's own. A repair is offered only
where the right value follows from rows that nobody may change, and it leaves an audit row. A new
invariant is one function and one line in `CHECKS`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from sampan.apps.catalog import proofs as catalog
from sampan.apps.inventory import proofs as stock
from sampan.apps.pricing import proofs as prices
from sampan.apps.promotions import proofs as promotions
from sampan.apps.storefront import proofs as window
from sampan.flows.examine_money import MONEY_CHECKS
from sampan.flows.refresh_window import refresh_whole_window
from sampan.kernel import audit, audit_ends, outbox, queue
from sampan.kernel.insert_only_guards import guarded_tables
from sampan.kernel.integrity import integrity_problems

ACTOR = "doctor"
PATIENCE = timedelta(minutes=10)
GUARDED = {
    "kernel_auditentry",
    "kernel_auditseal",
    "pricing_pricechange",
    "inventory_stockmovement",
    "ledger_entry",
    "ledger_posting",
}
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be: a stable code, how often, and some examples."""

    code: str
    count: int
    examples: Sequence[str] = ()
    can_repair: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What one check looked at and found; no finding means that all is well."""

    check: str
    looked_at: int
    findings: Sequence[Finding] = field(default_factory=tuple)


def examine_shop(at: datetime, only: Iterable[str] = ()) -> list[Report]:
    """Run every check, or those that are named, in order."""
    chosen = list(only) or list(CHECKS)
    return [CHECKS[name](name, at) for name in chosen]


def repair_shop(reports: Iterable[Report], at: datetime) -> list[str]:
    """Repair what these reports say can be repaired; returns the codes that were."""
    codes = [one.code for report in reports for one in report.findings if one.can_repair]
    for code in codes:
        REPAIRS[code](at)
    return codes


def _database(name: str, at: datetime) -> Report:
    problems = integrity_problems()
    missing = sorted(GUARDED - guarded_tables())
    return Report(
        name,
        len(GUARDED),
        _found(("database_damaged", problems), ("guard_missing", missing)),
    )


def _audit(name: str, at: datetime) -> Report:
    """What the worker would seal in a moment is sealed now, so that the check covers every row."""
    audit.seal_new()
    broken = audit.verify()
    cut = [f"#{end.sequence}" for end in audit_ends.broken(Path(settings.HOME))]
    findings = _found(("audit_broken", [f"#{broken}"] if broken else []), ("audit_cut", cut))
    return Report(name, audit.chain_end().sequence, findings)


def _events(name: str, at: datetime) -> Report:
    late = outbox.undelivered_count(at - PATIENCE)
    stuck = [f"{one.name}: {one.error}" for one in queue.given_up()]
    findings = [Finding("events_late", late)] if late else []
    return Report(name, queue.waiting(), findings + _found(("given_up", stuck)))


def _stock(name: str, at: datetime) -> Report:
    wrong = stock.disagreements()
    over = stock.oversold()
    findings = []
    if wrong:
        safe = all(one.can_be_set for one in wrong)
        findings.append(Finding("stock_differs", len(wrong), _levels(wrong), safe))
    if over:
        findings.append(Finding("stock_impossible", len(over), _levels(over)))
    return Report(name, stock.level_count(), findings)


def _prices(name: str, at: datetime) -> Report:
    negative = [f"variant {variant_id}" for variant_id in prices.negative_prices()]
    wrong = prices.disagreements(at)
    findings = _found(("price_negative", negative))
    if wrong:
        told = [f"{one.list_code}, variant {one.variant_id}" for one in wrong[:EXAMPLES]]
        findings.append(Finding("price_history_differs", len(wrong), told, can_repair=True))
    return Report(name, prices.price_count(), findings)


def _window(name: str, at: datetime) -> Report:
    """Write the window anew, see whether that changed anything, and take it back."""
    with transaction.atomic():
        before = window.fingerprints()
        refresh_whole_window(at)
        after = window.fingerprints()
        transaction.set_rollback(True)
    stale = sorted(i for i in before.keys() | after.keys() if before.get(i) != after.get(i))
    told = [f"product {product_id}" for product_id in stale[:EXAMPLES]]
    finding = Finding("window_stale", len(stale), told, can_repair=True)
    return Report(name, len(after), [finding] if stale else [])


def _media(name: str, at: datetime) -> Report:
    folder = Path(settings.MEDIA_ROOT)
    files = list(catalog.media_files())
    missing = [f"product {product}: {path}" for product, path in files if not _is(folder / path)]
    return Report(name, len(files), _found(("media_missing", missing)))


def _money(name: str, at: datetime) -> Report:
    breaks, count = MONEY_CHECKS[name]
    found = _found(*breaks(at))
    return Report(name, count(), [replace(one, can_repair=one.code in REPAIRS) for one in found])


CHECKS: Mapping[str, Callable[[str, datetime], Report]] = {
    "database": _database,
    "audit": _audit,
    "events": _events,
    "stock": _stock,
    "prices": _prices,
    "window": _window,
    "media": _media,
    **dict.fromkeys(MONEY_CHECKS, _money),
}

REPAIRS: Mapping[str, Callable[[datetime], object]] = {
    "stock_differs": lambda at: _repair_stock(at),
    "price_history_differs": lambda at: prices.remember(
        prices.disagreements(at), actor=ACTOR, at=at
    ),
    "window_stale": lambda at: _repair_window(at),
    "promotion_counter_differs": lambda at: promotions.count_anew(actor=ACTOR, at=at),
}


def _repair_stock(at: datetime) -> None:
    with transaction.atomic():
        stock.set_to_sums(stock.disagreements(), actor=ACTOR, at=at)
        refresh_whole_window(at)


def _repair_window(at: datetime) -> None:
    with transaction.atomic():
        count = refresh_whole_window(at)
        changes = {"products": count}
        audit.record(
            actor=ACTOR, action="window.repaired", subject="window", at=at, changes=changes
        )


def _found(*pairs: tuple[str, Sequence[str]]) -> list[Finding]:
    return [Finding(code, len(told), list(told[:EXAMPLES])) for code, told in pairs if told]


def _levels(found: Sequence[stock.Disagreement]) -> list[str]:
    return [
        f"variant {one.variant_id} in {one.warehouse}: {one.field} {one.stored}, rows {one.summed}"
        for one in found[:EXAMPLES]
    ]


def _is(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0
