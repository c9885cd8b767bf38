"""Pages for what does not exist and for what went wrong."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.utils import translation
from django.utils.translation import gettext as _

from sampan.domain.markets import LANGUAGES
from sampan.flows.show_shop import FALLBACK
from sampan.web.storefront import frame
from sampan.web.storefront.visit import visit


def not_found(
    request: HttpRequest, exception: Exception | None = None, *, language: str = ""
) -> HttpResponse:
    """There is no such page; the reader's language is kept where the address names one."""
    first = request.path_info[1:].partition("/")[0]
    code = language or (first if first in LANGUAGES else FALLBACK)
    with translation.override(code):
        asker = visit(request, code)
        head = frame.Head(_("This page does not exist"))
        return frame.page("not_found", asker, head, status=404)


def not_offered(request: HttpRequest, language: str) -> HttpResponse:
    """The product exists, but not for this country."""
    asker = visit(request, language)
    head = frame.Head(_("Not offered here"), path=request.path_info.partition(f"/{language}/")[2])
    return frame.page("not_offered", asker, head, status=404)


def closed(request: HttpRequest, language: str) -> HttpResponse:
    """No market is open yet."""
    asker = visit(request, language)
    return frame.page("closed", asker, frame.Head(_("Not open yet")), status=503)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something went wrong; says so without asking the database anything."""
    shown = engines["django"].get_template("store/server_error.html")
    return HttpResponse(shown.render({}), status=500)
