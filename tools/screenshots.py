"""Draw docs/pictures anew: the demo shop's pages as Chromium shows them.

`python tools/screenshots.py [FOLDER]` starts a shop of its own and looks at it.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import machine  # noqa: E402 - the folder above has to be known first

PORT = 8765
HERE = f"http://localhost:{PORT}"
WIDTH, HEIGHT = 1280, 900
STORE = {
    "store-home": ("en-GB", "/en/"),
    "store-home-zh": ("zh-CN", "/zh-hans/"),
    "store-home-ar": ("ar-AE", "/ar/"),
}
OFFICE = {"office-products": "/office/products/"}


@contextmanager
def demo_shop() -> Iterator[str]:
    """A fresh demo shop; yields the address of its sign-in link."""
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "sampan.config.cli", "up", "--port", str(PORT)]
        process = subprocess.Popen(
            command,
            env={"SAMPAN_HOME": home, "PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout is not None
            said = ""
            while "stop with Ctrl-C" not in said:
                line = process.stdout.readline()
                assert line, f"the shop did not start:\n{said}"
                said += line
            link = re.search(r"http://localhost:\d+/office/enter/\S+", said)
            assert link
            yield link.group()
        finally:
            process.terminate()
            process.communicate(timeout=30)


def picture(page_of: BrowserContext, path: str, target: Path) -> None:
    """One page, as a small PNG of few colors."""
    page = page_of.new_page()
    page.goto(f"{HERE}{path}", wait_until="networkidle")
    page.screenshot(path=target)
    page.close()
    with Image.open(target) as image:
        image.convert("RGB").quantize(128).save(target, optimize=True)


def draw(browser: Browser, link: str, folder: Path) -> None:
    """Every picture, the store first."""
    size = {"width": WIDTH, "height": HEIGHT}
    for name, (locale, path) in STORE.items():
        context = browser.new_context(viewport=size, locale=locale)
        page = context.new_page()
        page.goto(f"{HERE}{path}")
        page.click("store-choice button[value=no]")
        page.close()
        picture(context, path, folder / f"{name}.png")
    context = browser.new_context(viewport=size, locale="en-GB")
    page = context.new_page()
    page.goto(link)
    page.click("main form button[type=submit], main form button:not([name])")
    page.wait_for_load_state()
    page.close()
    for name, path in OFFICE.items():
        picture(context, path, folder / f"{name}.png")


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures"
    target.mkdir(parents=True, exist_ok=True)
    with demo_shop() as link, sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=machine.chromium(), args=["--no-sandbox"]
        )
        draw(started, link, target)
        started.close()
