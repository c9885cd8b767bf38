"""Who may open what: every address of the back office, for everybody who might try."""

import re
from collections.abc import Iterator
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver

from sampan.web.backoffice import urls

LOGIN = "/accounts/login/"
OPEN_TO_ALL = {"enter", "language", "theme"}
OWNERS_ONLY = {
    "colors", "delivery", "demo", "derivation", "derive", "market", "markets", "new_market",
    "new_promotion", "new_service", "people", "promotion", "promotions",
    "remove_demo", "revoke_token", "service", "setup", "setup_step", "shop", "tokens",
    "warehouses",
}  # fmt: skip
ANY_UUID = "6f3c2c1e-0a52-4b52-9c07-0f5f3d2a1b10"
ANY = {"int": 1, "uuid": ANY_UUID}
VALUES = {
    "product_id": 1, "variant_id": 1, "view_id": 1,
    "job_id": ANY_UUID, "token_id": ANY_UUID,
    "code": "uk-gbp", "name": "title", "tab": "description", "step": "language",
    "key": "0" * 32, "secret": "nothing",
}  # fmt: skip


def routes() -> Iterator[tuple[str, str, Any]]:
    """Name, address and view of every page of the back office, the settings' tables included."""

    def walk(patterns: Any, prefix: str) -> Iterator[tuple[str, str, Any]]:
        for entry in patterns:
            path = prefix + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns, path)
            elif isinstance(entry, URLPattern):
                yield str(entry.name), "/office/" + path, entry.callback

    yield from walk(urls.urlpatterns, "")


def address(path: str) -> str:
    """An address with something in each of its gaps."""

    def value(gap: re.Match[str]) -> str:
        return str(VALUES.get(gap[2], ANY.get(gap[1], "x")))

    return re.sub(r"<(\w+):(\w+)>", value, path)


PAGES = [(name, address(path)) for name, path, _ in routes() if not path.startswith("/office/sett")]


def test_every_view_is_guarded_by_the_one_decorator() -> None:
    unguarded = [
        path
        for name, path, view in routes()
        if name not in OPEN_TO_ALL and getattr(view, "opens_for", None) is None
    ]

    assert unguarded == []


def test_the_settings_tables_open_for_owners_only() -> None:
    tables = [view for _, path, view in routes() if path.startswith("/office/settings/")]

    assert len(tables) > 30
    assert {view.opens_for for view in tables} == {"owner"}


def test_strangers_are_sent_to_the_sign_in_page(db: None) -> None:
    answers = {
        (method, path): getattr(Client(), method)(path)
        for name, path in PAGES
        for method in ("get", "post")
        if name not in OPEN_TO_ALL
    }

    let_in = [key for key, answer in answers.items() if answer.status_code != 302]
    assert let_in == []
    assert {answer["Location"].split("?")[0] for answer in answers.values()} == {LOGIN}


def test_shoppers_find_nothing(person: Any) -> None:
    shopper = person("shopper")
    answers = {
        (method, path): getattr(shopper, method)(path).status_code
        for name, path in PAGES
        for method in ("get", "post")
        if name not in OPEN_TO_ALL
    }

    assert [key for key, status in answers.items() if status != 404] == []


def test_assistants_find_no_settings_and_no_markets(assistant: Client) -> None:
    for name, path in PAGES:
        if name in OPEN_TO_ALL:
            continue
        status = assistant.get(path).status_code
        assert status in ({404} if name in OWNERS_ONLY else {200, 302, 404, 405}), path
        assert name not in OWNERS_ONLY or assistant.post(path).status_code == 404, path


def test_somebody_who_left_is_let_in_no_more(owner: Client) -> None:
    owner.person.is_active = False  # type: ignore[attr-defined]  # set by the fixture
    owner.person.save()  # type: ignore[attr-defined]  # likewise

    assert owner.get("/office/products/").status_code == 302


def test_a_part_of_a_page_sends_the_whole_page_to_the_sign_in(db: None) -> None:
    response = Client().get("/office/jobs/drawer", headers={"HX-Request": "true"})

    assert response["HX-Redirect"] == LOGIN


def test_no_page_is_kept_by_browsers_or_shown_in_frames(owner: Client) -> None:
    for _name, path in PAGES:
        response = owner.get(path)
        assert response.status_code < 500, path
        if response.status_code != 200:
            continue
        assert "no-store" in response.get("Cache-Control", ""), path
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy, path
        assert "frame-ancestors 'none'" in policy, path


def test_the_looser_policy_stays_inside_the_settings_tables(owner: Client) -> None:
    tables = owner.get("/office/settings/")

    assert "'unsafe-eval'" in tables["Content-Security-Policy"]
    assert "unsafe" not in owner.get("/office/shop/")["Content-Security-Policy"]
