"""What sending costs: a service's own table of zones and weights."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import time

from sampan.domain.errors import Invalid
from sampan.domain.money import Money, total
from sampan.domain.shipping.packing import Limits, Parcel


@dataclass(frozen=True, slots=True)
class Step:
    """Up to this charged weight, a parcel costs this much."""

    up_to_g: int
    price: Money


@dataclass(frozen=True, slots=True)
class Zone:
    """Countries with one table and one transit time; `days` are working days on the way."""

    countries: frozenset[str]
    steps: tuple[Step, ...]
    days: tuple[int, int]

    def __post_init__(self) -> None:
        weights = [step.up_to_g for step in self.steps]
        if not weights or weights != sorted(set(weights)):
            raise Invalid(field="steps", reason="not_rising")
        if not 0 <= self.days[0] <= self.days[1]:
            raise Invalid(field="days", reason="not_rising")

    def price(self, parcel_g: int) -> Money | None:
        """What a parcel of this charged weight costs; None when it is too heavy."""
        return next((step.price for step in self.steps if parcel_g <= step.up_to_g), None)


@dataclass(frozen=True, slots=True)
class Service:
    """One way to send from one warehouse; `mode` is post, courier, air, sea, road or rail.

    `cutoff` is local time at the warehouse; orders after it leave a working day later.
    """

    code: str
    name: str
    warehouse: str
    mode: str
    zones: tuple[Zone, ...]
    limits: Limits = field(default_factory=Limits)
    cutoff: time = time(14)
    handling_days: int = 1
    is_tracked: bool = True

    def zone(self, country: str) -> Zone | None:
        """The zone of a country; None where the service does not go."""
        return next((zone for zone in self.zones if country in zone.countries), None)

    def cost(self, parcels: Sequence[Parcel], country: str) -> Money | None:
        """What sending these parcels costs; None where the service does not go or take them."""
        zone = self.zone(country)
        if zone is None:
            return None
        prices = [zone.price(parcel.charged_weight_g(self.limits)) for parcel in parcels]
        known = [price for price in prices if price is not None]
        if len(known) != len(prices) or not known:
            return None
        return total(known, known[0].currency)
