"""How amounts, sizes and weights are written in each language: the one place that knows.

Separators, symbols and names come from CLDR by Babel, read once for each language; putting an
amount together is then plain string work, because a list page does it dozens of times.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from babel import Locale, dates
from babel.units import format_unit

from sampan.domain.money import exponent

LOCALES = {"zh-hans": "zh_Hans_CN", "zh-hant": "zh_Hant_TW", "pt-br": "pt_BR", "ar": "ar_AE"}
SYMBOL_LANGUAGES = frozenset({"zh-hans", "zh-hant", "ja", "ko", "ar"})
IMPERIAL_COUNTRIES = frozenset({"US"})
MM_PER_INCH = Decimal("25.4")
OUNCES_PER_POUND = 16
G_PER_OUNCE = Decimal("28.349523125")
NARROW = "\xa0"
ML_PER_FLUID_OUNCE = Decimal("29.5735295625")


@dataclass(frozen=True, slots=True)
class Style:
    """What a language needs to write numbers and amounts."""

    decimal: str
    group: str
    smallest_grouped: int
    code_first: bool
    uses_symbols: bool


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount ready to be shown: its number, its currency's sign, and which comes first."""

    number: str
    sign: str
    sign_first: bool
    is_symbol: bool

    @property
    def text(self) -> str:
        """The amount in one line of plain text; a symbol in front stands close."""
        if self.sign_first:
            return f"{self.sign}{'' if self.is_symbol else NARROW}{self.number}"
        return f"{self.number}{NARROW}{self.sign}"


@lru_cache(maxsize=64)
def locale(language: str) -> Locale:
    """Babel's locale of one of our languages."""
    return Locale.parse(LOCALES.get(language, language))


@lru_cache(maxsize=64)
def style(language: str) -> Style:
    """Separators and habits of a language."""
    own = locale(language)
    symbols = own.number_symbols["latn"]
    return Style(
        decimal=symbols["decimal"],
        group=symbols["group"],
        smallest_grouped=10_000 if language == "es" else 1_000,
        code_first=own.currency_formats["standard"].pattern.lstrip("\u200f\u200e").startswith("¤"),
        uses_symbols=language in SYMBOL_LANGUAGES,
    )


@lru_cache(maxsize=512)
def sign(currency: str, language: str) -> str:
    """What stands beside an amount: the ISO code, or the symbol where readers expect one."""
    if not style(language).uses_symbols:
        return currency
    symbol = str(locale(language).currency_symbols.get(currency, currency))
    return symbol.replace("\u200f", "")


def number(value: int | Decimal, language: str, decimals: int = 0) -> str:
    """A number with the language's separators, rounded to `decimals`.

    >>> number(Decimal("1234.5"), "de", 2)
    '1.234,50'
    """
    own = style(language)
    exact = Decimal(value)
    grouping = "," if abs(exact) >= own.smallest_grouped else ""
    plain = f"{exact:{grouping}.{decimals}f}"
    return plain.translate({44: own.group, 46: own.decimal})


def amount(minor: int, currency: str, language: str) -> Amount:
    """Minor units as readers of a language write the amount.

    >>> amount(8900, "EUR", "de").text
    '89,00\xa0EUR'
    >>> amount(12800, "JPY", "ja").text
    '￥12,800'
    """
    decimals = exponent(currency)
    own = style(language)
    shown = number(Decimal(minor).scaleb(-decimals), language, decimals)
    beside = sign(currency, language)
    return Amount(shown, beside, own.code_first, beside != currency and own.code_first)


def length(mm: int | Decimal, country: str, language: str) -> str:
    """A length in the country's unit: inches in the United States, else millimeters to meters.

    >>> length(320, "DE", "de"), length(320, "US", "en"), length(1900, "GB", "en")
    ('32 cm', '12.6 in', '1.9 m')
    >>> length(320, "CN", "zh-hans")
    '32厘米'
    """
    value = Decimal(mm)
    if country in IMPERIAL_COUNTRIES:
        return _unit(value / MM_PER_INCH, "length-inch", language)
    if value < 10:
        return _unit(value, "length-millimeter", language)
    if value < 1_000:
        return _unit(value / 10, "length-centimeter", language)
    return _unit(value / 1_000, "length-meter", language, 2)


def weight(g: int | Decimal, country: str, language: str) -> str:
    """A weight in the country's unit: ounces and pounds in the United States, else g and kg.

    >>> weight(2300, "FR", "fr"), weight(230, "US", "en"), weight(2300, "US", "en")
    ('2,3\u202fkg', '8.1 oz', '5.1 lb')
    """
    value = Decimal(g)
    if country in IMPERIAL_COUNTRIES:
        ounces = value / G_PER_OUNCE
        if ounces < OUNCES_PER_POUND:
            return _unit(ounces, "mass-ounce", language)
        return _unit(ounces / OUNCES_PER_POUND, "mass-pound", language)
    if value < 1_000:
        return _unit(value, "mass-gram", language)
    return _unit(value / 1_000, "mass-kilogram", language)


def volume(ml: int | Decimal, country: str, language: str) -> str:
    """A volume in the country's unit: fluid ounces in the United States, else ml and l.

    >>> volume(550, "DE", "de"), volume(1200, "DE", "de"), volume(550, "US", "en")
    ('550\xa0ml', '1,2 l', '18.6 fl oz')
    """
    value = Decimal(ml)
    if country in IMPERIAL_COUNTRIES:
        return _unit(value / ML_PER_FLUID_OUNCE, "volume-fluid-ounce", language)
    if value < 1_000:
        return _unit(value, "volume-milliliter", language)
    return _unit(value / 1_000, "volume-liter", language)


_MEASURES = {"mm": length, "g": weight, "ml": volume}


def measure(value: Decimal, unit: str, country: str, language: str) -> str:
    """A value with its unit, converted where the country uses another one."""
    if convert := _MEASURES.get(unit):
        return convert(value, country, language)
    return f"{number(*_rounded(value, 2, language))} {unit}".strip()


def decimal(text: str) -> Decimal:
    """A stored number; zero for text that is none, which a list must survive."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal(0)


@lru_cache(maxsize=4096)
def country_name(country: str, language: str) -> str:
    """What a country is called in a language."""
    return str(locale(language).territories.get(country, country))


@lru_cache(maxsize=4096)
def day_range(first: date, last: date, language: str) -> str:
    """From one day to another, with their weekdays, as readers of a language write it.

    >>> day_range(date(2026, 12, 4), date(2026, 12, 9), "en")
    'Fri, Dec 4\u2009–\u2009Wed, Dec 9'
    """
    if first == last:
        return str(dates.format_skeleton("MMMEd", first, locale=locale(language)))
    return str(dates.format_interval(first, last, "MMMEd", locale=locale(language)))


def day(moment: date, language: str) -> str:
    """A day with its month in words and its year.

    >>> day(date(2026, 12, 4), "de")
    '4. Dezember 2026'
    """
    return str(dates.format_date(moment, "long", locale=locale(language)))


@lru_cache(maxsize=4096)
def _unit(value: Decimal, unit: str, language: str, decimals: int = 1) -> str:
    """A rounded value with the language's own short name of a CLDR unit."""
    shown = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP).normalize()
    return str(format_unit(shown, unit, "short", locale=locale(language)))


def _rounded(value: Decimal, decimals: int, language: str) -> tuple[Decimal, str, int]:
    """Rounded, without zeros behind the decimal separator."""
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP).normalize()
    return rounded, language, max(0, -int(rounded.as_tuple().exponent))
