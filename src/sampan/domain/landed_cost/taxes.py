"""Import tax or sales tax of a parcel: base, rate, gross-up, rounding, waivers."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sampan.domain.charges import Kind, Rule
from sampan.domain.landed_cost.parcel import Item
from sampan.domain.landed_cost.plan import RateChoice
from sampan.domain.landed_cost.rounding import floored, shares, to_unit
from sampan.domain.landed_cost.working import Draft, Working, rule_of
from sampan.domain.money import Money

INLAND_BASE = ("goods", "freight", "insurance")


@dataclass(slots=True)
class Taxed:
    """One line's tax before rounding."""

    item: Item
    base: Decimal
    choice: RateChoice
    amount: Decimal
    at_border: bool


def charge_tax(working: Working) -> None:
    """Add the tax of every line to `working`; a line without a known rate is written down."""
    plan = working.plan
    if plan.kind is None:
        return
    taxed = []
    for item in working.parcel.items:
        if not _is_taxed(working, item):
            continue
        if not item.tax.rates:
            message = "no rate of tax is known on this day"
            working.missing("no_tax_rate", message, item.n, field="as_of")
            continue
        taxed.append(_tax(working, item))
    seller, border = _split(taxed)
    drafts = [_draft(working, line, _cent(working, line.amount)) for line in seller]
    drafts += _at_border(working, border)
    working.drafts += drafts


def _is_taxed(working: Working, item: Item) -> bool:
    """Whether the line's regime leaves it to the tax: not where one rate replaces both."""
    if not working.plan.customs or item.regime is None or working.plan.kind is Kind.SALES_TAX:
        return True
    if item.regime.duty == "single" or item.regime.tax == "none":
        return False
    if item.regime.duty == "unknown" and not item.tax.rates:
        return False
    return item.regime.tax == "due" or bool(item.tax.token)


def _tax(working: Working, item: Item) -> Taxed:
    rule, plan = working.value_rule, working.plan
    at_border = plan.kind is Kind.IMPORT_TAX and not item.tax.token
    base = _base(working, item, at_border=at_border)
    choice = working.pick(item.tax.rates, lambda rate: rate.pct)
    factor = choice.pct / 100 * item.tax.factor
    if plan.kind is Kind.IMPORT_TAX:
        factor *= rule.tax_factor
        if rule.gross_up:
            base = base / (1 - choice.pct / 100)
    return Taxed(item, base, choice, base * factor, at_border)


def _base(working: Working, item: Item, *, at_border: bool) -> Decimal:
    """What the tax is computed on: the scheme's own base, else the country's."""
    rule = working.value_rule
    parts = {
        "goods": item.goods,
        "value": item.value,
        "freight": item.freight,
        "insurance": item.insurance,
        "duty": item.duty,
        "fees": item.fees,
    }
    names = item.tax.base
    if not names:
        names = (*rule.tax_base, "fees") if working.plan.kind is Kind.IMPORT_TAX else INLAND_BASE
    base = sum((parts[name] for name in dict.fromkeys(names)), Decimal(0))
    if at_border and rule.tax_uplift_pct:
        base += item.value * rule.tax_uplift_pct / 100
    return base


def _split(taxed: Iterable[Taxed]) -> tuple[list[Taxed], list[Taxed]]:
    seller: list[Taxed] = []
    border: list[Taxed] = []
    for line in taxed:
        (border if line.at_border else seller).append(line)
    return seller, border


def _at_border(working: Working, taxed: list[Taxed]) -> list[Draft]:
    """Rounded as the country's customs round, and waived where too small to collect."""
    if not taxed:
        return []
    rule = working.value_rule
    if rule.tax_per == "line" and working.plan.border_tax is None:
        amounts = [to_unit(line.amount, rule.tax_unit, rule.tax_rounding) for line in taxed]
    else:
        amounts = _in_total(working, taxed)
    waived = _waived(working, sum(amounts, Decimal(0)))
    if waived is not None:
        return [waived]
    return [_draft(working, line, amount) for line, amount in zip(taxed, amounts, strict=True)]


def _in_total(working: Working, taxed: list[Taxed]) -> list[Decimal]:
    """One sum per rate, on a base cut down to whole steps, given back to the lines by share."""
    rule, compute = working.value_rule, working.plan.border_tax
    amounts = [Decimal(0)] * len(taxed)
    for pct in sorted({line.choice.pct for line in taxed}):
        group = [i for i, line in enumerate(taxed) if line.choice.pct == pct]
        base = sum((taxed[i].base for i in group), Decimal(0))
        whole = sum((taxed[i].amount for i in group), Decimal(0))
        if rule.tax_base_floor and base:
            whole = whole * floored(base, rule.tax_base_floor) / base
        if compute is not None:
            whole = compute(floored(base, rule.tax_base_floor), pct)
        else:
            whole = to_unit(whole, rule.tax_unit, rule.tax_rounding)
        unit = min(rule.tax_unit, Decimal(1))
        parts = shares(whole, [taxed[i].amount for i in group], unit)
        for i, part in zip(group, parts, strict=True):
            amounts[i] = part
    return amounts


def _waived(working: Working, tax: Decimal) -> Draft | None:
    duty = sum((item.duty for item in working.parcel.items), Decimal(0))
    for row in working.law.waivers:
        amount = {"tax": tax, "both": tax + duty}.get(row.on)
        if amount is None or not tax or not row.schemes.admits(working.plan.scheme):
            continue
        limit = working.parcel.converter.amount(row.amount, row.currency, working.parcel.currency)
        if amount < limit or (amount == limit and not row.strictly_below):
            rule = rule_of(
                row.id,
                row,
                formula=f"not collected {'under' if row.strictly_below else 'up to'} "
                f"{row.amount} {row.currency}",
                base=f"{amount:f}",
                rate="0%",
                rounding="none",
            )
            if row.on == "both":
                working.drafts[:] = [d for d in working.drafts if d.kind is not Kind.DUTY]
                for item in working.parcel.items:
                    item.duty = Decimal(0)
            assert working.plan.kind is not None
            return Draft(working.plan.kind, None, Decimal(0), rule, working.plan.border_collector)
    return None


def _cent(working: Working, amount: Decimal) -> Decimal:
    """A seller rounds to the minor unit of the law's currency, half up."""
    return Money.rounded(amount, working.parcel.currency).amount


def _draft(working: Working, line: Taxed, amount: Decimal) -> Draft:
    plan, rule = working.plan, working.value_rule
    assert plan.kind is not None and plan.collected_by is not None
    formula = "rate x base"
    if rule.gross_up and plan.kind is Kind.IMPORT_TAX:
        formula = "rate x base, where base = (value + duty) / (1 - rate)"
    rounding = working.border_rounding if line.at_border else working.seller_rounding
    rule_told = Rule(
        line.choice.rule,
        formula,
        f"{line.base.normalize():f}",
        f"{line.choice.pct:f}%",
        rounding,
        line.choice.fact,
    )
    collector = plan.border_collector if line.at_border else plan.collected_by
    return Draft(plan.kind, line.item.n, amount, rule_told, collector)
