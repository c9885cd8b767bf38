"""Services of carriers from each warehouse, with the owner's own rates."""

from django.db import models


class Service(models.Model):
    """One way to send from one warehouse; prices are in `currency`."""

    code = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=120)
    warehouse = models.CharField(max_length=40)
    mode = models.CharField(max_length=8)
    currency = models.CharField(max_length=3)
    is_tracked = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    max_weight_g = models.PositiveIntegerField(default=30_000)
    longest_mm = models.PositiveIntegerField(default=1_200)
    divisor = models.PositiveIntegerField(default=5_000)
    cutoff = models.TimeField()
    handling_days = models.PositiveIntegerField(default=1)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]


class Zone(models.Model):
    """Countries with one table; `steps` are pairs of grams and minor units, in rising order."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="zones")
    countries = models.JSONField(default=list)
    steps = models.JSONField(default=list)
    days_from = models.PositiveIntegerField()
    days_to = models.PositiveIntegerField()
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]


class Shipment(models.Model):
    """One parcel of an order on its way, under a carrier's tracking number."""

    order = models.UUIDField(db_index=True)
    parcel = models.PositiveIntegerField()
    service = models.CharField(max_length=60)
    tracking = models.CharField(max_length=80, blank=True, db_index=True)
    shipped_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["parcel"]
        constraints = [
            models.UniqueConstraint(fields=["order", "parcel"], name="one_shipment_per_parcel")
        ]
