"""The lines that a shopper is considering, and where they shall go."""

from dataclasses import dataclass, field

from sampan.domain.errors import CurrencyMismatch, Invalid
from sampan.domain.goods import TradeFacts
from sampan.domain.incoterms import Incoterm
from sampan.domain.money import Money, total
from sampan.domain.places import Place

MAX_QUANTITY = 100_000
MAX_LINES = 500


@dataclass(frozen=True, slots=True)
class CartLine:
    """So many units of one variant at one price."""

    sku: str
    quantity: int
    unit_price: Money
    trade: TradeFacts = field(default_factory=TradeFacts)

    def __post_init__(self) -> None:
        if type(self.quantity) is not int or not 1 <= self.quantity <= MAX_QUANTITY:
            raise Invalid(field="quantity", reason="out_of_range", maximum=MAX_QUANTITY)
        if self.unit_price.minor < 0:
            raise Invalid(field="unit_price", reason="negative")

    @property
    def value(self) -> Money:
        """Unit price times quantity, exactly."""
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True)
class Cart:
    """Lines in one currency on their way from one place to another."""

    lines: tuple[CartLine, ...]
    currency: str
    ship_from: Place
    ship_to: Place
    incoterm: Incoterm

    def __post_init__(self) -> None:
        if len(self.lines) > MAX_LINES:
            raise Invalid(field="lines", reason="too_many", maximum=MAX_LINES)
        for line in self.lines:
            if line.unit_price.currency != self.currency:
                raise CurrencyMismatch(expected=self.currency, got=line.unit_price.currency)

    @property
    def goods_value(self) -> Money:
        """The sum of the lines' values, before any discount."""
        return total([line.value for line in self.lines], self.currency)
