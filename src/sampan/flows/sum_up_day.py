"""The four figures above Today: sales, what has to leave, money taken this week, what is left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sampan.apps.catalog.selectors import costs as catalog
from sampan.apps.orders.selectors import today as orders
from sampan.apps.orders.selectors.today import Sales
from sampan.apps.payments import selectors as payments
from sampan.domain.money import Money
from sampan.flows.convert_money import Converter, shop_currency
from sampan.flows.find_deadlines import find_deadlines

DAYS = 8
MOST_ORDERS = 2000


@dataclass(frozen=True, slots=True)
class Day:
    """What one day sold."""

    day: date
    count: int
    total: Money


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Everything in the shop's currency.

    `profit` is what goods brought this month after discounts, without tax, less what they cost
    today; freight, fees and advertising are not in it, nor are the `without_cost` units.
    """

    days: Sequence[Day]
    to_ship: int
    late: int
    cash: Money
    goods: Money
    profit: Money
    without_cost: int
    rate_day: date | None
    missing: Sequence[str]

    @property
    def today(self) -> Day:
        """The last of the days."""
        return self.days[-1]


def sum_up_day(zone: ZoneInfo, at: datetime) -> DayFigures:
    """The figures as the shop's own zone counts days, weeks (from Monday) and months."""
    money = Converter(shop_currency(), at.date())
    midnight = at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    week = midnight - timedelta(days=midnight.weekday())
    month = midnight.replace(day=1)
    waiting = orders.to_ship(MOST_ORDERS)
    deadlines = find_deadlines(waiting)
    since = midnight - timedelta(days=DAYS - 1)
    cash = payments.kept_of(orders.paid_ids(week))
    goods = money.total(orders.goods_sold(month).values())
    cost, without = _cost(orders.units_sold(month), money)
    return DayFigures(
        days=_days(orders.sales(since, zone), midnight.date(), money),
        to_ship=len(waiting),
        late=sum(deadlines[one.id] < midnight.date() for one in waiting),
        cash=money.total(cash.values()),
        goods=goods,
        profit=goods - cost,
        without_cost=without,
        rate_day=money.rate_day,
        missing=sorted(money.missing),
    )


def _days(sold: Sequence[Sales], last: date, money: Converter) -> list[Day]:
    days = [last - timedelta(days=back) for back in reversed(range(DAYS))]
    return [
        Day(
            day,
            sum(one.count for one in sold if one.day == day),
            money.total(one.total for one in sold if one.day == day),
        )
        for day in days
    ]


def _cost(units: Mapping[int, int], money: Converter) -> tuple[Money, int]:
    """What the units cost us today, and how many units have no known cost."""
    costs = catalog.costs(units.keys())
    whole, without = Money.zero(money.currency), 0
    for variant_id, count in units.items():
        known = costs.get(variant_id)
        cost = money.convert(known) if known is not None else None
        if cost is None:
            without += count
        else:
            whole += cost * count
    return whole, without
