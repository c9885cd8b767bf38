"""Today: the cards that can be finished, under the four figures of the shop."""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sampan.flows.list_today import let_sleep, list_today
from sampan.flows.sum_up_day import Day, sum_up_day
from sampan.kernel import clock
from sampan.web.backoffice.access import office
from sampan.web.backoffice.frame import page
from sampan.web.backoffice.today_words import told
from sampan.web.backoffice.zone import shop_zone

BARS = (84, 30)
NAPS = {"0": 0, "1": 1, "7": 7}


@office
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The page."""
    at = clock.now()
    listed = list_today(str(cast(Any, request.user).office_language), at)
    figures = sum_up_day(shop_zone(), at)
    context = {
        "cards": [told(card, at) for card in listed.cards],
        "asleep": [(told(card, at), until) for card, until in listed.asleep],
        "shows_asleep": "asleep" in request.GET,
        "figures": figures,
        "bars": _bars(figures.days),
        "rate_day": listed.rate_day or figures.rate_day,
        "missing": sorted({*listed.missing, *figures.missing}),
        "now": at,
    }
    return page(request, "backoffice/today.html", context, screen="today")


@office
@require_POST
def sleep(request: HttpRequest) -> HttpResponse:
    """Put a card to sleep until tomorrow or for a week, or wake it."""
    key, days = request.POST.get("key", "")[:70], NAPS.get(request.POST.get("days", ""))
    if key and days is not None:
        let_sleep(key, days, clock.now())
        messages.success(request, _("The card sleeps.") if days else _("The card is awake."))
    return HttpResponseRedirect(reverse("office:today"))


def _bars(days: Sequence[Day]) -> list[tuple[str, str]]:
    """The days' sales as bars: the color's name and the path."""
    width, height = BARS
    most = max([day.total.minor for day in days] + [1])
    step = width / len(days)
    bars = []
    for place, day in enumerate(days):
        tall = max(1.5, height * day.total.minor / most)
        path = f"M{place * step:.1f} {height - tall:.1f}h{step - 2:.1f}V{height}h-{step - 2:.1f}z"
        bars.append(("water" if place == len(days) - 1 else "shallow", path))
    return bars
