"""The project's own files, as the architecture tests read them."""

import ast
import os
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "sampan"
FOLDERS = ("src", "tests", "tools", "examples")
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT / "src")}
LEFT_OUT = {"__pycache__", "node_modules"}


@cache
def python_files() -> tuple[Path, ...]:
    """Every Python file but migrations."""
    found = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
    return tuple(
        sorted(path for path in found if not {"migrations", "__pycache__"} & set(path.parts))
    )


@cache
def parsed(path: Path) -> ast.Module:
    """A file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def short(path: Path) -> str:
    """A path as messages show it."""
    return path.relative_to(ROOT).as_posix()


def own_files() -> list[Path]:
    """Every text file of the project, wherever it is: what is built or stored is left out."""
    tops = [path for path in ROOT.iterdir() if path.name not in {"var", "build", "dist"}]
    found = [path for path in tops if path.is_file()]
    for top in tops:
        if top.is_dir() and (top.name == ".ci" or not top.name.startswith(".")):
            found += [path for path in top.rglob("*") if path.is_file()]
    text = (path for path in found if not LEFT_OUT & set(path.parts))
    binary = {".pyc", ".mo", ".png", ".jpg", ".webp", ".avif", ".ico", ".woff2", ".xlsx", ".gz"}
    return sorted(path for path in text if path.suffix not in binary)
