"""`sampan quote [FILE|-]`: landed cost of parcels, one JSON answer for each JSON request.

The input is one JSON object, or JSON Lines (one object a line). The exit status is 0 when every
request was answered and 2 when one was refused. No database and no Django are needed: the rule book
is read from the shipped tables and from SAMPAN_HOME/reference.
"""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from sampan.config.environment import home
from sampan.flows.quote_landed_cost import (
    MAX_REQUEST_CHARACTERS,
    BadTable,
    RuleBook,
    is_json,
    quote_text,
    rule_book,
)

PIECE = MAX_REQUEST_CHARACTERS + 2


def run(argv: Sequence[str]) -> int:
    """Answer the requests of a file or of standard input; see the module for the exit status."""
    if any(argument in {"-h", "--help"} for argument in argv):
        print(__doc__)
        return 0
    if len(argv) > 1:
        print(__doc__, file=sys.stderr)
        return 2
    source = argv[0] if argv else "-"
    try:
        book = rule_book(home(os.environ))
        if source != "-":
            with Path(source).open(encoding="utf-8-sig", errors="replace") as file:
                return _answer(file, book)
        with open(0, encoding="utf-8-sig", errors="replace", closefd=False) as file:
            return _answer(file, book)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except BadTable as error:
        print(f"sampan quote: {error}", file=sys.stderr)
    except OSError as error:
        print(f"sampan quote: {source}: {error.strerror}", file=sys.stderr)
    return 2


def _answer(file: TextIO, book: RuleBook) -> int:
    """Print one answer a line; nothing asked is not an answer either."""
    asked = refused = 0
    for text in _requests(file):
        answer = quote_text(text, book)
        asked += 1
        refused += answer["status"] == "refused"
        print(json.dumps(answer, separators=(",", ":")))
    if not asked:
        print("sampan quote: no request was read", file=sys.stderr)
    return 2 if refused or not asked else 0


def _requests(file: TextIO) -> Iterator[str]:
    """Each line of JSON Lines, or the whole file where only all of it is one JSON value."""
    lines = _lines(file)
    first = next(lines, None)
    if first is None:
        return
    if is_json(first):
        yield first
        yield from lines
        return
    rest, size = [first], len(first)
    for line in lines:
        rest.append(line)
        size += len(line)
        if size > MAX_REQUEST_CHARACTERS:
            break
    whole = "".join(rest)
    if is_json(whole):
        yield whole
    else:
        yield from rest
    yield from lines


def _lines(file: TextIO) -> Iterator[str]:
    """The lines that hold something; of a line that is too long, its beginning alone."""
    while line := file.readline(PIECE):
        piece = line
        while piece and not piece.endswith("\n") and len(piece) >= PIECE:
            piece = file.readline(PIECE)
        if line.strip():
            yield line
