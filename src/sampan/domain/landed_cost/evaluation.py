"""One parcel, one tax plan, one country's law: the charges at one end of their range."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sampan.domain.charges import Charge, Dated, Kind, Rule
from sampan.domain.landed_cost.book import BorderBook, Law
from sampan.domain.landed_cost.conversion import Converter
from sampan.domain.landed_cost.duty import charge_duty
from sampan.domain.landed_cost.fees import charge_fees
from sampan.domain.landed_cost.parcel import weigh
from sampan.domain.landed_cost.plan import TaxPlan
from sampan.domain.landed_cost.regimes import choose
from sampan.domain.landed_cost.request import Note, Request
from sampan.domain.landed_cost.rows import ValueRule
from sampan.domain.landed_cost.taxes import charge_tax
from sampan.domain.landed_cost.working import Draft, Working
from sampan.domain.money import Money, total

OWN = Dated(source="the request", confidence="high")
PRICE = Rule("request.goods", "unit price x quantity", "", "", "exact", OWN)
DISCOUNT = Rule("request.discount", "discount of the line", "", "", "exact", OWN)
FREIGHT = Rule("request.freight", "freight", "", "", "exact", OWN)
INSURANCE = Rule("request.insurance", "insurance", "", "", "exact", OWN)
PRICED = (Kind.GOODS, Kind.DISCOUNT, Kind.FREIGHT, Kind.INSURANCE)
SHAKY = frozenset({"low", "unverified"})


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The charges of a parcel; `customs_values` by line, in the request's currency."""

    charges: tuple[Charge, ...]
    customs_values: tuple[Money, ...]
    customs_value: Money
    not_evaluated: tuple[Note, ...]
    notes: tuple[Note, ...]
    ambiguous: bool
    plan: TaxPlan


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that one evaluation needs: what is asked, the law, the tax plan, the tables."""

    request: Request
    law: Law
    value_rule: ValueRule
    plan: TaxPlan
    book: BorderBook
    zone: str
    converter: Converter


def evaluate(case: Case, *, high: bool, like: Evaluated | None = None) -> Evaluated:
    """The charges of a parcel, taking the high or the low end where rules leave a choice.

    `like` is the other end of the same case: prices and customs values are taken from it.
    """
    parcel = weigh(case.request, case.value_rule, case.plan.lines, case.converter)
    working = Working(parcel, case.law, case.value_rule, case.plan, case.book, case.zone, high=high)
    if case.plan.customs:
        choose(parcel, case.law.regimes)
        charge_duty(working)
        charge_fees(working, before_tax=True)
    charge_tax(working)
    if case.plan.customs:
        charge_fees(working, before_tax=False)
    if like is not None:
        priced = [charge for charge in like.charges if charge.kind in PRICED]
        return replace(like, charges=(*priced, *_legal(case, working.drafts)))
    charges = (*_priced(case.request), *_legal(case, working.drafts))
    values = [
        case.converter.money(Money.rounded(item.value, parcel.currency), case.request.currency)
        for item in parcel.items
    ]
    return Evaluated(
        charges=charges,
        customs_values=tuple(values),
        customs_value=total(values, case.request.currency),
        not_evaluated=(*case.plan.not_evaluated, *working.not_evaluated),
        notes=(*case.request.notes, *case.plan.notes, *working.notes, *_shaky(working)),
        ambiguous=working.ambiguous,
        plan=case.plan,
    )


def _priced(request: Request) -> list[Charge]:
    """Goods, discounts, freight and insurance, as the request states them."""
    charges = []
    for n, line in enumerate(request.lines):
        goods = line.goods
        charges.append(Charge(Kind.GOODS, goods, PRICE.id, n, goods, rule=PRICE))
        if line.discount:
            less = -line.discount
            charges.append(Charge(Kind.DISCOUNT, less, DISCOUNT.id, n, less, rule=DISCOUNT))
    if request.freight:
        charges.append(
            Charge(Kind.FREIGHT, request.freight, FREIGHT.id, None, request.freight, rule=FREIGHT)
        )
    if request.insurance:
        paid = request.insurance
        charges.append(Charge(Kind.INSURANCE, paid, INSURANCE.id, None, paid, rule=INSURANCE))
    return charges


def _legal(case: Case, drafts: Sequence[Draft]) -> list[Charge]:
    """Drafts as money: in the law's currency, and converted to the request's."""
    currency = case.value_rule.currency
    return [
        Charge(
            kind=draft.kind,
            amount=case.converter.money(legal, case.request.currency),
            code=draft.rule.id,
            line=draft.n,
            legal=legal,
            payer=_payer(case, draft.collected_by),
            collected_by=_collector(case, draft),
            rule=draft.rule,
        )
        for draft in drafts
        for legal in (Money.rounded(draft.amount, currency),)
    ]


def _collector(case: Case, draft: Draft) -> str:
    if draft.kind is Kind.DUTY and case.plan.duty_at_sale and case.plan.collected_by is not None:
        return case.plan.collected_by
    if draft.collected_by == "customs" and draft.kind in (Kind.DUTY, Kind.FEE):
        return case.plan.border_collector
    return draft.collected_by


def _payer(case: Case, collected_by: str) -> str:
    """Who owes a charge to its collector; under DDP the seller has taken it at checkout."""
    at_sale = collected_by in {"seller", "platform"}
    return "seller" if case.request.incoterm.seller_clears_import and not at_sale else "buyer"


def _shaky(working: Working) -> list[Note]:
    """A warning for each rule that rests on memory or on a weak source."""
    facts: dict[str, Dated] = {draft.rule.id: draft.rule.fact for draft in working.drafts}
    if working.plan.customs:
        facts[working.value_rule.id] = working.value_rule
        for item in working.parcel.items:
            if item.regime is not None:
                facts[item.regime.id] = item.regime
    return [
        Note(f"{fact.confidence}_rule", fact.source, rule=name)
        for name, fact in facts.items()
        if fact.confidence in SHAKY
    ]
