"""The screens for selling in a real browser: accessible, confirmed by holding, whole alone."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from tests.conftest import _copy_of
from tests.web.backoffice.test_in_browser import (
    LINK,
    SIZES,
    _size,
    _wait_for,
    violations,
    window,
)

__all__ = ["window"]
pytestmark = pytest.mark.browser

LOAD = (
    "import django; django.setup();"
    "from sampan.flows.load_demo_orders import load_demo_orders;"
    "from sampan.kernel.clock import now;"
    "load_demo_orders(now())"
)
PAGES = (
    "today/", "today/?asleep", "orders/", "orders/?stage=label", "orders/?q=nothing-like-it",
    "orders/1050/", "orders/1010/", "stock/", "stock/?state=low", "stock/movements",
    "stock/warehouses", "promotions/", "promotions/1/", "promotions/new?rule=tiers",
    "promotions/new?rule=gift", "delivery/?country=US", "delivery/ngb-line/", "delivery/new",
)  # fmt: skip
ALONE = {"java_script_enabled": False}


@pytest.fixture(scope="module")
def office(demo_template: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A running shop with the demo's orders: its address, and a call that makes a sign-in link."""
    shop = _copy_of(demo_template, tmp_path_factory.mktemp("selling") / "home")
    loaded = shop.python("-c", LOAD)
    assert loaded.returncode == 0, loaded.stderr
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    arguments = ("up", "--port", str(port), "--workers", "1", "--only-server")
    process = shop.start("-m", "sampan.config.cli", *arguments)
    address = f"http://127.0.0.1:{port}/"
    try:
        _wait_for(address, process)
        yield address, lambda: shop.python("-c", LINK).stdout.strip()
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_accessible_and_fits(
    window: Any,
    language: str,
    size: str,
) -> None:
    window.goto("office/jobs/")
    window.click(f"header button[value={language}]")
    window.set_viewport_size(_size(size))
    problems: dict[str, object] = {}
    for path in PAGES:
        window.goto(f"office/{path}")
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        found = violations(window)
        if found or window.evaluate(wide) > 0:
            problems[path] = (found, window.evaluate(wide))

    assert problems == {}


def in_english(page: Any) -> None:
    """The person's language stays as an earlier test chose it."""
    page.goto("office/jobs/")
    page.click("header button[value=en]")


def paid_order(page: Any) -> None:
    """Open the newest delivered order."""
    in_english(page)
    page.goto("office/orders/?stage=delivered")
    page.click("table.orders tbody td.o a")


def test_a_refund_goes_out_only_when_its_button_was_held(window: Any) -> None:
    paid_order(window)
    window.fill("input[name=amount]", "1")
    button = window.locator("button[value=refund]")

    button.click()
    window.wait_for_timeout(1300)
    assert window.locator("caption:has-text('Refunds')").count() == 0

    button.focus()
    window.keyboard.down("Enter")
    window.wait_for_url("**/orders/**", wait_until="load")
    window.wait_for_selector(".flash.success")
    window.keyboard.up("Enter")

    assert window.locator("caption:has-text('Refunds')").count() == 1


@pytest.mark.parametrize("window", [ALONE], indirect=True)
def test_without_scripts_an_order_is_sent_and_refunded(window: Any) -> None:
    in_english(window)
    window.goto("office/orders/?stage=label")
    window.click("table.orders tbody tr:nth-child(2) td.o a")
    window.fill("input[name=tracking_0]", "LX12")
    window.click("button[value=to_shipped]")
    assert "LX12" in window.inner_text("main")

    window.fill("input[name=amount]", "1")
    window.check("input[name=sure]")
    window.click("button[value=refund]")
    assert window.locator("caption:has-text('Refunds')").count() == 1
