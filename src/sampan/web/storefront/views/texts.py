"""The shop's own pages, and the page on which cookies are chosen."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from sampan.flows.show_texts import page_slugs
from sampan.flows.show_texts import show_page as find_page
from sampan.web.storefront import frame
from sampan.web.storefront.visit import visit


def text_page(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """A page of the shop; a slug of another language leads to the own one."""
    asker = visit(request, language)
    page = next((one for one in asker.shop.pages if one.slug == slug), None)
    if page is None:
        moved = find_page(asker.shop, slug)
        if moved is None:
            raise Http404
        return HttpResponsePermanentRedirect(f"/{language}/pages/{moved.slug}/")
    slugs = page_slugs(page.handle)
    head = frame.Head(
        title=f"{page.title} | {asker.shop.name}",
        description=page.seo_description,
        path=f"pages/{page.slug}/",
        paths={code: f"pages/{own}/" for code, own in slugs.items()},
    )
    response = frame.page(
        "text",
        asker,
        head,
        page=page,
        body=mark_safe(page.body),  # noqa: S308 - cleaned by nh3 when it was stored
        text_language=frame.tag(page.language) if page.language != language else "",
        is_privacy=page.handle == "privacy",
    )
    return frame.counted(response, "page", page.handle)


def choice_page(request: HttpRequest, language: str) -> HttpResponse:
    """What is stored in the browser, and the choice about it."""
    asker = visit(request, language)
    head = frame.Head(f"{_('Privacy choices')} | {asker.shop.name}", path="choice/")
    return frame.page("choice", asker, head, privacy=asker.shop.page("privacy"))
