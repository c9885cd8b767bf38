"""Customers, registered or guests, and the addresses they keep."""

import uuid

from django.db import models


class Customer(models.Model):
    """A buyer; `user` is set once they registered. One row for each mail address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    email = models.EmailField(blank=True, db_index=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12, default="en")
    group = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    purge_after = models.DateField(null=True)


class Address(models.Model):
    """An address in its country's own form; fields that the country lacks stay empty."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="addresses")
    is_default = models.BooleanField(default=False)
    country = models.CharField(max_length=2)
    fields = models.JSONField(default=dict)
    created_at = models.DateTimeField()


class Withdrawal(models.Model):
    """A declaration of withdrawal as it arrived, whoever sent it; `order` once it was matched.

    What was typed is personal data and is forgotten after the period in which it may matter.
    """

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting"
        ACCEPTED = "accepted"
        LATE = "late"
        UNMATCHED = "unmatched"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12)
    declared_at = models.DateTimeField(db_index=True)
    order = models.UUIDField(null=True, db_index=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    erased_at = models.DateTimeField(null=True)


class MailProof(models.Model):
    """Somebody says that a mail address is theirs; the link in the letter to it proves so, once."""

    class Purpose(models.TextChoices):
        """What the proof is for."""

        OPEN = "open"
        RESET = "reset"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    email = models.EmailField()
    language = models.CharField(max_length=12)
    asked_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)
