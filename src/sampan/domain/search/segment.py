"""Text cut into words; Chinese, Japanese and Korean runs into characters and pairs of them.

No dictionary is used: a pair of neighbors finds every word of two characters and more, a single
character finds the rest. Both are stored, so a question of one character has an answer.

>>> [piece.text for piece in pieces("紫砂壶 500ml")]
['紫砂壶', '500ml']
>>> grams("紫砂壶")
('紫', '砂', '壶', '紫砂', '砂壶')
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from sampan.domain.search.fold import fold

LONGEST_WORD = 40

_RUN = (
    "\u3005-\u3007\u3041-\u309f\u30fc\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uac00-\ud7a3\U00020000-\U0003ffff"
)
_MARKED = "\u0900-\u0dff\u0e00-\u0e7f"
_WORD = f"[^\\W_{_RUN}](?:(?![_{_RUN}])[\\w{_MARKED}])*"
_PIECE = re.compile(f"([{_RUN}]+)|({_WORD})")
_MIXED = re.compile(r"[0-9]+|[^0-9]+")


class Piece(NamedTuple):
    """A word, or a run of Chinese, Japanese or Korean characters (`is_run`), folded."""

    text: str
    is_run: bool


def pieces(text: str) -> Iterator[Piece]:
    """The words and runs of a text in their order."""
    for match in _PIECE.finditer(fold(text)):
        run, word = match.groups()
        if run:
            yield Piece(_without_last_stroke(run), is_run=True)
        else:
            yield Piece(word[:LONGEST_WORD], is_run=False)


def grams(run: str) -> tuple[str, ...]:
    """What a stored run is found by: its characters, and each pair of neighbors."""
    return (*run, *pairs(run))


def pairs(run: str) -> tuple[str, ...]:
    """Each pair of neighbors of a run."""
    return tuple(run[i : i + 2] for i in range(len(run) - 1))


def parts(word: str) -> tuple[str, ...]:
    """Number and letters of a word that mixes them (`500ml`), otherwise nothing."""
    if word.isdecimal() or not any(letter.isdecimal() for letter in word):
        return ()
    return tuple(_MIXED.findall(word))


def code(text: str) -> str:
    """A SKU or GTIN as it is compared: letters and digits only."""
    return "".join(letter for letter in fold(text) if letter.isalnum())[:LONGEST_WORD]


def _without_last_stroke(run: str) -> str:
    """Japanese writes many loan words with or without the last long-vowel stroke."""
    return run[:-1] if len(run) > 2 and run.endswith("ー") else run
