"""Pages that need a market to deliver to."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from sampan.web.storefront.refusals import closed
from sampan.web.storefront.visit import Visit, visit

Page = Callable[..., HttpResponse]


def needs_place(view: Page) -> Page:
    """Hand the visit to a page; before the first market is open say that the shop is closed."""

    @wraps(view)
    def shown(request: HttpRequest, language: str, **rest: str) -> HttpResponse:
        asker: Visit = visit(request, language)
        if asker.place is None:
            return closed(request, language)
        return view(request, asker, **rest)

    return shown
