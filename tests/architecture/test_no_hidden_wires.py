"""Nothing happens behind the reader's back: no signals, no look-ups of models by name."""

import ast

from tests.architecture.source import SOURCE, parsed, python_files, short

SIGNALS = ("django.db.models.signals", "django.dispatch", "django.core.signals")


def test_no_signal_is_received() -> None:
    found = [
        f"{short(path)}:{node.lineno}"
        for path in python_files()
        if path.is_relative_to(SOURCE)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom | ast.Import) and _imports_signals(node)
    ]

    assert found == [], "call a flow, or publish an event"


def test_no_model_is_looked_up_by_its_name() -> None:
    found = [
        f"{short(path)}:{node.lineno}"
        for path in python_files()
        if path.is_relative_to(SOURCE)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr in {"get_model", "get_models"}
    ]

    assert found == [], "import the app's service or selector"


def test_the_look_out_sees_a_planted_wire() -> None:
    wire = ast.parse("from django.db.models.signals import post_save").body[0]

    assert isinstance(wire, ast.ImportFrom)
    assert _imports_signals(wire)


def _imports_signals(node: ast.ImportFrom | ast.Import) -> bool:
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").startswith(SIGNALS)
    return any(alias.name.startswith(SIGNALS) for alias in node.names)
