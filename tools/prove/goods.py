"""A shop with one thing to sell, and checkouts that are ready to be placed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from sampan.apps.catalog.models import Product, Variant
from sampan.apps.checkout import services as checkouts
from sampan.apps.checkout.services import Setting
from sampan.apps.inventory import services as inventory
from sampan.domain.charges import Kind
from sampan.domain.incoterms import Incoterm
from sampan.domain.money import Money
from sampan.domain.orders.offer import Offer, OfferedCharge, OfferedLine
from sampan.flows.examine_money import MONEY_CHECKS
from sampan.flows.examine_shop import examine_shop

WAREHOUSE = "NGB"
CHECKS = ("stock", *MONEY_CHECKS)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a ready checkout is for; `uses` are promotions by id with what each takes off."""

    variant: int
    email: str = "a@b.example"
    quantity: int = 1
    method: str = "card"
    uses: Mapping[int, int] | None = None


def use_provider(base_url: str, secret: str) -> None:
    """Let this process pay at a sandbox provider."""
    settings.SAMPAN_PAYMENT_PROVIDERS = {"sandbox": {"base_url": base_url, "secret": secret}}


def stock(units: int, at: datetime) -> int:
    """One variant with so many units on the shelf; returns its id."""
    inventory.save_warehouse(WAREHOUSE, "Ningbo", "CN", position=0)
    product, _ = Product.objects.get_or_create(
        handle="cup", defaults={"created_at": at, "updated_at": at}
    )
    variant, _ = Variant.objects.get_or_create(product=product, sku="CUP")
    movement = inventory.Movement("owner", at, "opening")
    inventory.set_on_hand({(variant.id, WAREHOUSE): units}, movement)
    return variant.id


def ready_checkout(wish: Wish, at: datetime) -> UUID:
    """A checkout with a held quote: 10.00 and VAT 1.90 each, freight 4.00."""
    cart, _ = checkouts.open_cart(Setting("eu", "DE", "EUR", "de"), customer=None, at=at)
    checkouts.add(cart, wish.variant, wish.quantity, at)
    checkout = checkouts.begin_checkout(cart, at)
    facts = {"contact": {"email": wish.email}, "method": wish.method}
    checkouts.fill(checkout, facts, at)
    until = at + timedelta(hours=2)
    checkouts.hold_quote(checkout, _offer(wish), cart_version=2, until=until)
    return checkout


def breaks(at: datetime) -> list[str]:
    """The codes of all that does not agree in this shop."""
    return sorted(
        finding.code for report in examine_shop(at, CHECKS) for finding in report.findings
    )


def _offer(wish: Wish) -> Offer:
    line = OfferedLine(wish.variant, "CUP", "Cup", "", "", "", wish.quantity, _eur(1000), WAREHOUSE)
    charges = [
        OfferedCharge(Kind.GOODS, _eur(1000 * wish.quantity), "price", 0),
        OfferedCharge(Kind.IMPORT_TAX, _eur(190 * wish.quantity), "vat", 0),
        OfferedCharge(Kind.FREIGHT, _eur(400), "freight"),
    ]
    uses: list[dict[str, Any]] = [
        {"id": str(key), "minor": minor} for key, minor in (wish.uses or {}).items()
    ]
    return Offer("EUR", "DE", Incoterm.DDP, (line,), tuple(charges), facts={"promotions": uses})


def _eur(minor: int) -> Money:
    return Money(minor, "EUR")
