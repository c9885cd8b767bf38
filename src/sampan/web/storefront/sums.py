"""The summary of an offer or an order: every kind of charge apart, and how the total is made.

Where prices hold duty and tax, the sums are those that were shown and the parts stand under the
total ("of which"); where they do not, each part is added before it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from sampan.domain.charges import Kind
from sampan.domain.money import Money
from sampan.domain.orders.offer import Offer
from sampan.domain.places import EU_MEMBERS
from sampan.kernel import formats
from sampan.kernel.templatetags.formats import amount_html

BAR_WIDTH = 400
VAT_COUNTRIES = EU_MEMBERS | {"GB", "AE", "SA", "BH", "OM", "KR", "CN", "NO", "CH"}
GST_COUNTRIES = frozenset({"AU", "NZ", "SG", "IN"})

Row = tuple[str, SafeString]


@dataclass(frozen=True, slots=True)
class Sums:
    """`rows` add up to the total; `parts` are contained in it; `made` explains the whole of it."""

    rows: Sequence[Row]
    total: SafeString
    total_text: str
    parts: Sequence[Row]
    made: Sequence[Row]
    bar: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a summary is made from, of an offer that is held or an order that was placed."""

    country: str
    total: Money
    kinds: Mapping[Kind, Money]
    shown: Mapping[str, Any]
    rates: frozenset[str]
    is_ddp: bool


def facts_of(offer: Offer) -> Facts:
    """The facts of a held offer."""
    kinds = {kind: offer.subtotal(kind) for kind in {charge.kind for charge in offer.charges}}
    taxes = [one for one in offer.charges if one.kind in {Kind.IMPORT_TAX, Kind.SALES_TAX}]
    rates = {str((one.rule or {}).get("rate") or "") for one in taxes if one.amount}
    return Facts(
        country=offer.country,
        total=offer.total,
        kinds=kinds,
        shown=offer.facts.get("shown", {}),
        rates=frozenset(rates),
        is_ddp=str(offer.incoterm) == "DDP",
    )


def sums(facts: Facts, language: str) -> Sums:
    """The summary in a language."""
    as_shown = _as_shown(facts)
    holds_tax = bool(as_shown) and _adds_up(as_shown, facts.total)
    added = _added(facts, language)
    if holds_tax:
        rows, parts = as_shown, [(text, money) for text, money in added if money]
    elif as_shown and _adds_up([*as_shown, *added], facts.total):
        rows, parts = [*as_shown, *_told(facts, added, language)], []
    else:
        rows, parts = _by_kind(facts, language), []
    return Sums(
        rows=_shown(rows, language),
        total=_html(facts.total, language),
        total_text=_text(facts.total, language),
        parts=[(_("of which %(part)s") % {"part": text}, _html(m, language)) for text, m in parts],
        made=[(text, _html(money, language)) for text, money in _by_kind(facts, language)],
        bar=_bar(facts),
    )


def without_duties(shown: Mapping[str, Any], currency: str, language: str) -> list[Row]:
    """What is known before the place is: goods and delivery, without a total."""
    return _shown(_known(shown, currency), language)


def tax_name(country: str, rates: frozenset[str] = frozenset(), language: str = "en") -> str:
    """What the tax on a sale is called in a country, with its rate where there is but one."""
    if country in VAT_COUNTRIES:
        name = _("VAT")
    elif country in GST_COUNTRIES:
        name = _("GST")
    elif country == "JP":
        name = _("consumption tax")
    elif country == "US":
        name = _("sales tax")
    else:
        name = _("tax")
    rate = _percent(next(iter(rates))) if len(rates) == 1 else None
    if rate is None:
        return name
    decimals = max(0, -int(rate.as_tuple().exponent))
    return f"{name}, {formats.number(rate, language, decimals)} %"


def _percent(text: str) -> Decimal | None:
    """A rate as the rules write it (`19 %`, `19`, `0.19`) as a percentage."""
    plain = formats.decimal(text.replace("%", "").strip())
    if not plain:
        return None
    return (
        (plain if plain >= 1 else plain * 100)
        .normalize()
        .quantize(Decimal(1) if plain == plain.to_integral_value() else Decimal("0.1"))
    )


def _as_shown(facts: Facts) -> list[tuple[str, Money]]:
    """Goods, discount and delivery at the prices that the shopper read."""
    return _known(facts.shown, facts.total.currency)


def _known(shown: Mapping[str, Any], currency: str) -> list[tuple[str, Money]]:
    if not shown:
        return []
    rows = [(_("Goods"), Money(shown["goods"], currency))]
    if shown["off_goods"]:
        rows.append((_("Discount"), Money(-shown["off_goods"], currency)))
    if shown["freight"] or shown["off_freight"]:
        rows.append((_("Delivery"), Money(shown["freight"] - shown["off_freight"], currency)))
    if shown.get("eased"):
        rows.append((_("Rounded for you"), Money(-shown["eased"], currency)))
    return rows


def _added(facts: Facts, language: str) -> list[tuple[str, Money]]:
    """What law and borders ask for, each kind by itself."""
    zero = Money.zero(facts.total.currency)
    taxes = facts.kinds.get(Kind.IMPORT_TAX, zero) + facts.kinds.get(Kind.SALES_TAX, zero)
    named = (
        (_("duty"), facts.kinds.get(Kind.DUTY, zero)),
        (tax_name(facts.country, facts.rates, language), taxes),
        (_("fees of customs"), facts.kinds.get(Kind.FEE, zero)),
        (_("insurance"), facts.kinds.get(Kind.INSURANCE, zero)),
    )
    return [(text, money) for text, money in named if money]


def _told(facts: Facts, added: list[tuple[str, Money]], language: str) -> list[tuple[str, Money]]:
    """Under DDP a zero is said too: the shopper wants to know that nothing is missing."""
    if not facts.is_ddp:
        return [(_capital(text), money) for text, money in added]
    zero = Money.zero(facts.total.currency)
    known = dict(added)
    tax = tax_name(facts.country, facts.rates, language)
    first = [
        (_capital(_("duty")), known.pop(_("duty"), zero)),
        (_capital(tax), known.pop(tax, zero)),
    ]
    return [*first, *((_capital(text), money) for text, money in known.items())]


def _by_kind(facts: Facts, language: str) -> list[tuple[str, Money]]:
    """The charges as the engine computed them: before duty and tax."""
    names = (
        (Kind.GOODS, _("Goods")),
        (Kind.DISCOUNT, _("Discount")),
        (Kind.FREIGHT, _("Delivery")),
        (Kind.INSURANCE, _("Insurance")),
        (Kind.DUTY, _("Customs duty")),
        (Kind.IMPORT_TAX, _capital(tax_name(facts.country, facts.rates, language))),
        (Kind.SALES_TAX, _capital(tax_name(facts.country, facts.rates, language))),
        (Kind.FEE, _("Fees of customs")),
    )
    return [(text, facts.kinds[kind]) for kind, text in names if facts.kinds.get(kind)]


def _adds_up(rows: Sequence[tuple[str, Money]], total: Money) -> bool:
    return sum(money.minor for _text, money in rows) == total.minor


def _bar(facts: Facts) -> list[tuple[str, str, str]]:
    """Start, width and sort of each part of the bar; what came off has no length."""
    groups = (
        ("goods", (Kind.GOODS, Kind.DISCOUNT)),
        ("freight", (Kind.FREIGHT, Kind.INSURANCE)),
        ("duty", (Kind.DUTY, Kind.FEE)),
        ("tax", (Kind.IMPORT_TAX, Kind.SALES_TAX)),
    )
    zero = Money.zero(facts.total.currency)
    sizes = [
        (name, max(0, sum(facts.kinds.get(kind, zero).minor for kind in kinds)))
        for name, kinds in groups
    ]
    whole = sum(size for _name, size in sizes)
    bars, start = [], Decimal(0)
    for name, size in sizes:
        if whole and size:
            width = Decimal(size) * BAR_WIDTH / whole
            bars.append((f"{start:.1f}", f"{max(Decimal(1), width - 2):.1f}", name))
            start += width
    return bars


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _shown(rows: Sequence[tuple[str, Money]], language: str) -> list[Row]:
    """Rows as markup; delivery that costs nothing is free, not zero."""
    delivery, free = _("Delivery"), SafeString(escape(_("Free")))
    return [
        (text, free if text == delivery and not money else _html(money, language))
        for text, money in rows
    ]


def _html(money: Money, language: str) -> SafeString:
    if money.minor < 0:
        shown = amount_html(formats.amount(-money.minor, money.currency, language))
        return mark_safe(f"<bdi>−</bdi>{shown}")  # noqa: S308 - our own markup around escaped parts
    return amount_html(formats.amount(money.minor, money.currency, language))


def _text(money: Money, language: str) -> str:
    return formats.amount(money.minor, money.currency, language).text
