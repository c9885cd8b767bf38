"""Writing customers: one for each person who signs in."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from sampan.apps.customers.models import Customer


def for_user(user_id: int, *, email: str, language: str, at: datetime) -> UUID:
    """The customer of a person, made with the first call; two at once make one."""
    try:
        with transaction.atomic():
            customer, _ = Customer.objects.get_or_create(
                user_id=user_id,
                defaults={"email": email, "language": language, "created_at": at},
            )
    except IntegrityError:
        customer = Customer.objects.get(user_id=user_id)
    return customer.id
