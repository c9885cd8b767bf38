"""What Sampan ships with may be used by everybody: no GPL, no AGPL among what it runs on."""

import re
from importlib.metadata import PackageNotFoundError, metadata

from packaging.requirements import Requirement
from tests.architecture.source import ROOT

FORBIDDEN = re.compile(r"(?<!L)(?<!Lesser )\bA?GPL|(?<!Lesser )General Public License|Affero", re.I)
BUILD_ONLY = {"hatchling", "editables", "pathspec", "pluggy", "trove-classifiers"}


def runtime() -> list[str]:
    """The names in the lock of `make run` that apply to this Python."""
    text = (ROOT / "requirements" / "run.txt").read_text()
    found = [Requirement(line.rstrip(" \\")) for line in text.splitlines() if "==" in line[:80]]
    return [r.name for r in found if r.marker is None or r.marker.evaluate()]


def licence(name: str) -> str:
    """What a package says of its licence."""
    facts = metadata(name)
    said = [facts.get("License-Expression") or "", (facts.get("License") or "")[:200]]
    said += [line for line in facts.get_all("Classifier") or [] if line.startswith("License ::")]
    return "; ".join(filter(None, said))


def test_no_runtime_package_is_under_the_gpl() -> None:
    names = runtime()
    bad, unknown = [], []
    for name in names:
        try:
            said = licence(name)
        except PackageNotFoundError:
            unknown.append(name)
            continue
        if FORBIDDEN.search(said.replace("LGPL", "")):
            bad.append(f"{name}: {said}")

    assert len(names) > 30
    assert unknown == []
    assert bad == []


def test_direct_dependencies_stay_few() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert len(project["dependencies"]) < 40


def test_the_look_out_finds_a_planted_licence() -> None:
    for said in ("AGPL-3.0-or-later", "GPL-2.0-only", "GNU General Public License v3 (GPLv3)"):
        assert FORBIDDEN.search(said), said
    for said in ("LGPL-3.0-only", "GNU Lesser General Public License v3", "MIT"):
        assert not FORBIDDEN.search(said.replace("LGPL", "")), said
