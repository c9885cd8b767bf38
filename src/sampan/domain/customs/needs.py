"""The missing-data gate: what a destination still has to be told before a variant's quote is exact.

A gap either `blurs` the quote (a range, or a part that cannot be evaluated) or `holds` the parcel
(a border or a carrier refuses it). Nothing here stops a sale: the owner decides, knowing the gap.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sampan.domain.charges import Dated
from sampan.domain.customs.descriptions import Objection
from sampan.domain.customs.national import (
    NationalLine,
    NoLine,
    OneLine,
    SeveralLines,
    check_hs6,
    choose_line,
)
from sampan.domain.errors import Invalid
from sampan.domain.goods import TradeFacts

GIVEN_BY_WEIGHT = "kg"


@dataclass(frozen=True, slots=True, kw_only=True)
class NationalCodeRule(Dated):
    """A destination refuses parcels by these modes without a code of at least `digits`."""

    destination: str
    modes: tuple[str, ...]
    digits: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """One fact that is missing: which, what follows, why in a stable code, and details."""

    field: str
    effect: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Border:
    """What is known of a destination for one HS6: its lines and its rules on national codes."""

    destination: str
    lines: Sequence[NationalLine]
    code_rules: Sequence[NationalCodeRule] = ()
    mode: str = "post"


def missing_facts(
    facts: TradeFacts,
    border: Border,
    on: date,
    *,
    measures: Mapping[str, Decimal],
    objections: Collection[Objection],
) -> tuple[Gap, ...]:
    """Every gap of a variant for a destination on a day; none where its quote can be exact.

    `measures` are quantities of one unit beside its weight; `objections` are those to its customs
    description (see `check_description`).
    """
    gaps = [*_basics(facts), *_description(facts, objections)]
    if facts.hs_code is None:
        return tuple(gaps)
    try:
        check_hs6(facts.hs_code)
        code = facts.national_codes.get(border.destination)
        choice = choose_line(border.lines, facts.hs_code, code)
    except Invalid as error:
        return (
            *gaps,
            Gap(str(error.fields["field"]), "blurs", str(error.fields["reason"])),
        )
    gaps += _required_digits(code, border, on)
    match choice:
        case NoLine():
            gaps.append(Gap("duty_rate", "blurs", "no_rate_known", choice.code))
        case OneLine():
            gaps += _measures(facts, [choice.line], measures)
        case SeveralLines():
            if choice.rates_differ:
                gaps.append(_open_choice(choice))
            gaps += _measures(facts, choice.lines, measures)
    return tuple(gaps)


def _basics(facts: TradeFacts) -> list[Gap]:
    gaps = []
    if facts.hs_code is None:
        gaps.append(Gap("hs_code", "blurs", "duty_depends_on_it"))
    if facts.origin is None:
        gaps.append(Gap("origin", "blurs", "duty_depends_on_it"))
    if facts.gross_weight_g is None and facts.net_weight_g is None:
        gaps.append(Gap("weight", "holds", "customs_forms_state_it"))
    return gaps


def _description(facts: TradeFacts, objections: Collection[Objection]) -> list[Gap]:
    if not facts.customs_description:
        return [Gap("customs_description", "holds", "empty")]
    return [
        Gap("customs_description", "holds", objection.code, objection.words)
        for objection in objections
        if objection.level == "refused"
    ]


def _required_digits(code: str | None, border: Border, on: date) -> list[Gap]:
    return [
        Gap("national_code", "holds", "too_few_digits", str(rule.digits))
        for rule in border.code_rules
        if rule.destination == border.destination
        and rule.in_force(on)
        and border.mode in rule.modes
        and len(code or "") < rule.digits
    ]


def _open_choice(choice: SeveralLines) -> Gap:
    span = f"{len(choice.lines)} lines"
    if choice.lowest is not None:
        span += f", {choice.lowest}% to {choice.highest}%"
    return Gap("national_code", "blurs", "several_national_lines", span)


def _measures(
    facts: TradeFacts, lines: Sequence[NationalLine], measures: Mapping[str, Decimal]
) -> list[Gap]:
    """Measures that a rate asks for and nobody gave; weight stands in for kg."""
    wanted = dict.fromkeys(need for line in lines for need in line.needs)
    weighed = facts.net_weight_g is not None or facts.gross_weight_g is not None
    return [
        Gap(f"measures.{need}", "blurs", "rate_asks_for_it")
        for need in wanted
        if need not in measures and not (need == GIVEN_BY_WEIGHT and weighed)
    ]
