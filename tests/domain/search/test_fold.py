"""Spellings that readers hold to be the same are one spelling; those that differ stay apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.domain.search.fold import fold

SAME = [
    ("Café", "CAFE"),
    ("straße", "STRASSE"),
    ("Ærø", "aero"),
    ("İstanbul", "istanbul"),
    ("Łódź", "lodz"),
    ("ＴＥＡ１２", "tea12"),
    ("ﾃｨｰﾎﾟｯﾄ", "ティーポット"),
    ("ティーポット", "てぃーぽっと"),
    ("ガ", "ガ"),
    ("도자기", "도자기"),
    ("إبريق", "ابريق"),
    ("أَحْمَر", "احمر"),
    ("حقيبـــة", "حقيبه"),
    ("مستشفى", "مستشفي"),
    ("٤٢", "42"),
    ("ﷺ", "صلي الله عليه وسلم"),
    ("Ｎ°", "n°"),
    ("cr\u00adème", "creme"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_these_are_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


DIFFERENT = [("か", "が"), ("は", "ぱ"), ("壶", "壺"), ("tea", "tee"), ("بيت", "بنت")]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_these_are_not(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(max_size=60))
def test_folding_any_text_twice_changes_no_letter(text: str) -> None:
    once = [letter for letter in fold(text) if letter.isalnum()]
    twice = [letter for letter in fold(fold(text)) if letter.isalnum()]
    assert len(twice) >= len(once) - text.count("ͅ")
