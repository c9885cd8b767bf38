"""Promotions as the owner set them up, and each use of them."""

from django.db import models
from django.db.models import F, Q


class Promotion(models.Model):
    """A rule of `domain.promotions.rules` with its fields as JSON, and its conditions.

    `used` counts uses that are held or final; `limit` and `limit_each` are None without limit.
    """

    name = models.CharField(max_length=120)
    rule = models.CharField(max_length=24)
    fields = models.JSONField(default=dict)
    precedence = models.PositiveIntegerField(default=100)
    group = models.CharField(max_length=40, blank=True)
    alone = models.BooleanField(default=False)
    coupon = models.CharField(max_length=40, null=True, unique=True)
    markets = models.JSONField(default=list)
    customer_groups = models.JSONField(default=list)
    categories = models.JSONField(default=list)
    brands = models.JSONField(default=list)
    skus = models.JSONField(default=list)
    minimums = models.JSONField(default=dict)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    limit = models.PositiveIntegerField(null=True)
    limit_each = models.PositiveIntegerField(null=True)
    used = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["precedence", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(limit=None) | Q(used__lte=F("limit")), name="uses_within_limit"
            )
        ]


class Use(models.Model):
    """One order's use of a promotion; given back when the order was never paid.

    `customer_key` is a salted hash of the buyer's address, so that a limit for each customer holds
    without keeping the address.
    """

    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT, related_name="uses")
    order = models.UUIDField()
    customer_key = models.CharField(max_length=64)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()
    given_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["promotion", "order"], name="one_use_per_order")
        ]
        indexes = [models.Index(fields=["promotion", "customer_key"], name="use_by_customer")]
