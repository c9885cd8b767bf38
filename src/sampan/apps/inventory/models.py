"""Warehouses, what lies in them, and every movement that brought it there."""

from django.db import models
from django.db.models import F, Q


class Warehouse(models.Model):
    """Any place that holds stock: own, overseas, marketplace, third party."""

    code = models.SlugField(unique=True, max_length=40)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2)
    time_zone = models.CharField(max_length=40, default="UTC")
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class StockLevel(models.Model):
    """On hand and reserved of a variant in a warehouse; available is their difference.

    At `reorder_point` available units or fewer the owner is told; None means never.
    """

    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    on_hand = models.BigIntegerField(default=0)
    reserved = models.BigIntegerField(default=0)
    reorder_point = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["variant", "warehouse"], name="one_level_per_warehouse"
            ),
            models.CheckConstraint(condition=Q(on_hand__gte=0), name="on_hand_not_negative"),
            models.CheckConstraint(condition=Q(reserved__gte=0), name="reserved_not_negative"),
            models.CheckConstraint(
                condition=Q(reserved__lte=F("on_hand")), name="reserved_within_on_hand"
            ),
        ]


class StockMovement(models.Model):
    """A signed quantity that entered or left; insert-only, on hand is the sum of these."""

    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    quantity = models.BigIntegerField()
    reason = models.CharField(max_length=24)
    reference = models.CharField(max_length=80, blank=True)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["variant", "warehouse"], name="movement_by_variant")]


class Reservation(models.Model):
    """Units held for one order in one warehouse until a moment; released at most once.

    Held units count as reserved; taken ones have left on hand.
    """

    class State(models.TextChoices):
        """Held may become kept (paid for, no end), then taken (left the shelf), or be released."""

        HELD = "held"
        KEPT = "kept"
        TAKEN = "taken"
        RELEASED = "released"

    owner = models.UUIDField(db_index=True)
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveBigIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.HELD)
    expires_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "variant", "warehouse"],
                condition=Q(state__in=["held", "kept"]),
                name="one_live_reservation",
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="reservation_at_least_one"),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state="held"), name="reservation_due")
        ]
