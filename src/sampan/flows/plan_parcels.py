"""Plan a cart's parcels: from which warehouse which goods go, by which services, until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import product

from sampan.apps.inventory import selectors as inventory
from sampan.apps.inventory.selectors import WarehouseFacts
from sampan.apps.shipping import selectors as shipping
from sampan.domain.inventory.allocation import Allocation, allocate
from sampan.domain.money import Money, total
from sampan.domain.places import EU_MEMBERS
from sampan.domain.pricing.lists import PriceListFacts
from sampan.domain.pricing.rounding import nearest
from sampan.domain.shipping.packing import TooLarge, Unit, pack
from sampan.domain.shipping.promise import Calendar, Promise, promise
from sampan.domain.shipping.rates import Service
from sampan.flows.price_cart import PricedCart
from sampan.reference.holidays import holidays_of

DIGITAL = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Units of one priced line that travel together, with their share of the line's value.

    `variant_id` is what leaves the shelf: the line's own variant, or a part of its bundle.
    """

    line: int
    variant_id: int
    quantity: int
    value: Money


@dataclass(frozen=True, slots=True)
class Consignment:
    """Everything that leaves one warehouse for this cart; no warehouse for downloads."""

    warehouse: str
    country: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One choice of services, one for each warehouse: what it costs and when all has arrived."""

    code: str
    services: Mapping[str, Service]
    costs: Mapping[str, Money]
    first: date
    last: date

    @property
    def cost(self) -> Money:
        """What sending everything costs."""
        amounts = list(self.costs.values())
        return total(amounts, amounts[0].currency)


def plan_consignments(cart: PricedCart, country: str) -> tuple[Consignment, ...]:
    """Which goods leave from where for a destination. Raises NotEnough."""
    places = {warehouse.code: warehouse for warehouse in inventory.warehouses()}
    pieces = _pieces(cart)
    wanted: dict[int, int] = {}
    for piece in pieces:
        if _is_stocked(cart, piece):
            wanted[piece.variant_id] = wanted.get(piece.variant_id, 0) + piece.quantity
    stock = {
        (variant_id, level.warehouse): level.available
        for variant_id, levels in inventory.by_warehouse(list(wanted)).items()
        for level in levels
    }
    preferred = _preferred(list(places.values()), country)
    chosen = allocate(wanted, stock, preferred) if wanted else ()
    grouped = _shared_out(cart, pieces, chosen, preferred[0] if preferred else DIGITAL)
    return tuple(
        Consignment(code, places[code].country if code in places else country, tuple(found))
        for code, found in grouped.items()
    )


def ways(
    cart: PricedCart, consignments: Sequence[Consignment], country: str, at: datetime
) -> tuple[Way, ...]:
    """The ways to send a cart, cheapest first; none when something cannot be sent there."""
    physical = [one for one in consignments if one.warehouse != DIGITAL]
    zones = {warehouse.code: warehouse for warehouse in inventory.warehouses()}
    services = shipping.services()
    lanes = [_Lane(zones[one.warehouse], country, at) for one in physical]
    options = [
        _options(cart, one, services, lane) for one, lane in zip(physical, lanes, strict=True)
    ]
    found = [_way(physical, choice) for choice in product(*options)] if physical else []
    best: dict[tuple[int, date], Way] = {}
    for way in sorted(found, key=lambda way: (way.cost.minor, way.last, way.code)):
        if not any(w.last <= way.last for w in best.values()):
            best[way.cost.minor, way.last] = way
    return tuple(best.values())


def _pieces(cart: PricedCart) -> list[Piece]:
    """Lines as what leaves the shelf; a bundle's price is shared by the weight of its parts."""
    pieces = []
    for index, line in enumerate(cart.lines):
        if not line.goods.parts:
            pieces.append(Piece(index, line.goods.id, line.quantity, line.value))
            continue
        weights = [
            (cart.parts[part].trade.gross_weight_g or 1) * count for part, count in line.goods.parts
        ]
        for (part, count), value in zip(line.goods.parts, line.value.split(weights), strict=True):
            pieces.append(Piece(index, part, count * line.quantity, value))
    return pieces


def _is_stocked(cart: PricedCart, piece: Piece) -> bool:
    goods = cart.parts.get(piece.variant_id) or cart.lines[piece.line].goods
    return goods.needs_shipping and goods.tracks_stock and not goods.sells_without_stock


def _shared_out(
    cart: PricedCart, pieces: Sequence[Piece], chosen: Sequence[Allocation[int]], default: str
) -> dict[str, list[Piece]]:
    """Pieces by warehouse; one that several warehouses must serve is cut, its value with it."""
    left = {(one.sku, one.warehouse): one.quantity for one in chosen}
    grouped: dict[str, list[Piece]] = {}
    for piece in pieces:
        if not _is_stocked(cart, piece):
            ships = cart.lines[piece.line].goods.needs_shipping
            grouped.setdefault(default if ships else DIGITAL, []).append(piece)
            continue
        cuts = _cut(piece, left)
        for (code, quantity), value in zip(
            cuts, piece.value.split([quantity for _, quantity in cuts]), strict=True
        ):
            part = Piece(piece.line, piece.variant_id, quantity, value)
            grouped.setdefault(code, []).append(part)
    return grouped


def _cut(piece: Piece, left: dict[tuple[int, str], int]) -> list[tuple[str, int]]:
    cuts, needed = [], piece.quantity
    for (sku, code), quantity in left.items():
        if sku == piece.variant_id and quantity and needed:
            taken = min(quantity, needed)
            left[sku, code] -= taken
            needed -= taken
            cuts.append((code, taken))
    assert needed == 0, "what was allocated covers what was wanted"
    return cuts


def _preferred(warehouses: Sequence[WarehouseFacts], country: str) -> list[str]:
    """The buyer's own country first, then its customs union, then the owner's order."""

    def distance(warehouse: WarehouseFacts) -> int:
        if warehouse.country == country:
            return 0
        return 1 if {warehouse.country, country} <= EU_MEMBERS else 2

    return [warehouse.code for warehouse in sorted(warehouses, key=distance)]


@dataclass(frozen=True, slots=True)
class _Lane:
    """From a warehouse to a country, ordered at a moment."""

    warehouse: WarehouseFacts
    country: str
    at: datetime


def _options(
    cart: PricedCart, consignment: Consignment, services: Sequence[Service], lane: _Lane
) -> list[tuple[Service, Money, Promise]]:
    found = []
    for service in services:
        if service.warehouse != consignment.warehouse or service.zone(lane.country) is None:
            continue
        try:
            parcels = pack(_units(cart, consignment), service.limits)
        except TooLarge:
            continue
        cost = service.cost(parcels, lane.country)
        dates = _promise(service, lane)
        if cost is not None and dates is not None:
            found.append((service, _in_cart_currency(cost, cart.price_list), dates))
    return found


def _way(
    consignments: Sequence[Consignment], choice: Sequence[tuple[Service, Money, Promise]]
) -> Way:
    codes = [one.warehouse for one in consignments]
    return Way(
        code="+".join(service.code for service, _, _ in choice),
        services={code: service for code, (service, _, _) in zip(codes, choice, strict=True)},
        costs={code: cost for code, (_, cost, _) in zip(codes, choice, strict=True)},
        first=max(dates.first for _, _, dates in choice),
        last=max(dates.last for _, _, dates in choice),
    )


def _units(cart: PricedCart, consignment: Consignment) -> list[Unit]:
    units: list[Unit] = []
    for piece in consignment.pieces:
        goods = cart.parts.get(piece.variant_id) or cart.lines[piece.line].goods
        trade = goods.trade
        sides = tuple(sorted(trade.package_mm or (0, 0, 0), reverse=True))
        unit = Unit(goods.sku, trade.gross_weight_g or 0, (sides[0], sides[1], sides[2]))
        units += [unit] * piece.quantity
    return units


def _promise(service: Service, lane: _Lane) -> Promise | None:
    years = (lane.at.year, lane.at.year + 1)
    calendars = tuple(
        Calendar(code, frozenset().union(*(holidays_of(code, year) for year in years)))
        for code in (lane.warehouse.country, lane.country)
    )
    return promise(
        service,
        lane.country,
        ordered_at=lane.at,
        zone=lane.warehouse.time_zone,
        calendars=(calendars[0], calendars[1]),
    )


def _in_cart_currency(cost: Money, price_list: PriceListFacts) -> Money:
    """Rates are kept in the base list's currency; another list's factor takes them along."""
    if cost.currency == price_list.currency:
        return cost
    factor = Decimal(price_list.factor)
    return nearest("exact", cost.amount * factor, price_list.currency)
