"""Shoppers around the world go from the home page to a paid order, in a real browser.

The store, its worker and the sandbox provider run as their owner starts them. What was paid is what
`sampan quote` says for the request that is kept with the order.
"""

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.conftest import Shop
from tests.web.storefront.selling import ADDRESSES, PLACES
from tests.web.storefront.serving import running

pytestmark = pytest.mark.browser

SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
LOCALES = {"DE": "de-DE", "US": "en-US", "JP": "ja-JP", "BR": "pt-BR", "AE": "ar-AE"}
EXPONENT = {"JPY": 0}
PATIENCE_MS = 20_000


@dataclass
class Store:
    """A running store, and its books read from outside."""

    home: Path
    url: str

    def last_order(self) -> dict[str, Any]:
        """The newest order, with what was promised and who bought."""
        books = sqlite3.connect(f"file:{self.home / 'sampan.sqlite3'}?mode=ro", uri=True)
        books.row_factory = sqlite3.Row
        row = books.execute(
            "SELECT o.*, c.shipping, c.tax_id FROM orders_order o "
            "JOIN orders_ordercontact c ON c.order_id = o.id ORDER BY o.number DESC LIMIT 1"
        ).fetchone()
        books.close()
        return dict(row)

    def quoted_minor(self, order: dict[str, Any]) -> int:
        """What `sampan quote` says is due at the checkout for the order's own requests."""
        shipping = json.loads(order["shipping"])
        whole = 0
        for parcel in json.loads(order["promised"])["facts"]["parcels"]:
            request = parcel["request"]
            request["ship_to"]["postal_code"] = shipping.get("postal_code")
            done = Shop(self.home, "").sampan("quote", input=json.dumps(request))
            assert done.returncode == 0, done.stdout
            due = json.loads(done.stdout)["totals"]["due_at_checkout"]
            whole += round(float(due) * 10 ** EXPONENT.get(order["currency"], 2))
        return whole


@dataclass
class Shopper:
    """Somebody in a country before a browser window."""

    page: Any
    store: Store
    country: str
    complaints: list[str] = field(default_factory=list)

    @property
    def root(self) -> str:
        """Where the pages of their language begin."""
        return f"{self.store.url}/{PLACES[self.country][0]}/"

    def find_something(self) -> None:
        """From the home page to a product that can be had."""
        self.page.goto(self.root)
        self.page.goto(f"{self.root}c/all/")
        links = self.page.eval_on_selector_all(
            "li.card h3 a", "all => all.map(one => one.getAttribute('href'))"
        )
        for link in links:
            self.page.goto(self.store.url + link)
            if self.page.locator("form.add button").count():
                return
        pytest.fail("nothing can be had")

    def type_address(self) -> None:
        """Fill in the form as its country has it."""
        own = {"email": "somebody@mail.example", **ADDRESSES[self.country]}
        for name, value in own.items():
            one = self.page.locator(f"#f-{name}")
            if not one.is_visible():
                self.page.locator("details.latin summary").click()
            if one.evaluate("one => one.tagName") == "SELECT":
                one.select_option(value)
            else:
                one.fill(value)
        self.page.locator("#f-email").press("Tab")

    def paid(self) -> None:
        """The order's page says so, and the books agree with the engine."""
        self.page.wait_for_url(re.compile("/orders/"), timeout=PATIENCE_MS)
        assert self.page.locator(".told.done h1").count() == 1
        order = self.store.last_order()
        assert order["payment_state"] == "paid"
        assert order["country"] == self.country
        assert self.store.quoted_minor(order) == order["total_minor"]
        assert [one for one in self.complaints if "404" not in one] == []


@pytest.fixture(scope="module")
def store(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with the demo shop, started as its owner starts it."""
    home = tmp_path_factory.mktemp("store") / "home"
    shutil.copytree(sqlite_template, home)
    with running(home) as port:
        yield Store(home, f"http://127.0.0.1:{port}")


@pytest.fixture
def somebody(browser: Any, store: Store) -> Iterator[Any]:
    """A call that opens a window of a shopper in a country."""
    contexts = []

    def opened(country: str, size: str = "desktop", **options: Any) -> Shopper:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale=LOCALES.get(country, "en-GB"),
            **options,
        )
        contexts.append(context)
        cookies = {"place": PLACES[country][1], "choice": "no"}
        context.add_cookies(
            [{"name": name, "value": value, "url": store.url} for name, value in cookies.items()]
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        shopper = Shopper(page, store, country)
        page.on("pageerror", lambda error: shopper.complaints.append(str(error)))
        page.on(
            "console",
            lambda said: shopper.complaints.append(said.text) if said.type == "error" else None,
        )
        return shopper

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("country", ["DE", "US", "JP", "BR", "AE"])
def test_a_shopper_goes_from_home_to_a_paid_order(somebody, country):
    shopper = somebody(country, "phone" if country in {"JP", "AE"} else "desktop")
    page = shopper.page
    shopper.find_something()
    page.click("form.add button")
    page.click(".said a.button.quiet")
    page.click("a.button.wide")
    shopper.type_address()
    page.wait_for_selector("#sum:not([aria-busy]) button[value=order]:not([disabled])")
    shown = page.inner_text("#sum .total .price")
    page.click("button[value=order]")
    page.wait_for_url(re.compile("/pay/"))
    page.click("button[value=approve]")

    shopper.paid()
    assert shown in page.inner_text(".sum .total .price")


def test_a_shopper_without_scripts_pays_the_same_way(somebody):
    shopper = somebody("US", java_script_enabled=False)
    page = shopper.page
    shopper.find_something()
    page.click("form.add button")
    page.click("a.button.wide")
    shopper.type_address()
    page.click("button[value=total]")
    assert "Total" in page.inner_text("#sum")
    page.click("button[value=order]")
    page.click("button[value=approve]")

    shopper.paid()


def test_a_shopper_with_a_keyboard_alone_pays_too(somebody):
    shopper = somebody("DE")
    page = shopper.page
    shopper.find_something()
    reach(page, "form.add button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".said")
    reach(page, ".said a.button")
    page.keyboard.press("Enter")
    page.wait_for_selector("#f-email")
    reach(page, "button[value=order]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#errors")
    assert page.evaluate("document.activeElement.id") == "errors"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for name, value in {"email": "k@mail.example", **ADDRESSES["DE"]}.items():
        reach(page, f"#f-{name}")
        page.keyboard.press("Control+a")
        page.keyboard.type(value)
    page.keyboard.press("Tab")
    page.wait_for_selector("#sum:not([aria-busy]) button[value=order]:not([disabled])")
    reach(page, "button[value=order]")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/pay/"))
    reach(page, "button[value=approve]")
    page.keyboard.press("Enter")

    shopper.complaints = [one for one in shopper.complaints if "422" not in one]
    shopper.paid()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("language", "country"), [("en", "US"), ("zh-hans", "DE"), ("ar", "AE"), ("de", "DE")]
)
def test_cart_checkout_and_order_are_accessible(somebody, language, country, size):
    shopper = somebody(country, size)
    page, root = shopper.page, f"{shopper.store.url}/{language}/"
    page.goto(f"{root}c/all/")
    found = {"empty cart": violations_at(page, f"{root}cart/")}
    shopper.find_something()
    page.click("form.add button")
    page.wait_for_selector(".said")
    found["added"] = violations(page)
    found["cart"] = violations_at(page, f"{root}cart/")
    found["checkout"] = violations_at(page, f"{root}checkout/")
    for name in ("is_business", "bill_other", "is_gift"):
        page.check(f"[name={name}]")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.wait_for_timeout(800)
    found["checkout, all open"] = violations(page)
    for name in ("is_business", "bill_other", "is_gift"):
        page.uncheck(f"[name={name}]")
    if page.locator("button[value=order]").count():
        page.wait_for_selector("#sum:not([aria-busy]) button[value=order]:not([disabled])")
        page.click("button[value=order]")
        page.wait_for_selector("#errors")
        found["checkout, errors"] = violations(page)
    shopper.type_address()
    page.wait_for_selector("#sum:not([aria-busy]) button[value=order]:not([disabled])")
    page.click("button[value=order]")
    page.wait_for_url(re.compile("/pay/"))
    page.click("button[value=decline]")
    page.wait_for_url(re.compile("/orders/"))
    found["declined"] = violations(page)

    assert {name: one for name, one in found.items() if one} == {}
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def reach(page: Any, selector: str) -> None:
    """Press Tab until something has the focus, and prove that the focus can be seen."""
    for _ in range(160):
        page.keyboard.press("Tab")
        if page.evaluate("one => document.activeElement.matches(one)", selector):
            return
    pytest.fail(f"the keyboard does not reach {selector}")


def violations_at(page: Any, address: str) -> list[str]:
    page.goto(address)
    return violations(page)


def violations(page: Any) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    return [
        f"{one['id']}: {node['html'][:160]}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]
