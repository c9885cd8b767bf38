"""`sampan reference`: check the dated tables of rates and rules, and import newer ones.

  sampan reference check
  sampan reference import TABLE FILE [--dry-run]
  sampan reference import us-hts FILE [--from YYYY-MM-DD] [--dry-run]
  sampan reference import TABLE|us-hts --undo
  sampan reference imports

`import` shows what changes and from which day, then writes it under SAMPAN_HOME/reference, where
the command line and the store read it. Every row of TABLE needs its valid_from and its source.
`us-hts` reads the US government's full export; without --from it holds from the first day of the
basic edition in its file's name, else from today. The exit status is 0 when all is well, 1 when
`check` found a fault, 2 when a file was refused.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from sampan.config.environment import home
from sampan.flows import import_reference as flow

US_HTS = "us-hts"
MOST_LINES = 30


def run(argv: Sequence[str]) -> int:
    """Check or import reference tables; see the module for the exit status."""
    arguments = _parser().parse_args(argv)
    folder = home(os.environ)
    try:
        match arguments.action:
            case "check":
                return _check(folder)
            case "imports":
                return _imports(folder)
            case _:
                return _import(arguments, folder)
    except flow.RefusedFile as refusal:
        fields = refusal.fields
        where = f"line {fields['line']}: " if fields["line"] else ""
        print(f"refused: {where}{fields['reason']}: {fields['detail']}", file=sys.stderr)
    except flow.DomainError as error:
        print(f"refused: {error}", file=sys.stderr)
    except OSError as error:
        print(f"refused: {error.filename}: {error.strerror}", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sampan reference",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("check", help="find faults in the tables")
    actions.add_parser("imports", help="list what was imported, and when")
    importing = actions.add_parser("import", help="import a newer table")
    importing.add_argument("table", choices=(US_HTS, *flow.importable()), metavar="TABLE")
    importing.add_argument("file", nargs="?", type=Path, metavar="FILE")
    importing.add_argument("--dry-run", action="store_true", help="show what would change")
    importing.add_argument("--undo", action="store_true", help="take the last import back")
    importing.add_argument(
        "--from", dest="valid_from", type=_day, metavar="YYYY-MM-DD", help="us-hts: in force from"
    )
    return parser


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _check(folder: Path) -> int:
    report = flow.check_tables(folder)
    for name, counts in report.rows.items():
        by = ", ".join(f"{count} {confidence}" for confidence, count in sorted(counts.items()))
        print(f"{name}: {sum(counts.values())} rows ({by})")
    for finding in report.findings:
        print(finding)
    print(f"{len(report.findings)} faults")
    return 1 if report.findings else 0


def _imports(folder: Path) -> int:
    for done in flow.imports(folder):
        state = " (undone)" if done.undone else ""
        print(f"{done.number} {done.at} {done.table} {done.file} {done.rows} rows{state}")
    return 0


def _import(arguments: argparse.Namespace, folder: Path) -> int:
    table = "duty_rates" if arguments.table == US_HTS else arguments.table
    if arguments.undo:
        undone = flow.undo_import(table, folder)
        print(f"{table}: import {undone.number} of {undone.file} was taken back")
        return 0
    if arguments.file is None:
        print("refused: which file?", file=sys.stderr)
        return 2
    if arguments.valid_from is not None and arguments.table != US_HTS:
        print(
            "refused: --from is for us-hts; rows of a table have their valid_from", file=sys.stderr
        )
        return 2
    at = datetime.now(UTC)
    plan = _plan(arguments, folder, at)
    _show(plan)
    if arguments.dry_run:
        print("nothing was written (--dry-run)")
        return 0
    done = flow.apply_import(plan, folder, at, "command line")
    print(f"import {done.number} was written; `sampan reference import {table} --undo` reverts it")
    return 0


def _plan(arguments: argparse.Namespace, folder: Path, at: datetime) -> flow.Plan:
    if arguments.table != US_HTS:
        return flow.preview_table(arguments.table, arguments.file, folder)
    day, why = flow.effective_date(arguments.file.name, at)
    if arguments.valid_from is not None:
        day, why = arguments.valid_from, "as asked"
    print(f"in force from {day} ({why})")
    return flow.preview_us_hts(arguments.file, folder, day)


def _show(plan: flow.Plan) -> None:
    counts = plan.counts
    told = ", ".join(f"{counts[kind]} {kind}" for kind in ("new", "changed", "same", "ended"))
    print(f"{plan.table}: {told}")
    shown = [change for change in plan.changes if change.kind in {"changed", "ended"}]
    shown += [change for change in plan.changes if change.kind == "new"]
    for change in shown[:MOST_LINES]:
        print(f"  {_sentence(change)}")
    if len(shown) > MOST_LINES:
        print(f"  ... and {len(shown) - MOST_LINES} more")


def _sentence(change: flow.Change) -> str:
    name = " ".join(part for part in change.key if part)
    if change.kind == "new":
        facts = "; ".join(
            f"{column} {value}"
            for column, value in change.becomes.items()
            if value and value not in change.key
        )
    else:
        facts = "; ".join(
            f"{column} {change.was[column] or '(none)'} -> {value or '(none)'}"
            for column, value in change.becomes.items()
        )
    return f"{change.kind} from {change.valid_from}: {name}{': ' + facts if facts else ''}"
