"""What is asked: one parcel, its goods, its people and the facts that the caller knows better."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sampan.domain.errors import DomainError
from sampan.domain.incoterms import Incoterm
from sampan.domain.money import Money
from sampan.domain.places import Place

CATEGORIES = frozenset(
    "general alcohol apparel art baby_food books child_car_seats childrens_clothing "
    "childrens_footwear cosmetics electronics food footwear furniture jewelry medicines newspapers "
    "sanitary sports textiles tobacco toys".split()
)


class Refused(DomainError):
    """A request that cannot be answered; `reason` is the code, `message` and `field` say why."""

    code = "refused"

    def __init__(self, reason: str, message: str, field: str) -> None:
        super().__init__(reason=reason, message=message, field=field)
        self.reason, self.message, self.field = reason, message, field


@dataclass(frozen=True, slots=True)
class Note:
    """Something that the reader should know: a stable code, words, and what it concerns."""

    code: str
    message: str
    rule: str | None = None
    line: int | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """So many units of one kind of goods; `weight_g` and `measures` are of one unit.

    `goods` is unit price times quantity (or what an inclusive price leaves for the goods), `net`
    what the goods cost after their discount.
    """

    sku: str
    quantity: int
    unit_price: Money
    discount: Money
    description: str = ""
    hs: str | None = None
    national_code: str | None = None
    origin: str | None = None
    weight_g: Decimal | None = None
    measures: Mapping[str, Decimal] = field(default_factory=dict)
    category: str = "general"
    preference_proof: bool = False
    solved_goods: Money | None = None
    goods: Money = field(init=False)
    net: Money = field(init=False)

    def __post_init__(self) -> None:
        goods = self.solved_goods or self.unit_price * self.quantity
        object.__setattr__(self, "goods", goods)
        object.__setattr__(self, "net", goods - self.discount)

    @property
    def code(self) -> str | None:
        """The finest classification that is known."""
        return self.national_code or self.hs


@dataclass(frozen=True, slots=True)
class Request:
    """One parcel from a seller to a buyer on a day; amounts are in `currency`."""

    as_of: date
    ship_from: Place
    ship_to: Place
    currency: str
    lines: tuple[Line, ...]
    freight: Money
    insurance: Money
    incoterm: Incoterm = Incoterm.DAP
    buyer_kind: str = "consumer"
    buyer_tax_id: str | None = None
    seller_country: str | None = None
    registrations: frozenset[str] = frozenset()
    sells_through_marketplace: bool = False
    mode: str = "post"
    freight_shown: bool = True
    prices_include: str = "none"
    export_date: date | None = None
    assumed_duty_pct: Mapping[str, Decimal] = field(default_factory=dict)
    assumed_tax_pct: Decimal | None = None
    assumed_fx: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    id: str | int | None = None
    notes: tuple[Note, ...] = ()
