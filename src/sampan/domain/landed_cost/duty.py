"""Duty of a whole parcel: each line by its regime, rounded as the country rounds."""

from decimal import Decimal

from sampan.domain.charges import Kind
from sampan.domain.landed_cost.parcel import Item
from sampan.domain.landed_cost.regimes import fits_item
from sampan.domain.landed_cost.rounding import shares, to_unit
from sampan.domain.landed_cost.rows import Regime
from sampan.domain.landed_cost.tariff import charge_tariff
from sampan.domain.landed_cost.working import Draft, Working, rule_of

# beer, wine, spirits; tobacco (HS 2022)
EXCISE = ("2203", "2204", "2205", "2206", "2207", "2208", "24")


def charge_duty(working: Working) -> None:
    """Add the duties of every line, and what they are computed on, to `working`."""
    drafts: list[Draft] = []
    by_regime: dict[str, list[Item]] = {}
    rows: dict[str, Regime] = {}
    for item in working.parcel.items:
        if item.regime is None:
            message = "no import rule is in force on this day"
            working.missing("no_rule", message, item.n, field="as_of")
            continue
        by_regime.setdefault(item.regime.id, []).append(item)
        rows[item.regime.id] = item.regime
    for identifier, items in by_regime.items():
        row = rows[identifier]
        _name_gaps(working, items)
        _warn(working, row, items)
        match row.duty:
            case "tariff":
                for item in items:
                    drafts += charge_tariff(working, item)
            case "flat":
                drafts += _flat(working, row, items)
            case "percent" | "single":
                drafts += _percent(working, row, items)
            case "none":
                drafts.append(_relief(row))
            case _:
                working.missing("rate_not_read", row.note or row.id, rule=row.id)
    _round(working, drafts)
    _waive(working, drafts)
    for draft in drafts:
        if draft.n is not None:
            working.parcel.items[draft.n].duty += draft.amount
    working.drafts += drafts


def _name_gaps(working: Working, items: list[Item]) -> None:
    """What a border asks of every line, and what no table has."""
    for item in items:
        line, where = item.line, f"lines[{item.n}]"
        if line.hs is None:
            message = "the goods cross a border without an HS code"
            working.missing("hs_missing", message, item.n, field=f"{where}.hs")
        if line.origin is None:
            message = "the country of origin is not given"
            working.missing("origin_missing", message, item.n, field=f"{where}.origin")
        if (line.hs or "").startswith(EXCISE) or line.category in {"alcohol", "tobacco"}:
            working.missing("excise_not_read", "excise duty is not in the tables", item.n)


def _warn(working: Working, row: Regime, items: list[Item]) -> None:
    """What a reader should know about a regime, beside its amounts."""
    parcel = working.parcel
    if row.per == "day":
        message = "the limit is per person and day; other parcels of the day are not known"
        working.warn("per_day", message, row.id)
    by_scheme = row.duty == "flat" and any(item.tax.token for item in items)
    if by_scheme and not parcel.request.incoterm.seller_clears_import:
        message = "the holder of the scheme owes this duty; the carrier may ask for it at the door"
        working.warn("scheme_holder_owes_duty", message, row.id)
    for other in working.law.disputes:
        if other.disputes == row.id and any(fits_item(parcel, other, item) for item in items):
            working.warn("disputed_rule", f"{other.note} ({other.confidence})", other.id)


def _relief(row: Regime) -> Draft:
    limit = "" if row.up_to is None else f" up to {row.up_to} {row.currency}"
    rule = rule_of(
        row.id,
        row,
        formula=f"no duty: {row.basis} value per {row.per}{limit}",
        base="0",
        rate="0%",
        rounding="none",
    )
    return Draft(Kind.DUTY, None, Decimal(0), rule, "customs")


def _flat(working: Working, row: Regime, items: list[Item]) -> list[Draft]:
    """A fixed amount per distinct HS6, line, item or parcel."""
    parcel = working.parcel
    each = parcel.converter.amount(row.duty_amount, row.duty_currency, parcel.currency)
    seen: set[str] = set()
    drafts: list[Draft] = []
    for item in items:
        count = 1
        if row.duty_unit == "hs6":
            if item.line.hs is None or item.line.hs in seen:
                continue
            seen.add(item.line.hs)
        elif row.duty_unit == "parcel":
            if drafts:
                break
        elif row.duty_unit == "item":
            count = item.line.quantity
        rule = rule_of(
            row.id,
            row,
            formula=f"amount per distinct {row.duty_unit}"
            if row.duty_unit == "hs6"
            else f"amount per {row.duty_unit}",
            base=item.line.hs or f"{count}",
            rate=f"{row.duty_amount} {row.duty_currency}",
            rounding=working.duty_rounding,
        )
        drafts.append(Draft(Kind.DUTY, item.n, each * count, rule, "customs"))
    return drafts


def _percent(working: Working, row: Regime, items: list[Item]) -> list[Draft]:
    """A share of the customs value less a fixed amount, spread over the lines by value."""
    parcel = working.parcel
    values = [item.value for item in items]
    less = Decimal(0)
    if row.duty_amount:
        less = parcel.converter.amount(row.duty_amount, row.duty_currency, parcel.currency)
    value = sum(values, Decimal(0))
    gross = value * row.duty_pct / 100
    kept = max(Decimal(0), gross - less) / gross if gross else Decimal(0)
    formula = "rate x customs value" + (f" - {row.duty_amount} {row.duty_currency}" if less else "")
    if row.duty == "single":
        formula += ", instead of duty and tax"
    return [
        Draft(
            Kind.DUTY,
            item.n,
            item.value * row.duty_pct / 100 * kept,
            rule_of(
                row.id,
                row,
                formula=formula,
                base=f"{item.value:f}",
                rate=f"{row.duty_pct}%",
                rounding=working.duty_rounding,
            ),
            "customs",
        )
        for item in items
    ]


def _round(working: Working, drafts: list[Draft]) -> None:
    rule = working.value_rule
    if rule.duty_per == "line":
        for draft in drafts:
            draft.amount = to_unit(draft.amount, rule.duty_unit, rule.duty_rounding)
        return
    weights = [draft.amount for draft in drafts]
    whole = to_unit(sum(weights, Decimal(0)), rule.duty_unit, rule.duty_rounding)
    unit = min(rule.duty_unit, Decimal(1))
    for draft, amount in zip(drafts, shares(whole, weights, unit), strict=True):
        draft.amount = amount


def _waive(working: Working, drafts: list[Draft]) -> None:
    whole = sum((draft.amount for draft in drafts), Decimal(0))
    for row in working.law.waivers:
        if row.on != "duty" or not whole:
            continue
        limit = working.parcel.converter.amount(row.amount, row.currency, working.parcel.currency)
        if whole < limit or (whole == limit and not row.strictly_below):
            rule = rule_of(
                row.id,
                row,
                formula=f"not collected up to {row.amount} {row.currency}",
                base=f"{whole:f}",
                rate="0%",
                rounding="none",
            )
            drafts[:] = [Draft(Kind.DUTY, None, Decimal(0), rule, "customs")]
            return
