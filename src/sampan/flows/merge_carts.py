"""Let a guest's cart follow its owner when they sign in, once, whoever asks first."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from sampan.apps.checkout import selectors as carts
from sampan.apps.checkout import services as cart_writes
from sampan.apps.checkout.selectors import CartFacts
from sampan.apps.customers import selectors as customers
from sampan.apps.customers import services as customer_writes
from sampan.domain.errors import NotFound


def merge_carts(
    user_id: int, email: str, guest: CartFacts | None, at: datetime
) -> CartFacts | None:
    """The cart of a person who signed in, with what their browser held as a guest.

    A guest's cart that became somebody else's meanwhile is left alone. Two requests at once merge
    once: the second finds the cart merged.
    """
    if guest is None or guest.customer is not None:
        known = customers.of_user(user_id)
        return carts.of_customer(known) if known else None
    customer = customer_writes.for_user(user_id, email=email, language=guest.language, at=at)
    return _handed_over(guest.id, customer, at)


def _handed_over(guest: UUID, customer: UUID, at: datetime) -> CartFacts | None:
    for _ in range(2):
        try:
            return carts.cart(cart_writes.hand_over(guest, customer, at))
        except IntegrityError:
            continue  # another tab opened the person's cart in the same moment
        except NotFound:
            break
    return carts.of_customer(customer)
