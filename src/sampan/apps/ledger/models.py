"""Entries and their postings; both are insert-only, a correction is another entry."""

from django.db import models


class Entry(models.Model):
    """A balanced group of postings; its cause is booked once."""

    cause = models.CharField(max_length=120, unique=True)
    order = models.UUIDField(null=True, db_index=True)
    at = models.DateTimeField()


class Posting(models.Model):
    """One side of an entry: debits are positive, credits negative, in minor units."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings")
    account = models.CharField(max_length=140)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["account", "currency"], name="posting_by_account")]
