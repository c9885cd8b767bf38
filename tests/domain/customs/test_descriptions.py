"""A description passes where it lets a reader picture the thing, and not where it only fills."""

from datetime import date

import pytest

from sampan.domain.customs.descriptions import check_description
from sampan.reference.vague_words import load_vocabulary

ON = date(2026, 7, 1)


def objections(text: str, on: date = ON) -> list[tuple[str, str]]:
    return [(o.code, o.level) for o in check_description(text, load_vocabulary(), on)]


@pytest.mark.parametrize(
    "text",
    [
        "Knitted cotton T-shirt",
        "Leather wallet with card slots",
        "Stoneware tea set: teapot, cups and ash wood tray",
        "Gift box with ceramic mug and spoon",
        "Accessories for guitars: steel strings",
        "Écharpe en laine",
        "Wooden toys: train with three wagons",
    ],
)
def test_clear_descriptions_pass(text):
    assert objections(text) == []


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Gift", "refused"),
        ("GIFTS!", "refused"),
        ("general cargo", "refused"),
        ("Electronics, accessories", "refused"),
        ("Various goods", "refused"),
        ("item", "refused"),
        ("10 pcs items new", "refused"),
        ("miscellaneous parts", "refused"),
        ("new hot sale", "refused"),
        ("promotional mugs", "weak"),
        ("plastic parts", "weak"),
        ("As per attached invoice", "refused"),
    ],
)
def test_vague_words_alone_are_refused_and_beside_one_word_ask_for_more(text, level):
    assert {found for _, found in objections(text)} == {level}
    assert {code for code, _ in objections(text)} == {"vague"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        ("12345-678", "no_words"),
        ("!!!", "no_words"),
        ("ab", "too_short"),
        ("cotton shirt " * 100, "too_long"),
        ("x" * 1_000_000, "too_long"),
        ("纯棉T恤", "not_latin"),
        ("قميص قطن", "not_latin"),
    ],
)
def test_other_objections_have_their_own_code(text, code):
    assert [found for found, _ in objections(text)] == [code]


def test_a_word_counts_from_the_day_it_was_listed():
    assert objections("commercial", date(2026, 2, 1)) == []
    assert objections("commercial", date(2026, 2, 2)) == [("vague", "refused")]


def test_an_objection_says_what_to_write_instead_and_who_says_so():
    (objection,) = check_description("shoes", load_vocabulary(), ON)

    assert objection.instead == "running shoes with textile uppers"
    assert "ICS2" in objection.source
