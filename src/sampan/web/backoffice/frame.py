"""What surrounds every page: the screens that exist, the person's language, notices."""

from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sampan.flows.load_demo import demo_is_loaded
from sampan.kernel import clock, jobs, settings_store
from sampan.web.backoffice.access import OFFICE_LANGUAGES, OWNER

THEMES = ("auto", "light", "dark")
Label = str | Promise


@dataclass(frozen=True, slots=True)
class Screen:
    """One entry of the menu and of the palette; `initials` finds it by its Chinese name."""

    code: str
    label: Label
    route: str
    group: str
    initials: str
    owner_only: bool = False


SCREENS = (
    Screen("today", _("Today"), "office:today", "sell", "jr jinri"),
    Screen("orders", _("Orders"), "office:orders", "sell", "dd dingdan"),
    Screen("promotions", _("Promotions"), "office:promotions", "sell", "cx cuxiao", True),
    Screen(
        "delivery",
        pgettext_lazy("screen", "Delivery"),
        "office:delivery",
        "sell",
        "ps peisong wuliu",
        True,
    ),
    Screen("products", _("Products"), "office:products", "goods", "sp shangpin"),
    Screen("stock", _("Stock"), "office:stock", "goods", "kc kucun"),
    Screen("import", _("Import"), "office:import", "goods", "dr daoru"),
    Screen("markets", _("Markets and prices"), "office:markets", "goods", "scyjg jiage", True),
    Screen("duties", _("Duties and taxes"), "office:duties", "goods", "gsys guanshui"),
    Screen("jobs", _("Jobs"), "office:jobs", "house", "rw renwu"),
    Screen("settings", _("Settings"), "office:shop", "house", "sz shezhi", True),
)
PHONE = ("today", "orders", "stock", "products")
GROUPS = (
    ("sell", _("Sell")),
    ("goods", pgettext_lazy("screens", "Goods")),
    ("house", _("House")),
)


def screens_for(request: HttpRequest) -> list[Screen]:
    """The screens that this person may open."""
    is_owner = cast(Any, request.user).role == OWNER
    return [screen for screen in SCREENS if is_owner or not screen.owner_only]


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, screen: str = ""
) -> HttpResponse:
    """A whole page in its frame; `screen` is the menu entry that is current."""
    return render(request, template, {**context, "frame": _frame(request, screen)})


def is_part(request: HttpRequest) -> bool:
    """Whether htmx or one of our elements asks, so that a part of the page is enough."""
    return request.headers.get("HX-Request") == "true"


def theme_of(request: HttpRequest) -> str:
    """Light, dark, or what the system says."""
    theme = request.COOKIES.get("office_theme", "auto")
    return theme if theme in THEMES else "auto"


def _frame(request: HttpRequest, screen: str) -> dict[str, Any]:
    at = clock.now()
    mine = screens_for(request)
    return {
        "screen": screen,
        "menu": [(label, [s for s in mine if s.group == group]) for group, label in GROUPS],
        "screens": mine,
        "phone": [one for code in PHONE for one in mine if one.code == code],
        "languages": OFFICE_LANGUAGES,
        "theme": theme_of(request),
        "themes": (("auto", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))),
        "shop": settings_store.get("shop_name", "Sampan"),
        "has_demo": demo_is_loaded(),
        "no_worker": not jobs.worker_is_alive(at),
        "is_owner": cast(Any, request.user).role == OWNER,
        "at": at,
    }
