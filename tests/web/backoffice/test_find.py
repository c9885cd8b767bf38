"""The palette finds products, SKUs, pages and actions, in both languages and by pinyin."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

FIND = "/office/find"


def hits(client: Client, text: str) -> str:
    return client.get(FIND, {"q": text}, headers={"HX-Request": "true"}).content.decode()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lakeside", "Lakeside tea set"),
        ("hr-ls-02-cel", "HR-LS-02-CEL"),
        ("湖畔", "Lakeside tea set"),
        ("prod", "/office/products/"),
        ("sp", "/office/products/"),
        ("dr", "/office/import/"),
        ("scyjg", "/office/markets/"),
        ("rw", "/office/jobs/"),
        ("token", "/office/shop/tokens"),
        ("", "/office/products/"),
    ],
)
def test_it_finds(owner: Client, text: str, found: str) -> None:
    assert found in hits(owner, text)


def test_an_exact_sku_comes_first_and_titles_before_other_languages(owner: Client) -> None:
    found = hits(owner, "tea")

    assert found.index("Lakeside tea set") < found.index("Mooring knife")


@pytest.mark.parametrize("text", ["%", "' OR 1=1", "\x00", "x" * 5000, "🍵", "<script>", "\u202e"])
def test_hostile_words_find_nothing_and_break_nothing(owner: Client, text: str) -> None:
    assert "<script>" not in hits(owner, text)


def test_an_assistant_is_not_shown_the_owners_pages(assistant: Client) -> None:
    assert "/office/shop/" not in hits(assistant, "")
    assert "/office/markets/" not in hits(assistant, "market")


def test_without_scripts_it_is_a_page(owner: Client) -> None:
    page = owner.get(FIND, {"q": "tea"}).content.decode()

    assert "<html" in page
    assert "Lakeside tea set" in page


def test_in_chinese_the_pages_are_found_by_their_chinese_names(
    loaded_demo: datetime, person: Any
) -> None:
    assert "湖畔茶具" in hits(person("owner", "zh-hans"), "湖畔")
