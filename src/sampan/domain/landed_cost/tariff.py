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

from sampan.domain.charges import Dated, Kind, Rule
from sampan.domain.landed_cost.book import BorderBook, Law
from sampan.domain.landed_cost.conversion import ASSUMED
from sampan.domain.landed_cost.formula import DutyFormula, alternatives, parse
from sampan.domain.landed_cost.parcel import Item
from sampan.domain.landed_cost.request import Note
from sampan.domain.landed_cost.rounding import floored
from sampan.domain.landed_cost.rows import DutyRate, Layer
from sampan.domain.landed_cost.working import Draft, Working

IN_REQUEST = Dated(source=ASSUMED, confidence="high")
NOTHING = Decimal(0)
Options = tuple[tuple[Decimal | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One national line that the goods may be in: its code, its rate and the fact behind it."""

    code: str
    formula: DutyFormula
    fact: Dated
    rule: str


@dataclass(frozen=True, slots=True)
class Step:
    """One duty under one reading: the rule and fact, its base, rate and amount."""

    rule: str
    fact: Dated
    formula: str
    base: Decimal
    rate: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Reading:
    """The duties of one line under one reading of the law."""

    steps: tuple[Step, ...]
    total: Decimal


def charge_tariff(working: Working, item: Item) -> list[Draft]:
    """The duties of one line by the tariff, unrounded; gaps are written into `working`."""
    line = item.line
    if line.code is None:
        return []
    layers = _layers(working, item)
    gaps = len(working.not_evaluated)
    candidates = _candidates(working, item)
    if not candidates and len(working.not_evaluated) == gaps:
        working.missing(
            "no_duty_rate",
            f"no rate of duty is known for {line.code} into {working.zone}",
            item.n,
            rule=f"{working.zone.lower()}.tariff",
            field=f"assume.duty_rate_pct.{line.code}",
        )
    if not candidates:
        candidates = (Candidate(line.code, parse("0%"), IN_REQUEST, ""),)
    readings: list[Reading] = []
    seen: set[tuple[str, Options]] = set()
    for candidate in candidates:
        options = _options(working, item, candidate, layers)
        key = (candidate.formula.text, options)
        if key not in seen:
            seen.add(key)
            readings += _readings(working, item, candidate, layers, options)
    chosen = working.pick(readings, lambda reading: reading.total)
    for step in chosen.steps:
        if isinstance(step.fact, Layer) and step.fact.exceptions:
            working.warn("exceptions_not_evaluated", step.fact.exceptions, step.rule)
    return [_draft(working, item, step) for step in chosen.steps]


def _candidates(working: Working, item: Item) -> tuple[Candidate, ...]:
    """The national lines that the goods may be in, as far as their rates can be computed."""
    line = item.line
    assumed = _assumed(working, item)
    if assumed is not None:
        return (assumed,)
    assert line.code is not None
    code, law, book, zone = line.code, working.law, working.book, working.zone
    if not line.preference_proof:
        return _computable(working, item, _known(book, zone, code, law, None))
    rows = book.duty_lines(zone, code, law.on)
    preferred = any(row.measure == "preference" and _is_from(row, line.origin) for row in rows)
    if not preferred:
        working.missing(
            "no_preference_rate",
            f"no preferential rate is known for {code} from {line.origin}",
            item.n,
            rule=f"{zone.lower()}.preference",
        )
    origin = line.origin if preferred else None
    return _computable(working, item, _known(book, zone, code, law, origin))


def _assumed(working: Working, item: Item) -> Candidate | None:
    line, assumed = item.line, working.parcel.request.assumed_duty_pct
    for code in (line.national_code, line.hs):
        if code is not None and code in assumed:
            pct = assumed[code]
            return Candidate(line.code or code, parse(f"{pct:f}%"), IN_REQUEST, "assumed.duty_rate")
    return None


def _known(
    book: BorderBook, zone: str, code: str, law: Law, preferred_origin: str | None
) -> tuple[Candidate | Note, ...]:
    """The rates of a code, and a note for each row whose rate was never read.

    With `preferred_origin` the preferential rates of that origin, else the general ones. Equal
    rates of several national lines are one, unless a layer goes by national line.
    """
    key = (zone, code, law.on, preferred_origin, "rates")
    return book.remember(key, lambda: _read_rates(book, zone, code, law, preferred_origin))


def _read_rates(
    book: BorderBook, zone: str, code: str, law: Law, preferred_origin: str | None
) -> tuple[Candidate | Note, ...]:
    measure = "mfn" if preferred_origin is None else "preference"
    rows = tuple(
        row
        for row in book.duty_lines(zone, code, law.on)
        if row.measure == measure and (preferred_origin is None or _is_from(row, preferred_origin))
    )
    by_line = law.lists_national_lines
    found: list[Candidate | Note] = []
    texts: set[str] = set()
    for row in _nearest(rows, code):
        rule = (
            f"{zone.lower()}.{'tariff' if row.measure == 'mfn' else row.measure}.{row.hs or 'all'}"
        )
        if not row.rate:
            message = f"the rate of {row.hs or zone} was not read"
            found.append(Note("rate_not_read", message, rule=rule))
        for rate in alternatives(row.rate):
            if by_line or rate.text not in texts:
                texts.add(rate.text)
                found.append(Candidate(row.hs, rate, row, rule))
    return tuple(found)


def _computable(
    working: Working, item: Item, known: tuple[Candidate | Note, ...]
) -> tuple[Candidate, ...]:
    """The candidates whose measures are given; the others are written down."""
    candidates = []
    for entry in known:
        if isinstance(entry, Note):
            working.missing(entry.code, entry.message, item.n, rule=entry.rule)
        elif entry.formula.needs and not set(entry.formula.needs) <= _measures(item).keys():
            lacking = ", ".join(sorted(set(entry.formula.needs) - _measures(item).keys()))
            message = f"{entry.formula.text} asks for {lacking} of one unit"
            field = f"lines[{item.n}].measures"
            working.missing("measure_missing", message, item.n, rule=entry.rule, field=field)
        else:
            candidates.append(entry)
    return tuple(candidates)


def _nearest(rows: tuple[DutyRate, ...], code: str) -> tuple[DutyRate, ...]:
    """The longest rows that the code falls under; without one, all that fall under the code."""
    longest = max((len(row.hs) for row in rows if code.startswith(row.hs)), default=-1)
    if longest < 0:
        return rows
    if longest == len(code):
        return tuple(row for row in rows if len(row.hs) >= longest)
    return tuple(row for row in rows if code.startswith(row.hs) and len(row.hs) == longest)


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
    if not working.law.layers or line.origin is None or line.code is None:
        return ()
    return tuple(
        row
        for row in working.law.layers
        if row.origins.admits(line.origin)
        and row.modes.admits(request.mode)
        and (not row.hs_only or line.code.startswith(row.hs_only))
        and not (row.hs_excluded and line.code.startswith(row.hs_excluded))
        and not _is_in_transit(row, request.export_date, working.law.on)
    )


def _is_in_transit(row: Layer, exported: date | None, on: date) -> bool:
    if not row.exported_before or exported is None:
        return False
    spared = exported < date.fromisoformat(row.exported_before)
    return spared and on < date.fromisoformat(row.entered_before)


def _options(
    working: Working, item: Item, candidate: Candidate, layers: tuple[Layer, ...]
) -> Options:
    """For each layer the percentages that it may have here; None where it may not hold."""
    return tuple(
        _listed(working, item, candidate, row)
        if row.shape == "listed"
        else _stated(working, item, row)
        for row in layers
    )


def _stated(working: Working, item: Item, row: Layer) -> tuple[Decimal | None, ...]:
    if row.shape == "unknown":
        working.missing("layer_not_read", row.note or row.heading, item.n, rule=row.id)
        return (None,)
    high = () if row.pct_high is None else (row.pct_high,)
    return (row.pct, *high, None) if row.optional else (row.pct, *high)


def _listed(
    working: Working, item: Item, candidate: Candidate, row: Layer
) -> tuple[Decimal | None, ...]:
    """The rates of a layer that is listed by national line in the duty table."""
    code = candidate.code or item.line.code or ""
    book, zone, on = working.book, working.zone, working.law.on
    key = (zone, code, on, row.id, row.optional)
    options, was_read = book.remember(key, lambda: _read_list(book, zone, code, on, row=row))
    if not was_read:
        message = f"whether {code} is on its list is not in the tables"
        working.missing("layer_not_read", message, item.n, rule=row.id)
    return options


def _read_list(
    book: BorderBook, zone: str, code: str, on: date, *, row: Layer
) -> tuple[tuple[Decimal | None, ...], bool]:
    """A layer's rates for a code, and whether it is known that it has none."""
    rows = [entry for entry in book.duty_lines(zone, code, on) if entry.measure == row.id]
    near = [entry for entry in rows if code.startswith(entry.hs)] or rows
    rates = {formula.ad_valorem_pct for entry in near for formula in alternatives(entry.rate)}
    known = sorted(pct for pct in rates if pct is not None)
    if known and not row.optional:
        return tuple(known), True
    return (*known, None), bool(known) or _is_off_the_list(book, zone, code, row)


def _is_off_the_list(book: BorderBook, zone: str, code: str, row: Layer) -> bool:
    """Whether a line without a rate is known to be off a list.

    It is where the lists of its heading were read (some layer has rows there) and this layer has
    none in the whole heading, or has the line on another day. A heading of which only the tariff
    was read says nothing.
    """
    heading = book.duty_rates[f"{zone} {code[:6]}"]
    listed = {entry.measure for entry in heading} - {"mfn", "preference"}
    if row.id not in listed:
        return bool(listed)
    return any(
        entry.measure == row.id and (code.startswith(entry.hs) or entry.hs.startswith(code))
        for entry in heading
    )


def _readings(
    working: Working,
    item: Item,
    candidate: Candidate,
    layers: tuple[Layer, ...],
    options: Options,
) -> Iterator[Reading]:
    """Every reading of one national line: which layers hold, and at which rate."""
    first = _tariff_step(working, item, candidate)
    if not layers:
        yield Reading((first,) if candidate.rule else (), first.amount)
        return
    for combination in product(*options):
        pairs = [
            (row, pct) for row, pct in zip(layers, combination, strict=True) if pct is not None
        ]
        stopped = {name for row, _ in pairs for name in row.stops}
        steps = [first] if candidate.rule else []
        for row, pct in pairs:
            if row.id not in stopped:
                step = _layer_step(item, steps, row, pct)
                steps = [step] if row.shape == "replace" else [*steps, step]
        yield Reading(tuple(steps), sum((step.amount for step in steps), NOTHING))


def _tariff_step(working: Working, item: Item, candidate: Candidate) -> Step:
    formula, parcel = candidate.formula, working.parcel
    base = floored(item.value, working.value_rule.duty_base_floor)
    pct = formula.ad_valorem_pct
    if pct is not None:
        words, amount = "rate x customs value", base * pct / 100
    else:
        words = "rate by value and quantity"
        amount = formula.amount(
            base,
            _measures(item),
            lambda part, currency: parcel.converter.amount(part, currency, parcel.currency),
        )
    return Step(candidate.rule, candidate.fact, words, base, formula.text, amount)


def _layer_step(item: Item, steps: list[Step], row: Layer, pct: Decimal) -> Step:
    base = item.value
    match row.shape:
        case "on_duty":
            base = sum((step.amount for step in steps), NOTHING)
            words, amount = "rate x duty", base * pct / 100
        case "floor":
            tariff = steps[0].amount if steps else NOTHING
            words = "max(0, rate x customs value - tariff duty)"
            amount = max(NOTHING, base * pct / 100 - tariff)
        case _:
            words, amount = "rate x customs value", base * pct / 100
    return Step(row.id, row, words, base, f"{pct:f}%", amount)


def _draft(working: Working, item: Item, step: Step) -> Draft:
    base, rounding = f"{step.base:f}", working.duty_rounding
    rule = Rule(step.rule, step.formula, base, step.rate, rounding, step.fact)
    return Draft(Kind.DUTY, item.n, step.amount, rule, "customs")
