"""Give a person the orders that they placed as a guest, by the mail address that they proved."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sampan.apps.customers import services as customers
from sampan.apps.orders import own


def link_orders(user_id: int, email: str, language: str, at: datetime) -> UUID:
    """The customer of a person whose mail address is proven, with their orders as a guest."""
    with transaction.atomic():
        customer = customers.for_user(user_id, email=email, language=language, at=at)
        own.link(customer, email)
    return customer
