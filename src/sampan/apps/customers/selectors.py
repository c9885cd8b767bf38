"""Customers as other rooms see them."""

from uuid import UUID

from sampan.apps.customers.models import Customer


def of_user(user_id: int) -> UUID | None:
    """The customer of a person who signed in; None when they never were one."""
    return Customer.objects.filter(user_id=user_id).values_list("id", flat=True).first()
