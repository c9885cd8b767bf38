"""What one evaluation of a parcel gathers: drafts of charges, notes, open choices."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from sampan.domain.charges import Dated, Kind, Rule
from sampan.domain.landed_cost.book import Law
from sampan.domain.landed_cost.parcel import Parcel
from sampan.domain.landed_cost.plan import TaxPlan
from sampan.domain.landed_cost.request import Note
from sampan.domain.landed_cost.rows import ValueRule

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
    """One evaluation. `high` says which end is taken where rules leave a choice (`ambiguous`)."""

    parcel: Parcel
    law: Law
    value_rule: ValueRule
    plan: TaxPlan
    high: bool
    drafts: list[Draft] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    not_evaluated: list[Note] = field(default_factory=list)
    ambiguous: bool = False

    @property
    def duty_rounding(self) -> str:
        """How the country rounds duty, in words."""
        rule = self.value_rule
        return f"{rule.duty_unit} {self.parcel.currency}, {rule.duty_rounding}, per {rule.duty_per}"

    def pick(self, options: Sequence[Option], amount: Callable[[Option], Decimal]) -> Option:
        """The option with the highest (or lowest) amount; several amounts open a range."""
        if len(options) == 1:
            return options[0]
        ordered = sorted(options, key=amount)
        if amount(ordered[0]) != amount(ordered[-1]):
            self.ambiguous = True
        return ordered[-1] if self.high else ordered[0]

    def missing(self, code: str, message: str, line: int | None, rule: str | None = None) -> None:
        """Write down a measure that could not be evaluated, once."""
        note = Note(code, message, rule=rule, line=line)
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
