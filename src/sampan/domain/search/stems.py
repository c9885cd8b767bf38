"""Singular and plural of a word share a stem; only endings that mark number (and Arabic articles).

Light stemming after J. Savoy, "Light Stemming Approaches for the French, Portuguese, German and
Hungarian Languages" (SAC 2006) in its idea, and light10 of Larkey, Ballesteros and Connell (2007)
for Arabic prefixes. A stem stands beside the written word, it never replaces it: when unsure, strip
less, because a wrong stem shows things nobody asked for. Input is folded (`domain.search.fold`).

>>> stem("boxes", "en"), stem("tucher", "de"), stem("borse", "it"), stem("vazen", "nl")
('box', 'tuch', 'bors', 'vas')
"""

import re
from collections.abc import Callable
from functools import lru_cache

_Rules = tuple[tuple[str, str, int], ...]

_ENGLISH: _Rules = (
    ("ies", "y", 2), ("sses", "ss", 2), ("shes", "sh", 2), ("ches", "ch", 2), ("xes", "x", 2),
    ("zes", "z", 2), ("ves", "f", 3), ("ss", "ss", 1), ("us", "us", 1), ("is", "is", 1),
    ("s", "", 3),
)  # fmt: skip
_FRENCH: _Rules = (
    ("eaux", "eau", 1), ("aux", "al", 2), ("eux", "eux", 1), ("ss", "ss", 1), ("s", "", 3),
    ("x", "", 3),
)  # fmt: skip
_PORTUGUESE: _Rules = (
    ("oes", "ao", 2), ("aes", "ao", 2), ("ais", "al", 2), ("eis", "el", 2), ("ois", "ol", 2),
    ("ns", "m", 2), ("res", "r", 2), ("zes", "z", 2), ("ss", "ss", 1), ("s", "", 3),
)  # fmt: skip
_GERMAN: _Rules = (
    ("ern", "", 4), ("en", "", 3), ("er", "", 4), ("es", "", 4), ("ss", "ss", 1), ("e", "", 3),
    ("n", "", 4), ("s", "", 3),
)  # fmt: skip

_ARABIC_PREFIXES = ("وال", "بال", "كال", "فال", "ال", "لل", "و")
_ARABIC_SUFFIXES = ("ات", "ون", "ين", "ان", "ها", "يه", "ه", "ي")
_LONG_VOWEL = re.compile(r"([aeou])\1")
_DOUBLE_END = re.compile(r"([bdfgklmnprst])\1$")


def _by(rules: _Rules) -> Callable[[str], str]:
    """A stemmer of the first ending that fits and leaves enough letters before it."""

    def stemmer(word: str) -> str:
        for ending, replacement, least in rules:
            if word.endswith(ending) and len(word) - len(ending) >= least:
                return word[: len(word) - len(ending)] + replacement
        return word

    return stemmer


def _spanish(word: str) -> str:
    bare = word[:-1] if word.endswith("s") and len(word) > 3 else word
    bare = bare[:-1] if bare.endswith("e") and len(bare) > 3 else bare
    return f"{bare[:-1]}c" if bare.endswith("z") else bare


def _italian(word: str) -> str:
    if len(word) < 4 or word[-1] not in "aeio":
        return word
    bare = word[:-1]
    if bare.endswith("i") and len(bare) > 3:
        return bare[:-1]
    return bare[:-1] if bare.endswith(("ch", "gh")) else bare


def _dutch(word: str) -> str:
    if word.endswith("en") and len(word) > 4:
        bare = _DOUBLE_END.sub(r"\1", word[:-2])
    elif (
        word.endswith("s") and not word.endswith("ss") and len(word) > 4 and word[-2] not in "aeou"
    ):
        bare = word[:-1]
    else:
        bare = word
    bare = _LONG_VOWEL.sub(r"\1", bare)
    return bare[:-1] + {"z": "s", "v": "f"}.get(bare[-1], bare[-1])


def _arabic(word: str) -> str:
    for prefix in _ARABIC_PREFIXES:
        least = 4 if len(prefix) == 1 else 2
        if word.startswith(prefix) and len(word) - len(prefix) >= least:
            word = word[len(prefix) :]
            break
    for suffix in _ARABIC_SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)]
    return word


STEMMERS: dict[str, Callable[[str], str]] = {
    "en": _by(_ENGLISH),
    "fr": _by(_FRENCH),
    "es": _spanish,
    "pt": _by(_PORTUGUESE),
    "it": _italian,
    "de": _by(_GERMAN),
    "nl": _dutch,
    "ar": _arabic,
}

STOP_WORDS = {
    "en": frozenset("a an and at by for from in of on or the to with".split()),
    "fr": frozenset("a au aux avec d de des du en et l la le les ou par pour sur un une".split()),
    "es": frozenset("a al con de del el en la las los o para por sin un una y".split()),
    "pt": frozenset("a ao as com da das de do dos e em na no o os ou para por um uma".split()),
    "it": frozenset("a al alla con da del della di e gli i il in l la le lo o per un una".split()),
    "de": frozenset("als am auf aus bei das der die ein eine fur im in mit und von zu zum".split()),
    "nl": frozenset("aan de een en het in met of op te van voor".split()),
    "ar": frozenset("من في على الي عن مع او و".split()),
}


@lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> str:
    """The stem of a folded word; the word itself where the language marks no plural."""
    stemmer = STEMMERS.get(language.partition("-")[0])
    return stemmer(word) if stemmer and not word.isdecimal() else word


def is_stop_word(word: str, language: str) -> bool:
    """Whether a word only binds others and may be left out of a question."""
    return word in STOP_WORDS.get(language.partition("-")[0], frozenset())
