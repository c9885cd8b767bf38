"""Promotions as values."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, Sum

from sampan.apps.promotions.models import Promotion as PromotionRow
from sampan.apps.promotions.models import Use
from sampan.apps.promotions.services import customer_key
from sampan.domain.money import Money
from sampan.domain.promotions.apply import Promotion
from sampan.domain.promotions.reading import read_amounts, read_rule


def active() -> tuple[Promotion, ...]:
    """Every promotion that is switched on, in its precedence; one query."""
    return tuple(value_of(row) for row in PromotionRow.objects.filter(is_active=True))


def spent_by(email: str) -> frozenset[str]:
    """The promotions that one mailbox has used as often as one buyer may; one query."""
    spent = (
        Use.objects.filter(customer_key=customer_key(email), given_back_at=None)
        .exclude(promotion__limit_each=None)
        .values("promotion_id")
        .annotate(times=Count("id"))
        .filter(Q(times__gte=F("promotion__limit_each")))
    )
    return frozenset(str(row["promotion_id"]) for row in spent)


def value_of(row: PromotionRow) -> Promotion:
    """A promotion's row as the domain sees it."""
    return Promotion(
        id=str(row.id),
        name=row.name,
        rule=read_rule(row.rule, row.fields),
        precedence=row.precedence,
        group=row.group,
        alone=row.alone,
        coupon=row.coupon or "",
        markets=frozenset(row.markets),
        customer_groups=frozenset(row.customer_groups),
        categories=frozenset(row.categories),
        brands=frozenset(row.brands),
        skus=frozenset(row.skus),
        minimums=read_amounts(row.minimums) if row.minimums else None,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        uses_left=None if row.limit is None else max(0, row.limit - row.used),
    )


@dataclass(frozen=True, slots=True)
class PromotionFacts:
    """A promotion with its limits and what it did so far; `given` is by currency."""

    id: int
    promotion: Promotion
    limit: int | None
    limit_each: int | None
    used: int
    given: tuple[Money, ...]
    is_active: bool


def all_promotions() -> list[PromotionFacts]:
    """Every promotion in its precedence, with what it took off; two queries."""
    given: dict[int, list[Money]] = {}
    sums = Use.objects.filter(given_back_at=None).order_by("currency")
    for row in sums.values("promotion_id", "currency").annotate(minor=Sum("amount_minor")):
        money = Money(row["minor"], row["currency"])
        given.setdefault(row["promotion_id"], []).append(money)
    return [
        PromotionFacts(
            id=row.pk,
            promotion=value_of(row),
            limit=row.limit,
            limit_each=row.limit_each,
            used=row.used,
            given=tuple(given.get(row.pk, ())),
            is_active=row.is_active,
        )
        for row in PromotionRow.objects.all()
    ]
