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
