"""Turns the determination of tax into the plan that the border computes with."""

from collections.abc import Iterable

from sampan.domain.charges import Dated, Kind
from sampan.domain.countries.rules import CountryRules
from sampan.domain.landed_cost.conversion import ASSUMED, Converter
from sampan.domain.landed_cost.parcel import worth
from sampan.domain.landed_cost.plan import LineTax, RateChoice, TaxPlan
from sampan.domain.landed_cost.request import Line, Note, Request
from sampan.domain.tax.book import TaxBook
from sampan.domain.tax.determination import Sale, SaleLine, Treatment, border_collector, determine
from sampan.domain.tax.places import Footing, between, footing
from sampan.domain.tax.rates import rates_for
from sampan.domain.tax.rows import Scheme, TaxRate
from sampan.domain.tax.sales_tax import StateTax, state_tax

FREIGHT_TAXED = Note(
    "freight_taxed", "some states leave freight that is shown apart untaxed; here it is taxed"
)


def footings(request: Request, book: TaxBook) -> tuple[Footing, Footing]:
    """Where a parcel starts and where it ends, with the borders between them."""
    origin = footing(request.ship_from, book, request.as_of)
    return origin, between(origin, footing(request.ship_to, book, request.as_of))


def plan_tax(
    request: Request,
    book: TaxBook,
    places: tuple[Footing, Footing],
    rules: CountryRules,
    converter: Converter,
) -> TaxPlan:
    """The tax plan of a parcel. Raises Refused where a region decides and is missing."""
    sale = _sale(request, places, converter)
    treatment = determine(sale, book)
    target = places[1]
    at_door = border_collector(sale)
    unknown = rules.unknown(request) if rules.unknown is not None else ()
    if target.country == "US" and target.territory is None:
        return _us_plan(request, book, treatment, at_door, unknown)
    jurisdiction = target.jurisdiction
    if rules.jurisdiction is not None and jurisdiction == target.country:
        jurisdiction = rules.jurisdiction(request)
    lines = tuple(
        _line_tax(request, book, jurisdiction, line, scheme=scheme, treatment=treatment)
        for line, scheme in zip(request.lines, treatment.lines, strict=True)
    )
    untaxed = _is_untaxed(request, book, jurisdiction, treatment)
    first = next((scheme for scheme in treatment.lines if scheme is not None), None)
    kind = Kind.IMPORT_TAX if treatment.at_border else Kind.SALES_TAX
    return TaxPlan(
        scheme="none" if untaxed and treatment.scheme == "standard" else treatment.scheme,
        collected_by=None if untaxed else treatment.collected_by,
        customs=treatment.customs,
        kind=None if untaxed else kind,
        lines=lines,
        duty_at_sale=first is not None and first.collects_duty,
        border_collector=at_door,
        identifiers=_identifiers(first, treatment),
        notes=(*_notes(treatment, lines), *_special(target)),
        not_evaluated=(*unknown, *_not_covered(target)),
        border_tax=rules.border_tax,
    )


def _sale(request: Request, places: tuple[Footing, Footing], converter: Converter) -> Sale:
    return Sale(
        on=request.as_of,
        origin=places[0],
        target=places[1],
        buyer_kind=request.buyer_kind,
        buyer_tax_id=request.buyer_tax_id,
        seller_country=request.seller_country,
        registrations=request.registrations,
        marketplace=request.sells_through_marketplace,
        seller_clears=request.incoterm.seller_clears_import,
        mode=request.mode,
        lines=tuple(SaleLine(line.hs, line.category) for line in request.lines),
        worth=lambda basis, line, currency: worth(request, converter, basis, line, currency),
    )


def _line_tax(
    request: Request,
    book: TaxBook,
    jurisdiction: str,
    line: Line,
    *,
    scheme: Scheme | None,
    treatment: Treatment,
) -> LineTax:
    choices: tuple[RateChoice, ...] = ()
    if request.assumed_tax_pct is not None:
        fact = Dated(source=ASSUMED, confidence="high")
        choices = (RateChoice(request.assumed_tax_pct, fact, "assumed.tax_rate"),)
    elif jurisdiction and not treatment.reverse_charged:
        rows = rates_for(book, jurisdiction, line.category, request.as_of)
        choices = tuple(_choice(row) for row in rows)
    if scheme is None:
        return LineTax("", choices)
    by_platform = treatment.collected_by == "platform" and scheme.deemed_supplier
    return LineTax(
        token="deemed_supplier" if by_platform else scheme.registration,
        rates=choices,
        base=scheme.tax_base,
        factor=scheme.tax_factor,
    )


def _choice(row: TaxRate) -> RateChoice:
    name = row.tax_name.split("/")[0].split(" ")[0].lower()
    return RateChoice(row.rate_pct, row, f"{row.jurisdiction.lower()}.{name}.{row.rate_class}")


def _is_untaxed(request: Request, book: TaxBook, jurisdiction: str, treatment: Treatment) -> bool:
    """Whether the place has no such tax at all, or the buyer accounts for it."""
    if treatment.reverse_charged or treatment.scheme == "none":
        return True
    rows = rates_for(book, jurisdiction, "general", request.as_of)
    return bool(rows) and all(row.tax_name.startswith("none") for row in rows)


def _identifiers(first: Scheme | None, treatment: Treatment) -> tuple[tuple[str, str], ...]:
    if first is None or not first.identifier:
        return ()
    return ((first.identifier, first.identifier_where),)


def _notes(treatment: Treatment, lines: Iterable[LineTax]) -> tuple[Note, ...]:
    notes = []
    if treatment.reverse_charged:
        notes.append(Note("reverse_charge", "the buyer accounts for the tax"))
    if treatment.unregistered:
        message = "the seller names no registration for the tax of this sale"
        notes.append(Note("registration_missing", message, field="seller.registrations"))
    tokens = {line.token for line in lines}
    if len(tokens) > 1:
        notes.append(
            Note("mixed_schemes", "some lines are outside the scheme, taxed at the border")
        )
    return tuple(notes)


def _special(target: Footing) -> tuple[Note, ...]:
    """Say that the place is a special territory, and how sure its row is."""
    row = target.territory
    if row is None:
        return ()
    notes = [Note("special_territory", row.note or row.id, rule=row.id)]
    if row.confidence in {"low", "unverified"}:
        notes.append(Note(f"{row.confidence}_rule", row.source, rule=row.id))
    return tuple(notes)


def _not_covered(target: Footing) -> tuple[Note, ...]:
    row = target.territory
    if row is None or not row.not_covered:
        return ()
    return (Note("tax_not_read", f"{row.not_covered} is not in the tables", rule=row.id),)


def _us_plan(
    request: Request,
    book: TaxBook,
    treatment: Treatment,
    at_door: str,
    unknown: tuple[Note, ...],
) -> TaxPlan:
    """No federal tax; the state's sales tax where the seller or the marketplace has nexus."""
    state = request.ship_to.region or ""
    due = state_tax(
        book,
        state,
        request.as_of,
        registrations=request.registrations,
        marketplace=request.sells_through_marketplace,
    )
    if unknown or due is None or request.buyer_kind == "gift":
        due = None
    inland = "domestic" if not treatment.at_border else "none"
    return TaxPlan(
        scheme=inland if due is None else due.scheme,
        collected_by=None if due is None else due.collected_by,
        customs=treatment.customs,
        kind=None if due is None else Kind.SALES_TAX,
        lines=tuple(LineTax("", _state_rates(request, due)) for _ in request.lines),
        border_collector=at_door,
        notes=() if due is None or not request.freight else (FREIGHT_TAXED,),
        not_evaluated=(*unknown, *_local(request, state, due)),
    )


def _state_rates(request: Request, due: StateTax | None) -> tuple[RateChoice, ...]:
    if due is None:
        return ()
    if request.assumed_tax_pct is not None:
        fact = Dated(source=ASSUMED, confidence="high")
        return (RateChoice(request.assumed_tax_pct, fact, "assumed.tax_rate"),)
    if due.row is None:
        return ()
    return (RateChoice(due.row.rate_pct, due.row, f"us.{due.row.state.lower()}.sales_tax"),)


def _local(request: Request, state: str, due: StateTax | None) -> tuple[Note, ...]:
    """Counties and cities add taxes that no table here knows."""
    if due is None or request.assumed_tax_pct is not None:
        return ()
    if due.row is not None and not due.row.has_local:
        return ()
    message = f"counties and cities of {state} add their own tax; assume.tax_rate_pct says it"
    return (Note("local_sales_tax", message, rule=f"us.{state.lower()}.local_sales_tax"),)
