"""The rounding habits of markets: the nearest price that shoppers there expect to see.

A habit never makes something free: what costs more than nothing stays above nothing.

>>> nearest("charm_99", Decimal("47.32"), "EUR")
Money('46.99', 'EUR')
>>> nearest("five_cents", Decimal("47.32"), "CHF")
Money('47.30', 'CHF')
>>> nearest("tens", Decimal("7843"), "JPY")
Money('7840', 'JPY')
>>> nearest("charm_99", Decimal("0.20"), "EUR")
Money('0.99', 'EUR')
"""

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from sampan.domain.errors import Invalid
from sampan.domain.money import Money, exponent


def nearest(habit: str, amount: Decimal, currency: str) -> Money:
    """`amount` (major units) as the habit shows it. Raises Invalid for an unknown habit."""
    if habit not in HABITS:
        raise Invalid(field="rounding", reason="unknown", habit=habit[:32])
    if not amount.is_finite() or amount < 0:
        raise Invalid(field="amount", reason="negative")
    return HABITS[habit](amount, currency) if amount else Money.zero(currency)


def _to_step(step: Decimal, amount: Decimal, currency: str) -> Money:
    """The nearest positive multiple of `step`, never finer than the currency's minor unit."""
    step = max(step, Decimal(1).scaleb(-exponent(currency)))
    steps = (amount / step).to_integral_value(ROUND_HALF_UP)
    return Money.rounded(max(steps, Decimal(1)) * step, currency)


def _charm(ending: Decimal, amount: Decimal, currency: str) -> Money:
    """The nearest price with this ending; currencies without decimals go to whole tens."""
    if exponent(currency) == 0:
        return _to_step(Decimal(10), amount, currency)
    whole = (amount - ending).to_integral_value(ROUND_HALF_UP)
    return Money.rounded(max(whole, Decimal(0)) + ending, currency)


HABITS: Mapping[str, Callable[[Decimal, str], Money]] = {
    "exact": partial(_to_step, Decimal(0)),
    "charm_99": partial(_charm, Decimal("0.99")),
    "charm_90": partial(_charm, Decimal("0.90")),
    "five_cents": partial(_to_step, Decimal("0.05")),
    "whole": partial(_to_step, Decimal(1)),
    "tens": partial(_to_step, Decimal(10)),
    "hundreds": partial(_to_step, Decimal(100)),
    "thousands": partial(_to_step, Decimal(1000)),
}
