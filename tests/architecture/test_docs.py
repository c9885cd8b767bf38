"""The papers keep up with the code: names, links, the map, the worked examples."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.architecture.source import ENVIRONMENT, ROOT, SOURCE, parsed, short

from tools import make_map

DOCS = ROOT / "docs"
PAPERS = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
TEXT = "\n".join(path.read_text(encoding="utf-8") for path in PAPERS)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
LINES = re.compile(r"^L(\d+)(?:-L(\d+))?$")
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


def test_every_flow_is_named() -> None:
    flows = [path.stem for path in (SOURCE / "flows").rglob("*.py") if path.stem != "__init__"]

    assert flows
    assert [flow for flow in flows if f"{flow}`" not in TEXT] == []


def test_every_event_is_named() -> None:
    tree = parsed(SOURCE / "domain" / "events.py")
    events = [node.name for node in tree.body if isinstance(node, ast.ClassDef)]

    assert events
    assert [event for event in events if f"`{event}`" not in TEXT] == []


def test_every_entry_of_a_registry_is_named() -> None:
    missing = [
        f"{name}: {key}"
        for name, keys in make_map.registries().items()
        for key in keys
        if f"`{key}`" not in TEXT
    ]

    assert missing == []


def test_the_map_is_what_the_code_draws_now() -> None:
    result = subprocess.run(
        [sys.executable, "tools/make_map.py", "--check"],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
    )

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("paper", PAPERS, ids=short)
def test_every_link_leads_somewhere(paper: Path) -> None:
    broken = [
        target
        for target in LINK.findall(_without_code(paper.read_text(encoding="utf-8")))
        if not target.startswith(("http://", "https://", "mailto:", "#"))
        and not leads(paper, target)
    ]

    assert broken == []


def test_the_tour_shows_the_lines_that_it_speaks_of() -> None:
    """A stop names a function and links its lines; when the code moves, the tour has to follow."""
    stops = re.findall(r"\[`([\w.]+)`\]\(\.\./([^)#]+)#L(\d+)-L(\d+)\)", _read("docs/tour.md"))

    assert len(stops) == 10
    for name, file, first, last in stops:
        node = _definition(ROOT / file, name)
        assert (node.lineno, node.end_lineno) == (int(first), int(last)), f"{name} in {file}"
        assert int(last) - int(first) < 50


@pytest.mark.parametrize("example", EXAMPLES, ids=short)
def test_an_example_runs(example: Path) -> None:
    result = subprocess.run(
        [sys.executable, str(example)],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert result.returncode == 0, result.stderr
    assert result.stdout


def test_every_decision_stands_in_the_list() -> None:
    index = _read("docs/decisions/README.md")
    decisions = [path.name for path in sorted((DOCS / "decisions").glob("0*.md"))]

    assert decisions
    assert [name for name in decisions if f"({name})" not in index] == []
    assert len({name[:4] for name in decisions}) == len(decisions), "a number is taken twice"


def test_the_readme_is_short() -> None:
    assert len(_read("README.md").splitlines()) < 120
    assert len(_read("README.zh-CN.md").splitlines()) < 120


def test_the_change_log_opens_with_amounts() -> None:
    heads = re.findall(r"^\*\*(\w+)\*\*|^### (\w+)", _read("CHANGELOG.md"), re.MULTILINE)

    assert heads[0][0] == "Amounts" or heads[0][1] == "Amounts"


def leads(paper: Path, target: str) -> bool:
    """Whether a relative link finds its file, and its lines or its heading in it."""
    place, _, anchor = target.partition("#")
    file = (paper.parent / place).resolve() if place else paper
    if not file.exists():
        return False
    if not anchor:
        return True
    lines = LINES.match(anchor)
    text = file.read_text(encoding="utf-8")
    if lines:
        return int(lines.group(2) or lines.group(1)) <= len(text.splitlines())
    heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return anchor in {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def _definition(path: Path, name: str) -> ast.FunctionDef | ast.ClassDef:
    nodes: list[ast.stmt] = parsed(path).body
    *outer, last = name.split(".")
    for part in outer:
        nodes = next(n for n in nodes if isinstance(n, ast.ClassDef) and n.name == part).body
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == last:
            return node
    raise AssertionError(f"{name} is not in {path}")


def _without_code(text: str) -> str:
    return re.sub(r"```.*?```", "", text, flags=re.DOTALL)


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")
