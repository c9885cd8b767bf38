"""Lighthouse on home, category and product of the demo shop, as a phone; prints the scores as JSON.

Needs Node's npx, which fetches lighthouse 12 when it is not there; fails when a score is under 95.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import machine  # noqa: E402 - the folder above has to be known first
from tools.screenshots import HERE, demo_shop  # noqa: E402 - as above

LEAST = 95
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def pages() -> dict[str, str]:
    """Home, and the first category and product that home links to."""
    home = httpx.get(f"{HERE}/en/", timeout=30).text
    category, product = (
        re.search(r'href="(/en/c/[^"?]+)"', home),
        re.search(r'href="(/en/p/[^"?]+)"', home),
    )
    assert category and product, "home links to categories and products"
    return {"home": "/en/", "category": category.group(1), "product": product.group(1)}


def scores(path: str, folder: Path) -> dict[str, int]:
    """The four scores of one page."""
    target = folder / "report.json"
    npx = shutil.which("npx")
    if npx is None:
        raise SystemExit("make lighthouse needs Node's npx, version 18 or newer")
    command = [npx, "--yes", "lighthouse@12", f"{HERE}{path}", "--quiet", "--output=json"]
    flags = "--chrome-flags=--headless=new --no-sandbox"
    only = f"--only-categories={','.join(CATEGORIES)}"
    environment = os.environ | {"CHROME_PATH": machine.chromium() or ""}
    subprocess.run([*command, only, flags, f"--output-path={target}"], env=environment, check=True)
    found = json.loads(target.read_text())["categories"]
    return {name: round(found[name]["score"] * 100) for name in CATEGORIES}


if __name__ == "__main__":
    with demo_shop(), tempfile.TemporaryDirectory() as folder:
        result = {name: scores(path, Path(folder)) for name, path in pages().items()}
    print(json.dumps(result, indent=1))
    raise SystemExit(min(score for page in result.values() for score in page.values()) < LEAST)
