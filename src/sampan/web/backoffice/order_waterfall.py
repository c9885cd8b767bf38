"""An order's charges as a fall of bars: from what the buyer paid to what is left of the goods."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sampan.domain.charges import Kind
from sampan.domain.money import Money, total
from sampan.domain.orders.offer import OfferedCharge
from sampan.web.backoffice.order_words import KINDS

WIDTH, LABEL, AMOUNT = 560, 150, 96
ROW = 26
DOWN = (Kind.DUTY, Kind.IMPORT_TAX, Kind.SALES_TAX, Kind.FEE, Kind.FREIGHT, Kind.INSURANCE)


@dataclass(frozen=True, slots=True)
class Bar:
    """One step: its label, its signed amount, and where its bar stands."""

    label: str
    amount: Money
    color: str
    is_sum: bool
    y: int
    x: int
    width: int

    @property
    def text_y(self) -> int:
        """Where the row's words stand."""
        return self.y + 17

    @property
    def bar_y(self) -> int:
        """Where the bar begins."""
        return self.y + 6

    @property
    def path(self) -> str:
        """The bar."""
        return f"M{self.x} {self.bar_y}h{self.width}v14h-{self.width}z"


@dataclass(frozen=True, slots=True)
class Fall:
    """The whole picture with its size."""

    bars: tuple[Bar, ...]
    height: int
    width: int = WIDTH
    amount_x: int = WIDTH


def waterfall(charges: Sequence[OfferedCharge], paid: Money, cost: Money | None) -> Fall:
    """From the total down over duty, tax, freight and the goods' cost to what is left."""
    steps: list[tuple[str, Money, str, bool]] = [(_("Paid by the buyer"), paid, "water", True)]
    for kind in DOWN:
        part = total([one.amount for one in charges if one.kind == kind], paid.currency)
        if part:
            steps.append((str(KINDS[kind]), -part, "brass", False))
    goods = total(
        [one.amount for one in charges if one.kind in {Kind.GOODS, Kind.DISCOUNT}], paid.currency
    )
    steps.append((_("Goods after discounts"), goods, "water", True))
    if cost is not None:
        steps.append((_("Cost of the goods"), -cost, "lantern", False))
        steps.append((_("Left of the goods"), goods - cost, "moss", True))
    return _drawn(steps, paid)


def _drawn(steps: Sequence[tuple[str, Money, str, bool]], paid: Money) -> Fall:
    room = WIDTH - LABEL - AMOUNT - 24
    most = max([abs(step[1].minor) for step in steps] + [1])
    bars, level = [], 0
    for place, (label, amount, color, is_sum) in enumerate(steps):
        start = 0 if is_sum else level + min(0, amount.minor)
        level = amount.minor if is_sum else level + amount.minor
        width = max(1, abs(amount.minor) * room // most)
        x = LABEL + 12 + max(0, start) * room // most
        bars.append(Bar(label, amount, color, is_sum, place * ROW, x, width))
    return Fall(tuple(bars), len(bars) * ROW + 4)
