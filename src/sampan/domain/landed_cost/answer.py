"""An answer as plain JSON values: status, totals, lines, charges with rules, what is unknown."""

from collections.abc import Iterable, Mapping
from typing import Any

from sampan.domain.charges import Charge, Kind
from sampan.domain.fx import Rate
from sampan.domain.landed_cost.evaluation import Evaluated
from sampan.domain.landed_cost.request import Note, Refused, Request
from sampan.domain.money import Money

TOTALS = {
    "goods": Kind.GOODS,
    "discount": Kind.DISCOUNT,
    "freight": Kind.FREIGHT,
    "insurance": Kind.INSURANCE,
    "duty": Kind.DUTY,
    "import_tax": Kind.IMPORT_TAX,
    "sales_tax": Kind.SALES_TAX,
    "fees": Kind.FEE,
}
TAXES = (Kind.IMPORT_TAX, Kind.SALES_TAX)


def totals(request: Request, evaluated: Evaluated) -> dict[str, Money]:
    """The sums that an answer shows; `landed_cost` is the sum of all charges."""
    minor = dict.fromkeys(Kind, 0)
    checkout = 0
    ddp = request.incoterm.seller_clears_import
    for charge in evaluated.charges:
        minor[charge.kind] += charge.amount.minor
        if ddp or charge.collected_by in {"seller", "platform"}:
            checkout += charge.amount.minor
    landed = sum(minor.values())
    sums = {name: Money(minor[kind], request.currency) for name, kind in TOTALS.items()}
    return {
        **{name: sums[name] for name in ("goods", "discount", "freight", "insurance")},
        "customs_value": evaluated.customs_value,
        **{name: sums[name] for name in ("duty", "import_tax", "sales_tax", "fees")},
        "landed_cost": Money(landed, request.currency),
        "due_at_checkout": Money(checkout, request.currency),
        "due_on_delivery": Money(landed - checkout, request.currency),
    }


def answered(
    request: Request, best: Evaluated, low: Evaluated | None, rates: Iterable[Rate]
) -> dict[str, Any]:
    """The answer to a request: `best` takes the high end of every choice, `low` the other."""
    sums = totals(request, best)
    spread = None if low is None else _spread(sums, totals(request, low))
    status = "partial" if best.not_evaluated else "range" if spread else "exact"
    plan = best.plan
    return {
        "id": request.id,
        "status": status,
        "as_of": request.as_of.isoformat(),
        "currency": request.currency,
        "scheme": plan.scheme,
        "collected_by": plan.collected_by if _is_taxed(best) else None,
        "totals": {name: money.text for name, money in sums.items()},
        "range": spread,
        "lines": _lines(request, best),
        "charges": [_charge(charge) for charge in best.charges],
        "fx": [_rate(rate) for rate in rates],
        "identifiers": [{"name": name, "where": where} for name, where in plan.identifiers],
        "not_evaluated": [_note(note) for note in best.not_evaluated],
        "warnings": [_note(note) for note in best.notes],
    }


def refused(identifier: str | int | None, refusal: Refused) -> dict[str, Any]:
    """The answer to a request that cannot be answered."""
    return {
        "id": identifier,
        "status": "refused",
        "error": {
            "code": refusal.reason,
            "message": refusal.message,
            "field": refusal.field,
        },
    }


def _is_taxed(evaluated: Evaluated) -> bool:
    return any(charge.amount and charge.kind in TAXES for charge in evaluated.charges)


def _spread(high: Mapping[str, Money], low: Mapping[str, Money]) -> dict[str, Any] | None:
    if all(high[name] == low[name] for name in high):
        return None
    return {
        name: {"min": min(high[name], low[name]).text, "max": max(high[name], low[name]).text}
        for name in high
    }


def _lines(request: Request, evaluated: Evaluated) -> list[dict[str, str]]:
    duty = [0] * len(request.lines)
    tax = [0] * len(request.lines)
    for charge in evaluated.charges:
        if charge.line is not None:
            if charge.kind is Kind.DUTY:
                duty[charge.line] += charge.amount.minor
            elif charge.kind in TAXES:
                tax[charge.line] += charge.amount.minor
    return [
        {
            "sku": line.sku,
            "customs_value": evaluated.customs_values[n].text,
            "duty": Money(duty[n], request.currency).text,
            "tax": Money(tax[n], request.currency).text,
        }
        for n, line in enumerate(request.lines)
    ]


def _charge(charge: Charge) -> dict[str, Any]:
    legal, rule = charge.legal, charge.rule
    assert legal is not None and rule is not None
    fact = rule.fact
    amount = charge.amount.text
    return {
        "kind": charge.kind.value,
        "line": charge.line,
        "amount": amount,
        "legal": {
            "amount": amount if legal is charge.amount else legal.text,
            "currency": legal.currency,
        },
        "payer": charge.payer,
        "collected_by": charge.collected_by,
        "rule": {
            "id": rule.id,
            "formula": rule.formula,
            "base": rule.base,
            "rate": rule.rate,
            "rounding": rule.rounding,
            "valid_from": None if fact.valid_from is None else fact.valid_from.isoformat(),
            "valid_to": None if fact.valid_to is None else fact.valid_to.isoformat(),
            "source": fact.source,
            "confidence": fact.confidence,
        },
    }


def _rate(rate: Rate) -> dict[str, str]:
    return {
        "pair": rate.pair,
        "rate": f"{rate.value.normalize():f}",
        "date": rate.date.isoformat(),
        "source": rate.source,
    }


def _note(note: Note) -> dict[str, Any]:
    shown: dict[str, Any] = {"code": note.code, "message": note.message}
    if note.rule is not None:
        shown["rule"] = note.rule
    if note.line is not None:
        shown["line"] = note.line
    if note.field is not None:
        shown["field"] = note.field
    return shown
