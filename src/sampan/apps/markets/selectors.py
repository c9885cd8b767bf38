"""The markets as values, read once for each state of the shop."""

from sampan.apps.markets.models import Market as MarketRow
from sampan.domain.incoterms import Incoterm
from sampan.domain.markets import Market
from sampan.kernel import stamps

_known: dict[int, tuple[Market, ...]] = {}


def open_markets(stamp: int | None = None) -> tuple[Market, ...]:
    """The open markets in the owner's order.

    `stamp` is the value of the `markets` stamp when the caller has it already; it saves a query.
    """
    stamp = stamps.current().get("markets", 0) if stamp is None else stamp
    if stamp not in _known:
        rows = all_markets()
        _known.clear()
        _known[stamp] = tuple(market for market, is_open in rows if is_open)
    return _known[stamp]


def all_markets() -> tuple[tuple[Market, bool], ...]:
    """Every market in the owner's order, and whether it is open."""
    rows = MarketRow.objects.prefetch_related("countries")
    return tuple((_value(row), row.is_open) for row in rows)


def market_ids() -> dict[str, int]:
    """Row ids by code, for foreign keys of other apps."""
    return dict(MarketRow.objects.values_list("code", "id"))


def _value(row: MarketRow) -> Market:
    return Market(
        code=row.code,
        name=row.name,
        countries=tuple(country.country for country in row.countries.all()),
        languages=tuple(row.languages),
        currencies=tuple(row.currencies),
        tax_included=row.tax_included,
        incoterm=Incoterm(row.incoterm),
    )
