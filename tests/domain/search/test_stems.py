"""Singular and plural meet in one stem, in every language of the store that marks a plural."""

import pytest

from sampan.domain.search.fold import fold
from sampan.domain.search.stems import is_stop_word, stem

PAIRS = {
    "en": "scarf/scarves box/boxes berry/berries brush/brushes glass/glasses watch/watches",
    "de": "Tasse/Tassen Tuch/Tücher Schal/Schals Becher/Bechern Tasche/Taschen Lampe/Lampen",
    "fr": "tasse/tasses manteau/manteaux journal/journaux écharpe/écharpes bijou/bijoux",
    "es": "taza/tazas color/colores luz/luces coche/coches jarrón/jarrones",
    "pt-br": "xícara/xícaras flor/flores cristal/cristais luz/luzes algodão/algodões",
    "it": "tazza/tazze libro/libri borsa/borse bicchiere/bicchieri giacca/giacche tè/tè",
    "nl": "tas/tassen vaas/vazen sjaal/sjaals kom/kommen lamp/lampen beker/bekers",
    "ar": "حقيبة/الحقيبة معلم/معلمون سيارة/سيارات كتاب/والكتاب شاي/الشاي",
}


@pytest.mark.parametrize("language", PAIRS)
def test_one_and_many_share_a_stem(language: str) -> None:
    apart = [
        (one, many)
        for one, many in (pair.split("/") for pair in PAIRS[language].split())
        if stem(fold(one), language) != stem(fold(many), language)
    ]
    assert apart == []


STAY_APART = {
    "en": "glass/gas bus/bu thesis/these tea/team",
    "de": "tee/teer hose/hase bett/brett",
    "fr": "tasse/tapis gaz/gant",
    "es": "taza/tapa luz/lujo",
    "it": "tazza/tasca borsa/birra",
    "nl": "tas/tafel kom/kam",
    "ar": "شاي/شال باب/كتاب",
}


@pytest.mark.parametrize("language", STAY_APART)
def test_different_words_keep_different_stems(language: str) -> None:
    for pair in STAY_APART[language].split():
        one, other = pair.split("/")
        assert stem(fold(one), language) != stem(fold(other), language), pair


def test_other_languages_and_numbers_are_left_alone() -> None:
    assert stem("さーば", "ja") == "さーば"
    assert stem("boxes", "xx") == "boxes"
    assert stem("1280", "en") == "1280"


def test_a_short_word_keeps_its_letters() -> None:
    assert [stem(word, "en") for word in ("as", "gas", "bus", "s")] == ["as", "gas", "bus", "s"]


def test_words_that_only_bind_are_known() -> None:
    assert is_stop_word("fur", "de") and is_stop_word("de", "pt-br") and is_stop_word("من", "ar")
    assert not is_stop_word("tea", "en") and not is_stop_word("the", "ja")
