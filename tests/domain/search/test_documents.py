"""A product is found by its words, each in the best place where it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.domain.search.documents import MOST_TERMS, SearchDocument, hidden, indexed, shown

TEA_SET = SearchDocument(
    product_id=1,
    language="en",
    title="Lakeside tea set",
    shown_in=("en", "pt-br"),
    hidden_in=("gulf",),
    about=("Pot and cups", "Harbor & Reed"),
    details=("Celadon", "500ml"),
    description="<p>A round <b>pot</b> &amp; four&nbsp;cups.</p><script>alert(1)</script>",
    codes=("HR-TEA-01", "4006381333931"),
)


def has(*terms: str, of: SearchDocument = TEA_SET) -> bool:
    return set(terms) <= set(indexed(of).terms)


def test_a_word_stands_in_its_place_and_every_worse_one() -> None:
    assert has("1tea", "2tea", "3tea", "4tea")
    assert has("2pot", "3pot", "4pot") and not has("1pot")
    assert has("3celadon", "4celadon") and not has("2celadon")
    assert has("4round") and not has("3round")


def test_plurals_codes_numbers_and_marks_are_terms() -> None:
    assert has("2cups", "2cup")
    assert has("3500ml", "3500", "3ml")
    assert has("0hrtea01", "04006381333931", "0lakesideteaset")
    assert has("9len", "9lptbr", "9hgulf")
    assert shown("pt-br") == "9lptbr" and hidden("Gulf") == "9hgulf"


def test_markup_is_no_word() -> None:
    assert has("4alert") and not has("4script") and not has("4p") and not has("4nbsp")


def test_chinese_is_found_by_characters_and_pairs() -> None:
    document = SearchDocument(2, "zh-hans", "湖畔茶具套装", ("zh-hans",))
    assert has("1茶", "1茶具", "1具套", of=document)


def test_german_words_are_found_by_their_ends_below_the_title() -> None:
    document = SearchDocument(3, "de", "Umhängetaschen aus Leinen", ("de",))
    assert has("3taschen", "3tasch", of=document) and not has("1taschen", of=document)
    assert has("1umhangetaschen", of=document)


def test_a_shirt_with_a_hyphen_is_found_without() -> None:
    document = SearchDocument(4, "en", "Linen T-shirt", ("en",))
    assert has("1t", "1shirt", "1tshirt", of=document)


def test_words_for_completion_are_kept_as_written() -> None:
    words = indexed(SearchDocument(5, "fr", "Écharpe légère 4XL", ("fr",))).words
    assert words == {"echarpe": "Écharpe", "legere": "légère"}


LENGTHS = [("Tea", 1), ("Lakeside tea set", 3), ("湖畔茶具套装", 2), ("", 0)]


@pytest.mark.parametrize(("title", "length"), LENGTHS)
def test_titles_have_a_length_in_any_script(title: str, length: int) -> None:
    assert indexed(SearchDocument(6, "en", title, ("en",))).title_length == length


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_becomes_clean_terms(title: str, description: str) -> None:
    document = SearchDocument(7, "de", title, ("de",), description=description, codes=(title,))
    for term in indexed(document).terms:
        assert not set(term) & set(" '\"\\*:\x00") and len(term) <= 42


def test_an_endless_text_has_an_end() -> None:
    endless = " ".join(f"word{number}" for number in range(100_000))
    document = SearchDocument(8, "en", endless, ("en",), description=endless)
    assert len(indexed(document).terms) <= MOST_TERMS + 2
