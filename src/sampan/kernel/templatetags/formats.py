"""Amounts and measures in templates: thin filters over `kernel.formats`."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
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
    if shown.is_symbol:
        return format_html("<bdi>{}</bdi>", shown.text)
    if shown.sign_first:
        return format_html("<bdi><small>{}</small> {}</bdi>", shown.sign, shown.number)
    return format_html("<bdi>{} <small>{}</small></bdi>", shown.number, shown.sign)
