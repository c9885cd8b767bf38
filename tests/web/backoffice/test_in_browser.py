"""The back office in a real browser: accessible in both languages, whole by keyboard and alone."""

import socket
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.conftest import Shop

pytestmark = pytest.mark.browser

SIZES = {"phone": (390, 844), "desktop": (1366, 900)}
LINK = (
    "import django; django.setup();"
    "from sampan.apps.accounts.services import make_sign_in_link;"
    "from sampan.kernel.clock import now;"
    "print(make_sign_in_link(at=now()))"
)
PAGES = (
    "products/", "products/?q=nothing-like-it", "products/new", "products/1/description/",
    "products/1/description/?language=ja", "products/1/variants/", "products/1/prices/",
    "products/1/stock/", "products/1/pictures/", "products/1/trade/", "products/1/safety/",
    "products/1/seo/", "products/1/markets/", "products/1/history/", "import/", "markets/",
    "markets/eu/", "markets/new", "price-lists/uk-gbp/derive", "jobs/", "shop/", "shop/colors",
    "shop/people", "shop/tokens", "shop/demo", "setup/language/", "setup/company/",
    "setup/ships-from/", "setup/markets/", "setup/products/", "setup/payments/",
    "setup/publish/", "find?q=tea", "keys",
)  # fmt: skip
DOORS = ("accounts/login/", "accounts/password/reset/", "accounts/signup/")
OWN = ("accounts/2fa/", "accounts/password/set/", "accounts/logout/")


@pytest.fixture(scope="module")
def office(demo_template: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A running shop with demo goods: its address, and a call that makes a sign-in link."""
    from tests.conftest import _copy_of

    shop: Shop = _copy_of(demo_template, tmp_path_factory.mktemp("office") / "home")
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


def _wait_for(address: str, process: Any) -> None:
    for _ in range(600):
        assert process.poll() is None, process.stdout.read()
        try:
            with urllib.request.urlopen(f"{address}accounts/login/", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the shop did not start")


@pytest.fixture
def window(browser: Any, office: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The owner's browser, signed in by link; what the page complains about fails the test."""
    address, make_link = office
    options = {"viewport": _size("desktop")} | getattr(request, "param", {})
    context = browser.new_context(base_url=address, **options)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.goto(f"office/enter/{make_link()}")
    page.click("main button")
    yield page
    context.close()
    assert complaints == []


def _size(name: str) -> dict[str, int]:
    width, height = SIZES[name]
    return {"width": width, "height": height}


def violations(page: Any) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['target']} {one['help']}" for one in found]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_accessible_and_fits(window: Any, language: str, size: str) -> None:
    window.goto("office/jobs/")
    window.click(f"header button[value={language}]")
    window.set_viewport_size(_size(size))
    problems: dict[str, object] = {}
    for path in (*(f"office/{page}" for page in PAGES), *OWN):
        window.goto(path)
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        found = violations(window)
        if found or window.evaluate(wide) > 0:
            problems[path] = (found, window.evaluate(wide))

    assert problems == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_doors_are_accessible_to_strangers(browser: Any, office: Any, scheme: str) -> None:
    context = browser.new_context(base_url=office[0], viewport=_size("phone"), color_scheme=scheme)
    page = context.new_page()
    for path in DOORS:
        page.goto(path)
        assert violations(page) == [], path
    context.close()


def test_the_grid_is_accessible_in_the_dark(window: Any) -> None:
    window.emulate_media(color_scheme="dark")
    window.goto("office/products/")

    assert violations(window) == []


def test_the_palette_is_opened_steered_and_left_by_keyboard(window: Any) -> None:
    window.goto("office/products/")
    window.keyboard.press("Control+k")
    window.keyboard.type("HR-LS-02-CEL")
    window.wait_for_selector("#palette-hits [aria-selected=true]")
    assert violations(window) == []
    window.keyboard.press("Enter")
    window.wait_for_url("**/office/products/1/")

    window.keyboard.press("Control+k")
    window.keyboard.press("Escape")
    assert window.locator("dialog.palette").first.is_hidden()


def test_letters_lead_to_the_screens_and_a_question_mark_lists_them(window: Any) -> None:
    window.goto("office/products/")
    window.keyboard.press("?")
    window.wait_for_selector("dialog.keys")
    window.keyboard.press("Escape")
    window.keyboard.press("g")
    window.keyboard.press("m")
    window.wait_for_url("**/office/markets/")

    window.goto("office/products/")
    window.keyboard.press("/")
    window.keyboard.type("g m ?")
    assert window.input_value("main input[type=search]") == "g m ?"


def test_a_price_is_edited_and_taken_back_by_keyboard(window: Any) -> None:
    window.goto("office/products/?q=delta")
    window.locator("td.t a.cell").focus()
    window.keyboard.press("Enter")
    window.wait_for_selector("form.inline input[name=value]:focus")
    window.keyboard.press("Control+a")
    window.keyboard.type("12.5")
    window.keyboard.press("Enter")
    window.wait_for_selector("td.t >> text=12.50")

    window.locator("#messages button").focus()
    window.keyboard.press("Enter")
    window.wait_for_selector("td.t >> text=9.00")


def test_a_range_is_taken_with_shift_and_counted(window: Any) -> None:
    window.goto("office/products/")
    boxes = window.locator("[data-row]")
    boxes.nth(2).click()
    boxes.nth(6).click(modifiers=["Shift"])

    assert window.inner_text("[data-sum]") == "5"
    window.locator("[data-clear]").click()
    assert window.locator(".batch").is_hidden()


def test_the_way_to_the_content_and_through_the_tabs_is_seen(window: Any) -> None:
    window.goto("office/products/1/")
    window.keyboard.press("Tab")
    assert window.evaluate("document.activeElement.className") == "skip"
    window.keyboard.press("Enter")
    assert window.evaluate("location.hash") == "#main"
    window.keyboard.press("Tab")
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert window.evaluate(outline) != "none"


@pytest.mark.parametrize("window", [{"java_script_enabled": False}], indirect=True)
def test_without_scripts_a_product_is_found_edited_and_bulk_edited(window: Any) -> None:
    window.goto("office/find?q=delta")
    window.click("main ul a")
    window.fill("input[name=subtitle]", "Four hours of river")
    window.click("main form >> nth=0 >> button.main-act")
    assert "Four hours of river" in window.content()

    window.goto("office/products/?q=delta")
    window.check("[data-row]")
    window.click(".batch .main-act")
    window.fill("input[name=add_tags]", "river")
    window.click("button[name=preview]")
    window.click("form[action*=apply] button")
    assert window.url.endswith("/office/jobs/")


def test_a_passkey_is_made_and_opens_the_office_without_a_password(
    browser: Any, office: Any
) -> None:
    address, make_link = office
    context = browser.new_context(base_url=address.replace("127.0.0.1", "localhost"))
    page = context.new_page()
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    page.goto(f"office/enter/{make_link()}")
    page.click("main button")

    page.goto("accounts/2fa/webauthn/add/")
    page.fill("input[name=name]", "This laptop")
    if page.locator("input[name=passwordless]").count():
        page.check("input[name=passwordless]")
    page.click("main button")
    page.wait_for_url(lambda url: "webauthn/add" not in url)
    page.goto("accounts/logout/")
    page.click("main button")

    page.goto("accounts/login/?next=/office/jobs/")
    page.click("#passkey_login")
    page.wait_for_url(lambda url: "/accounts/" not in url)
    assert page.inner_text("h1") == "Jobs"
    context.close()
