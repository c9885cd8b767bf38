"""Text made comparable: one case, no accents, one width, with the way back to what was written."""

import re
import unicodedata
from dataclasses import dataclass

WORD = re.compile(r"[^\W_]+")
WIDE = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
BREAK = re.compile(r"[,;:|/()\[\]{}!?.，、。；：（）【】「」『』・·]|\s[-–—]\s")

ENDINGS = {
    "en": ("es", "s"),
    "de": ("en", "er", "es", "n", "e", "s"),
    "nl": ("en", "s", "e"),
    "fr": ("es", "s", "e", "x"),
    "es": ("os", "as", "es", "o", "a", "s", "e"),
    "pt-br": ("os", "as", "es", "o", "a", "s", "e"),
    "it": ("i", "e", "o", "a"),
    "ar": ("ات", "ين", "ة", "ه", "ي"),
}
ARABIC_ARTICLES = ("وال", "بال", "لل", "ال")
SHORTEST_STEM = 4


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; `origin[i]` is where its character `i` stood in `written`."""

    written: str
    text: str
    origin: tuple[int, ...]

    def words_at(self, start: int, end: int) -> str:
        """What the writer wrote at a span of the folded text."""
        return self.written[self.origin[start] : self.origin[end - 1] + 1]


def fold(written: str) -> Folded:
    """Lower case, compatibility forms, no combining marks on Latin or Arabic letters.

    >>> fold("Größe Ｔシャツ").text
    'grosse tシャツ'
    """
    text: list[str] = []
    origin: list[int] = []
    for position, character in enumerate(written):
        for part in _plain(character):
            text.append(part)
            origin.append(position)
    return Folded(written, "".join(text), tuple(origin))


def _plain(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character).casefold()
    if WIDE.match(folded):
        return folded
    parts = unicodedata.normalize("NFD", folded)
    return "".join(part for part in parts if not unicodedata.combining(part))


def is_wide(text: str) -> bool:
    """Whether text is written without blanks between words (Chinese, Japanese, Korean)."""
    return WIDE.search(text) is not None


def stem(word: str, language: str) -> str:
    """A word without the endings that number and gender put on it; crude, and the same both ways.

    >>> stem("candles", "en"), stem("kerzen", "de"), stem("glass", "en")
    ('candl', 'kerz', 'glass')
    """
    if language == "ar":
        for article in ARABIC_ARTICLES:
            if word.startswith(article) and len(word) - len(article) >= 3:
                word = word.removeprefix(article)
                break
    if language == "en" and word.endswith("ss"):
        return word
    for ending in ENDINGS.get(language, ()):
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM - (language == "ar"):
            return word.removesuffix(ending)
    return word.removesuffix("e") if language == "en" and len(word) > SHORTEST_STEM else word
