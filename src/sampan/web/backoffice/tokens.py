"""Tokens of programs: what each may do, what it did, made once and shown once."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from sampan.apps.accounts.selectors import tokens as stored
from sampan.apps.accounts.services import tokens as services
from sampan.domain.errors import DomainError
from sampan.kernel import clock
from sampan.web.backoffice.access import owners_office
from sampan.web.backoffice.forms import whole_number
from sampan.web.backoffice.frame import Label, page
from sampan.web.backoffice.words import refusal

WATCHED = timedelta(days=30)
LONGEST_DAYS = 3650
SCOPE_WORDS: dict[str, Label] = {
    "catalog:read": gettext_lazy("read products, categories, markets and prices"),
    "catalog:write": gettext_lazy("create and change products"),
    "prices:write": gettext_lazy("set prices"),
    "stock:read": gettext_lazy("read stock by warehouse"),
    "stock:write": gettext_lazy("set stock on hand"),
    "search:read": gettext_lazy("search as shoppers do"),
    "quotes:read": gettext_lazy("ask for landed-cost quotes"),
}


@owners_office
def tokens(request: HttpRequest) -> HttpResponse:
    """Every token; a new one is shown on the page that made it and never again."""
    at, made, error = clock.now(), None, ""
    if request.method == "POST":
        try:
            made = services.make_token(
                request.user.pk or 0,
                request.POST.get("name", ""),
                request.POST.getlist("scopes"),
                at=at,
                expires_at=_expiry(request, at),
            )
        except DomainError as refused:
            error = refusal(refused)
    usage = {row.token_id: row for row in stored.usage(at - WATCHED)}
    context: dict[str, Any] = {
        "section": "tokens",
        "made": made,
        "error": error,
        "form": request.POST if error else {},
        "rows": [(row, row.is_valid(at), usage.get(row.id)) for row in stored.tokens()],
        "scopes": [(code, SCOPE_WORDS.get(code, code)) for code in services.SCOPES],
    }
    return page(request, "backoffice/settings/tokens.html", context, screen="settings")


@owners_office
@require_POST
def revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """End a token now."""
    try:
        services.revoke_token(token_id, user_id=request.user.pk or 0, at=clock.now())
    except DomainError as error:
        messages.error(request, refusal(error))
    else:
        messages.success(request, _("The token opens nothing any more."))
    return redirect("office:tokens")


def _expiry(request: HttpRequest, at: datetime) -> datetime | None:
    days = whole_number(request.POST.get("days", ""), field="number")
    return at + timedelta(days=min(days, LONGEST_DAYS)) if days else None
