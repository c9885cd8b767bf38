"""Every address of the store and of the webhooks, with every verb, for everybody who might try.

The back office and the API have matrices of their own beside their tests. A new address fails here
until it has its row.
"""

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from tests.shops import loaded_demo  # noqa: F401 - a fixture is found by its name

from sampan.web.storefront import urls as store
from sampan.web.webhooks import urls as webhooks

pytestmark = [pytest.mark.django_db]
GAPS = {
    "language": "de", "slug": "nothing", "token": "x" * 43, "number": "1", "path": "nothing.webp",
    "name": "favicon.svg", "provider": "nobody",
}  # fmt: skip
PAGES = {
    "icon",
    "root", "home", "category", "product", "search", "suggestions", "page", "place",
    "choice", "cart", "checkout", "returned", "order", "account", "address", "data",
    "erase", "erased", "sign_in", "open_account", "forgot", "asked", "link", "withdraw",
    "withdraw_received", "offline", "sitemaps", "sitemap", "robots", "llms", "manifest",
    "service_worker", "theme", "media",
}  # fmt: skip
FORMS = {
    "choose_place", "choose_cookies", "clicked", "add", "change", "take", "code", "update",
    "place_order", "pay_again", "profile", "keep_address", "forget_address", "data_file",
    "erase_confirm", "sign_in_enter", "sign_out", "ask_to_open", "ask_to_reset", "use_link",
    "withdraw_check", "withdraw_declare",
}  # fmt: skip
SIGNED = {"webhook_payment"}
ROLES = (None, "shopper", "assistant", "owner")


def routes() -> dict[str, str]:
    """Name and address, something in each gap."""

    def fill(pattern: str) -> str:
        text = re.sub(r"\(\?P<(\w+)>.*\)\$", lambda gap: GAPS[gap[1]], pattern.strip("^"))
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda gap: GAPS.get(gap[1], "x"), text)

    found = {one.name or one.callback.__name__: fill(str(one.pattern)) for one in store.urlpatterns}
    doors = webhooks.urlpatterns
    return found | {f"webhook_{one.name}": fill(f"webhooks/{one.pattern}") for one in doors}


@pytest.fixture(params=ROLES, ids=str)
def client(request: pytest.FixtureRequest, loaded_demo: Any) -> Client:  # noqa: F811
    """A browser that checks its forms: of nobody, and of everybody who can sign in."""
    client = Client(enforce_csrf_checks=True)
    if request.param is not None:
        client.force_login(
            get_user_model().objects.create_user(
                f"{request.param}@shop.example", "a long pass phrase", role=request.param
            )
        )
    return client


def statuses(client: Client, verb: str, names: set[str], site: str = "") -> dict[str, int]:
    headers = {"Sec-Fetch-Site": site} if site else {}
    paths = routes()
    return {
        name: getattr(client, verb)(paths[name], headers=headers).status_code
        for name in sorted(names)
        if name in paths
    }


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    assert set(routes()) == PAGES | FORMS | SIGNED
    assert not PAGES & FORMS


def test_pages_can_be_looked_at_and_nothing_can_be_sent_to_them(client: Client) -> None:
    assert set(statuses(client, "get", PAGES).values()) <= {200, 302, 303, 404, 410}
    for verb in ("post", "put", "patch", "delete"):
        told = statuses(client, verb, PAGES, "same-origin")
        assert set(told.values()) <= {403, 405}, (verb, told)


def test_a_link_changes_nothing_and_neither_does_a_form_of_another_site(client: Client) -> None:
    for verb in ("get", "put", "patch", "delete"):
        assert set(statuses(client, verb, FORMS).values()) == {405}, verb
    for site in ("cross-site", "same-site"):
        told = statuses(client, "post", FORMS, site)
        assert set(told.values()) == {403}, (site, told)


def test_forms_end_in_words_never_in_an_error(client: Client) -> None:
    told = statuses(client, "post", FORMS, "same-origin")

    assert set(told.values()) <= {200, 204, 303, 404, 409, 422, 429}, told


def test_only_what_a_provider_signed_enters_without_a_form(client: Client) -> None:
    assert statuses(client, "post", SIGNED, "cross-site") == {"webhook_payment": 404}
    assert statuses(client, "get", SIGNED) == {"webhook_payment": 405}
