"""Writing customers: one for each person who signs in, and the addresses that they keep."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from sampan.apps.customers.models import Address, Customer
from sampan.domain.errors import Invalid, NotFound

MOST_ADDRESSES = 20


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


def rename(customer_id: UUID, name: str, language: str) -> None:
    """What a customer is called, and in which language letters reach them. Raises NotFound."""
    if not Customer.objects.filter(id=customer_id).update(name=name, language=language):
        raise NotFound(what="customer", id=str(customer_id))


@transaction.atomic
def keep_address(
    customer_id: UUID,
    address_id: UUID | None,
    fields: Mapping[str, str],
    *,
    is_default: bool,
    at: datetime,
) -> UUID:
    """Store a checked address, or change one. Raises NotFound for one of somebody else."""
    own = Address.objects.select_for_update().filter(customer_id=customer_id)
    others = own.exclude(id=address_id) if address_id else own
    if address_id is None and others.count() >= MOST_ADDRESSES:
        raise Invalid(field="address", reason="too_many", maximum=MOST_ADDRESSES)
    row = own.filter(id=address_id).first() if address_id else None
    if address_id is not None and row is None:
        raise NotFound(what="address", id=str(address_id))
    row = row or Address(customer_id=customer_id, created_at=at)
    row.country, row.fields = fields["country"], dict(fields)
    row.is_default = is_default or not others.filter(is_default=True).exists()
    if row.is_default:
        others.update(is_default=False)
    row.save()
    return row.id


@transaction.atomic
def forget_address(customer_id: UUID, address_id: UUID) -> None:
    """Delete an address; another becomes the usual one. Raises NotFound."""
    own = Address.objects.filter(customer_id=customer_id)
    if not own.filter(id=address_id).delete()[0]:
        raise NotFound(what="address", id=str(address_id))
    if not own.filter(is_default=True).exists():
        first = own.order_by("created_at").first()
        if first is not None:
            own.filter(id=first.id).update(is_default=True)
