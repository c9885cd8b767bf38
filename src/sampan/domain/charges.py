"""Everything that a shopper pays is a charge; a total is their sum and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sampan.domain.money import Money


class Kind(StrEnum):
    """What a charge is for; ledger rules map each kind to an account."""

    GOODS = "goods"
    DISCOUNT = "discount"
    FREIGHT = "freight"
    INSURANCE = "insurance"
    DUTY = "duty"
    IMPORT_TAX = "import_tax"
    SALES_TAX = "sales_tax"
    FEE = "fee"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A fact of the world: in force in `[valid_from, valid_to)`, as its source says.

    No `valid_from` means since before the tables begin, no `valid_to` until further notice.
    `confidence` is high, medium, low or unverified (from memory, no source read).
    """

    valid_from: date | None = None
    valid_to: date | None = None
    source: str
    confidence: str

    def in_force(self, on: date) -> bool:
        """Whether the fact holds on a day."""
        if self.valid_from is not None and on < self.valid_from:
            return False
        return self.valid_to is None or on < self.valid_to


@dataclass(frozen=True, slots=True)
class Rule:
    """Why a charge is what it is: the rule's id, its arithmetic in words and the fact behind it."""

    id: str
    formula: str
    base: str
    rate: str
    rounding: str
    fact: Dated


@dataclass(frozen=True, slots=True)
class Charge:
    """One priced line: its kind, its amount and the rule that made it.

    `line` is the index of the cart line, None for what concerns the whole parcel. A discount is
    negative; every other kind is zero or more. `legal` is the amount in the law's own currency, of
    which `amount` is the conversion; `payer` owes it to `collected_by`.
    """

    kind: Kind
    amount: Money
    code: str
    line: int | None = None
    legal: Money | None = None
    payer: str = "buyer"
    collected_by: str = "seller"
    rule: Rule | None = None

    def __post_init__(self) -> None:
        sign = -1 if self.kind is Kind.DISCOUNT else 1
        assert self.amount.minor * sign >= 0, f"{self.kind} has the wrong sign"


def total(charges: Iterable[Charge], currency: str) -> Money:
    """The sum of charges in one currency. Raises CurrencyMismatch."""
    result = Money.zero(currency)
    for charge in charges:
        result += charge.amount
    return result


def subtotal(charges: Iterable[Charge], kind: Kind, currency: str) -> Money:
    """The sum of the charges of one kind."""
    return total((charge for charge in charges if charge.kind is kind), currency)
