"""Give a person the orders that they placed as a guest, by the mail address that they proved."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sampan.apps.accounts.services import shoppers
from sampan.apps.customers import services as customers
from sampan.apps.orders import own


def link_orders(user_id: int, email: str, language: str, at: datetime) -> UUID:
    """The customer of a person; with their orders as a guest, if the mail address is proven."""
    with transaction.atomic():
        customer = customers.for_user(user_id, email=email, language=language, at=at)
        if shoppers.is_proven(user_id, email):
            own.link(customer, email)
    return customer
