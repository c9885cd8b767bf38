"""Foreign keys point upstream, along one declared order of apps, and never bind tightly."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.architecture.source import SOURCE, parsed, short

# Whoever stands further down may point to whoever stands further up, never the other way.
ORDER = (
    "accounts",
    "markets",
    "catalog",
    "pricing",
    "content",
    "promotions",
    "customs",
    "inventory",
    "customers",
    "checkout",
    "orders",
    "payments",
    "shipping",
    "returns",
    "channels",
    "marketing",
    "service_desk",
    "compliance",
    "risk",
    "ledger",
    "traceability",
    "insights",
    "search",
    "storefront",
)
KEYS = {"ForeignKey", "OneToOneField", "ManyToManyField"}


def keys_between_apps() -> Iterator[tuple[str, str, str, ast.Call]]:
    """Every key from one app to another: where it stands, from, to, and the call."""
    for path in sorted(SOURCE.glob("apps/*/models*")) + sorted(SOURCE.glob("apps/*/models/*.py")):
        if path.suffix != ".py":
            continue
        app = path.relative_to(SOURCE / "apps").parts[0]
        yield from _keys(path, app)


def _keys(path: Path, app: str) -> Iterator[tuple[str, str, str, ast.Call]]:
    for node in ast.walk(parsed(path)):
        if not (isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in KEYS):
            continue
        target = node.args[0]
        label = target.value if isinstance(target, ast.Constant) else ""
        other = label.split(".")[0] if "." in label else app
        if ast.unparse(target) == "settings.AUTH_USER_MODEL":
            other = "accounts"
        if other != app:
            yield f"{short(path)}:{node.lineno}", app, other, node


FOUND = list(keys_between_apps())


def test_every_app_has_its_place_in_the_order() -> None:
    apps = {path.parent.name for path in SOURCE.glob("apps/*/__init__.py")}

    assert apps <= set(ORDER), f"give them a place in ORDER: {sorted(apps - set(ORDER))}"
    assert FOUND, "the test would see no keys at all"


@pytest.mark.parametrize(("place", "app", "other", "call"), FOUND, ids=[key[0] for key in FOUND])
def test_a_key_to_another_app_points_upstream_and_protects(
    place: str, app: str, other: str, call: ast.Call
) -> None:
    options = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}

    assert ORDER.index(other) < ORDER.index(app), f"{place}: {app} points down to {other}"
    assert options.get("on_delete") == "models.PROTECT", f"{place}: on_delete"
    assert options.get("related_name") == "'+'", f"{place}: related_name"
