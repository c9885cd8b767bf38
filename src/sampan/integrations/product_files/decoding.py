"""Bytes of a text file as characters, in whatever encoding a shop system or a spreadsheet wrote.

Marks first, then UTF-8, then the habits of Chinese and Western spreadsheets, then a guess by
charset-normalizer. When unsure, refuse: a catalog full of wrong letters is worse than a message.
"""

import codecs
import io
import re
from collections.abc import Callable
from typing import TextIO

from charset_normalizer import from_bytes

from sampan.integrations.product_files.problems import UnreadableFile

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CANDIDATES = ["gb18030", "big5", "cp932", "cp949", "cp1252", "cp1250", "cp1251"]
SAMPLE = 200_000
PIECE = 1_000_000
_HIGH = re.compile(rb"[\x80-\xff]+")


def reader(data: bytes) -> Callable[[], TextIO]:
    """Opens the file as text, as often as asked; the text is never whole in memory.

    Raises UnreadableFile at once when it holds anything that its encoding does not know.
    """
    encoding = encoding_of(data)
    decode = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(data), PIECE):
            decode.decode(data[start : start + PIECE])
        decode.decode(b"", final=True)
    except UnicodeError as error:
        raise UnreadableFile("bad_encoding") from error
    return lambda: io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")


def encoding_of(data: bytes) -> str:
    """The name of the encoding that a file is most likely written in. Raises UnreadableFile."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return encoding
    head = data[:SAMPLE]
    zeros = head[0::2].count(0), head[1::2].count(0)
    if max(zeros) > len(head) // 8:
        return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
    try:
        codecs.utf_8_decode(data)
    except UnicodeDecodeError:
        return _legacy(head)
    return "utf-8"


def _legacy(head: bytes) -> str:
    """By the shape of the bytes: pairs of common Chinese characters, or lone Western letters.

    The first byte of the 3755 most common characters of GB 2312 is B0 to D7; Korean syllables
    use only B0 to C8 of it, so a text that never leaves that range is left to the guess.
    """
    runs = _HIGH.findall(head)
    total = sum(map(len, runs))
    pairs = [run[i : i + 2] for run in runs for i in range(0, len(run) - 1, 2)]
    common = [pair for pair in pairs if pair[1] >= 0xA1 and _is_chinese(pair[0])]
    korean = [pair for pair in pairs if 0xB0 <= pair[0] <= 0xC8]
    is_korean = len(pairs) >= 8 and len(korean) >= 0.95 * len(pairs)
    if 2 * len(common) >= 0.85 * total and not is_korean:
        return "gb18030"
    if sum(len(run) for run in runs if len(run) == 1) >= 0.9 * total:
        return "cp1252"
    best = from_bytes(head, cp_isolation=CANDIDATES).best()
    if best is None:
        raise UnreadableFile("bad_encoding")
    return best.encoding


def _is_chinese(first: int) -> bool:
    return 0xB0 <= first <= 0xD7 or 0xA1 <= first <= 0xA3
