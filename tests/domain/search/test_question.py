"""What is typed becomes conditions on terms, from the best place to any, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from sampan.domain.search.question import (
    MOST_WORDS,
    ask,
    joined,
    levels,
    split,
    unfinished,
    widened,
)


def test_the_levels_go_from_the_code_over_the_title_to_anywhere() -> None:
    assert levels(ask("Tea cups", "en")) == (
        (("0teacups",),),
        (("1tea",), ("1cups", "1cup")),
        (("2tea",), ("2cups", "2cup")),
        (("3tea",), ("3cups", "3cup")),
        (("4tea",), ("4cups", "4cup")),
    )


def test_words_that_only_bind_are_left_out_unless_there_are_no_others() -> None:
    assert [asked.word for asked in ask("pot for the tea", "en").words] == ["pot", "tea"]
    assert [asked.word for asked in ask("the", "en").words] == ["the"]


def test_chinese_is_asked_by_pairs_and_down_to_one_character() -> None:
    assert [asked.word for asked in ask("紫砂壶", "zh-hans").words] == ["紫砂", "砂壶"]
    assert [asked.word for asked in ask("壶", "zh-hans").words] == ["壶"]


def test_a_wider_question_takes_near_words_and_starts() -> None:
    wide = widened(ask("porcelian te", "en"), {"porcelian": ("porcelain",)})
    assert wide.words[0].forms == ("porcelian", "porcelain", "porcelian*")
    assert wide.words[1].forms == ("te",)


def test_words_are_tried_together_and_apart() -> None:
    glued = joined(ask("tea pot", "en"))
    assert glued and glued.words[0].forms == ("teapot",)
    assert joined(ask("tea", "en")) is None
    assert (("4tea", "4tea*"), ("4pots", "4pot")) in split(ask("teapots", "en"), "teapots", "en")


def test_the_last_word_may_go_on_while_typing() -> None:
    assert unfinished(ask("tea sc", "en")).words[-1].forms == ("sc", "sc*")


HOSTILE = st.one_of(
    st.text(max_size=300),
    st.text(alphabet="\"'*:()-+^&|!<>\\\x00;%_ ANDORNOTNEAR", max_size=80),
)


@given(HOSTILE, st.sampled_from(["en", "zh-hans", "ar", "ko"]))
def test_nothing_typed_reaches_the_index_as_syntax(text: str, language: str) -> None:
    question = ask(text, language)
    assert len(question.words) <= MOST_WORDS
    for condition in levels(question):
        for group in condition:
            assert group
            for term in group:
                assert not set(term) & set(" '\"\\*:()&|!\x00") and len(term) > 1


def test_ten_thousand_characters_are_cut() -> None:
    assert len(ask("tea " * 2_500, "en").words) == 1
    assert len(ask("x" * 10_000, "en").words[0].word) == 40
    assert not ask("?!… 🎁 \u202e", "en")
