"""How the screens for selling write stages, states, reasons and rules."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sampan.domain.orders.lifecycle import Stage
from sampan.flows.open_order import Happening
from sampan.kernel import clock
from sampan.web.backoffice import order_words as words

register = template.Library()


@register.filter
def stage_name(stage: Stage | str) -> str:
    """What a stage is called."""
    return str(words.STAGES[Stage(stage)])


@register.filter
def state(order: Any, field: str) -> SafeString:
    """One of an order's four states with its mark."""
    return _marked(words.STATES[field], getattr(order, field))


@register.filter
def attempt_state(code: str) -> SafeString:
    """How a payment attempt stands."""
    return _marked(words.ATTEMPTS, code)


@register.filter
def refund_state(code: str) -> SafeString:
    """How a refund stands."""
    return _marked(words.REFUNDS, code)


@register.filter
def letter_name(code: str) -> str:
    """What a letter to the buyer is."""
    return str(words.LETTERS.get(code, code))


@register.filter
def letter_state(code: str) -> SafeString:
    """Where a letter is."""
    return _marked(words.LETTER_STATES, code)


@register.filter
def charge_kind(kind: str) -> str:
    """What a charge is for."""
    return str(words.KINDS[str(kind)])


@register.filter
def happening(one: Happening) -> str:
    """A happening as a sentence."""
    return words.told(one)


@register.filter
def by_whom(who: str) -> str:
    """Who did something."""
    return words.actor_word(who)


@register.filter
def why(code: str) -> str:
    """A reason in words."""
    return words.reason_word(code)


@register.filter
def pay_method(code: str) -> str:
    """A payment method's name."""
    return words.method_word(code)


@register.filter
def day(value: date | None) -> SafeString | str:
    """A day, ISO style."""
    if value is None:
        return "–"
    return format_html('<time datetime="{0}">{0}</time>', value.isoformat())


@register.filter
def placed(moment: datetime) -> SafeString:
    """When an order came: the hour of one of today, the day of an older one."""
    local, now = timezone.localtime(moment), timezone.localtime(clock.now())
    form = "%H:%M" if local.date() == now.date() else "%Y-%m-%d"
    title = local.strftime("%Y-%m-%d %H:%M")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', local.isoformat(), title, local.strftime(form)
    )


@register.filter
def share(part: int, whole: int) -> str:
    """A share in percent with one decimal."""
    return f"{part * 100 / whole:.1f} %" if whole else "–"


def _marked(states: Any, code: str) -> SafeString:
    known = states.get(code, words.State(code, "no"))
    return format_html('<span class="st {}">{}</span>', known.mark, known.label)
