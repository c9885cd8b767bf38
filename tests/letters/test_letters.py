"""Letters say the same twice, load nothing, and tell every charge apart."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from sampan.domain.charges import Kind
from sampan.letters import (
    cancelled,
    order_confirmation,
    payment_pending,
    refund,
    shipped,
    withdrawal_receipt,
)
from sampan.letters.about_orders import Bought, OrderValues
from sampan.letters.sheet import Letter, Sender
from sampan.letters.withdrawal_receipt import Declared

SENDER = Sender("Harbor & Reed", ("Harbor & Reed Trading Co.", "China"), "https://shop.test/en/")
CHARGES = tuple((kind, f"{number}.00 EUR") for number, kind in enumerate(Kind, 11))
ORDER = OrderValues(
    number="1001",
    placed_on="November 22, 2026",
    country="DE",
    goods=(Bought("Tea <set>", "Celadon", 2, "178.00 EUR"),),
    charges=CHARGES,
    total="203.00 EUR",
    on_delivery="",
    dates="Fri, Dec 4 – Wed, Dec 9",
    shipping=("Lena Vogt", "Schanzenstraße 36"),
    billing=(),
    link="https://shop.test/en/orders/a-token/",
)
LAW = (("Right of withdrawal", ("You may withdraw within 14 days.", "Model form")),)
DECLARED = Declared("1001", "Lena Vogt", "November 22, 2026, 10:30 UTC", "", True)


def every_letter(language: str = "en") -> dict[str, Letter]:
    return {
        "order_confirmation": order_confirmation.render(language, SENDER, ORDER, LAW),
        "payment_pending": payment_pending.render(language, SENDER, ORDER, "December 1, 2026"),
        "shipped": shipped.render(language, SENDER, ORDER, ("LX1CN",)),
        "refund": refund.render(language, SENDER, ORDER, "10.00 EUR", "20.00 EUR"),
        "cancelled": cancelled.render(language, SENDER, ORDER, "sold_out", was_paid=True),
        "withdrawal_receipt": withdrawal_receipt.render(language, SENDER, DECLARED, LAW),
    }


LETTERS = every_letter()


class Reader(HTMLParser):
    """The words of a letter, what it loads, and where it leads."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.loads: list[str] = []
        self.root: dict[str, str | None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"img", "link", "script", "iframe", "object", "video", "audio", "source"}:
            self.loads.append(tag)
        self.loads += [name for name, _ in attrs if name in {"src", "srcset", "background"}]
        self.loads += [value for name, value in attrs if name == "style" and "url(" in str(value)]
        if tag == "html":
            self.root = dict(attrs)

    def handle_data(self, data: str) -> None:
        self.words += data.split()


def read(letter: Letter) -> Reader:
    reader = Reader()
    reader.feed(letter.html)
    return reader


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_loads_nothing_from_anywhere(name):
    assert read(LETTERS[name]).loads == []


def test_the_look_out_finds_a_planted_picture():
    planted = replace(LETTERS["shipped"], html='<p style="background:url(x)"><img src="x"></p>')

    assert read(planted).loads == ["background:url(x)", "img", "src"]


@pytest.mark.parametrize("name", LETTERS)
def test_text_and_html_say_the_same(name):
    letter = LETTERS[name]
    in_text = set(re.findall(r"\w+", letter.text))
    in_html = set(re.findall(r"\w+", " ".join(read(letter).words)))

    assert in_html - in_text - set(re.findall(r"\w+", letter.subject)) == set()
    assert {word for word in in_text - in_html if word not in letter.html} == set()


@pytest.mark.parametrize("name", LETTERS)
def test_a_subject_is_one_short_line_with_the_number_in_it(name):
    subject = LETTERS[name].subject

    assert "1001" in subject
    assert "\n" not in subject
    assert len(subject) < 78


def test_the_confirmation_tells_every_kind_of_charge_apart_and_the_total():
    text = LETTERS["order_confirmation"].text
    words = "Goods Discount Delivery Insurance VAT Total".split()

    for _, amount in CHARGES:
        assert amount in text
    for word in [*words, "Customs duty", "Fees of customs"]:
        assert f"  {word}: " in text


def test_the_confirmation_brings_the_withdrawal_text_itself():
    letter = LETTERS["order_confirmation"]

    for body in (letter.text, letter.html):
        assert "You may withdraw within 14 days." in body
        assert "Model form" in body


def test_what_somebody_typed_cannot_become_markup():
    letter = LETTERS["order_confirmation"]

    assert "<set>" not in letter.html
    assert "Tea &lt;set&gt;" in letter.html
    assert "Tea <set>" in letter.text


def test_a_subject_cannot_be_split_into_headers():
    order = replace(ORDER, number="1001\r\nBcc: all@shop.test")

    subject = shipped.render("en", SENDER, order, ()).subject

    assert subject.splitlines() == [subject]


@pytest.mark.parametrize(
    ("language", "tag", "direction"),
    [("de", "de", "ltr"), ("zh-hans", "zh-Hans", "ltr"), ("ar", "ar", "rtl")],
)
def test_a_letter_names_its_language_and_direction(language, tag, direction):
    for letter in every_letter(language).values():
        assert read(letter).root == {"lang": tag, "dir": direction}


@pytest.mark.parametrize(("country", "word"), [("DE", "VAT"), ("AU", "GST"), ("BR", "Tax")])
def test_a_tax_has_the_name_of_the_country(country, word):
    letter = order_confirmation.render("en", SENDER, replace(ORDER, country=country))

    assert f"  {word}: 16.00 EUR" in letter.text


def test_what_is_paid_at_the_door_is_said_beside_the_total():
    letter = order_confirmation.render("en", SENDER, replace(ORDER, on_delivery="5 – 9 EUR"))

    assert "We estimate them at 5 – 9 EUR." in letter.text


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        (DECLARED, "within 14 days of your declaration"),
        (replace(DECLARED, is_in_time=False, ends_on="May 4, 2026"), "ended on May 4, 2026"),
        (replace(DECLARED, is_in_time=False), "We look at it and write to you."),
    ],
)
def test_a_receipt_has_the_words_the_moment_and_what_follows(declared, said):
    text = withdrawal_receipt.render("en", SENDER, declared).text

    assert "I withdraw from the contract of order 1001." in text
    assert "November 22, 2026, 10:30 UTC" in text
    assert said in text
