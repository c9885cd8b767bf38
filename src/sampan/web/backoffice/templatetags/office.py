"""How the back office writes amounts, numbers and times: one way each."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sampan.domain.money import Money
from sampan.web.backoffice.part_words import cause_name, part_name

register = template.Library()
register.filter(part_name)
register.filter(cause_name)
NOTHING = "–"


@register.filter
def money(amount: Money | str | None) -> SafeString | str:
    """An amount with its small currency code before it; a dash for none."""
    if not isinstance(amount, Money):
        return NOTHING
    return format_html('<span class="cur">{}</span>{}', amount.currency, plain(amount))


@register.filter
def plain(amount: Money | str | None) -> str:
    """An amount without its currency, in thousands: `1,234.50`."""
    return f"{amount.amount:,f}".replace("-", "−") if isinstance(amount, Money) else NOTHING


@register.filter
def typed(amount: Money | str | None) -> str:
    """An amount as a field holds it: `1234.50`."""
    return amount.text if isinstance(amount, Money) else ""


@register.filter
def count(number: int | str | None) -> str:
    """A whole number in thousands; a dash for none, or for what a template could not find."""
    return f"{number:,}".replace("-", "−") if isinstance(number, int) else NOTHING


@register.filter
def percent(rate: Decimal | str | None) -> str:
    """A rate as a percentage with one decimal: `28.0 %`."""
    return f"{rate * 100:.1f} %".replace("-", "−") if isinstance(rate, Decimal) else NOTHING


@register.filter
def when(moment: datetime | str | None) -> SafeString | str:
    """A moment in the shop's time zone, ISO style."""
    if not isinstance(moment, datetime):
        return NOTHING
    local = timezone.localtime(moment)
    shown_time = local.strftime("%Y-%m-%d %H:%M")
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), shown_time)


@register.filter
def item(values: Mapping[Any, Any] | None, key: Any) -> Any:
    """The value under a key that is only known while the page is written."""
    return (values or {}).get(key)


@register.filter
def hs_codes(line: Any) -> str:
    """The HS codes of a line's variants, each once."""
    return " ".join(sorted({one.variant.hs_code for one in line.variants if one.variant.hs_code}))


@register.filter(name="all")
def all_of(form: Any, name: str) -> list[str]:
    """Every value that a form sent under a name."""
    values: list[str] = form.getlist(name) if hasattr(form, "getlist") else []
    return values


@register.filter
def shown(value: Money | str | int) -> SafeString | str:
    """A value of a preview or of the history, whatever it is."""
    if isinstance(value, Money):
        return money(value)
    if isinstance(value, bool) or value is None:
        return {True: _("yes"), False: _("no"), None: NOTHING}[value]
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value) or NOTHING
    return str(value) if value != "" else NOTHING


@register.filter
def job_title(job: Any) -> str:
    """What a job is called; an import is named after its file, in the reader's language."""
    if job.kind == "import":
        return _("Import of %(file)s") % {"file": str(job.title).removeprefix("Import ")}
    return str(job.title)


@register.filter
def joined(options: Sequence[str]) -> str:
    """The option values of a variant in one line."""
    return " / ".join(option for option in options if option)


@register.filter
def at(values: Sequence[str], index: int) -> str:
    """One of several values; nothing beyond the last."""
    return values[index] if index < len(values) else ""


@register.filter
def add_id(prefix: str, number: int) -> str:
    """The start of the names of a row's fields: `v12`."""
    return f"{prefix}{number}"


@register.filter
def cost_text(variant: Any) -> str:
    """A variant's cost as a field holds it."""
    if variant.cost_minor is None:
        return ""
    return Money(variant.cost_minor, variant.cost_currency).text


@register.filter
def trimmed(number: Decimal) -> str:
    """A decimal number without the zeros that its column adds."""
    return f"{number.normalize():f}"


@register.simple_tag(takes_context=True)
def here(context: template.Context, **changes: object) -> str:
    """The present address with some of its query changed; an empty value takes a name away."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return f"?{query.urlencode()}"
