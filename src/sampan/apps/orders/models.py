"""Orders and everything that was promised with them; who bought stands apart, to be forgotten."""

import uuid

from django.db import models
from django.db.models import Q


class Order(models.Model):
    """An accepted promise. The states move by `domain.orders.lifecycle`; the rest never changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveBigIntegerField(unique=True)
    checkout = models.UUIDField(unique=True)
    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.PROTECT, null=True, related_name="+"
    )
    channel = models.CharField(max_length=24, default="store")
    market = models.CharField(max_length=24)
    country = models.CharField(max_length=2)
    language = models.CharField(max_length=12)
    currency = models.CharField(max_length=3)
    total_minor = models.BigIntegerField()
    incoterm = models.CharField(max_length=3)
    payment_method = models.CharField(max_length=40)
    service = models.CharField(max_length=60, blank=True)
    promise_from = models.DateField(null=True)
    promise_to = models.DateField(null=True)
    promised = models.JSONField(default=dict)
    payment_state = models.CharField(max_length=16, default="awaiting")
    fulfillment_state = models.CharField(max_length=16, default="unfulfilled")
    customs_state = models.CharField(max_length=16, default="not_needed")
    return_state = models.CharField(max_length=16, default="none")
    needs_review = models.BooleanField(default=False)
    review_reason = models.CharField(max_length=80, blank=True)
    is_parked = models.BooleanField(default=False)
    is_closed = models.BooleanField(default=False)
    cancel_reason = models.CharField(max_length=80, blank=True)
    placed_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["-placed_at"], name="order_newest"),
            models.Index(fields=["customer", "-placed_at"], name="order_by_customer"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(total_minor__gte=0), name="order_total_not_negative")
        ]

    def __str__(self) -> str:
        return str(self.number)


class OrderContact(models.Model):
    """Who bought and where to: the personal data of an order, erased apart from it."""

    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="contact")
    email = models.EmailField(db_index=True)
    phone = models.CharField(max_length=24, blank=True)
    shipping = models.JSONField(default=dict)
    billing = models.JSONField(default=dict)
    tax_id = models.CharField(max_length=40, blank=True)
    tax_id_state = models.CharField(max_length=12, blank=True)
    note = models.CharField(max_length=500, blank=True)
    erased_at = models.DateTimeField(null=True)


class OrderLine(models.Model):
    """A line as it was promised; later changes of the catalog do not reach it."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    warehouse = models.CharField(max_length=40, blank=True)
    parcel = models.PositiveIntegerField(default=0)
    sku = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=500)
    options = models.CharField(max_length=620, blank=True)
    choices = models.CharField(max_length=300, blank=True)
    picture = models.CharField(max_length=300, blank=True)
    quantity = models.PositiveIntegerField()
    unit_price_minor = models.BigIntegerField()
    customs = models.JSONField(default=dict)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="one_order_line"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="order_line_at_least_one"),
        ]


class OrderCharge(models.Model):
    """A part of the price with the rule that made it; an order's total is the sum of these."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="charges")
    position = models.PositiveIntegerField()
    line = models.PositiveIntegerField(null=True)
    parcel = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=12)
    amount_minor = models.BigIntegerField()
    code = models.CharField(max_length=120)
    payer = models.CharField(max_length=12, default="buyer")
    collected_by = models.CharField(max_length=12, default="seller")
    legal = models.JSONField(null=True)
    rule = models.JSONField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="one_order_charge")
        ]


class OrderMoment(models.Model):
    """One thing that happened to an order, for its timeline; insert-only, no personal data."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="moments")
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "id"]


class OrderNote(models.Model):
    """What somebody who works here wrote about an order; may name persons, so it can be erased."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="notes")
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    text = models.CharField(max_length=2000)

    class Meta:
        ordering = ["at", "id"]


class OrderView(models.Model):
    """A named filter of the Orders screen, shown as a tab."""

    name = models.CharField(max_length=60, unique=True)
    query = models.JSONField(default=dict)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]


class Series(models.Model):
    """A gapless counter (order numbers, invoice numbers), moved by whoever uses the number."""

    name = models.CharField(primary_key=True, max_length=40)
    last = models.PositiveBigIntegerField()
