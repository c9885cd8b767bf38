"""Forget what was typed into checkouts; what was bought stands in the orders."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from sampan.apps.checkout.models import Cart, CartLine, Checkout
from sampan.kernel.batches import batches


@transaction.atomic
def forget_person(customer: UUID | None, checkouts: Sequence[UUID]) -> None:
    """Empty the checkouts of these orders, and delete what else a customer put into carts."""
    for batch in batches(checkouts):
        CartLine.objects.filter(cart__checkout__in=batch).update(choices="")
        Checkout.objects.filter(id__in=batch).update(
            contact={}, addresses={}, tax_id="", tax_id_state="", note="", quote={}
        )
    if customer is not None:
        Cart.objects.filter(customer=customer).exclude(state=Cart.State.ORDERED).delete()
        Cart.objects.filter(customer=customer).update(customer=None, secret_hash=None)
