"""Customers as other rooms see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sampan.apps.customers.models import Address, Customer
from sampan.domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """A customer; name and mail address are empty once they were erased."""

    id: UUID
    user: int | None
    email: str
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class AddressFacts:
    """An address that a customer keeps, in its country's own form."""

    id: UUID
    country: str
    fields: Mapping[str, str]
    is_default: bool


def of_user(user_id: int) -> UUID | None:
    """The customer of a person who signed in; None when they never were one."""
    return Customer.objects.filter(user_id=user_id).values_list("id", flat=True).first()


def customer(customer_id: UUID) -> CustomerFacts:
    """One customer. Raises NotFound."""
    row = Customer.objects.filter(id=customer_id).first()
    if row is None:
        raise NotFound(what="customer", id=str(customer_id))
    return CustomerFacts(row.id, row.user_id, row.email, row.name, row.language)


def addresses(customer_id: UUID) -> list[AddressFacts]:
    """The addresses of a customer, the usual one first."""
    rows = Address.objects.filter(customer_id=customer_id).order_by("-is_default", "created_at")
    return [AddressFacts(row.id, row.country, row.fields, row.is_default) for row in rows]


def address(customer_id: UUID, address_id: UUID) -> AddressFacts:
    """One address of a customer. Raises NotFound, also for one of somebody else."""
    found = next((one for one in addresses(customer_id) if one.id == address_id), None)
    if found is None:
        raise NotFound(what="address", id=str(address_id))
    return found
