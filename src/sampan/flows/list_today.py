"""List what the owner has to do today: cards from every part of the shop, in the order of risk.

The order is `domain.planning.today.rank`; a card that was put to sleep comes back by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sampan.apps.orders.selectors import OrderFacts
from sampan.apps.orders.selectors import today as orders
from sampan.apps.payments import selectors as payments
from sampan.domain.money import Money
from sampan.domain.planning.today import Risk, rank, urgency
from sampan.flows.convert_money import Converter, shop_currency
from sampan.flows.find_deadlines import find_deadlines
from sampan.flows.watch_goods import GoodsAtRisk, watch_goods
from sampan.kernel import jobs, settings_store

SINGLES = 5
MOST_ORDERS = 2000
PATIENCE = timedelta(minutes=10)
REMEMBERED = timedelta(days=60)
LONGEST_SLEEP = 30
SLEEP = "asleep:"


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to do: `key` names it for ever, `facts` are what its sentence needs."""

    kind: str
    key: str
    risk: Risk
    facts: Mapping[str, Any] = field(default_factory=dict)
    urgency: Decimal = Decimal(0)
    rank: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Today:
    """The cards, the largest rank first; those that sleep stand apart with when they wake."""

    cards: tuple[Card, ...]
    asleep: tuple[tuple[Card, datetime], ...]
    currency: str
    rate_day: date | None
    missing: Sequence[str]


def list_today(language: str, at: datetime) -> Today:
    """Every card; a constant number of queries, however many orders wait."""
    money = Converter(shop_currency(), at.date())
    found = [*_shipping(money, at), *_orders(money, at), *_money(money, at)]
    found += [*_goods(watch_goods(language, money, at)), *_house(found, money, at)]
    ranked = sorted((_ranked(card, at) for card in found), key=_first)
    woken = settings_store.get_many([f"{SLEEP}{card.key}"[:80] for card in ranked])
    cards, asleep = [], []
    for card in ranked:
        until = _moment(woken.get(f"{SLEEP}{card.key}"[:80]))
        if until is not None and until > at:
            asleep.append((card, until))
        else:
            cards.append(card)
    return Today(tuple(cards), tuple(asleep), money.currency, money.rate_day, sorted(money.missing))


def let_sleep(key: str, days: int, at: datetime) -> None:
    """Put a card to sleep for some days; zero wakes it."""
    until = at + timedelta(days=max(0, min(days, LONGEST_SLEEP)))
    settings_store.note(f"{SLEEP}{key}"[:80], until.isoformat())


def _ranked(card: Card, at: datetime) -> Card:
    return Card(
        card.kind,
        card.key,
        card.risk,
        card.facts,
        urgency=urgency(card.risk.due, at),
        rank=rank(card.risk, at),
    )


def _first(card: Card) -> tuple[Decimal, float, str]:
    due = card.risk.due.timestamp() if card.risk.due else float("inf")
    return (-card.rank, due, card.key)


def _shipping(money: Converter, at: datetime) -> list[Card]:
    """One card for what is late, one for what has to leave next, one for each missing good."""
    waiting = orders.to_ship(MOST_ORDERS)
    short = orders.out_of_stock(SINGLES)
    deadlines = find_deadlines([*waiting, *short])
    today = at.date()
    late = [one for one in waiting if deadlines[one.id] < today]
    soon = [one for one in waiting if deadlines[one.id] >= today]
    cards = []
    for kind, group in (("ship_late", late), ("ship_today", soon)):
        if group:
            first = min(deadlines[one.id] for one in group)
            risk = Risk(money.total(one.total for one in group), _end_of(first))
            facts = {"count": len(group), "day": first, "number": group[0].number}
            cards.append(Card(kind, kind, risk, facts))
    for one in short:
        risk = Risk(_worth(one, money), _end_of(deadlines[one.id]))
        cards.append(Card("waits_for_goods", f"goods:{one.number}", risk, _about(one)))
    return cards


def _orders(money: Converter, at: datetime) -> list[Card]:
    return [
        Card(
            "review",
            f"review:{one.number}",
            Risk(_worth(one, money), one.placed_at + timedelta(days=1)),
            _about(one),
        )
        for one in orders.to_review(SINGLES)
    ]


def _money(money: Converter, at: datetime) -> list[Card]:
    unknown = payments.unknown(at - PATIENCE, SINGLES)
    refused = payments.refused_refunds(at - REMEMBERED, SINGLES)
    known = orders.by_id({one.order for one in unknown} | {order for order, _ in refused})
    cards = []
    for attempt in unknown:
        if attempt.order not in known:
            continue
        facts = {**_about(known[attempt.order]), "attempt": str(attempt.id)}
        risk = Risk(_in(attempt.amount, money), attempt.created_at + timedelta(hours=1))
        cards.append(Card("unknown_payment", f"payment:{attempt.id}", risk, facts))
    for order_id, refund in refused:
        if order_id not in known:
            continue
        facts = {**_about(known[order_id]), "amount": refund.amount}
        risk = Risk(_in(refund.amount, money), refund.created_at + timedelta(days=1))
        cards.append(Card("refused_refund", f"refund:{refund.id}", risk, facts))
    return cards


def _goods(seen: GoodsAtRisk) -> list[Card]:
    cards = [
        Card(kind, f"{kind}:{one.variant_id}", Risk(one.money, one.due), one.facts)
        for kind, ones in (("sold_out", seen.sold_out), ("low_stock", seen.low))
        for one in ones[:SINGLES]
    ]
    if seen.below_cost_count:
        facts = {"count": seen.below_cost_count}
        cards.append(Card("below_cost", "below_cost", Risk(seen.below_cost), facts))
    if seen.without_hs or seen.without_origin:
        facts = {"hs": seen.without_hs, "origin": seen.without_origin}
        cards.append(Card("lacks_customs", "lacks_customs", Risk(seen.nothing), facts))
    return cards


def _house(found: Sequence[Card], money: Converter, at: datetime) -> list[Card]:
    if jobs.worker_is_alive(at):
        return []
    waiting = [card.risk.money for card in found if card.kind.startswith("ship_")]
    risk = Risk(sum(waiting, Money.zero(money.currency)), at)
    return [Card("no_worker", "no_worker", risk)]


def _about(order: OrderFacts) -> dict[str, Any]:
    return {
        "number": order.number,
        "country": order.country,
        "total": order.total,
        "reason": order.review_reason,
    }


def _worth(order: OrderFacts, money: Converter) -> Money:
    return _in(order.total, money)


def _in(amount: Money, money: Converter) -> Money:
    """In the shop's currency; nothing where no rate is known, which the page tells."""
    return money.convert(amount) or Money.zero(money.currency)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=UTC)


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(str(text)) if text else None
