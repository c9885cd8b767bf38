"""Settings of the shop: name, language and time zone, the store's colors, the people."""

from zoneinfo import available_timezones

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sampan.apps.accounts import services as accounts
from sampan.apps.accounts.selectors import people
from sampan.domain.errors import DomainError
from sampan.domain.markets import LANGUAGES
from sampan.flows import change_shop as flow
from sampan.flows.load_demo import demo_is_loaded, remove_demo
from sampan.kernel import clock, settings_store
from sampan.web.backoffice.access import actor, owners_office
from sampan.web.backoffice.forms import row_id
from sampan.web.backoffice.frame import page
from sampan.web.backoffice.language_names import LANGUAGE_NAMES
from sampan.web.backoffice.words import refusal

COLOR_WORDS = {
    "paper": gettext_lazy("Paper, behind the pages"),
    "ink": gettext_lazy("Ink, the text"),
    "action": gettext_lazy("Action, buttons and links"),
    "sale": gettext_lazy("Sale and warnings"),
    "ground": gettext_lazy("Ground, behind quiet parts"),
    "on_action": gettext_lazy("White, on buttons"),
}


@owners_office
def shop(request: HttpRequest) -> HttpResponse:
    """The shop's name, default language and time zone."""
    error = ""
    if request.method == "POST":
        try:
            flow.save_shop(request.POST.dict(), actor=actor(request), at=clock.now())
        except DomainError as refused:
            error = refusal(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("office:shop")
    stored = settings_store.get_many(("shop_name", "default_language", "time_zone"))
    context = {
        "section": "shop",
        "form": request.POST if error else {"time_zone": "UTC", "default_language": "en", **stored},
        "error": error,
        "languages": [(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
        "zones": sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC"),
    }
    return page(request, "backoffice/settings/shop.html", context, screen="settings")


@owners_office
def colors(request: HttpRequest) -> HttpResponse:
    """The store's five colors, each pair with its contrast."""
    error, chosen = "", flow.theme()
    if request.method == "POST":
        try:
            chosen = flow.read_colors(request.POST.dict())
            if "preview" not in request.POST:
                flow.save_theme(chosen, actor=actor(request), at=clock.now())
                messages.success(request, _("Saved. The store wears these colors now."))
                return redirect("office:colors")
        except DomainError as refused:
            error = refusal(refused)
    context = {
        "section": "colors",
        "error": error,
        "colors": [(name, COLOR_WORDS[name], chosen[name], flow.COLORS[name]) for name in chosen],
        "pairs": [
            (COLOR_WORDS[pair.front], COLOR_WORDS[pair.back], pair)
            for pair in flow.contrasts(chosen)
        ],
    }
    return page(request, "backoffice/settings/colors.html", context, screen="settings")


@owners_office
def everyone(request: HttpRequest) -> HttpResponse:
    """Who works here and what they may do; a new person sets a password by mail."""
    error = ""
    if request.method == "POST":
        try:
            _change_people(request)
        except DomainError as refused:
            error = refusal(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("office:people")
    context = {"section": "people", "error": error, "people": people()}
    return page(request, "backoffice/settings/people.html", context, screen="settings")


@owners_office
def remove_demo_data(request: HttpRequest) -> HttpResponse:
    """Ask once, then take the demo goods away; own products stay."""
    if request.method == "POST":
        removed = remove_demo(clock.now())
        messages.success(request, _("%(n)s demo products were removed.") % {"n": removed})
        return HttpResponseRedirect(reverse("office:products"))
    context = {"has_demo": demo_is_loaded()}
    return page(request, "backoffice/remove_demo.html", context)


def _change_people(request: HttpRequest) -> None:
    form, by, at = request.POST, actor(request), clock.now()
    if form.get("part") == "add":
        accounts.add_person(email=form.get("email", ""), role=form.get("role", ""), actor=by, at=at)
    elif form.get("part") == "email":
        accounts.set_own_email(request.user.pk or 0, form.get("email", ""), at=at)
    else:
        accounts.change_person(
            row_id(form.get("person", "")),
            role=form.get("role", ""),
            is_active=bool(form.get("is_active")),
            actor=by,
            at=at,
        )
