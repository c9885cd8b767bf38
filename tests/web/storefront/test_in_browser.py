"""The store in a real browser: accessible, usable by keyboard, and whole without scripts."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.web.storefront.serving import running

pytestmark = pytest.mark.browser

LANGUAGES = ("en", "zh-hans", "ar")
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
PAGES = {
    "home": "",
    "all goods": "c/all/",
    "category, narrowed": "c/table-and-kitchen/?o.Glaze=Celadon&min=10",
    "category, nothing left": "c/all/?o.Glaze=Celadon&o.Color=Rust",
    "product": "p/lakeside-tea-set/",
    "product, sold out": "p/lakeside-tea-set/?gone",
    "bundle": "p/slow-morning-set/",
    "download": "p/delta-recordings/",
    "search": "search/?q=tea",
    "search, nothing found": "search/?q=qqqqzzzz",
    "search, empty": "search/",
    "text": "pages/privacy/",
    "place": "place/",
    "privacy choices": "choice/",
    "offline": "offline/",
    "not found": "p/nothing-here/",
}


@pytest.fixture(scope="module")
def store(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a store with the demo shop, started as its owner starts it."""
    home = tmp_path_factory.mktemp("store") / "home"
    shutil.copytree(sqlite_template, home)
    with running(home) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def visitor(browser: Any, store: str, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A browser window of its own; what the page complains about fails the test."""
    options = getattr(request, "param", {})
    context = browser.new_context(**{"viewport": size("desktop"), "locale": "en-GB"} | options)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert [one for one in complaints if "404" not in one] == []


def size(name: str) -> dict[str, int]:
    width, height = SIZES[name]
    return {"width": width, "height": height}


def violations(page: Any) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    return [
        f"{one['id']}: {node['html'][:160]}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("where", [pytest.param(name, id=name) for name in SIZES])
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_page(visitor, store, language, where):
    visitor.set_viewport_size(size(where))
    found = {}
    for name, path in PAGES.items():
        visitor.goto(f"{store}/{language}/{path}")
        if "gone" in path and (sold_out := visitor.query_selector("a.opt.gone")):
            sold_out.click()
            visitor.wait_for_selector(".stock.gone")
        if complaints := violations(visitor):
            found[name] = complaints
        width = visitor.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0, f"{name} is wider than the window"

    assert found == {}


@pytest.mark.parametrize("visitor", [{"color_scheme": "dark"}], indirect=True)
@pytest.mark.parametrize("path", ["", "c/all/", "p/quay-backpack/"])
def test_axe_finds_nothing_in_the_dark(visitor, store, path):
    visitor.goto(f"{store}/en/{path}")

    assert violations(visitor) == []


def test_axe_would_find_a_planted_fault(visitor, store):
    visitor.goto(f"{store}/en/")
    visitor.evaluate("document.querySelector('.hero img').removeAttribute('alt')")

    assert any("image-alt" in one for one in violations(visitor))


@pytest.mark.parametrize("opened", ["store-place a", "store-search a"])
def test_dialogs_are_accessible_and_give_the_focus_back(visitor, store, opened):
    visitor.goto(f"{store}/en/c/all/")
    visitor.focus(opened)
    visitor.keyboard.press("Enter")
    visitor.wait_for_selector("dialog[open]")

    assert violations(visitor) == []

    visitor.keyboard.press("Escape")
    visitor.wait_for_selector("dialog[open]", state="detached")
    focused = visitor.evaluate(
        "document.activeElement.closest('store-place, store-search')?.localName"
    )
    assert focused == opened.split()[0]


def test_the_keyboard_walks_from_the_first_key_to_a_variant(visitor, store):
    visitor.goto(f"{store}/en/p/lakeside-tea-set/")
    visitor.keyboard.press("Tab")
    assert visitor.evaluate("document.activeElement.className") == "skip"
    visitor.keyboard.press("Enter")
    assert visitor.evaluate("document.activeElement.id") == "main"

    seen = []
    for _ in range(40):
        visitor.keyboard.press("Tab")
        text = visitor.evaluate("document.activeElement.innerText || ''")
        seen.append(text)
        outline = visitor.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        after = visitor.evaluate("getComputedStyle(document.activeElement, '::after').outlineStyle")
        assert "none" not in (outline, after) or "solid" in (outline, after), text
        if text == "Night":
            break
    assert seen[-1] == "Night"

    visitor.keyboard.press("Enter")
    visitor.wait_for_url(re.compile(r"variant=\d+"))
    visitor.wait_for_function("document.querySelector('.opt[aria-current]').innerText === 'Night'")
    assert visitor.evaluate("document.activeElement.innerText") == "Night"


def test_a_country_is_found_by_typing_and_the_page_is_kept(visitor, store):
    visitor.goto(f"{store}/en/p/quay-backpack/")
    visitor.click("store-place a")
    visitor.wait_for_selector("dialog[open]")
    visitor.fill("dialog input[type=search]", "unit")
    visible = visitor.eval_on_selector_all(
        "dialog li:not([hidden]) button[name=place]", "all => all.map(one => one.innerText)"
    )
    assert any("United States" in one for one in visible)
    assert not any("Germany" in one for one in visible)

    visitor.click("dialog button:has-text('United States')")
    visitor.wait_for_load_state()

    assert visitor.url == f"{store}/en/p/quay-backpack/"
    assert "USD" in visitor.inner_text(".buy .price")
    assert "Duties and taxes are added at checkout." in visitor.inner_text(".buy")


def test_facets_act_at_once_and_can_be_taken_away(visitor, store):
    visitor.goto(f"{store}/en/c/all/")
    visitor.check("input[name='o.Color'][value='Sea']")
    visitor.wait_for_url(re.compile("Sea"))
    narrowed = visitor.locator(".grid .card").count()
    assert 0 < narrowed < 24

    visitor.click(".chip")
    visitor.wait_for_url(re.compile(r"/c/all/$"))
    assert visitor.locator(".grid .card").count() == 24


@pytest.mark.parametrize("visitor", [{"viewport": size("phone")}], indirect=True)
def test_on_a_phone_the_facets_open_as_a_sheet(visitor, store):
    visitor.goto(f"{store}/en/c/all/")
    assert not visitor.is_visible("#facets")
    visitor.click(".facet-open")
    assert visitor.is_visible("#facets")
    assert violations(visitor) == []

    visitor.check("input[name='o.Color'][value='Sea']")
    visitor.click(".apply .button")
    visitor.wait_for_url(re.compile("Sea"))
    assert not visitor.is_visible("#facets")


@pytest.mark.parametrize("visitor", [{"java_script_enabled": False}], indirect=True)
def test_everything_works_without_scripts(visitor, store):
    visitor.goto(f"{store}/en/c/all/")
    visitor.check("input[name='o.Color'][value='Sea']")
    visitor.fill("input[name=min]", "50")
    visitor.click(".apply .button")
    assert "Sea" in visitor.url
    assert visitor.locator(".grid .card").count() > 0

    visitor.goto(f"{store}/en/p/lakeside-tea-set/")
    visitor.click("a.opt:has-text('Four')")
    assert "variant=" in visitor.url

    visitor.click("store-place a")
    visitor.click("button:has-text('Japan')")
    assert "lakeside-tea-set" in visitor.url
    assert "JPY" in visitor.inner_text(".buy .price")

    visitor.click("button[name=choice][value=no]")
    assert visitor.locator("button[name=choice]").count() == 0


@pytest.mark.parametrize("visitor", [{"locale": "de-AT"}], indirect=True)
def test_another_language_is_suggested_once_and_nobody_is_moved(visitor, store):
    visitor.goto(f"{store}/en/")
    assert visitor.url == f"{store}/en/"
    assert not visitor.is_visible("store-hint")
    visitor.click("button[name=choice][value=no]")
    visitor.wait_for_selector("store-hint:not([hidden])")
    assert "Deutsch" in visitor.inner_text("store-hint")

    visitor.click("store-hint button")
    visitor.goto(f"{store}/en/c/all/")
    assert not visitor.is_visible("store-hint")


def test_suggestions_come_while_typing(visitor, store):
    visitor.goto(f"{store}/en/")
    visitor.click("store-search a")
    visitor.keyboard.type("lakesi")
    visitor.wait_for_selector(".seek .hits a")
    assert "Lakeside tea set" in visitor.inner_text(".seek .hits")


def test_nothing_comes_from_elsewhere_and_little_comes_at_all(visitor, store):
    sizes: dict[str, int] = {}

    def note(response: Any) -> None:
        assert response.url.startswith(store), response.url
        kind = response.request.resource_type
        if kind in {"document", "stylesheet", "script"}:
            sizes[kind] = sizes.get(kind, 0) + response.request.sizes()["responseBodySize"]

    visitor.on("response", note)
    for path in ("", "c/all/", "p/lakeside-tea-set/"):
        sizes.clear()
        visitor.goto(f"{store}/en/{path}", wait_until="networkidle")
        assert sizes.get("document", 0) <= 25_000
        assert sizes.get("stylesheet", 0) <= 15_000
        assert sizes.get("script", 0) <= 15_000
