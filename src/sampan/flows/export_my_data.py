"""Everything that the shop knows of a customer, in one readable and one machine-readable form.

EU: regulation 2016/679, art. 15 (access) and art. 20 (a structured, common, machine-readable form).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sampan.apps.checkout import selectors as carts
from sampan.apps.customers import selectors as customers
from sampan.apps.orders import own
from sampan.apps.orders import receipt as receipts
from sampan.apps.orders.receipt import Receipt
from sampan.apps.orders.selectors import OrderFacts, charges
from sampan.apps.payments import selectors as payments
from sampan.flows.resend_letter import letters_of
from sampan.kernel import formats


def export_my_data(customer_id: UUID, at: datetime) -> dict[str, Any]:
    """What is stored of a customer, as plain values: names, numbers, text. Raises NotFound."""
    known = customers.customer(customer_id)
    cart = carts.of_customer(customer_id)
    return {
        "exported_at": at.isoformat(),
        "account": {"email": known.email, "name": known.name, "language": known.language},
        "addresses": [dict(one.fields) for one in customers.addresses(customer_id)],
        "cart": [
            {"variant": line.variant_id, "quantity": line.quantity, "choices": line.choices}
            for line in (cart.lines if cart else ())
        ],
        "orders": [_order(one) for one in own.orders_of(customer_id, own.ALL)],
    }


def _order(order: OrderFacts) -> dict[str, Any]:
    shown = receipts.receipt(order.id)
    return {
        "number": order.number,
        "placed_at": order.placed_at.isoformat(),
        "country": order.country,
        "language": order.language,
        "total": _amount(order.total.minor, order.total.currency),
        "states": {
            "payment": order.payment_state,
            "fulfillment": order.fulfillment_state,
            "customs": order.customs_state,
            "return": order.return_state,
        },
        "contact": _contact(shown),
        "lines": [
            {
                "title": line.title,
                "options": line.options,
                "choices": line.choices,
                "quantity": line.quantity,
                "unit_price": _amount(line.unit_price.minor, line.unit_price.currency),
            }
            for line in shown.lines
        ],
        "charges": [
            {"kind": str(one.kind), "amount": _amount(one.amount.minor, one.amount.currency)}
            for one in charges(order.id)
        ],
        "payments": [
            {
                "at": one.created_at.isoformat(),
                "method": one.method,
                "provider": one.provider,
                "state": one.state,
                "captured": _amount(one.captured.minor, one.captured.currency),
                "refunded": _amount(one.refunded.minor, one.refunded.currency),
            }
            for one in payments.of_order(order.id)
        ],
        "moments": {name: moment.isoformat() for name, moment in shown.moments.items()},
        "letters": [
            {"letter": one.letter, "at": one.created_at.isoformat(), "state": one.state}
            for one in letters_of(order.id)
        ],
    }


def _contact(shown: Receipt) -> Mapping[str, Any]:
    return {
        "email": shown.email,
        "phone": shown.phone,
        "shipping": dict(shown.shipping),
        "billing": dict(shown.billing),
    }


def _amount(minor: int, currency: str) -> str:
    return formats.amount(minor, currency, "en").text.replace("\xa0", " ")
