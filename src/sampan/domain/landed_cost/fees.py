"""Fees of the state at its border; those that enter the tax base come before the tax."""

from decimal import Decimal

from sampan.domain.charges import Kind
from sampan.domain.landed_cost.regimes import fee_is_due
from sampan.domain.landed_cost.rounding import shares
from sampan.domain.landed_cost.rows import Fee
from sampan.domain.landed_cost.working import Draft, Working, rule_of
from sampan.domain.money import Money


def charge_fees(working: Working, *, before_tax: bool) -> None:
    """Add the fees that are due, in or out of the tax base, to `working`."""
    parcel = working.parcel
    collected = any(
        draft.amount and draft.kind in {Kind.DUTY, Kind.IMPORT_TAX} for draft in working.drafts
    )
    for row in working.law.fees:
        if row.in_tax_base is not before_tax:
            continue
        if not fee_is_due(parcel, row, working.plan.scheme, collected=collected):
            continue
        if row.shape == "unknown":
            working.missing("fee_not_read", f"{row.name}: {row.note}", rule=row.id)
            continue
        amount = _amount(working, row)
        working.drafts.append(amount)
        if before_tax:
            values = [item.value for item in parcel.items]
            parts = shares(amount.amount, values, Decimal("0.01"))
            for item, part in zip(parcel.items, parts, strict=True):
                item.fees += part


def _amount(working: Working, row: Fee) -> Draft:
    parcel = working.parcel
    convert = parcel.converter.amount
    match row.shape:
        case "hs6":
            count = len({item.line.hs for item in parcel.items})
            exact, base = row.amount * count, f"{count}"
        case "line":
            exact, base = row.amount * len(parcel.items), f"{len(parcel.items)}"
        case "percent":
            exact, base = parcel.value * row.pct / 100, f"{parcel.value:f}"
            if row.minimum:
                exact = max(exact, convert(row.minimum, row.currency, parcel.currency))
            if row.maximum is not None:
                exact = min(exact, convert(row.maximum, row.currency, parcel.currency))
        case _:
            exact, base = row.amount, "1"
    rate = f"{row.pct}%" if row.shape == "percent" else f"{row.amount} {row.currency}"
    limits = f", from {row.minimum} to {row.maximum}" if row.maximum is not None else ""
    if row.shape != "percent":
        exact = convert(exact, row.currency, parcel.currency)
    amount = Money.rounded(exact, parcel.currency).amount
    rule = rule_of(
        row.id,
        row,
        formula=f"{row.name}: per {row.shape}{limits}",
        base=base,
        rate=rate,
        rounding="minor unit, half_up",
    )
    return Draft(Kind.FEE, None, amount, rule, "customs")
