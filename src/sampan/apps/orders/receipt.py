"""An order as its buyer sees it: what was bought, what it cost, where it goes, how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sampan.apps.orders.models import Order
from sampan.apps.orders.selectors import OrderFacts, facts_of
from sampan.domain.charges import Kind
from sampan.domain.errors import NotFound
from sampan.domain.money import Money


@dataclass(frozen=True, slots=True)
class BoughtLine:
    """Goods as the buyer saw them in the cart; a bundle is one line."""

    title: str
    options: str
    choices: str
    picture: str
    quantity: int
    unit_price: Money

    @property
    def value(self) -> Money:
        """Unit price times quantity."""
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True)
class Receipt:
    """An order with its sums by kind; `shown` are the sums as the summary had them.

    `rates` are those of the taxes. `email` and the addresses are personal data, empty once they
    were erased.
    """

    order: OrderFacts
    lines: tuple[BoughtLine, ...]
    kinds: Mapping[Kind, Money]
    rates: frozenset[str]
    shown: Mapping[str, Any]
    service: str
    promise_from: date | None
    promise_to: date | None
    on_delivery: tuple[Money, Money] | None
    email: str
    phone: str
    shipping: Mapping[str, str]
    billing: Mapping[str, str]
    moments: Mapping[str, datetime]


def receipt(order_id: UUID) -> Receipt:
    """The receipt of an order; a constant number of queries. Raises NotFound."""
    row = (
        Order.objects.select_related("contact")
        .prefetch_related("charges", "moments")
        .filter(id=order_id)
        .first()
    )
    if row is None:
        raise NotFound(what="order", id=str(order_id))
    currency = row.currency
    shown = row.promised.get("facts", {}).get("shown", {})
    span = row.promised.get("on_delivery")
    return Receipt(
        order=facts_of(row),
        lines=tuple(_line(line, currency) for line in shown.get("lines", ())),
        kinds=_kinds(row),
        rates=frozenset(
            str((charge.rule or {}).get("rate") or "")
            for charge in row.charges.all()
            if charge.kind in {Kind.IMPORT_TAX, Kind.SALES_TAX} and charge.amount_minor
        ),
        shown=shown,
        service=row.service,
        promise_from=row.promise_from,
        promise_to=row.promise_to,
        on_delivery=(Money(span[0], currency), Money(span[1], currency)) if span else None,
        email=row.contact.email,
        phone=row.contact.phone,
        shipping=row.contact.shipping,
        billing=row.contact.billing,
        moments=_moments(row),
    )


def _line(values: Mapping[str, Any], currency: str) -> BoughtLine:
    return BoughtLine(
        title=values["title"],
        options=values["options"],
        choices=values["choices"],
        picture=values["picture"],
        quantity=values["quantity"],
        unit_price=Money(values["unit_price"], currency),
    )


def _kinds(row: Order) -> dict[Kind, Money]:
    sums: dict[Kind, Money] = {}
    for charge in row.charges.all():
        kind, amount = Kind(charge.kind), Money(charge.amount_minor, row.currency)
        sums[kind] = sums[kind] + amount if kind in sums else amount
    return sums


def _moments(row: Order) -> dict[str, datetime]:
    """When the order first reached each state of its way (`shipped`), and when it was placed."""
    found: dict[str, datetime] = {}
    for moment in row.moments.all():
        if moment.kind != "moved":
            found.setdefault(moment.kind, moment.at)
            continue
        for change in moment.facts.values():
            if isinstance(change, list) and len(change) == 2:
                found.setdefault(str(change[1]), moment.at)
    return found
