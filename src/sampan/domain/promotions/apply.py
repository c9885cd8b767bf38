"""Apply promotions to a basket: who may join, in which order, and what each takes off.

The order is the declared one: precedence, then id. A promotion that stands `alone` is used only
when it gives more than all others together; of those in one `group` the one that gives most is
used. The result is the same in every order of adding, and no price falls below zero.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sampan.domain.money import Money, total
from sampan.domain.promotions.basket import Basket, Discount, Item
from sampan.domain.promotions.rules import Rule

Refusal = Literal["unknown", "not_now", "not_here", "used_up", "no_match", "outdone"]


@dataclass(frozen=True, slots=True)
class Promotion:
    """A rule with its conditions; empty conditions let everybody and everything in.

    The period is `[starts_at, ends_at)` in UTC; a last day that the owner names in the shop's zone
    is the moment that day ends. `uses_left` None is without limit.
    """

    id: str
    name: str
    rule: Rule
    precedence: int = 100
    group: str = ""
    alone: bool = False
    coupon: str = ""
    markets: frozenset[str] = frozenset()
    customer_groups: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    brands: frozenset[str] = frozenset()
    skus: frozenset[str] = frozenset()
    minimums: Mapping[str, Money] | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    uses_left: int | None = None

    def chosen(self, basket: Basket) -> tuple[Item, ...]:
        """The goods that the promotion is about."""
        return tuple(item for item in basket.items if self._covers(item))

    def _covers(self, item: Item) -> bool:
        if not (self.categories or self.brands or self.skus):
            return True
        return bool(
            self.categories & item.categories or item.brand in self.brands or item.sku in self.skus
        )


@dataclass(frozen=True, slots=True)
class Applied:
    """A promotion that took something off."""

    promotion: Promotion
    discount: Discount


@dataclass(frozen=True, slots=True)
class Result:
    """What promotions did: in their order, the basket after them, and why a code did not help."""

    applied: tuple[Applied, ...]
    basket: Basket
    refused: Mapping[str, Refusal]

    @property
    def amount(self) -> Money:
        """Everything that came off."""
        return total([one.discount.amount for one in self.applied], self.basket.currency)


def apply_promotions(promotions: Iterable[Promotion], basket: Basket) -> Result:
    """The best allowed combination of promotions for a basket."""
    known = sorted(promotions, key=lambda p: (p.precedence, p.id))
    refused = _refused(known, basket)
    eligible = [p for p in known if _why_not(p, basket) is None]
    together = _best_of_groups([p for p in eligible if not p.alone], basket)
    candidates = [together, *(_run([p], basket) for p in eligible if p.alone)]
    best = max(candidates, key=lambda result: result.amount.minor)
    used = {one.promotion.id for one in best.applied}
    for promotion in eligible:
        if promotion.coupon and promotion.id not in used:
            gave = _run([promotion], basket).amount
            refused[promotion.coupon] = "outdone" if gave else "no_match"
    return Result(best.applied, best.basket, refused)


def _best_of_groups(promotions: list[Promotion], basket: Basket) -> Result:
    """Of each group the promotion that gives most by itself; the earlier of equal ones."""
    best: dict[str, tuple[int, Promotion]] = {}
    free: list[Promotion] = []
    for promotion in promotions:
        if not promotion.group:
            free.append(promotion)
            continue
        gives = _run([promotion], basket).amount.minor
        if promotion.group not in best or gives > best[promotion.group][0]:
            best[promotion.group] = (gives, promotion)
    chosen = [*free, *(promotion for _, promotion in best.values())]
    return _run(sorted(chosen, key=lambda p: (p.precedence, p.id)), basket)


def _run(promotions: list[Promotion], basket: Basket) -> Result:
    applied = []
    for promotion in promotions:
        discount = promotion.rule.discount(basket, promotion.chosen(basket))
        if discount.amount:
            applied.append(Applied(promotion, discount))
            basket = basket.less(discount)
    return Result(tuple(applied), basket, {})


def _why_not(promotion: Promotion, basket: Basket) -> Refusal | None:
    if promotion.coupon and promotion.coupon not in basket.codes:
        return "unknown"
    if promotion.starts_at and basket.at < promotion.starts_at:
        return "not_now"
    if promotion.ends_at and basket.at >= promotion.ends_at:
        return "not_now"
    if promotion.markets and basket.market not in promotion.markets:
        return "not_here"
    if promotion.customer_groups and basket.customer_group not in promotion.customer_groups:
        return "not_here"
    if promotion.uses_left is not None and promotion.uses_left <= 0:
        return "used_up"
    if promotion.minimums is not None:
        minimum = promotion.minimums.get(basket.currency)
        if minimum is None or basket.goods_value < minimum:
            return "no_match"
    return None


def _refused(promotions: list[Promotion], basket: Basket) -> dict[str, Refusal]:
    by_coupon: dict[str, list[Promotion]] = {}
    for promotion in promotions:
        if promotion.coupon:
            by_coupon.setdefault(promotion.coupon, []).append(promotion)
    refused: dict[str, Refusal] = {}
    for code in sorted(basket.codes):
        reasons = [_why_not(promotion, basket) for promotion in by_coupon.get(code, [])]
        if not reasons:
            refused[code] = "unknown"
        elif None not in reasons:
            first = next(reason for reason in reasons if reason is not None)
            refused[code] = first
    return refused
