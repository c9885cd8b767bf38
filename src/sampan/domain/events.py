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


Event = ProductsChanged | PricesChanged | StockChanged | MediaAdded

EVENTS: dict[str, type[Event]] = {
    event.__name__: event for event in (ProductsChanged, PricesChanged, StockChanged, MediaAdded)
}
