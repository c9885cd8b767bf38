"""Words from outside are made harmless in little time, however they are made."""

import time

import pytest

from sampan.apps.catalog.services import cleaning

HOSTILE = [
    ("<img src=x onerror=alert(1)>", ""),
    ("<a href='JaVaScRiPt:alert(1)'>x</a>", '<a rel="noopener nofollow">x</a>'),
    ("<a href='data:text/html,x'>x</a>", '<a rel="noopener nofollow">x</a>'),
    ("<p style='position:fixed' onclick=x id=y>a</p>", "<p>a</p>"),
    ("<svg><script>alert(1)</script></svg>b", "b"),
    ("<math><mtext><style><img src onerror=x>", ""),
    ("<iframe src=//x></iframe><form action=//x><input></form>c", "c"),
    ("<h1>Title</h1>", "Title"),
    ("<p lang=ar dir=rtl>مزهرية</p>", '<p lang="ar" dir="rtl">مزهرية</p>'),
    ("5 < 6 & 7", "5 &lt; 6 &amp; 7"),
    ("<b>bold</b> 🍵", "<b>bold</b> 🍵"),
]


@pytest.mark.parametrize(("text", "clean"), HOSTILE)
def test_html_keeps_what_the_list_allows_and_is_clean_once_and_for_all(text: str, clean: str):
    assert cleaning.html(text) == clean
    assert cleaning.html(clean) == clean


@pytest.mark.parametrize(
    "text",
    [
        "<div>" * 26_000,
        "<p>" * 40_000,
        "<table><tr><td>" * 8_000,
        "<" * 130_000,
        "&" * 100_000,
        "<a href=x>" * 13_000,
        "<!--" * 30_000,
        "<div>" * 3_900,
    ],
)
def test_html_made_to_be_slow_is_not(text: str):
    started = time.process_time()

    cleaning.html(text)

    assert time.process_time() - started < 0.5


def test_plain_text_loses_what_databases_refuse_and_keeps_its_lines():
    assert cleaning.plain(" a\x00b\r\nc\x1b\ud800\t") == "ab\nc"
