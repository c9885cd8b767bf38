"""`sampan doctor`, `backup` and `restore`: looking after the shop's data, in the owner's words."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from sampan.config import environment
from sampan.config.cli.house_data import bring_up_to_date, start_django
from sampan.config.cli.house_home import CannotStart, is_running, prepare

if TYPE_CHECKING:
    from sampan.flows.examine_shop import Finding, Report

CHECKS = {
    "schema": "the database is as this version needs it",
    "reference": "the tables of rates and rules are dated and sourced",
    "database": "the database is whole, and history is guarded against change",
    "audit": "the audit log is complete and unchanged",
    "events": "everything that happened has been reacted to",
    "stock": "stock is the sum of its movements, and nothing is promised twice",
    "prices": "prices and their history agree",
    "window": "the store shows what the catalog says",
    "media": "every picture is there",
    "orders": "orders cost the sum of their charges and hold what they promised",
    "payments": "captured money belongs to one order or is on its way back",
    "promotions": "promotions were used as often as they count, and no more than allowed",
    "books": "the books balance and hold what the providers hold",
}
FINDINGS = {
    "schema_behind": "database steps are missing; `sampan init` does them",
    "schema_ahead": "the database was written by a newer Sampan; start that version",
    "reference_bad": "rows in the tables of rates and rules; `sampan reference check` says more",
    "database_damaged": "places in the database file are damaged; restore a backup",
    "guard_missing": "tables lost their guard against change; tell whoever changed the database",
    "audit_broken": "the audit log was changed by hand, first at the entry shown",
    "audit_cut": "the audit log lacks entries that were there before",
    "events_late": "events wait for more than ten minutes; is the worker running?",
    "given_up": "things did not work after many tries; they stand in the list of jobs",
    "stock_differs": "stock levels are not what their movements add up to",
    "stock_impossible": "stock levels promise more than there is",
    "price_negative": "variants cost less than nothing",
    "price_history_differs": "prices are missing in their own history",
    "window_stale": "products look different in the store than in the catalog",
    "order_total_differs": "orders whose total is not the sum of their charges; do not ship them",
    "order_total_negative": "orders cost less than nothing",
    "order_numbers_broken": "order numbers do not run through; a backup may have been mixed in",
    "order_stock_differs": "orders hold more or fewer units than they promised",
    "payment_impossible": "more was captured than asked for, or more given back than captured",
    "payment_without_order": "money is there that no order keeps; refund it, or ask the provider",
    "order_paid_without_money": "orders say that they are paid, but the money is not there",
    "refund_differs": "refunds say that they are done, but the provider gave back less",
    "notifications_late": "notifications of a provider wait for more than ten minutes",
    "promotion_counter_differs": "promotions count other than they were used",
    "promotion_over_limit": "promotions were used more often than allowed",
    "entry_unbalanced": "entries in the books do not balance",
    "clearing_differs": "the books and the provider differ about the money of orders",
    "customer_account_open": "the books owe customers money that nobody is sending",
    "media_missing": "pictures are named in the catalog but not there; upload them again",
}


def run_doctor(argv: Sequence[str]) -> int:
    """Check that the data agrees with itself; 0 when it does, 1 when something is left to do."""
    parser = argparse.ArgumentParser(
        prog="sampan doctor", description="Check that the shop's data agrees with itself."
    )
    parser.add_argument("check", nargs="*", help=f"one of {', '.join(CHECKS)}; all without")
    parser.add_argument("--repair", action="store_true", help="repair what is safe to repair")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    options = parser.parse_args(argv)
    unknown = sorted(set(options.check) - set(CHECKS))
    if unknown:
        parser.error(f"no check {unknown[0]!r}; there are {', '.join(CHECKS)}")
    _open()
    reports = _examine(options.check)
    if options.repair:
        reports = _repair(reports, options.check)
    _print_json(reports) if options.json else _print(reports)
    return 1 if any(report.findings for report in reports) else 0


def run_backup(argv: Sequence[str]) -> int:
    """Write everything of the shop into one file, read back and compared."""
    parser = argparse.ArgumentParser(
        prog="sampan backup",
        description="Write a verified copy of database, pictures, tables and secret. The shop may "
        "go on meanwhile. The file holds customers' data and the secret: keep it safe.",
    )
    parser.add_argument("file", type=Path, help="a new file, like shop-2026-11-22.sampan")
    options = parser.parse_args(argv)
    if options.file.exists():
        raise CannotStart(f"{options.file} exists already; a backup overwrites nothing.")
    if not options.file.absolute().parent.is_dir():
        raise CannotStart(f"There is no folder {options.file.absolute().parent}.")
    _open()
    from sampan.flows.back_up_shop import BadBackup, back_up_shop
    from sampan.kernel.clock import now
    from sampan.kernel.snapshot import NoCopy

    try:
        written = back_up_shop(options.file.absolute(), now())
    except (NoCopy, BadBackup) as error:
        raise CannotStart(f"No backup was written: {error}.") from error
    size = written.size / 2**20
    print(f"sampan: {options.file}: {written.files} files, {size:.1f} MB, read back and compared")
    if written.missing:
        print(f"sampan: {len(written.missing)} pictures were missing in the shop itself")
    return 0


def run_restore(argv: Sequence[str]) -> int:
    """Put a backup in place; what was there is kept beside it."""
    parser = argparse.ArgumentParser(
        prog="sampan restore",
        description="Put a backup in place of the present state, which is kept beside it.",
    )
    parser.add_argument("file", type=Path)
    options = parser.parse_args(argv)
    if not options.file.is_file():
        raise CannotStart(f"There is no file {options.file}.")
    home = environment.home(os.environ)
    prepare(home)
    if is_running(home):
        raise CannotStart(f"Sampan runs on {home}; stop it before you restore.")
    start_django()
    return _restore(options.file)


def _restore(file: Path) -> int:
    from sampan.flows.back_up_shop import BadBackup
    from sampan.flows.restore_shop import restore_shop
    from sampan.kernel import audit
    from sampan.kernel.clock import now
    from sampan.kernel.snapshot import NoCopy

    try:
        restored = restore_shop(file, now())
    except (NoCopy, BadBackup) as error:
        raise CannotStart(f"Nothing was restored: {error}.") from error
    bring_up_to_date(lambda sentence: print(f"sampan: {sentence}"))
    print(f"sampan: restored the state of {restored.made_at}")
    print(f"sampan: what was there before lies in {restored.aside}")
    if not audit.reaches(restored.audit_end):
        print("sampan: the audit log does not reach the end that the backup noted", file=sys.stderr)
        return 1
    reports = _examine([])
    _print(reports)
    return 1 if any(report.findings for report in reports) else 0


def _open() -> None:
    prepare(environment.home(os.environ))
    start_django()


def _examine(only: Sequence[str]) -> "list[Report]":
    from sampan.flows.examine_shop import Report, examine_shop
    from sampan.kernel.clock import now

    reports = [_schema()] if not only or "schema" in only else []
    if reports and reports[0].findings:
        return reports  # the other checks would ask for tables that are not there
    if not only or "reference" in only:
        reports.append(Report("reference", *_reference()))
    inside = [name for name in only if name not in {"schema", "reference"}]
    return reports + (examine_shop(now(), inside) if inside or not only else [])


def _schema() -> "Report":
    from sampan.flows.examine_shop import Finding, Report
    from sampan.kernel import schema

    seen = schema.applied()
    behind, ahead = sorted(schema.present() - seen), sorted(schema.newer(seen))
    pairs = (("schema_behind", behind), ("schema_ahead", ahead))
    findings = [
        Finding(code, len(names), [".".join(name) for name in names[:5]])
        for code, names in pairs
        if names
    ]
    return Report("schema", len(seen), findings)


def _reference() -> "tuple[int, list[Finding]]":
    """How many rows the tables have, and what `sampan reference check` finds in them."""
    from sampan.flows.examine_shop import Finding
    from sampan.reference import check

    report = check.check_tables(environment.home(os.environ))
    rows = sum(sum(counted.values()) for counted in report.rows.values())
    told = [str(finding) for finding in report.findings[:5]]
    return rows, [Finding("reference_bad", len(report.findings), told)] if told else []


def _repair(reports: "Sequence[Report]", only: Sequence[str]) -> "list[Report]":
    from sampan.flows.examine_shop import repair_shop
    from sampan.kernel.clock import now

    for code in repair_shop(reports, now()):
        print(f"repaired: {FINDINGS[code]}", file=sys.stderr)
    return _examine(only)


def _print(reports: "Sequence[Report]") -> None:
    for report in reports:
        mark = "--" if report.findings else "ok"
        print(f"{mark}  {report.check:<10} {CHECKS[report.check]} ({report.looked_at})")
        for finding in report.findings:
            print(f"      {finding.count} {FINDINGS[finding.code]}")
            for example in finding.examples:
                print(f"        {example}")
            if finding.can_repair:
                print("        `sampan doctor --repair` repairs this")


def _print_json(reports: "Sequence[Report]") -> None:
    print(json.dumps([asdict(report) for report in reports], indent=1, default=list))
