"""The same words in the encodings and with the separators that systems and spreadsheets use."""

import codecs

import pytest

from sampan.integrations.product_files import Terms, UnreadableFile, read_product_file
from sampan.integrations.product_files.decoding import encoding_of

ROWS = [
    ("青瓷茶杯", "薄如纸的青瓷，每一只都由手工烧制而成。"),
    ("羊毛围巾", "冬天里柔软的颜色，适合送给朋友。"),
    ("陶瓷花瓶", "放在窗边，等一枝花。"),
]
WESTERN = [("Größe für Tassen", "Schön und dünn"), ("Théière émaillée", "À la main, façonnée")]


def a_file(rows: list[tuple[str, str]], mark: str) -> str:
    lines = [("handle", "title", "description", "sku")]
    lines += [(f"p-{n}", title, text, f"S-{n}") for n, (title, text) in enumerate(rows)]
    return "\r\n".join(mark.join(f'"{cell}"' for cell in line) for line in lines)


def titles(data: bytes) -> list[str | None]:
    file = read_product_file(data, Terms("EUR"))
    assert file.errors == ()
    return [product.draft.texts[0].title for product in file.products]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode(),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("gb18030"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16", "utf-16 be", "utf-16 without mark", "gb18030"],
)
def test_chinese_words_come_through(encode, mark: str):
    data = encode(a_file(ROWS, mark))

    assert titles(data) == [title for title, _ in ROWS]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_chinese_words_are_enough_to_tell_gb18030(count: int):
    assert titles(a_file(ROWS[:count], ",").encode("gb18030"))[0] == "青瓷茶杯"


def test_western_words_of_an_old_spreadsheet_come_through():
    assert titles(a_file(WESTERN, ";").encode("cp1252")) == [title for title, _ in WESTERN]


def test_korean_words_are_not_taken_for_chinese():
    korean = [("도자기 찻잔 세트", "손으로 빚은 얇은 찻잔입니다"), ("양털 목도리", "겨울의 색")]

    assert titles(a_file(korean, ",").encode("cp949")) == [title for title, _ in korean]


def test_bytes_that_break_in_the_middle_are_refused():
    data = a_file(ROWS, ",").encode()

    assert encoding_of(data) == "utf-8"
    with pytest.raises(UnreadableFile):
        read_product_file(b"\xef\xbb\xbf" + data[:-2] + b"\xff\xff", Terms("EUR"))
