"""What is indexed is found, in the order of its worth; what is removed is gone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sampan.apps.search import selectors, services
from sampan.apps.search.models import Document, Word, WordKey
from sampan.domain.search.documents import SearchDocument

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]

EVERYWHERE = ("en", "de", "ar")


def a_document(product_id: int, title: str, **said: object) -> SearchDocument:
    values = {"product_id": product_id, "language": "en", "title": title, "shown_in": EVERYWHERE}
    return SearchDocument(**(values | said))  # type: ignore[arg-type]  # a few named fields


def found(text: str, language: str = "en", market: str = "eu") -> tuple[int, ...]:
    return selectors.search(language, market, text).product_ids


def test_a_better_place_ranks_first_then_the_shorter_title_then_the_newer_product() -> None:
    services.index(
        [
            a_document(1, "Bowl", description="for tea"),
            a_document(2, "Bowl", details=("tea",)),
            a_document(3, "Bowl", about=("tea ware",)),
            a_document(4, "A very long name of a tea pot"),
            a_document(5, "Tea caddy"),
            a_document(6, "Tea bowl"),
            a_document(7, "Teas of the world"),
        ]
    )
    assert found("tea") == (6, 5, 7, 4, 3, 2, 1)


def test_a_code_and_a_whole_title_come_before_everything() -> None:
    services.index(
        [
            a_document(1, "Harbor", codes=("TEE-BLU-M", "4006381333931")),
            a_document(2, "TEE BLU M and more"),
            a_document(3, "Tee"),
            a_document(4, "Tee tee"),
        ]
    )
    assert found("tee-blu-m") == (1, 2)
    assert found("4006381333931") == (1,)
    assert found("tee")[0] == 3


def test_every_word_must_be_there_and_if_none_has_all_any_is_enough() -> None:
    services.index([a_document(1, "Blue scarf"), a_document(2, "Blue vase"), a_document(3, "Cup")])
    assert found("scarf blue") == (1,)
    result = selectors.search("en", "eu", "cup scarf")
    assert set(result.product_ids) == {1, 3} and result.is_loose


def test_a_hidden_product_is_not_found_in_its_market_alone() -> None:
    services.index([a_document(1, "Knife", hidden_in=("jp", "gulf")), a_document(2, "Knife")])
    assert found("knife", market="jp") == (2,)
    assert found("knife", market="eu") == (2, 1)


def test_words_of_a_language_are_found_by_its_readers_and_by_those_without_own_words() -> None:
    services.index(
        [
            a_document(1, "Scarf", shown_in=("en", "ar")),
            a_document(1, "Schal", language="de", shown_in=("de",)),
        ]
    )
    assert found("Schal", "de") == (1,) and found("scarf", "de") == ()
    assert found("scarf", "ar") == (1,) and found("Schal", "en") == ()


def test_indexing_again_replaces_and_the_same_again_writes_nothing() -> None:
    assert services.index([a_document(1, "Lamp"), a_document(2, "Vase")]) == 2
    assert services.index([a_document(1, "Lamp"), a_document(2, "Vase")]) == 0
    assert services.index([a_document(1, "Lantern"), a_document(2, "Vase")]) == 1
    assert found("lamp") == () and found("lantern") == (1,) and found("vase") == (2,)
    assert Document.objects.count() == 2


def test_what_is_removed_leaves_no_word_behind() -> None:
    services.index([a_document(1, "Porcelain vase"), a_document(2, "Porcelain bowl")])
    services.remove([1])
    assert found("porcelain") == (2,) and found("vase") == ()
    assert set(Word.objects.values_list("word", "products")) == {("porcelain", 1), ("bowl", 1)}
    services.remove([2, 3])
    assert not Word.objects.exists() and not WordKey.objects.exists()
    assert not Document.objects.exists()


def test_misspelt_unfinished_glued_and_parted_words_are_found() -> None:
    services.index([a_document(1, "Porcelain teapot"), a_document(2, "Canvas back pack")])
    result = selectors.search("en", "eu", "porcelian")
    assert result.product_ids == (1,) and result.meant == ("porcelain",)
    assert found("porcel") == (1,)
    assert found("tea pot") == (1,)
    assert found("backpacks") == (2,)


def test_readers_without_own_words_are_corrected_too() -> None:
    services.index([a_document(1, "Umbrella")])
    assert selectors.search("de", "eu", "umbrela").meant == ("umbrella",)


def test_a_page_continues_where_the_one_before_ended() -> None:
    services.index([a_document(number, f"Cup {number}") for number in range(1, 31)])
    first = selectors.search("en", "eu", "cup", limit=20)
    second = selectors.search("en", "eu", "cup", limit=20, offset=20)
    assert (len(first.product_ids), len(second.product_ids), first.total) == (20, 10, 30)
    assert not set(first.product_ids) & set(second.product_ids)
    assert selectors.search("en", "eu", "cup", offset=5_000).product_ids == ()


def test_hits_are_counted_to_a_thousand() -> None:
    services.index([a_document(number, "Cup") for number in range(1, 1_102)])
    result = selectors.search("en", "eu", "cup")
    assert (result.total, result.are_more, len(result.product_ids)) == (1_000, True, 24)


def test_suggestions_complete_the_last_word_with_one_that_finds_something() -> None:
    services.index(
        [
            a_document(1, "Blue Scarf"),
            a_document(2, "Scarf ring"),
            a_document(3, "Red scale"),
            a_document(4, "Secret", hidden_in=("eu",)),
        ]
    )
    assert selectors.suggest("en", "eu", "sc").completions == ("Scarf", "scale")
    assert selectors.suggest("en", "eu", "blue sc").completions == ("blue Scarf",)
    assert selectors.suggest("en", "eu", "blue sc").product_ids == (1,)
    assert selectors.suggest("en", "eu", "secr") == selectors.Suggestions((), ())
    assert selectors.suggest("en", "eu", "scafr").product_ids == (2, 1)


HOSTILE = [
    "", " ", '"', "'", "''", '" OR "', "tea AND", "NOT tea", "NEAR(tea pot)", "tea*", "*",
    "{a b}:c", "title:tea", "^tea", "tea & !pot | (", "'; DROP TABLE search_document; --",
    "\\", "\x00tea\x00",
    "%s %(a)s", "tea" * 4_000, "a " * 5_000, "?!…", "🎁🎁", "\u202etea\u202c", "ـ", "\ud800", "﷽",
    "e\u0301" * 300, "1e309", "-1", "ﷺ" * 300, "\U000e0001", "ー", "々", "ㅋㅋㅋ", "0" * 500,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("language", ["en", "ja", "ar", "xx", "../../etc"])
def test_nothing_typed_makes_a_search_fail(text: str, language: str) -> None:
    services.index([a_document(1, "Tea pot"), a_document(2, text[:400] or "x")])
    selectors.search(language, "e'u\"", text)
    selectors.suggest(language, "eu", text)


def test_ordinary_questions_cost_one_query_and_hopeless_ones_five() -> None:
    services.index([a_document(number, f"Cup {number}") for number in range(1, 60)])
    for text, most in (("cup", 1), ("cup 7", 1), ("cupp", 3), ("zzzzzz yyyyyy", 5)):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            selectors.search("en", "eu", text)
        assert len(queries) <= most, text
