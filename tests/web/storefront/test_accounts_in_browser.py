"""The pages of an account and of a withdrawal in a real browser: accessible in three scripts."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Shop
from tests.web.storefront.serving import running
from tests.web.storefront.test_in_browser import LANGUAGES, size, violations

pytestmark = pytest.mark.browser

MAIL, WORD = "lena@post.example", "a long quiet river"
OPEN = ("account/sign-in/", "account/open/", "account/forgot/", "account/asked/", "withdraw/")
OWN = ("account/", "account/address/", "account/data/", "account/erase/")
MEMBER = f"""
import django; django.setup()
from sampan.apps.accounts.services import shoppers
from sampan.flows.link_orders import link_orders
from sampan.kernel.clock import now
person = shoppers.open_account("{MAIL}", "{WORD}")
link_orders(person.pk, person.email, "en", now())
"""


@pytest.fixture(scope="module")
def store(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A store with the demo shop and one member."""
    home = tmp_path_factory.mktemp("members") / "home"
    shutil.copytree(demo_template, home)
    subprocess.run([sys.executable, "-c", MEMBER], env=Shop(home, "").environment, check=True)
    with running(home) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def visitor(browser: Any) -> Iterator[Any]:
    """A browser window of its own; what a page complains about fails the test."""
    context = browser.new_context(viewport=size("phone"), locale="en-GB")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert complaints == []


def enter(page: Any, store: str, language: str) -> None:
    """Sign in by the keyboard alone."""
    page.goto(f"{store}/{language}/account/sign-in/")
    page.get_by_role("textbox").first.focus()
    page.keyboard.type(MAIL)
    page.keyboard.press("Tab")
    page.keyboard.type(WORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{language}/account/")


def fits(page: Any) -> bool:
    """Whether nothing has to be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_pages_open_to_all(visitor: Any, store: str, language: str) -> None:
    for path in OPEN:
        visitor.goto(f"{store}/{language}/{path}")
        assert violations(visitor) == [], path
        assert fits(visitor), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_a_members_pages(visitor: Any, store: str, language: str) -> None:
    enter(visitor, store, language)
    for path in OWN:
        visitor.goto(f"{store}/{language}/{path}")
        assert violations(visitor) == [], path
        assert fits(visitor), path


def test_the_pages_of_passkeys_and_second_factors_are_accessible(visitor: Any, store: str) -> None:
    visitor.goto(f"{store}/en/account/sign-in/")
    visitor.get_by_text("Sign in with a passkey").click()
    visitor.wait_for_url("**/accounts/login/**")
    assert violations(visitor) == []
    enter(visitor, store, "en")
    visitor.get_by_text("Second factor and passkeys").click()
    visitor.wait_for_url("**/accounts/2fa/**")
    assert violations(visitor) == []
    assert fits(visitor)


def test_a_contract_is_withdrawn_from_in_two_steps_without_an_account(
    visitor: Any, store: str
) -> None:
    visitor.goto(f"{store}/en/")
    visitor.get_by_role("contentinfo").get_by_text("Withdraw from a contract").click()
    for name, text in (("number", "1001"), ("name", "Lena Vogt"), ("email", MAIL)):
        visitor.locator(f"#f-{name}").fill(text)
    visitor.get_by_role("button", name="Go on to the declaration").click()
    assert violations(visitor) == []
    visitor.get_by_role("button", name="Confirm withdrawal").click()
    visitor.wait_for_url("**/withdraw/received/")

    assert visitor.get_by_role("status").get_by_role("heading").is_visible()
    assert violations(visitor) == []
