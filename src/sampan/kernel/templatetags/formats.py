"""Amounts and measures in templates: thin filters over `kernel.formats`."""

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from sampan.domain.money import Money
from sampan.kernel import formats

register = template.Library()


@register.filter
def money(value: Money) -> SafeString:
    """An amount with its currency, tabular and safe in right-to-left text."""
    return amount_html(formats.amount(value.minor, value.currency, get_language() or "en"))


@register.filter
def money_text(value: Money) -> str:
    """An amount with its currency as plain text, for titles and attributes."""
    return formats.amount(value.minor, value.currency, get_language() or "en").text


def amount_html(shown: formats.Amount) -> SafeString:
    """The markup of an amount: a code small, the number isolated from the text's direction."""
    sign, number = escape(shown.sign), escape(shown.number)
    if shown.is_symbol:
        text = f"<bdi>{escape(shown.text)}</bdi>"
    elif shown.sign_first:
        text = f"<bdi><small>{sign}</small> {number}</bdi>"
    else:
        text = f"<bdi>{number} <small>{sign}</small></bdi>"
    return mark_safe(text)  # noqa: S308 - both parts were just escaped
