"""Every word of the demo shop exists in every language that is there."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from tests.demo.shop import CATALOG, PRODUCTS, TEXTS, VARIANTS

EACH_LANGUAGE = pytest.mark.parametrize("language", list(TEXTS))
ALLOWED_TAGS = {"p", "ul", "li", "h2", "h3", "strong", "em", "br"}
REPEATING = (
    "product_types",
    "tags",
    "options",
    "attributes",
    "option_values",
    "attribute_values",
)
SLUGGED = ("products", "categories", "collections", "pages")


def leaves(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every text with the keys that lead to it."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, (*path, key))
    else:
        yield path, node


class TagBalance(HTMLParser):
    """Collects tags that are not allowed and those left open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED_TAGS or attrs:
            self.wrong.append(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"/{tag}")


def faults(markup: str) -> list[str]:
    """What is wrong with a piece of HTML; nothing for clean markup."""
    parser = TagBalance()
    parser.feed(markup)
    return [*parser.wrong, *parser.open]


def test_the_check_of_markup_finds_what_it_looks_for() -> None:
    assert faults("<p>calm</p><ul><li>dry</li></ul>") == []
    assert faults("<p>open") == ["p"]
    assert faults('<p onclick="x()">handler</p>') == ["p"]
    assert faults("<script>x()</script>") == ["script"]


def test_english_and_chinese_are_there() -> None:
    assert {"en", "zh-hans"} <= set(TEXTS)


@EACH_LANGUAGE
def test_a_language_has_the_same_keys_as_english_and_no_empty_text(language: str) -> None:
    english = dict(leaves(TEXTS["en"]))
    texts = dict(leaves(TEXTS[language]))
    assert TEXTS[language]["language"] == language
    assert set(english) - set(texts) == set()
    assert set(texts) - set(english) == set()
    assert [path for path, text in texts.items() if not str(text).strip()] == []


def test_english_has_a_text_for_everything_that_the_catalog_shows() -> None:
    english = TEXTS["en"]
    assert set(english["products"]) == {product["handle"] for product in PRODUCTS}
    assert set(english["categories"]) == {category["handle"] for category in CATALOG["categories"]}
    assert set(english["collections"]) == {entry["handle"] for entry in CATALOG["collections"]}
    assert set(english["pages"]) == set(CATALOG["pages"])
    assert set(english["attributes"]) == set(CATALOG["attributes"])
    for product in PRODUCTS:
        assert product["product_type"] in english["product_types"]
        assert set(product["tags"]) <= set(english["tags"])
        assert set((product["safety"] or {}).get("warnings", ())) <= set(english["warnings"])
        assert {picture["alt"] for picture in product["pictures"]} <= set(english["alts"])
        for option in product["options"]:
            assert option["code"] in english["options"]
            assert set(option["values"]) <= set(english["option_values"][option["code"]])
    for group in ("banners", "empty_states"):
        assert {file.removesuffix(".svg") for file in CATALOG[group].values()} <= set(
            english["alts"]
        )


def test_every_value_of_a_choice_has_a_word() -> None:
    words = TEXTS["en"]["attribute_values"]
    for product, variant in VARIANTS:
        for code, value in (product["attributes"] | variant["attributes"]).items():
            if CATALOG["attributes"][code]["type"] in ("choice", "choices"):
                chosen = value if isinstance(value, list) else [value]
                assert set(chosen) <= set(words[code]), (product["handle"], code)


@EACH_LANGUAGE
def test_a_word_that_repeats_is_translated_the_same_everywhere(language: str) -> None:
    chosen: dict[str, set[str]] = {}
    translated = dict(leaves(TEXTS[language]))
    for path, text in leaves(TEXTS["en"]):
        if path[0] in REPEATING:
            chosen.setdefault(text, set()).add(translated[path])
    assert {text: words for text, words in chosen.items() if len(words) > 1} == {}


@EACH_LANGUAGE
def test_slugs_are_short_clean_and_unique_among_their_kind(language: str) -> None:
    for kind in SLUGGED:
        slugs = [entry["slug"] for entry in TEXTS[language][kind].values()]
        assert len(set(slugs)) == len(slugs), kind
        unclean = [s for s in slugs if not re.fullmatch(r"[^\W_]+(-[^\W_]+)*", s) or s != s.lower()]
        assert unclean == []
        assert max(map(len, slugs)) <= 60


@EACH_LANGUAGE
def test_markup_is_plain_and_balanced(language: str) -> None:
    texts = TEXTS[language]
    for handle, product in texts["products"].items():
        assert faults(product["description"]) == [], handle
        assert product["description"].startswith("<p>")
    for handle, page in texts["pages"].items():
        assert faults(page["body"]) == [], handle


@EACH_LANGUAGE
def test_only_descriptions_and_pages_hold_markup(language: str) -> None:
    for path, text in leaves(TEXTS[language]):
        if path[-1] not in ("description", "body"):
            assert "<" not in text, path


@EACH_LANGUAGE
def test_the_voice_is_calm(language: str) -> None:
    loud = [path for path, text in leaves(TEXTS[language]) if re.search("[!！¡]", str(text))]
    assert loud == []


@EACH_LANGUAGE
def test_search_results_show_titles_and_descriptions_whole(language: str) -> None:
    texts = TEXTS[language]
    for entry in (*texts["products"].values(), *texts["pages"].values()):
        assert len(entry["seo_title"]) <= 70
        assert len(entry["seo_description"]) <= 170
