"""Customs codes that wait for a person: what the words suggest, why, and one button."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sampan.apps.customs.services import Approval
from sampan.domain.errors import DomainError
from sampan.flows.approve_classification import By, approve_classification
from sampan.flows.list_codes_to_approve import codes_to_approve, read_all_texts, waiting_count
from sampan.kernel import clock
from sampan.web.backoffice.access import actor, office
from sampan.web.backoffice.forms import row_id, whole_number
from sampan.web.backoffice.frame import page
from sampan.web.backoffice.words import refusal


@office
def codes(request: HttpRequest) -> HttpResponse:
    """The next variants without an approved code."""
    after = row_id(request.GET.get("after", ""))
    rows = codes_to_approve(get_language() or "en", after)
    context = {
        "section": "codes",
        "rows": rows,
        "waiting": waiting_count(),
        "next": rows[-1].goods.id if rows else 0,
    }
    return page(request, "backoffice/duties/codes.html", context, screen="duties")


@office
@require_POST
def read_texts(request: HttpRequest) -> HttpResponse:
    """Read the words of every product that changed."""
    read = read_all_texts(clock.now())
    words = ngettext("%(n)s variant was read.", "%(n)s variants were read.", read.read)
    messages.success(request, words % {"n": read.read})
    return redirect("office:codes")


@office
@require_POST
def approve(request: HttpRequest, variant_id: int) -> HttpResponse:
    """Decide about one variant; the code typed counts more than the one suggested."""
    code = request.POST.get("typed", "").strip() or request.POST.get("code", "")
    try:
        seen = whole_number(request.POST.get("version", "0"), field="number") or 0
        approval = Approval(code, seen, reason=request.POST.get("reason", "").strip())
        approve_classification(variant_id, approval, By(actor(request), clock.now()))
    except DomainError as error:
        messages.error(request, refusal(error))
    else:
        messages.success(request, _("Approved: %(code)s.") % {"code": code})
    return redirect("office:codes")
