"""What stands in one cell: numbers, yes and no, lists, and texts that a spreadsheet would run.

Formula injection: a cell that begins with `=`, `+`, `-`, `@`, a tab or a line break is run by
spreadsheets, so such texts leave with an apostrophe before them and lose it on the way back.
Source: OWASP, CSV Injection, read 2026-11-22. Plain negative numbers stay as they are.

>>> neutralized("=1+1"), neutralized("-4.20"), neutralized("'=1"), restored("'=1+1")
("'=1+1", '-4.20', "''=1", '=1+1')
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from sampan.domain.errors import UnknownCurrency
from sampan.domain.money import Money, exponent

YES = frozenset("true 1 yes y wahr ja vrai oui sì si sim verdadero 是 真 はい 예 نعم".split())
NO = frozenset("false 0 no n falsch nein faux non não falso 否 假 いいえ 아니요 لا".split())

_RUNS = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_SHIELDED = re.compile("'+[=+\\-@\t\r\n＝＋－＠]")
_PLAIN_NUMBER = re.compile(r"-?[0-9]+([.,][0-9]+)?")
_WIDE = str.maketrans("０１２３４５６７８９．，－＋\u2212\u066b\u066c", "0123456789.,-+-.,")
_SPACE = re.compile("[\\s\u00a0\u202f'’€$£¥₩￥]")
_NUMBER = re.compile(r"(-?)([0-9]*)((?:[.,][0-9]+)*)")


def neutralized(text: str) -> str:
    """A text that no spreadsheet runs."""
    if _RUNS.match(text) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def restored(text: str) -> str:
    """A text as it was before `neutralized`."""
    return text[1:] if _SHIELDED.match(text) else text


def number(text: str, decimal_comma: bool = False) -> Decimal:
    """A number as people and programs write it, in any script's digits. Raises ValueError.

    Of two kinds of separator the last is the decimal one. A single one before exactly three digits
    is read by the file's habit: `1,234` is a thousand unless the file separates by semicolons.

    >>> number("１９．９０"), number("1.234,50"), number("1,234"), number("1,234", True)
    (Decimal('19.90'), Decimal('1234.50'), Decimal('1234'), Decimal('1.234'))
    """
    plain = _SPACE.sub("", text[:64].translate(_WIDE))
    found = _NUMBER.fullmatch(_other_digits(plain))
    if not found or len(text) > 64 or not (found[2] or found[3]):
        raise ValueError(text[:32])
    sign, whole, rest = found.groups()
    separators = [mark for mark in rest if mark in ".,"]
    groups = re.split("[.,]", rest)[1:]
    if not separators:
        return Decimal(sign + whole)
    last, decimal = separators[-1], "," if decimal_comma else "."
    single_kind = len(set(separators)) == 1
    in_threes = 1 <= len(whole) <= 3 and whole != "0" and all(len(group) == 3 for group in groups)
    if single_kind and in_threes and (len(groups) > 1 or last != decimal):
        return Decimal(sign + whole + "".join(groups))
    thousands = groups[:-1]
    if separators.count(last) > 1 or any(len(group) != 3 for group in thousands):
        raise ValueError(text[:32])
    return Decimal(f"{sign}{whole or 0}{''.join(thousands)}.{groups[-1]}")


def _other_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(int(mark)) if mark.isdecimal() else mark for mark in text)


def whole(text: str, decimal_comma: bool = False) -> int:
    """A whole number; `3.0` is one, `3.5` is not. Raises ValueError."""
    value = number(text, decimal_comma)
    if value != value.to_integral_value():
        raise ValueError(text[:32])
    return int(value)


def money(text: str, currency: str, decimal_comma: bool = False) -> Money:
    """An amount; raises ValueError, and ArithmeticError for decimals the currency lacks."""
    scaled = number(text, decimal_comma).scaleb(exponent(currency))
    if scaled != scaled.to_integral_value():
        raise ArithmeticError(text[:32])
    return Money(int(scaled), currency)


def yes_or_no(text: str) -> bool:
    """Yes or no in the words of spreadsheets. Raises ValueError."""
    word = text.strip().translate(_WIDE).lower()
    if word not in YES | NO:
        raise ValueError(text[:32])
    return word in YES


def is_currency(text: str) -> bool:
    """Whether a code is a currency of ISO 4217."""
    try:
        exponent(text)
    except UnknownCurrency:
        return False
    return True


def split(text: str, mark: str) -> list[str]:
    """The parts of a list; a backslash before a mark, or before a backslash, makes it a letter.

    >>> split(r"red; a\\; b;c", ";")
    ['red', 'a; b', 'c']
    """
    parts, part, letters = [], "", iter(text)
    for letter in letters:
        if letter == "\\":
            following = next(letters, "")
            part += following if following in (mark, "\\") else f"\\{following}"
        elif letter == mark:
            parts.append(part.strip())
            part = ""
        else:
            part += letter
    parts.append(part.strip())
    return [part for part in parts if part]


def join(parts: Iterable[str], mark: str) -> str:
    """The list that `split` reads."""
    escaped = (part.replace("\\", "\\\\").replace(mark, f"\\{mark}") for part in parts)
    return f"{mark} ".join(escaped)


def split_pairs(text: str) -> dict[str, str]:
    """`name: value; name: value` as a mapping. Raises ValueError.

    >>> split_pairs("CUP-M: 2; CUP-S: 1")
    {'CUP-M': '2', 'CUP-S': '1'}
    """
    pairs: dict[str, str] = {}
    for part in split(text, ";"):
        name, *rest = split(part, ":")
        if len(rest) != 1 or name in pairs:
            raise ValueError(part[:32])
        pairs[name] = rest[0]
    return pairs


def join_pairs(pairs: Mapping[str, str]) -> str:
    """The pairs that `split_pairs` reads."""
    return join((join(pair, ":") for pair in pairs.items()), ";")
