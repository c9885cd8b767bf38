"""What one evaluation of a parcel gathers: drafts of charges, notes, open choices."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from sampan.domain.charges import Dated, Kind, Rule
from sampan.domain.landed_cost.book import BorderBook, Law
from sampan.domain.landed_cost.parcel import Parcel
from sampan.domain.landed_cost.plan import TaxPlan
from sampan.domain.landed_cost.request import Note
from sampan.domain.landed_cost.rows import ValueRule
from sampan.domain.money import exponent

Option = TypeVar("Option")


@dataclass(slots=True)
class Draft:
    """A charge before it becomes money: an amount in the law's currency, in major units."""

    kind: Kind
    n: int | None
    amount: Decimal
    rule: Rule
    collected_by: str


@dataclass(slots=True)
class Working:
    """One evaluation. `high` says which end is taken where rules leave a choice (`ambiguous`).

    `zone` is the customs union whose duty rates in `book` hold. The `*_rounding` are words: how
    the country rounds duty and its border's tax, how a seller does.
    """

    parcel: Parcel
    law: Law
    value_rule: ValueRule
    plan: TaxPlan
    book: BorderBook
    zone: str
    high: bool
    drafts: list[Draft] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    not_evaluated: list[Note] = field(default_factory=list)
    ambiguous: bool = False
    duty_rounding: str = ""
    border_rounding: str = ""
    seller_rounding: str = ""

    def __post_init__(self) -> None:
        rule, currency = self.value_rule, self.parcel.currency
        words = f"{rule.duty_unit} {currency}, {rule.duty_rounding}, per {rule.duty_per}"
        self.duty_rounding = words
        words = f"{rule.tax_unit} {currency}, {rule.tax_rounding}, per {rule.tax_per}"
        self.border_rounding = words
        cent = Decimal(1).scaleb(-exponent(currency))
        self.seller_rounding = f"{cent} {currency}, half_up, per line"

    def pick(self, options: Sequence[Option], amount: Callable[[Option], Decimal]) -> Option:
        """The option with the highest (or lowest) amount; several amounts open a range."""
        if len(options) == 1:
            return options[0]
        ordered = sorted(options, key=amount)
        if amount(ordered[0]) != amount(ordered[-1]):
            self.ambiguous = True
        return ordered[-1] if self.high else ordered[0]

    def missing(
        self,
        code: str,
        message: str,
        line: int | None = None,
        *,
        rule: str | None = None,
        field: str | None = None,
    ) -> None:
        """Write down a measure that could not be evaluated, once, and the field that would help."""
        note = Note(code, message, rule=rule, line=line, field=field)
        if note not in self.not_evaluated:
            self.not_evaluated.append(note)

    def warn(self, code: str, message: str, rule: str | None = None) -> None:
        """Write down something the reader should know, once."""
        note = Note(code, message, rule=rule)
        if note not in self.notes:
            self.notes.append(note)


def rule_of(
    identifier: str, fact: Dated, *, formula: str, base: str, rate: str, rounding: str
) -> Rule:
    """A rule with its fact."""
    return Rule(identifier, formula, base, rate, rounding, fact)
