"""The four states of an order, their allowed moves, and the stage tab that they put it in.

An order is created when the shopper presses the button, before the money is there; so one that is
never paid ends as cancelled, and money that comes for it later goes back.
"""

from dataclasses import dataclass
from enum import StrEnum

from sampan.domain.lifecycles import Lifecycle


class PaymentState(StrEnum):
    """Where the money of an order is."""

    AWAITING = "awaiting"
    AUTHORIZED = "authorized"
    PAID = "paid"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"
    VOIDED = "voided"


class FulfillmentState(StrEnum):
    """Where the goods of an order are."""

    UNFULFILLED = "unfulfilled"
    OUT_OF_STOCK = "out_of_stock"
    ALLOCATED = "allocated"
    LABELED = "labeled"
    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class CustomsState(StrEnum):
    """What the border said."""

    NOT_NEEDED = "not_needed"
    WAITING = "waiting"
    DECLARED = "declared"
    EXAMINED = "examined"
    RELEASED = "released"


class ReturnState(StrEnum):
    """Whether goods come back."""

    NONE = "none"
    ASKED = "asked"
    COMING = "coming"
    RECEIVED = "received"
    CLOSED = "closed"


PAYMENT = Lifecycle(
    "order_payment",
    {
        "awaiting": {"authorized", "paid", "voided"},
        "authorized": {"paid", "voided"},
        "paid": {"partly_refunded", "refunded"},
        "partly_refunded": {"refunded"},
        "refunded": set(),
        "voided": {"paid", "refunded"},
    },
)
FULFILLMENT = Lifecycle(
    "fulfillment",
    {
        "unfulfilled": {"allocated", "out_of_stock", "cancelled"},
        "out_of_stock": {"allocated", "cancelled"},
        "allocated": {"labeled", "packed", "out_of_stock", "cancelled"},
        "labeled": {"packed", "allocated", "cancelled"},
        "packed": {"shipped", "allocated", "cancelled"},
        "shipped": {"delivered"},
        "delivered": set(),
        "cancelled": {"allocated"},
    },
)
CUSTOMS = Lifecycle(
    "customs",
    {
        "not_needed": set(),
        "waiting": {"declared", "not_needed"},
        "declared": {"examined", "released"},
        "examined": {"released"},
        "released": set(),
    },
)
RETURN = Lifecycle(
    "return",
    {
        "none": {"asked"},
        "asked": {"coming", "received", "closed", "none"},
        "coming": {"received", "closed"},
        "received": {"closed"},
        "closed": {"asked"},
    },
)


class Stage(StrEnum):
    """The tabs of the Orders screen, in the order of an order's life."""

    AWAITING_PAYMENT = "awaiting_payment"
    TO_REVIEW = "to_review"
    TO_ROUTE = "to_route"
    LABEL = "label"
    TO_PACK = "to_pack"
    OUT_OF_STOCK = "out_of_stock"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    DONE = "done"
    RETURNING = "returning"
    CANCELLED = "cancelled"
    PARKED = "parked"


@dataclass(frozen=True, slots=True)
class States:
    """An order's states side by side."""

    payment: str
    fulfillment: str
    returning: str
    needs_review: bool
    is_parked: bool
    is_closed: bool


BY_FULFILLMENT = {
    "unfulfilled": Stage.TO_ROUTE,
    "out_of_stock": Stage.OUT_OF_STOCK,
    "allocated": Stage.LABEL,
    "labeled": Stage.TO_PACK,
    "packed": Stage.TO_PACK,
    "shipped": Stage.SHIPPED,
    "delivered": Stage.DELIVERED,
    "cancelled": Stage.CANCELLED,
}
COMING_BACK = frozenset({ReturnState.ASKED, ReturnState.COMING, ReturnState.RECEIVED})


def stage(states: States) -> Stage:
    """The one tab in which an order stands: what the owner has to do next comes first."""
    if states.fulfillment == FulfillmentState.CANCELLED:
        return Stage.CANCELLED
    if states.is_parked:
        return Stage.PARKED
    if states.needs_review:
        return Stage.TO_REVIEW
    if states.payment == PaymentState.AWAITING:
        return Stage.AWAITING_PAYMENT
    if states.returning in COMING_BACK:
        return Stage.RETURNING
    if states.is_closed:
        return Stage.DONE
    return BY_FULFILLMENT[states.fulfillment]
