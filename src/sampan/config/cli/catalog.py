"""Product files on the command line: `sampan import products` and `sampan export products`."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from sampan.config import environment
from sampan.config.cli.house import in_words
from sampan.config.cli.house_data import bring_up_to_date, start_django
from sampan.config.cli.house_home import prepare

ACTOR = "command line"
CLEAN, ROW_ERRORS, UNREADABLE = 0, 1, 2


def run_import(argv: Sequence[str]) -> int:
    """Import a file; 0 when it is clean, 1 with row errors, 2 when nothing can be read."""
    arguments = _import_parser().parse_args(argv)
    _open_shop()
    from sampan.domain.errors import DomainError
    from sampan.flows.import_products import ImportOptions, import_now
    from sampan.integrations.product_files import UnreadableFile
    from sampan.kernel.clock import now

    try:
        data = _read(arguments.file)
        options = ImportOptions(
            currency=arguments.currency and arguments.currency.upper(),
            language=arguments.language.lower(),
            dry_run=arguments.dry_run,
            partial=arguments.partial,
        )
        report = import_now(data, arguments.file, options, actor=ACTOR, at=now())
    except UnreadableFile as error:
        return _refuse(arguments.json, error.reason, error.message)
    except OSError as error:
        return _refuse(arguments.json, "no_file", f"{arguments.file}: {error.strerror}")
    except DomainError as error:
        return _refuse(arguments.json, error.code, str(error))
    if arguments.json:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
    else:
        print(_told(report.as_json(), is_dry=arguments.dry_run, is_partial=arguments.partial))
    return ROW_ERRORS if report.errors else CLEAN


def run_export(argv: Sequence[str]) -> int:
    """Write all products to a file; `-` is the standard output."""
    arguments = _export_parser().parse_args(argv)
    _open_shop()
    from sampan.domain.errors import DomainError
    from sampan.flows.export_products import export_products

    try:
        pieces = export_products(arguments.format, language=arguments.language.lower())
        if arguments.file == "-":
            for piece in pieces:
                sys.stdout.buffer.write(piece)
            return CLEAN
        unfinished = Path(f"{arguments.file}.part")
        with unfinished.open("wb") as file:
            file.writelines(pieces)
        unfinished.replace(arguments.file)
    except OSError as error:
        return _refuse(False, "no_file", f"{arguments.file}: {error.strerror}")
    except DomainError as error:
        return _refuse(False, error.code, str(error))
    return CLEAN


def _import_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sampan import", description=run_import.__doc__)
    parser.add_argument("what", choices=["products"])
    parser.add_argument("file", help="CSV or XLSX of Shopify, WooCommerce or Sampan; - reads stdin")
    parser.add_argument("--dry-run", action="store_true", help="check all of it, write nothing")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--partial", action="store_true", help="write the rows without problems")
    parser.add_argument("--currency", help="currency of the prices; the base price list's if none")
    parser.add_argument("--language", default="en", help="language of the texts (en)")
    return parser


def _export_parser() -> argparse.ArgumentParser:
    from sampan.integrations.product_files import DIALECTS

    parser = argparse.ArgumentParser(prog="sampan export", description=run_export.__doc__)
    parser.add_argument("what", choices=["products"])
    parser.add_argument("file", help="where to write; - is the standard output")
    parser.add_argument("--format", choices=list(DIALECTS), default="csv")
    parser.add_argument("--language", default="en", help="language of texts in other dialects")
    return parser


def _open_shop() -> None:
    """Start on the shop of SAMPAN_HOME, whose database is made or brought up to date first."""
    prepare(environment.home(os.environ))
    start_django()
    bring_up_to_date(lambda _: None)


def _in_words(run: Callable[[Sequence[str]], int]) -> Callable[[Sequence[str]], int]:
    """The command, with failures of the machine said in the owner's words."""

    def command(argv: Sequence[str]) -> int:
        with in_words() as outcome:
            outcome.status = run(argv)
        return outcome.status

    return command


def _read(name: str) -> bytes:
    """The file, and no more of it than a product file may hold: then it is refused by its size."""
    from sampan.integrations.product_files.tables import MOST_BYTES

    if name == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    with Path(name).open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _refuse(as_json: bool, code: str, message: str) -> int:
    if as_json:
        print(json.dumps({"error": {"code": code, "message": message}}, ensure_ascii=False))
    else:
        print(f"sampan: {message}", file=sys.stderr)
    return UNREADABLE


def _told(report: dict[str, object], *, is_dry: bool, is_partial: bool) -> str:
    errors = report["errors"]
    assert isinstance(errors, list)
    lines = [
        f"{report['dialect']}: {report['products']} products, {report['variants']} variants",
        f"created {report['created']}, updated {report['updated']}, "
        f"unchanged {report['unchanged']}",
    ]
    if is_dry:
        lines.append("dry run: nothing was written")
    elif errors and not is_partial:
        lines.append("nothing was written; --partial writes what has no problem")
    lines += [f"row {e['row']}, {e['column']}: {e['message']}" for e in errors]
    return "\n".join(lines)


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "import": _in_words(run_import),
    "export": _in_words(run_export),
}
