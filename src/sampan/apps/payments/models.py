"""Tries at providers, refunds, and what providers told us."""

import uuid

from django.db import models
from django.db.models import F, Q


class Attempt(models.Model):
    """One try at one provider for one order; its id is the key that was sent out."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.UUIDField(db_index=True)
    provider = models.CharField(max_length=40)
    method = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    captured_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    state = models.CharField(max_length=12, default="intent")
    provider_ref = models.CharField(max_length=120, blank=True)
    page_url = models.TextField(blank=True)
    reason = models.CharField(max_length=120, blank=True)
    pay_by = models.DateTimeField(null=True)
    wants_capture = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    ask_at = models.DateTimeField(null=True)
    asked = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["ask_at"], condition=Q(ask_at__isnull=False), name="attempt_to_ask"
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="attempt_not_negative"),
            models.CheckConstraint(
                condition=Q(refunded_minor__lte=F("captured_minor")),
                name="refunded_within_captured",
            ),
        ]


class Refund(models.Model):
    """Money on its way back; stored before the provider is asked, its id is the key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="refunds")
    amount_minor = models.BigIntegerField()
    reason = models.CharField(max_length=80)
    state = models.CharField(max_length=12, default="intent")
    actor = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    ask_at = models.DateTimeField(null=True)
    asked = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="refund_above_nothing")
        ]


class ProviderMessage(models.Model):
    """A verified notification, kept as it came; processed once under the provider's event id."""

    provider = models.CharField(max_length=40)
    event_id = models.CharField(max_length=200)
    attempt = models.UUIDField(db_index=True)
    view = models.JSONField()
    received_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_id"], name="one_provider_message")
        ]
