"""Carts that shoppers fill, and checkouts that hold what was promised to them."""

import uuid

from django.db import models
from django.db.models import Q


class Cart(models.Model):
    """What a visitor considers; known by the hash of the secret in the visitor's cookie.

    `version` moves with every change, so that a quote knows whether it still fits.
    """

    class State(models.TextChoices):
        """An ordered or merged cart is kept and never changes again."""

        OPEN = "open"
        ORDERED = "ordered"
        MERGED = "merged"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    secret_hash = models.CharField(max_length=64, unique=True, null=True)
    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.PROTECT, null=True, related_name="+"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    market = models.CharField(max_length=24)
    country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=12)
    codes = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    keep_until = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(state="open", customer__isnull=False),
                name="one_open_cart_per_customer",
            )
        ]


class CartLine(models.Model):
    """So many units of a variant; `choices` are made-to-order words of the shopper."""

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    choices = models.CharField(max_length=300, blank=True)
    quantity = models.PositiveIntegerField()
    price_seen_minor = models.BigIntegerField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "variant", "choices"], name="one_cart_line"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="cart_line_at_least_one"),
        ]


class Checkout(models.Model):
    """One way from a cart to an order; its quote is what the shopper was promised, with an end.

    `contact` and `addresses` are personal data and go with the checkout.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cart = models.OneToOneField(Cart, on_delete=models.CASCADE, related_name="checkout")
    contact = models.JSONField(default=dict)
    addresses = models.JSONField(default=dict)
    tax_id = models.CharField(max_length=40, blank=True)
    tax_id_state = models.CharField(max_length=12, blank=True)
    service = models.CharField(max_length=60, blank=True)
    method = models.CharField(max_length=40, blank=True)
    is_gift = models.BooleanField(default=False)
    note = models.CharField(max_length=500, blank=True)
    quote = models.JSONField(default=dict)
    quote_cart_version = models.PositiveIntegerField(default=0)
    quote_expires_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
