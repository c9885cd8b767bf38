"""The whole quote: borders, tax plan, law of the day, charges, range, answer."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sampan.domain.countries import COUNTRY_RULES
from sampan.domain.countries.planning import footings, plan_tax
from sampan.domain.countries.rulebook import RuleBook
from sampan.domain.countries.rules import CountryRules
from sampan.domain.errors import NoRate
from sampan.domain.fx import Rate
from sampan.domain.landed_cost.answer import answered
from sampan.domain.landed_cost.conversion import Converter
from sampan.domain.landed_cost.evaluation import Case, Evaluated, evaluate
from sampan.domain.landed_cost.inclusive import solve_inclusive
from sampan.domain.landed_cost.request import Note, Refused, Request
from sampan.domain.landed_cost.rows import ValueRule
from sampan.domain.tax.places import Footing

NO_RULES = CountryRules()
FRESH = timedelta(days=7)


def quote(request: Request, book: RuleBook) -> dict[str, Any]:
    """The answer to one request, as JSON values. Raises Refused."""
    if request.prices_include == "none":
        case = prepare(request, book)
        best, low = both_ends(case)
    else:

        def high_end(asked: Request) -> Evaluated:
            return _evaluate(prepare(asked, book), high=True)

        request, best = solve_inclusive(request, high_end)
        case = prepare(request, book)
        _, low = both_ends(case)
    rates = list(case.converter.used.values())
    aged = tuple(_aged(rate) for rate in rates if request.as_of - rate.date > FRESH)
    return answered(request, replace(best, notes=(*best.notes, *aged)), low, rates)


def _aged(rate: Rate) -> Note:
    message = f"the last rate {rate.pair} that is known is of {rate.date}"
    return Note("aged_rate", message, field=f"assume.fx.{rate.pair}")


def both_ends(case: Case) -> tuple[Evaluated, Evaluated | None]:
    """The evaluation at the high end, and at the low end where rules leave a choice."""
    best = _evaluate(case, high=True)
    return best, _evaluate(case, high=False, like=best) if best.ambiguous else None


def _evaluate(case: Case, *, high: bool, like: Evaluated | None = None) -> Evaluated:
    try:
        return evaluate(case, high=high, like=like)
    except NoRate as gap:
        raise _no_rate(gap) from None


def prepare(request: Request, book: RuleBook) -> Case:
    """Everything that an evaluation needs. Raises Refused."""
    places = footings(request, book.tax)
    target = places[1]
    law = book.border.law(target.rules_of, target.customs_zone, request.as_of)
    value_rule, gaps = _value_rule(request, law.value, target)
    day = request.as_of
    if value_rule.fx_date == "export" and request.export_date is not None:
        day = request.export_date
    converter = Converter(request.assumed_fx, book.exchange, day)
    if not converter.knows(request.currency, value_rule.currency):
        gaps = (*gaps, _no_law_currency(request, value_rule))
        value_rule = replace(value_rule, currency=request.currency)
    rules = COUNTRY_RULES.get(target.rules_of, NO_RULES)
    try:
        plan = plan_tax(request, book.tax, places, rules, converter)
    except NoRate as gap:
        raise _no_rate(gap) from None
    plan = replace(plan, not_evaluated=(*plan.not_evaluated, *gaps))
    if value_rule.buyer_id and plan.customs:
        declared = (value_rule.buyer_id, "customs declaration")
        plan = replace(plan, identifiers=(*plan.identifiers, declared))
    return Case(request, law, value_rule, plan, book.border, target.customs_zone, converter)


def _value_rule(
    request: Request, found: ValueRule | None, target: Footing
) -> tuple[ValueRule, tuple[Note, ...]]:
    if found is not None:
        return found, ()
    rule = ValueRule(
        id="none",
        country=target.country,
        currency=request.currency,
        duty_basis="cif",
        source="none",
        confidence="unverified",
    )
    message = f"no customs rules of {target.rules_of} are in the tables on this day"
    return rule, (Note("no_rule", message, field="as_of"),)


def _no_law_currency(request: Request, rule: ValueRule) -> Note:
    pair = f"{request.currency}/{rule.currency}"
    message = f"no rate {pair} is known; computed in {request.currency}, so rounding may differ"
    return Note("no_rate", message, field=f"assume.fx.{pair}")


def _no_rate(gap: NoRate) -> Refused:
    pair = gap.fields["pair"]
    return Refused("no_rate", f"no rate {pair} is known on {gap.fields['date']}", "assume.fx")
