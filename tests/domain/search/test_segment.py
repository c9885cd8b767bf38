"""Text is cut into words where words are written apart, and into pairs where they are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.domain.search.segment import LONGEST_WORD, code, grams, pairs, parts, pieces

CUTS = [
    ("Lakeside tea set", "lakeside tea set"),
    ("T-Shirt, l'écharpe", "t shirt l echarpe"),
    ("foo_bar/baz", "foo bar baz"),
    ("紫砂壶500ml套装", "紫砂壶 500ml 套装"),
    ("コーヒーカップ", "こーひーかっぷ"),
    ("サーバー", "さーば"),
    ("도자기 찻잔", "도자기 찻잔"),
    ("إبريق الشاي", "ابريق الشاي"),
    ("茶壶Teapot壺", "茶壶 teapot 壺"),
    ("हिन्दी ไทย", "हिन्दी ไทย"),
    ("🎁 ♥ --- ???", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "cut"), CUTS)
def test_text_is_cut(text: str, cut: str) -> None:
    assert " ".join(piece.text for piece in pieces(text)) == cut


def test_a_run_is_found_by_its_characters_and_pairs() -> None:
    assert grams("紫砂壶") == ("紫", "砂", "壶", "紫砂", "砂壶")
    assert grams("壶") == ("壶",)
    assert pairs("壶") == ()


@pytest.mark.parametrize(
    ("word", "cut"), [("500ml", ("500", "ml")), ("a4", ("a", "4")), ("tea", ()), ("500", ())]
)
def test_number_and_unit_are_found_apart(word: str, cut: tuple[str, ...]) -> None:
    assert parts(word) == cut


def test_a_code_is_compared_without_separators_case_and_width() -> None:
    assert code("TEE-blu/M") == code("tee blu m") == code("ＴＥＥＢＬＵＭ") == "teeblum"


@given(st.text(max_size=200))
def test_every_piece_of_any_text_is_one_clean_term(text: str) -> None:
    for piece in pieces(text):
        assert piece.text and " " not in piece.text
        assert not {"'", '"', "\\", "*", ":", "\x00"} & set(piece.text)
        assert piece.is_run or len(piece.text) <= LONGEST_WORD
