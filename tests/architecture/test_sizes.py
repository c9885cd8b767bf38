"""Small enough to be read: line 100, function 50, file 400, five parameters; no grab bags."""

import ast
from pathlib import Path

import pytest
from tests.architecture.source import parsed, python_files, short

LINE, FUNCTION, FILE, PARAMETERS = 100, 50, 400, 5
GRAB_BAGS = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@pytest.mark.parametrize("path", python_files(), ids=short)
def test_a_file_keeps_within_the_limits(path: Path) -> None:
    assert problems(path.read_text(encoding="utf-8"), parsed(path)) == []
    assert path.stem not in GRAB_BAGS, "name it after what it does"


def test_the_limits_find_what_is_too_long() -> None:
    body = "\n".join(f"    x{number} = 1" for number in range(FUNCTION))
    text = f"def long(a, b, c, d, e, f):\n{body}\n# {'x' * LINE}" + "\n" * FILE

    assert problems(text, ast.parse(text)) == [
        f"{len(text.splitlines())} lines",
        "line 52 has 102 characters",
        "long has 51 lines",
        "long has 6 parameters by position",
    ]


def problems(text: str, tree: ast.Module) -> list[str]:
    """What is over a limit."""
    lines = text.splitlines()
    found = [f"{len(lines)} lines"] if len(lines) > FILE else []
    found += [
        f"line {number} has {len(line)} characters"
        for number, line in enumerate(lines, 1)
        if len(line) > LINE
    ]
    for node in ast.walk(tree):
        if isinstance(node, Function):
            found += _of_function(node)
    return found


def _of_function(node: Function) -> list[str]:
    length = (node.end_lineno or node.lineno) - node.lineno + 1
    positional = [a for a in node.args.posonlyargs + node.args.args if a.arg not in {"self", "cls"}]
    found = [f"{node.name} has {length} lines"] if length > FUNCTION else []
    if len(positional) > PARAMETERS:
        found.append(f"{node.name} has {len(positional)} parameters by position")
    return found
