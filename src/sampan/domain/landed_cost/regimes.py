"""Which row clears each line: the first whose conditions all hold."""

from collections.abc import Iterable

from sampan.domain.landed_cost.parcel import Item, Parcel
from sampan.domain.landed_cost.rows import Fee, Regime
from sampan.domain.landed_cost.selector import ANY


def choose(parcel: Parcel, regimes: Iterable[Regime]) -> None:
    """Give every item of a parcel the first regime that fits it."""
    rows = [row for row in regimes if _fits_parcel(parcel, row)]
    for item in parcel.items:
        item.regime = next((row for row in rows if fits_item(parcel, row, item)), None)


def _fits_parcel(parcel: Parcel, row: Regime) -> bool:
    request = parcel.request
    if not row.modes.admits(request.mode) or not row.buyers.admits(request.buyer_kind):
        return False
    if row.ship_from is not ANY and not row.ship_from.admits(request.ship_from.country):
        return False
    return row.per == "item" or _in_bounds(parcel, row, None)


def fits_item(parcel: Parcel, row: Regime, item: Item) -> bool:
    """Whether the conditions of a row that look at one line hold for it."""
    line = item.line
    if row.origins.values and (line.origin is None or not row.origins.admits(line.origin)):
        return False
    if not row.schemes.admits(item.tax.token) or (row.preference and not line.preference_proof):
        return False
    if row.hs_only and (line.hs is None or not line.hs.startswith(row.hs_only)):
        return False
    if row.hs_excluded and line.hs is not None and line.hs.startswith(row.hs_excluded):
        return False
    return row.per != "item" or _in_bounds(parcel, row, item)


def _in_bounds(parcel: Parcel, row: Regime, item: Item | None) -> bool:
    if row.above is None and row.up_to is None:
        return True
    value = parcel.worth(row.basis, item, row.currency)
    if row.above is not None and value <= row.above:
        return False
    if row.up_to is None:
        return True
    return value < row.up_to if row.strictly_below else value <= row.up_to


def fee_is_due(parcel: Parcel, row: Fee, token: str, *, collected: bool) -> bool:
    """Whether a fee's conditions hold for a parcel."""
    request = parcel.request
    if not row.modes.admits(request.mode) or not row.buyers.admits(request.buyer_kind):
        return False
    if not row.ship_from.admits(request.ship_from.country) or not row.schemes.admits(token):
        return False
    if row.only_if_collected and not collected:
        return False
    if row.regimes and not any(
        item.regime is not None and item.regime.id in row.regimes for item in parcel.items
    ):
        return False
    if row.above is None and row.up_to is None:
        return True
    value = parcel.worth(row.basis, None, row.value_currency)
    if row.above is not None and value <= row.above:
        return False
    return row.up_to is None or value <= row.up_to
