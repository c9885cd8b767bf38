"""Writing promotions and their uses; a limit holds whoever comes at once."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from sampan.apps.promotions.models import Promotion, Use
from sampan.domain.errors import Conflict, DomainError
from sampan.domain.money import Money
from sampan.domain.promotions.apply import Promotion as PromotionValue
from sampan.domain.promotions.reading import write_amounts, write_rule
from sampan.kernel import audit


class UsedUp(DomainError):
    """A promotion's limit was reached before this order."""

    code = "promotion_used_up"


@dataclass(frozen=True, slots=True)
class PromotionDraft:
    """A promotion as the owner wants it; `limit` counts orders, `limit_each` those of one buyer."""

    promotion: PromotionValue
    limit: int | None = None
    limit_each: int | None = None
    is_active: bool = True


@transaction.atomic
def save_promotion(draft: PromotionDraft, *, actor: str, at: datetime) -> int:
    """Store a promotion, new where its id is empty; returns its id.

    Raises Conflict for a coupon that another promotion has.
    """
    value = draft.promotion
    fields = {
        "name": value.name,
        "rule": value.rule.code,
        "fields": write_rule(value.rule),
        "precedence": value.precedence,
        "group": value.group,
        "alone": value.alone,
        "coupon": value.coupon.upper() or None,
        "markets": sorted(value.markets),
        "customer_groups": sorted(value.customer_groups),
        "categories": sorted(value.categories),
        "brands": sorted(value.brands),
        "skus": sorted(value.skus),
        "minimums": write_amounts(value.minimums or {}),
        "starts_at": value.starts_at,
        "ends_at": value.ends_at,
        "limit": draft.limit,
        "limit_each": draft.limit_each,
        "is_active": draft.is_active,
    }
    coupon = fields["coupon"]
    row_id = int(value.id) if value.id else 0
    if coupon and Promotion.objects.filter(coupon=coupon).exclude(id=row_id).exists():
        raise Conflict(field="coupon", coupon=coupon)
    if row_id:
        Promotion.objects.filter(id=row_id).update(**fields)
    else:
        row_id = Promotion.objects.create(created_at=at, **fields).id
    audit.record(
        actor=actor,
        action="promotion.saved",
        subject=f"promotion:{row_id}",
        at=at,
        changes={"rule": value.rule.code, "coupon": coupon},
    )
    return row_id


def customer_key(email: str) -> str:
    """One key for one mailbox: case, `+` suffixes and dots that mailbox providers ignore."""
    name, _, domain = email.strip().lower().partition("@")
    name = name.split("+", 1)[0]
    if domain in {"gmail.com", "googlemail.com"}:
        name, domain = name.replace(".", ""), "gmail.com"
    message = f"{name}@{domain}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()


@transaction.atomic(savepoint=False)
def use(order: UUID, amounts: Mapping[int, Money], *, email: str, at: datetime) -> None:
    """Count an order's promotions, by id with what each took off. Raises UsedUp.

    The counter moves only where the limit leaves room, in one statement, so many buyers at once
    never use it more often than allowed.
    """
    key = customer_key(email)
    for promotion_id, amount in sorted(amounts.items()):
        room = Promotion.objects.filter(id=promotion_id).filter(
            Q(limit=None) | Q(limit__gt=F("used"))
        )
        if not room.update(used=F("used") + 1):
            raise UsedUp(promotion=promotion_id)
        _check_each(promotion_id, key)
        Use.objects.create(
            promotion_id=promotion_id,
            order=order,
            customer_key=key,
            amount_minor=amount.minor,
            currency=amount.currency,
            at=at,
        )


@transaction.atomic
def give_back(order: UUID, at: datetime) -> None:
    """Free the uses of an order that was never paid; a second call frees nothing."""
    for row in Use.objects.filter(order=order, given_back_at=None).order_by("promotion_id"):
        open_use = Use.objects.filter(id=row.id, given_back_at=None)
        if open_use.update(given_back_at=at):
            Promotion.objects.filter(id=row.promotion_id).update(used=F("used") - 1)


@transaction.atomic(savepoint=False)
def use_again(order: UUID) -> None:
    """Count the uses once more that a lapsed order gave back, as it is paid after all.

    Raises UsedUp where others took them meanwhile.
    """
    for row in Use.objects.filter(order=order).exclude(given_back_at=None).order_by("promotion_id"):
        room = Promotion.objects.filter(id=row.promotion_id).filter(
            Q(limit=None) | Q(limit__gt=F("used"))
        )
        if not room.update(used=F("used") + 1):
            raise UsedUp(promotion=row.promotion_id)
        _check_each(row.promotion_id, row.customer_key)
        Use.objects.filter(id=row.id).update(given_back_at=None)


def _check_each(promotion_id: int, key: str) -> None:
    """The promotion's row is locked by the caller's update, so the count is exact."""
    limit = Promotion.objects.values_list("limit_each", flat=True).get(id=promotion_id)
    if limit is not None:
        used = Use.objects.filter(promotion_id=promotion_id, customer_key=key, given_back_at=None)
        if used.count() >= limit:
            raise UsedUp(promotion=promotion_id)


@transaction.atomic
def forget(orders: Sequence[UUID]) -> None:
    """Delete the uses of promotions by orders of a demo shop."""
    for order in orders:
        for row in Use.objects.filter(order=order):
            if row.given_back_at is None:
                Promotion.objects.filter(id=row.promotion_id).update(used=F("used") - 1)
            row.delete()
