"""Duty by the tariff: the national line's rate, and the layers that a country puts beside it.

A code that covers several national lines leaves a choice: the evaluation takes one end of it, and
the range between both ends is the answer. A rate that needs a measure that was not given, or that
was never read, is named and left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product

from sampan.domain.charges import Dated, Kind
from sampan.domain.landed_cost.book import BorderBook
from sampan.domain.landed_cost.conversion import ASSUMED
from sampan.domain.landed_cost.formula import DutyFormula, alternatives, parse
from sampan.domain.landed_cost.parcel import Item
from sampan.domain.landed_cost.rounding import floored
from sampan.domain.landed_cost.rows import DutyRate, Layer
from sampan.domain.landed_cost.working import Draft, Working, rule_of

IN_REQUEST = Dated(source=ASSUMED, confidence="high")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One national line that the goods may be in: its code, its rate and the fact behind it."""

    code: str
    formula: DutyFormula
    fact: Dated
    rule: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The duties of one line under one reading."""

    drafts: tuple[Draft, ...]
    total: Decimal


def charge_tariff(working: Working, book: BorderBook, zone: str, item: Item) -> list[Draft]:
    """The duties of one line by the tariff, unrounded; gaps are written into `working`."""
    line = item.line
    if line.origin is None:
        working.missing("origin_missing", "the duty depends on the country of origin", item.n)
    if line.code is None:
        working.missing("hs_missing", "the duty depends on the HS code", item.n)
        return []
    candidates = list(_candidates(working, book, zone, item))
    layers = _layers(working, item)
    if not candidates:
        working.missing(
            "no_duty_rate",
            f"no rate of duty is known for {line.code} into {zone}",
            item.n,
            f"{zone.lower()}.tariff",
        )
        candidates = [Candidate(line.code, parse("0%"), IN_REQUEST, "")]
    outcomes = [
        outcome
        for one in candidates
        for outcome in _outcomes(working, book, zone, item, one, layers)
    ]
    chosen = working.pick(outcomes, lambda outcome: outcome.total)
    for layer in layers:
        if layer.exceptions and any(draft.rule.id == layer.id for draft in chosen.drafts):
            working.warn("exceptions_not_evaluated", layer.exceptions, layer.id)
    return list(chosen.drafts)


def _candidates(working: Working, book: BorderBook, zone: str, item: Item) -> Iterator[Candidate]:
    line = item.line
    assumed = _assumed(working, item)
    if assumed is not None:
        yield assumed
        return
    assert line.code is not None
    rows = book.duty_lines(zone, line.code, working.law.on)
    wanted = _of(rows, "mfn")
    if line.preference_proof:
        preferred = [row for row in _of(rows, "preference") if _is_from(row, line.origin)]
        if preferred:
            wanted = tuple(preferred)
        else:
            working.missing(
                "no_preference_rate",
                f"no preferential rate is known for {line.code} from {line.origin}",
                item.n,
                f"{zone.lower()}.preference",
            )
    for row in _nearest(wanted, line.code):
        yield from _readings(working, zone, item, row)


def _assumed(working: Working, item: Item) -> Candidate | None:
    line, assumed = item.line, working.parcel.request.assumed_duty_pct
    for code in (line.national_code, line.hs):
        if code is not None and code in assumed:
            pct = assumed[code]
            return Candidate(line.code or code, parse(f"{pct:f}%"), IN_REQUEST, "assumed.duty_rate")
    return None


def _readings(working: Working, zone: str, item: Item, row: DutyRate) -> Iterator[Candidate]:
    rule = f"{zone.lower()}.{'tariff' if row.measure == 'mfn' else row.measure}.{row.hs or 'all'}"
    formulas = alternatives(row.rate)
    if not formulas:
        working.missing("rate_not_read", f"the rate of {row.hs or zone} was not read", item.n, rule)
    for formula in formulas:
        lacking = [name for name in formula.needs if name not in _measures(item)]
        if lacking:
            working.missing(
                "measure_missing",
                f"{formula.text} asks for {', '.join(lacking)} of one unit",
                item.n,
                rule,
            )
        else:
            yield Candidate(row.hs or item.line.code or "", formula, row, rule)


def _nearest(rows: tuple[DutyRate, ...], code: str) -> tuple[DutyRate, ...]:
    """The longest rows that the code falls under; without one, all that fall under the code."""
    above = [row for row in rows if code.startswith(row.hs)]
    if not above:
        return rows
    below = [row for row in rows if not code.startswith(row.hs)]
    longest = max(len(row.hs) for row in above)
    if longest == len(code) and below:
        return (*[row for row in above if len(row.hs) == longest], *below)
    return tuple(row for row in above if len(row.hs) == longest)


def _of(rows: tuple[DutyRate, ...], measure: str) -> tuple[DutyRate, ...]:
    return tuple(row for row in rows if row.measure == measure)


def _is_from(row: DutyRate, origin: str | None) -> bool:
    return origin is not None and row.origins.admits(origin)


def _measures(item: Item) -> dict[str, Decimal]:
    quantity = item.line.quantity
    found = {name: number * quantity for name, number in item.line.measures.items()}
    found["item"] = Decimal(quantity)
    if item.line.weight_g is not None:
        found.setdefault("kg", item.line.weight_g * quantity / 1000)
    return found


def _layers(working: Working, item: Item) -> tuple[Layer, ...]:
    line, request = item.line, working.parcel.request
    if line.origin is None:
        return ()
    return tuple(
        row
        for row in working.law.layers
        if row.origins.admits(line.origin)
        and row.modes.admits(request.mode)
        and (not row.hs_only or (line.code or "").startswith(row.hs_only))
        and not (row.hs_excluded and (line.code or "").startswith(row.hs_excluded))
        and not _is_in_transit(row, request.export_date, working.law.on)
    )


def _is_in_transit(row: Layer, exported: date | None, on: date) -> bool:
    if not row.exported_before or exported is None:
        return False
    spared = exported < date.fromisoformat(row.exported_before)
    return spared and on < date.fromisoformat(row.entered_before)


def _outcomes(
    working: Working,
    book: BorderBook,
    zone: str,
    item: Item,
    candidate: Candidate,
    layers: tuple[Layer, ...],
) -> Iterator[Outcome]:
    """Every reading of one national line: which optional layers hold, which rate each has."""
    first = _draft(working, item, candidate)
    options = [list(_layer_options(working, book, zone, item, candidate, row)) for row in layers]
    for combination in product(*options):
        taken = [
            (row, pct) for row, pct in zip(layers, combination, strict=True) if pct is not None
        ]
        stopped = {name for row, _ in taken for name in row.stops}
        drafts = [first] if candidate.rule else []
        for row, pct in taken:
            if row.id not in stopped:
                drafts = _with_layer(working, item, drafts, row, pct)
        yield Outcome(tuple(drafts), sum((draft.amount for draft in drafts), Decimal(0)))


def _draft(working: Working, item: Item, candidate: Candidate) -> Draft:
    base = floored(item.value, working.value_rule.duty_base_floor)
    amount = candidate.formula.amount(base, _measures(item), _converts(working))
    return Draft(
        Kind.DUTY,
        item.n,
        amount,
        rule_of(
            candidate.rule,
            candidate.fact,
            formula="rate x customs value"
            if candidate.formula.ad_valorem_pct is not None
            else "rate by value and quantity",
            base=f"{base:f}",
            rate=candidate.formula.text,
            rounding=_rounding(working),
        ),
        "customs",
    )


def _converts(working: Working):  # type: ignore[no-untyped-def]
    parcel = working.parcel
    return lambda amount, currency: parcel.converter.amount(amount, currency, parcel.currency)


def _rounding(working: Working) -> str:
    rule = working.value_rule
    return f"{rule.duty_unit} {working.parcel.currency}, {rule.duty_rounding}, per {rule.duty_per}"


def _layer_options(
    working: Working, book: BorderBook, zone: str, item: Item, candidate: Candidate, row: Layer
) -> Iterator[Decimal | None]:
    """The percentages that a layer may have on a national line; None where it may not hold."""
    if row.shape == "unknown":
        working.missing("layer_not_read", row.note or row.heading, item.n, row.id)
        yield None
        return
    if row.shape == "listed":
        yield from _listed(working, book, zone, item, candidate, row)
        return
    yield row.pct
    if row.pct_high is not None:
        yield row.pct_high
    if row.optional:
        yield None


def _listed(
    working: Working, book: BorderBook, zone: str, item: Item, candidate: Candidate, row: Layer
) -> Iterator[Decimal | None]:
    code = candidate.code
    rows = _of(book.duty_lines(zone, code, working.law.on), row.id)
    near = [entry for entry in rows if code.startswith(entry.hs)] or list(rows)
    rates = {formula.ad_valorem_pct for entry in near for formula in alternatives(entry.rate)}
    rates.discard(None)
    if not rates and not book.duty_rates[f"{zone} {code[:6]}"]:
        working.missing(
            "layer_not_read", f"whether {code} is on its list is not in the tables", item.n, row.id
        )
    yield from sorted(pct for pct in rates if pct is not None)
    if not rates or row.optional:
        yield None


def _with_layer(
    working: Working, item: Item, drafts: list[Draft], row: Layer, pct: Decimal
) -> list[Draft]:
    """The duties with one more layer on top."""
    base = item.value
    if row.shape == "on_duty":
        base = sum((draft.amount for draft in drafts), Decimal(0))
    if row.shape == "replace":
        drafts = []
    amount = base * pct / 100
    formula = "rate x customs value"
    if row.shape == "on_duty":
        formula = "rate x duty"
    if row.shape == "floor":
        tariff = drafts[0].amount if drafts else Decimal(0)
        amount = max(Decimal(0), amount - tariff)
        formula = "max(0, rate x customs value - tariff duty)"
    return [
        *drafts,
        Draft(
            Kind.DUTY,
            item.n,
            amount,
            rule_of(
                row.id,
                row,
                formula=formula,
                base=f"{base:f}",
                rate=f"{pct:f}%",
                rounding=_rounding(working),
            ),
            "customs",
        ),
    ]
