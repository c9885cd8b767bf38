"""What has happened: frozen facts in the past tense, published in the transaction they tell of.

An event carries ids and plain values, never personal data: it is stored, logged and replayed.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProductsChanged:
    """Products were created, changed, published or removed; `product_ids` says which."""

    product_ids: tuple[int, ...]
    cause: str


@dataclass(frozen=True, slots=True)
class PricesChanged:
    """Prices of these products were set in a price list."""

    product_ids: tuple[int, ...]
    price_list: str
    cause: str


@dataclass(frozen=True, slots=True)
class StockChanged:
    """The quantity on hand of variants of these products changed."""

    product_ids: tuple[int, ...]
    cause: str


@dataclass(frozen=True, slots=True)
class MediaAdded:
    """Pictures were stored and wait for their smaller versions."""

    media_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TablesChanged:
    """A row that many products share (a brand, a category, a warehouse) was saved by hand."""

    table: str


@dataclass(frozen=True, slots=True)
class OrderPlaced:
    """A shopper pressed the button: the order exists, its stock is held, its money is awaited."""

    order: str


@dataclass(frozen=True, slots=True)
class OrderPaid:
    """The whole amount of an order was captured."""

    order: str


@dataclass(frozen=True, slots=True)
class OrderCancelled:
    """An order will not be fulfilled; `reason` is a stable code."""

    order: str
    reason: str


@dataclass(frozen=True, slots=True)
class OrderCorrected:
    """Units of a paid order were taken back, and the charges for them; `version` is the order's."""

    order: str
    version: int


@dataclass(frozen=True, slots=True)
class OrderShipped:
    """All goods of an order left the warehouse."""

    order: str


@dataclass(frozen=True, slots=True)
class PaymentWaits:
    """A delayed method gave the shopper something to do (a slip, a transfer) until a moment."""

    order: str
    attempt: str


@dataclass(frozen=True, slots=True)
class PaymentCaptured:
    """A provider took money for an order: `amount_minor` now, in the order's currency."""

    order: str
    attempt: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class PaymentRefunded:
    """Money went back to the shopper: `amount_minor` now, `total_minor` for the attempt so far."""

    order: str
    attempt: str
    amount_minor: int
    total_minor: int


@dataclass(frozen=True, slots=True)
class RefundBegun:
    """A refund is stored and waits to be sent to its provider."""

    order: str
    refund: str


@dataclass(frozen=True, slots=True)
class PaymentUnwanted:
    """A provider holds money for an order that does not want it any more."""

    order: str
    attempt: str


@dataclass(frozen=True, slots=True)
class PaymentNeedsReview:
    """A provider's amount or currency is not the order's; nothing was accepted."""

    order: str
    attempt: str


Event = (
    ProductsChanged
    | PricesChanged
    | StockChanged
    | MediaAdded
    | TablesChanged
    | OrderPlaced
    | OrderPaid
    | OrderCancelled
    | OrderCorrected
    | OrderShipped
    | PaymentWaits
    | PaymentCaptured
    | RefundBegun
    | PaymentRefunded
    | PaymentUnwanted
    | PaymentNeedsReview
)

EVENTS: dict[str, type[Event]] = {
    event.__name__: event
    for event in (
        ProductsChanged,
        PricesChanged,
        StockChanged,
        MediaAdded,
        TablesChanged,
        OrderPlaced,
        OrderPaid,
        OrderCancelled,
        OrderCorrected,
        OrderShipped,
        PaymentWaits,
        PaymentCaptured,
        RefundBegun,
        PaymentRefunded,
        PaymentUnwanted,
        PaymentNeedsReview,
    )
}
