"""A misspelt word finds the known word that was meant, and only a near one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.domain.search.spelling import COMPARED, best, distance, edits_allowed, keys

KNOWN = {"porcelain": 5, "backpack": 3, "scarf": 2, "scare": 9, "umbrella": 4, "kettle": 1}

MEANT = [
    ("porcelian", ("porcelain",)),
    ("porcelin", ("porcelain",)),
    ("porzelain", ("porcelain",)),
    ("bakpak", ()),
    ("backpakc", ("backpack",)),
    ("scaff", ("scarf",)),
    ("umbrela", ("umbrella",)),
    ("ubmrelal", ("umbrella",)),
    ("kettel", ("kettle",)),
    ("mug", ()),
    ("scarf", ("scare",)),
]


@pytest.mark.parametrize(("typed", "meant"), MEANT)
def test_the_nearest_known_word_is_meant(typed: str, meant: tuple[str, ...]) -> None:
    assert best(typed, KNOWN) == meant


def test_of_equally_near_words_the_one_with_the_same_start_and_more_products_leads() -> None:
    assert best("cold", {"gold": 9, "bold": 3, "cord": 1, "colt": 2}) == ("colt", "cord", "gold")


ALPHABET = st.sampled_from("abcdé茶")


@given(st.text(ALPHABET, max_size=9), st.text(ALPHABET, max_size=9))
def test_distance_is_symmetric_and_bounded(one: str, other: str) -> None:
    exact = distance(one, other, at_most=20)
    assert exact == distance(other, one, at_most=20)
    assert (exact == 0) == (one == other)
    assert abs(len(one) - len(other)) <= exact <= max(len(one), len(other))
    assert distance(one, other, at_most=1) == min(exact, 2)


@given(st.text("abcd", min_size=4, max_size=COMPARED), st.data())
def test_a_word_within_the_allowed_edits_shares_a_key(word: str, data: st.DataObject) -> None:
    misspelt = word
    for _ in range(edits_allowed(word)):
        at = data.draw(st.integers(0, len(misspelt) - 1))
        kinds = (misspelt[:at] + "x" + misspelt[at + 1 :], misspelt[:at] + misspelt[at + 1 :])
        misspelt = data.draw(st.sampled_from(kinds))
    if edits_allowed(misspelt) == edits_allowed(word):
        assert keys(word) & keys(misspelt)


def test_the_keys_of_a_word_are_few() -> None:
    assert len(keys("abcdefghijklmnop")) == 1 + 9 + 36
    assert keys("tea") == frozenset() and keys("x" * 21) == frozenset()
