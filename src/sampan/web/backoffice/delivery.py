"""Delivery: services with their zones and rates, and what a parcel costs by country and weight."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from sampan.apps.inventory import selectors as inventory
from sampan.apps.pricing import selectors as pricing
from sampan.apps.shipping import selectors as shipping
from sampan.apps.shipping.selectors import ServiceFacts
from sampan.domain.errors import DomainError, Invalid
from sampan.domain.money import Money
from sampan.domain.shipping.packing import Limits
from sampan.domain.shipping.rates import Service, Step, Zone
from sampan.flows.change_service import change_service
from sampan.flows.convert_money import shop_currency
from sampan.kernel import clock
from sampan.web.backoffice.access import actor, owners_office
from sampan.web.backoffice.forms import amount, codes, half_width, whole_number
from sampan.web.backoffice.frame import page
from sampan.web.backoffice.order_words import refused

WEIGHTS_G = (100, 250, 500, 1000, 2000, 5000, 10_000, 20_000)
MOST_ZONES = 40
MODE_WORDS = {
    "post": gettext_lazy("post"),
    "courier": gettext_lazy("courier"),
    "road": gettext_lazy("road"),
    "air": gettext_lazy("air"),
    "sea": gettext_lazy("sea"),
    "rail": gettext_lazy("rail"),
}


@dataclass(frozen=True, slots=True)
class ZoneForm:
    """A zone as its fields hold it."""

    index: int
    countries: str
    days_from: str
    days_to: str
    steps: str


@dataclass(frozen=True, slots=True)
class PriceRow:
    """What parcels of each weight cost to a country; None where it is too heavy."""

    country: str
    days: tuple[int, int]
    prices: tuple[Money | None, ...]


@owners_office
@require_safe
def delivery(request: HttpRequest) -> HttpResponse:
    """Every service; and for a country and a weight, what each would cost and how long it takes."""
    country = half_width(request.GET.get("country", "")).upper()[:2]
    weight = _weight(request.GET.get("weight", ""))
    services = shipping.all_services()
    context = {
        "services": [(facts, _countries(facts.service)) for facts in services],
        "countries": sorted({c for facts in services for c in _countries(facts.service)}),
        "country": country,
        "weight": weight,
        "answers": _answers(services, country, weight) if country else [],
        "modes": MODE_WORDS,
    }
    return page(request, "backoffice/delivery.html", context, screen="delivery")


@owners_office
def service(request: HttpRequest, code: str = "") -> HttpResponse:
    """One service with its zones; previewed or saved."""
    known = next((one for one in shipping.all_services() if one.service.code == code), None)
    if code and known is None:
        raise Http404
    error, shown = "", known.service if known else None
    form: Mapping[str, Any] = _texts(known) if known else _blank()
    zones = _zone_forms(known.service) if known else []
    if request.method == "POST":
        form, zones = request.POST.dict(), _typed_zones(request.POST)
        try:
            shown = _service(request.POST, code, _typed_zones(request.POST))
            if "preview" not in request.POST:
                _save(request, shown)
                messages.success(request, _("Saved. It holds from the next cart on."))
                return HttpResponseRedirect(reverse("office:service", args=[shown.code]))
        except DomainError as refusal:
            error = refused(refusal)
    context = {
        "known": known,
        "form": form,
        "zones": [*zones, ZoneForm(len(zones), "", "", "", "")],
        "error": error,
        "weights": WEIGHTS_G,
        "rows": _price_rows(shown) if shown and not error else [],
        "houses": inventory.warehouses(),
        "modes": list(MODE_WORDS.items()),
        "currencies": sorted({one.currency for one in pricing.price_lists()}),
    }
    return page(request, "backoffice/service.html", context, screen="delivery")


def _save(request: HttpRequest, value: Service) -> None:
    form = request.POST
    position = whole_number(form.get("position", ""), field="quantity")
    change_service(
        value,
        form.get("currency", "")[:3],
        position=max(0, min(position or 0, 10_000)),
        is_active=bool(form.get("is_active")),
        actor=actor(request),
        at=clock.now(),
    )


def _service(form: QueryDict, code: str, zones: Sequence[ZoneForm]) -> Service:
    """The service that a form describes. Raises Invalid, BadAmount and UnknownCurrency."""
    name = form.get("name", "").replace("\x00", "").strip()[:120]
    if not name:
        raise Invalid(field="name", reason="missing")
    currency = form.get("currency", "")[:3]
    filled = [zone for zone in zones if zone.countries.strip()]
    return Service(
        code=code or slugify(name)[:60] or "service",
        name=name,
        warehouse=form.get("warehouse", "")[:40],
        mode=form.get("mode", ""),
        zones=tuple(_zone(zone, currency) for zone in filled),
        limits=Limits(
            weight_g=_bounded(form, "max_weight_g", 30_000, 2_000_000),
            longest_mm=_bounded(form, "longest_mm", 1_200, 100_000),
            divisor=_bounded(form, "divisor", 5_000, 100_000),
        ),
        cutoff=_time(form.get("cutoff", "")),
        handling_days=_bounded(form, "handling_days", 1, 60, least=0),
        is_tracked=bool(form.get("is_tracked")),
    )


def _zone(zone: ZoneForm, currency: str) -> Zone:
    steps = tuple(_step(line, currency) for line in zone.steps.splitlines() if line.strip())
    first = whole_number(zone.days_from, field="days")
    last = whole_number(zone.days_to, field="days")
    if first is None or last is None:
        raise Invalid(field="days", reason="not_rising")
    return Zone(frozenset(codes(zone.countries)), steps, (first, min(last, 365)))


def _step(line: str, currency: str) -> Step:
    """`2000 = 4.90`: up to 2000 grams, 4.90."""
    grams, _equals, price_text = half_width(line).partition("=")
    weight = whole_number(grams, field="steps")
    price = amount(price_text, currency)
    if weight is None or price is None or not 0 < weight <= 2_000_000:
        raise Invalid(field="steps", reason="not_a_step")
    return Step(weight, price)


def _bounded(form: QueryDict, name: str, usual: int, most: int, *, least: int = 1) -> int:
    value = whole_number(form.get(name, ""), field="quantity")
    return usual if value is None else max(least, min(value, most))


def _time(text: str) -> time:
    try:
        return time.fromisoformat(half_width(text) or "14:00").replace(tzinfo=None)
    except ValueError as error:
        raise Invalid(field="cutoff", reason="not_a_time") from error


def _price_rows(value: Service) -> list[PriceRow]:
    """The country of each zone that comes first by name stands for what its zone costs."""
    rows = []
    for zone in value.zones:
        prices = tuple(
            zone.price(weight) if weight <= value.limits.weight_g else None for weight in WEIGHTS_G
        )
        rows += [PriceRow(country, zone.days, prices) for country in sorted(zone.countries)]
    return rows


def _answers(
    services: Sequence[ServiceFacts], country: str, weight_g: int
) -> list[tuple[ServiceFacts, Money | None, tuple[int, int] | None]]:
    found = []
    for facts in services:
        zone = facts.service.zone(country)
        fits = zone is not None and weight_g <= facts.service.limits.weight_g
        price = zone.price(weight_g) if zone is not None and fits else None
        found.append((facts, price, zone.days if zone else None))
    return sorted(found, key=lambda one: (one[1] is None, one[1].minor if one[1] else 0))


def _countries(value: Service) -> list[str]:
    return sorted({country for zone in value.zones for country in zone.countries})


def _weight(text: str) -> int:
    text = half_width(text)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 500


def _texts(known: ServiceFacts) -> dict[str, Any]:
    value = known.service
    return {
        "name": value.name,
        "warehouse": value.warehouse,
        "mode": value.mode,
        "currency": known.currency,
        "position": str(known.position),
        "cutoff": value.cutoff.strftime("%H:%M"),
        "handling_days": str(value.handling_days),
        "max_weight_g": str(value.limits.weight_g),
        "longest_mm": str(value.limits.longest_mm),
        "divisor": str(value.limits.divisor),
        "is_tracked": "1" if value.is_tracked else "",
        "is_active": "1" if known.is_active else "",
    }


def _blank() -> dict[str, Any]:
    return {
        "currency": shop_currency(),
        "cutoff": "14:00",
        "handling_days": "1",
        "max_weight_g": "30000",
        "longest_mm": "1200",
        "divisor": "5000",
        "position": "0",
        "mode": "courier",
        "is_tracked": "1",
        "is_active": "1",
    }


def _zone_forms(value: Service) -> list[ZoneForm]:
    return [
        ZoneForm(
            index,
            " ".join(sorted(zone.countries)),
            str(zone.days[0]),
            str(zone.days[1]),
            "\n".join(f"{step.up_to_g} = {step.price.text}" for step in zone.steps),
        )
        for index, zone in enumerate(value.zones)
    ]


def _typed_zones(form: QueryDict) -> list[ZoneForm]:
    """The zones of the form that name a country, in their order, numbered anew."""
    zones: list[ZoneForm] = []
    for index in range(MOST_ZONES):
        countries = form.get(f"z{index}_countries", "").strip()[:1200]
        if countries:
            zones.append(
                ZoneForm(
                    len(zones),
                    countries,
                    form.get(f"z{index}_from", "")[:4],
                    form.get(f"z{index}_to", "")[:4],
                    form.get(f"z{index}_steps", "")[:4000],
                )
            )
    return zones
