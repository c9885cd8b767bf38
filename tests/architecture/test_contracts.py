"""The import contracts hold, name every room, and allow no exception."""

import configparser
import subprocess
import sys
from pathlib import Path

from tests.architecture.source import ENVIRONMENT, ROOT, SOURCE

PLAIN = {"domain", "reference", "integrations", "intelligence"}
OUTSIDE = {"integrations", "intelligence", "letters"}


def contract(name: str) -> dict[str, str]:
    """One contract of .importlinter."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    return dict(parser[f"importlinter:contract:{name}"])


def test_the_contracts_hold() -> None:
    program = Path(sys.executable).parent / "lint-imports"
    result = subprocess.run(
        [str(program), "--no-logo", "--no-cache"],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
    )

    assert result.returncode == 0, result.stdout[-6000:]


def test_no_import_is_excused() -> None:
    text = (ROOT / ".importlinter").read_text()

    assert "ignore_imports" not in text
    assert "unmatched" not in text


def test_a_room_that_exists_stands_in_every_contract_that_is_meant_for_it() -> None:
    rooms = {path.parent.name for path in SOURCE.glob("*/__init__.py")}

    plain = set(contract("plain")["source_modules"].split())
    outside = set(contract("through_flows")["forbidden_modules"].split())
    assert {f"sampan.{room}" for room in rooms & PLAIN} <= plain
    assert {f"sampan.{room}" for room in rooms & OUTSIDE} <= outside
    if "letters" in rooms:
        assert "sampan.letters" in contract("letters")["source_modules"]


def test_a_layer_that_exists_is_not_optional() -> None:
    rooms = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    capabilities = {path.parent.name for path in SOURCE.glob("domain/*/__init__.py")}

    assert [room for room in rooms if f"({room})" in contract("rooms")["layers"]] == []
    layers = contract("vocabulary")["layers"]
    assert [name for name in capabilities if f"({name})" in layers] == []
