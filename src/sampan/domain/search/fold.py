"""One spelling for what readers hold to be the same: width, case, accents, Arabic and kana forms.

Compatibility forms follow Unicode NFKC (Unicode Standard Annex 15, revision 55). On top of it:

- Latin, Greek, Cyrillic, Hebrew: accents go (`café` is `cafe`), `ß` is `ss`, `ø` is `o`.
- Arabic: vowel signs and tatweel go, the forms of alef are one, `ى` is `ي`, `ة` is `ه`; Persian
  keheh and yeh are the Arabic letters.
- Kana: katakana is hiragana; a voiced sound stays another sound. Hangul stays whole.
- Digits of every script are 0 to 9.

Simplified and traditional Chinese stay apart: a shopper reads one of them.

>>> fold("Café ＴＥＡ　ﾃｨｰ")
'cafe tea てぃー'
>>> fold("أَحْمَر")
'احمر'
"""

import unicodedata

_LETTERS = {
    "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th",
    "ŋ": "n", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ؤ": "و",
    "ة": "ه", "ک": "ك", "ـ": "",
}  # fmt: skip

_DROPPED = (
    (0x0300, 0x036F),  # combining accents
    (0x0483, 0x0489),  # Cyrillic
    (0x0591, 0x05C7),  # Hebrew points
    (0x0610, 0x061A), (0x064B, 0x065F), (0x06D6, 0x06DC), (0x06DF, 0x06E8), (0x06EA, 0x06ED),
    (0x0670, 0x0670),  # Arabic vowel signs
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2069), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
    (0x00AD, 0x00AD),  # marks of direction and variation, soft hyphen
)  # fmt: skip

_KATAKANA_FIRST, _KATAKANA_LAST, _KATAKANA_TO_HIRAGANA = 0x30A1, 0x30F6, 0x60
_KEPT_WHOLE = ((0x3040, 0x30FF), (0xAC00, 0xD7A3), (0x0900, 0x0EFF))


class _Table(dict[int, str]):
    """Fills itself: a character is folded the first time it is seen."""

    def __missing__(self, point: int) -> str:
        folded = _fold_character(point)
        self[point] = folded
        return folded


_TABLE = _Table()


def fold(text: str) -> str:
    """The text in the one spelling under which it is stored and looked up."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text).casefold().translate(_TABLE)


def _fold_character(point: int) -> str:
    character = chr(point)
    if character in _LETTERS:
        return _LETTERS[character]
    if _within(point, _DROPPED):
        return ""
    if _KATAKANA_FIRST <= point <= _KATAKANA_LAST:
        return chr(point - _KATAKANA_TO_HIRAGANA)
    if _within(point, _KEPT_WHOLE):
        return character
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    parts = unicodedata.normalize("NFD", character)
    return "".join(part for part in parts if not unicodedata.combining(part)) or character


def _within(point: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= point <= last for first, last in ranges)
