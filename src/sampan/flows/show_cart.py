"""A cart as its page shows it: priced, quoted to the door, with what stands in the way by line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sampan.apps.checkout import services as cart_writes
from sampan.apps.checkout.selectors import CartFacts
from sampan.apps.inventory import selectors as inventory
from sampan.flows.offer_parcels import Destination
from sampan.flows.price_cart import PricedCart, PricedLine
from sampan.flows.quote_cart import CartQuote, quote_cart


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line and how many of it can be had; None where stock is no limit."""

    line: PricedLine
    available: int | None

    @property
    def is_short(self) -> bool:
        """Whether more is wanted than is there."""
        return self.available is not None and self.available < self.line.quantity


@dataclass(frozen=True, slots=True)
class ShownCart:
    """The cart's page; `quote.offer` is None while something stands in the way."""

    cart: CartFacts
    lines: tuple[ShownLine, ...]
    quote: CartQuote

    @property
    def can_check_out(self) -> bool:
        """Whether everything that is shown can be had."""
        return bool(self.lines) and not any(line.is_short for line in self.lines)


def show_cart(
    cart: CartFacts, destination: Destination, at: datetime, service: str = ""
) -> ShownCart:
    """The cart at today's prices and stock; the prices shown are remembered with the lines."""
    quote = quote_cart(cart, destination, service=service, at=at)
    shown = ShownCart(cart, shown_lines(quote.priced), quote)
    seen = {line.id: line.price_seen_minor for line in cart.lines}
    new = {line.id: line.unit_price.minor for line in quote.priced.lines}
    if any(seen.get(line_id) != minor for line_id, minor in new.items()):
        cart_writes.remember_prices(cart.id, new)
    return shown


def shown_lines(priced: PricedCart) -> tuple[ShownLine, ...]:
    """Each line with what is left for it, counted over all lines of the same goods."""
    stock = inventory.available([*(line.goods.id for line in priced.lines), *priced.parts])
    left = {variant_id: max(0, units) for variant_id, units in stock.items()}
    shown = []
    for line in priced.lines:
        available = _available(priced, line, left)
        if available is not None:
            _take(line, min(available, line.quantity), left)
        shown.append(ShownLine(line, available))
    return tuple(shown)


def _available(priced: PricedCart, line: PricedLine, left: Mapping[int, int]) -> int | None:
    """Units of a line's goods that can be had: of a bundle, as many as its scarcest part allows."""
    goods = line.goods
    if not goods.parts:
        limited = goods.needs_shipping and goods.tracks_stock and not goods.sells_without_stock
        return left.get(goods.id, 0) if limited else None
    limits = [
        left.get(part_id, 0) // count
        for part_id, count in goods.parts
        if priced.parts[part_id].needs_shipping
        and priced.parts[part_id].tracks_stock
        and not priced.parts[part_id].sells_without_stock
    ]
    return min(limits, default=None)


def _take(line: PricedLine, units: int, left: dict[int, int]) -> None:
    for variant_id, count in line.goods.parts or ((line.goods.id, 1),):
        left[variant_id] = left.get(variant_id, 0) - units * count
