"""Everything that a shopper pays is a charge; a total is their sum and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Charge:
    """One priced line: its kind, its amount and the rule that made it.

    `line` is the index of the cart line, None for what concerns the whole parcel. A discount is
    negative; every other kind is zero or more.
    """

    kind: Kind
    amount: Money
    code: str
    line: int | None = None

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
