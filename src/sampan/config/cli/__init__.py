"""The command line: one module a command, loaded only when it is called.

`sampan quote` answers without a database and without Django, so nothing here imports either.
"""

import sys
from collections.abc import Callable, Sequence

from sampan import __version__


def _quote(argv: Sequence[str]) -> int:
    from sampan.config.cli import quote

    return quote.run(argv)


def _reference(argv: Sequence[str]) -> int:
    from sampan.config.cli import reference

    return reference.run(argv)


def _house(name: str) -> Callable[[Sequence[str]], int]:
    def command(argv: Sequence[str]) -> int:
        from sampan.config.cli import house

        return house.COMMANDS[name](argv)

    return command


def _catalog(name: str) -> Callable[[Sequence[str]], int]:
    def command(argv: Sequence[str]) -> int:
        from sampan.config.cli import catalog

        return catalog.COMMANDS[name](argv)

    return command


COMMANDS: dict[str, tuple[Callable[[Sequence[str]], int], str]] = {
    "up": (_house("up"), "start the store, the back office and the worker"),
    "init": (_house("init"), "create or update the database"),
    "demo": (_house("demo"), "load or remove the demo shop"),
    "import": (_catalog("import"), "import products from a file"),
    "export": (_catalog("export"), "export products to a file"),
    "quote": (_quote, "landed cost of a parcel, from JSON to JSON"),
    "reference": (_reference, "check and import dated tables of rates and rules"),
    "doctor": (_house("doctor"), "check that the data agrees with itself"),
    "backup": (_house("backup"), "write a verified copy of everything"),
    "restore": (_house("restore"), "put a backup in place"),
}


def main() -> None:
    """Run the command named by the first argument; the exit status is the command's own."""
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(_usage())
        raise SystemExit(0 if arguments else 2)
    if arguments[0] == "--version":
        print(__version__)
        raise SystemExit(0)
    if arguments[0] not in COMMANDS:
        print(f"sampan: no command {arguments[0]!r}\n\n{_usage()}", file=sys.stderr)
        raise SystemExit(2)
    command, _ = COMMANDS[arguments[0]]
    raise SystemExit(command(arguments[1:]))


def _usage() -> str:
    width = max(map(len, COMMANDS))
    rows = "\n".join(f"  {name:<{width}}  {text}" for name, (_, text) in COMMANDS.items())
    return f"usage: sampan COMMAND [ARGUMENTS]\n\n{rows}\n\n`sampan COMMAND --help` says more."
