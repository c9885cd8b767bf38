"""The project speaks of itself alone: no places of one machine, no package index, no keys."""

import re

import pytest
from tests.architecture.source import ROOT, own_files, short

LEAKS = {
    "a folder of one machine": re.compile(
        r"(?<![\w./}$-])/(?:home|Users|root|workspace|work|opt|mnt)/[\w.-]+"
    ),
    "a package index": re.compile(
        r"--(?:extra-)?index-url|--find-links|--trusted-host|/simple/?\b|pypi\.python\.org", re.I
    ),
    "a private key": re.compile("-----BEGIN (?:[A-Z]+ )?" + "PRIVATE KEY-----"),
    "a token": re.compile(r"\b(?:sk_live|ghp|xox[abp]|AKIA)[_-]?[0-9A-Za-z]{16,}"),
}
OURS = {"tests/architecture/test_leaks.py"}
FILES = [path for path in own_files() if short(path) not in OURS]


@pytest.mark.parametrize("what", LEAKS)
def test_no_file_holds(what: str) -> None:
    found = []
    for path in FILES:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{short(path)}: {match.group()}" for match in LEAKS[what].finditer(text)]

    assert found == []


def test_the_shared_folder_is_named_in_tests_only() -> None:
    found = [
        short(path)
        for path in FILES
        if not short(path).startswith("tests/") and "../shared" in _text(path)
    ]

    assert found == []


def test_the_look_out_finds_a_planted_leak() -> None:
    assert LEAKS["a folder of one machine"].search("see /home/" + "anna/notes")
    assert LEAKS["a package index"].search("--index" + "-url https://x.example")
    assert not LEAKS["a folder of one machine"].search("https://x.example/home/page")


def test_locks_hold_names_versions_and_hashes_and_nothing_else() -> None:
    line = re.compile(
        r"^(?:[a-z0-9][\w.-]*==[\w.!+-]+(?: ; .+)? \\|"
        r"    --hash=sha256:[0-9a-f]{64}(?: \\)?|\s+#.*|)$"
    )
    for name in ("run.txt", "test.txt"):
        lock = (ROOT / "requirements" / name).read_text().splitlines()
        assert [text for text in lock if not line.match(text)] == []
        assert any("--hash" in text for text in lock)


def _text(path: object) -> str:
    try:
        return path.read_text(encoding="utf-8")  # type: ignore[attr-defined]  # a Path
    except UnicodeDecodeError:
        return ""
