"""Price lists by market and currency, their prices, and every price that ever was."""

from django.db import models
from django.db.models import Q


class PriceList(models.Model):
    """The prices of one market in one currency; derived once from the base list by a factor.

    `rounding` names a habit of `domain.pricing.rounding` (`charm_99`, `whole`, `five_cents` ...).
    """

    code = models.SlugField(unique=True, max_length=40)
    market = models.ForeignKey("markets.Market", on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    is_base = models.BooleanField(default=False)
    factor = models.DecimalField(max_digits=12, decimal_places=6, default=1)
    rounding = models.CharField(max_length=24, default="exact")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["market", "currency"], name="one_list_per_currency"),
            models.UniqueConstraint(
                fields=["is_base"], condition=Q(is_base=True), name="one_base_price_list"
            ),
            models.CheckConstraint(condition=Q(factor__gt=0), name="price_factor_positive"),
        ]

    def __str__(self) -> str:
        return self.code


class Price(models.Model):
    """What one unit costs from a quantity on, in a period `[valid_from, valid_to)`.

    `compare_at_minor` is what another system called the former price; it is kept for export and
    never shown: a strike-through price comes from the history.
    """

    price_list = models.ForeignKey(PriceList, on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    minimum_quantity = models.PositiveIntegerField(default=1)
    amount_minor = models.BigIntegerField()
    compare_at_minor = models.BigIntegerField(null=True)
    valid_from = models.DateTimeField(null=True)
    valid_to = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["price_list", "variant", "minimum_quantity", "valid_from"],
                name="one_price_per_start",
            ),
            models.UniqueConstraint(
                fields=["price_list", "variant", "minimum_quantity"],
                condition=Q(valid_from=None),
                name="one_open_price",
            ),
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="price_not_negative"),
            models.CheckConstraint(
                condition=Q(minimum_quantity__gte=1), name="price_break_at_least_one"
            ),
        ]
        indexes = [models.Index(fields=["variant", "price_list"], name="price_by_variant")]


class PriceChange(models.Model):
    """A price as it was set at a moment; insert-only, None when it was taken away."""

    price_list = models.ForeignKey(PriceList, on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    minimum_quantity = models.PositiveIntegerField(default=1)
    amount_minor = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["price_list", "variant", "-at"], name="price_history_newest")
        ]
