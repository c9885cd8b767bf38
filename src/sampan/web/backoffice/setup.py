"""The first steps: seven pages at most, each can be skipped and done later."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sampan.apps.accounts import services as accounts
from sampan.apps.catalog.selectors import grid as catalog
from sampan.apps.inventory import selectors as inventory
from sampan.apps.inventory import services as warehouses
from sampan.apps.markets import selectors as markets
from sampan.apps.pricing.services import Cause
from sampan.domain.errors import DomainError, Invalid
from sampan.domain.markets import LANGUAGES
from sampan.domain.places import COUNTRIES
from sampan.flows import change_shop
from sampan.flows.bulk_edit import BulkChange, start_bulk_edit
from sampan.flows.load_demo import demo_is_loaded
from sampan.flows.open_markets import STARTERS, open_starters
from sampan.kernel import clock, settings_store
from sampan.web.backoffice.access import actor, office, owners_office
from sampan.web.backoffice.frame import Label, page
from sampan.web.backoffice.language_names import LANGUAGE_NAMES
from sampan.web.backoffice.words import refusal

DONE = "setup_done"
MARKETS: dict[str, Label] = {
    "eu": gettext_lazy("European Union"),
    "uk": gettext_lazy("United Kingdom"),
    "us": gettext_lazy("United States"),
    "jp": gettext_lazy("Japan"),
    "kr": gettext_lazy("South Korea"),
    "br": gettext_lazy("Brazil"),
    "gulf": gettext_lazy("Gulf states"),
    "cn": gettext_lazy("Mainland China"),
}
OBLIGATIONS: dict[str, Label] = {
    "ioss": gettext_lazy("Import VAT: register for IOSS, or the buyer pays at the door."),
    "gpsr": gettext_lazy("Product safety: manufacturer and a responsible person in the EU."),
    "withdrawal": gettext_lazy("14 days of withdrawal, with a button to do it."),
    "packaging": gettext_lazy("Packaging: register before the first sale, in Germany with LUCID."),
    "uk_vat": gettext_lazy(
        "VAT on parcels up to GBP 135 is charged at the sale: register in the UK."
    ),
    "us_duty": gettext_lazy("Every parcel is dutiable; origin and HS code stand on each label."),
    "us_sales_tax": gettext_lazy("Sales tax by state, once you sell enough there."),
    "jp_law": gettext_lazy("A seller's notice with name, address and phone on the shop."),
    "kr_pccc": gettext_lazy("The buyer's customs code (PCCC) is asked at checkout."),
    "br_cpf": gettext_lazy("The buyer's tax number (CPF) is asked at checkout."),
    "gulf_vat": gettext_lazy("VAT and duty at import; some goods need a certificate."),
    "cn_license": gettext_lazy("A shop hosted in the mainland needs an ICP filing."),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the first steps; saving it goes on to the next."""

    label: Label
    show: Callable[[HttpRequest], dict[str, Any]]
    save: Callable[[HttpRequest], None]


@office
def home(request: HttpRequest) -> HttpResponse:
    """The first steps until they are done, then Today."""
    is_owner = cast(Any, request.user).role == "owner"
    if is_owner and not settings_store.get(DONE, default=False) and not demo_is_loaded():
        return redirect("office:setup")
    return redirect("office:today")


@owners_office
def setup(request: HttpRequest, step: str = "language") -> HttpResponse:
    """One of the first steps."""
    if step not in STEPS:
        raise Http404
    names, error = list(STEPS), ""
    place = names.index(step)
    following = names[place + 1] if place + 1 < len(names) else ""
    if request.method == "POST":
        try:
            if "skip" not in request.POST:
                STEPS[step].save(request)
        except DomainError as refused:
            error = refusal(refused)
        else:
            return _go_on(request, following)
    context = {
        "step": step,
        "place": place + 1,
        "steps": [(name, entry.label) for name, entry in STEPS.items()],
        "error": error,
        "form": request.POST if error else {},
        "following": following,
        **STEPS[step].show(request),
    }
    return page(request, f"backoffice/setup/{step}.html", context)


def _go_on(request: HttpRequest, following: str) -> HttpResponse:
    if following:
        return HttpResponseRedirect(reverse("office:setup_step", args=[following]))
    settings_store.put(DONE, value=True)
    messages.success(request, _("The first steps are done. They stay in the settings."))
    return redirect("office:products")


def _show_language(request: HttpRequest) -> dict[str, Any]:
    stored = settings_store.get_many(("default_language", "shop_name"))
    return {"languages": [(code, LANGUAGE_NAMES[code]) for code in LANGUAGES], "stored": stored}


def _save_language(request: HttpRequest) -> None:
    values = {"time_zone": "UTC", **settings_store.get_many(("time_zone",)), **request.POST.dict()}
    change_shop.save_shop(values, actor=actor(request), at=clock.now())
    accounts.set_office_language(request.user.pk or 0, request.POST.get("office_language", "en"))


def _show_company(request: HttpRequest) -> dict[str, Any]:
    return {"stored": settings_store.get_many(change_shop.COMPANY), "countries": sorted(COUNTRIES)}


def _save_company(request: HttpRequest) -> None:
    change_shop.save_company(request.POST.dict(), actor=actor(request), at=clock.now())


def _show_ships_from(request: HttpRequest) -> dict[str, Any]:
    return {"houses": inventory.warehouses(), "countries": sorted(COUNTRIES)}


def _save_ships_from(request: HttpRequest) -> None:
    name = request.POST.get("name", "").strip()[:120]
    if not name:
        if inventory.warehouses():
            return
        raise Invalid(field="name", reason="missing")
    code = slugify(name)[:40].upper() or f"W{len(inventory.warehouses()) + 1}"
    position = len(inventory.warehouses())
    warehouses.save_warehouse(code, name, request.POST.get("country", ""), position=position)


def _show_markets(request: HttpRequest) -> dict[str, Any]:
    there = {market.code for market, _is_open in markets.all_markets()}
    return {
        "starters": [
            (
                starter,
                MARKETS[starter.code],
                [OBLIGATIONS[code] for code in starter.obligations],
                starter.code in there,
            )
            for starter in STARTERS
        ]
    }


def _save_markets(request: HttpRequest) -> None:
    names = {code: str(label) for code, label in MARKETS.items()}
    cause = Cause(actor(request), clock.now(), "first steps")
    open_starters(request.POST.getlist("markets"), names, cause)


def _show_products(request: HttpRequest) -> dict[str, Any]:
    return {"counts": _counts(), "has_demo": demo_is_loaded()}


def _show_payments(request: HttpRequest) -> dict[str, Any]:
    return {}


def _show_publish(request: HttpRequest) -> dict[str, Any]:
    return {"counts": _counts(), "markets": markets.open_markets()}


def _save_publish(request: HttpRequest) -> None:
    """Put every draft on sale, as a job."""
    ids = catalog.matching_ids(catalog.Filter(status="draft"))
    if ids and request.POST.get("publish"):
        change = BulkChange(status="active")
        title = _("Publish %(n)s products") % {"n": len(ids)}
        start_bulk_edit(change, ids, title, actor=actor(request), at=clock.now())


def _counts() -> dict[str, int]:
    return catalog.counts(
        {
            "all": catalog.Filter(),
            "active": catalog.Filter(status="active"),
            "draft": catalog.Filter(status="draft"),
        }
    )


def _nothing(request: HttpRequest) -> None:
    """A step that only tells."""


STEPS: dict[str, Step] = {
    "language": Step(gettext_lazy("Language"), _show_language, _save_language),
    "company": Step(gettext_lazy("Company"), _show_company, _save_company),
    "ships-from": Step(gettext_lazy("Ships from"), _show_ships_from, _save_ships_from),
    "markets": Step(gettext_lazy("Markets"), _show_markets, _save_markets),
    "products": Step(gettext_lazy("Products"), _show_products, _nothing),
    "payments": Step(gettext_lazy("Payments"), _show_payments, _nothing),
    "publish": Step(gettext_lazy("Publish"), _show_publish, _save_publish),
}
