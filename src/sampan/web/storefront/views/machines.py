"""What programs read: sitemaps, robots.txt, llms.txt, the web manifest, the service worker."""

import json
from datetime import datetime

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import engines
from django.templatetags.static import static
from django.utils import translation
from django.utils.translation import gettext as _

from sampan.flows.show_shop import FALLBACK
from sampan.flows.show_sitemap import Entry, entries, files
from sampan.kernel import settings_store
from sampan.web.storefront import frame
from sampan.web.storefront.themes import sheet_of
from sampan.web.storefront.visit import Visit, visit

ICONS = {
    "icon-192.png": "image/png",
    "icon-512.png": "image/png",
    "favicon.svg": "image/svg+xml",
    "favicon.ico": "image/svg+xml",
}


def root(request: HttpRequest) -> HttpResponse:
    """The default language's first page; never chosen by where somebody is."""
    shop = visit(request, FALLBACK).shop
    known = shop.default_language in shop.languages
    language = shop.default_language if known else shop.languages[0]
    return HttpResponseRedirect(f"/{language}/")


def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The list of sitemap files."""
    asker = visit(request, FALLBACK)
    rows = [
        (f"{asker.origin}/sitemap-{language}-{number}.xml", _day(latest))
        for language, number, latest in files(asker.shop)
    ]
    return _xml("sitemap_index", {"rows": rows})


def sitemap(request: HttpRequest, language: str, number: int) -> HttpResponse:
    """One sitemap file: pages of a language, each with the same page in the other languages."""
    asker = visit(request, language)
    if language not in asker.shop.languages:
        raise Http404
    rows = [_row(asker, entry) for entry in entries(asker.shop, number)]
    if not rows:
        raise Http404
    return _xml("sitemap", {"rows": rows})


def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may ask for; narrowed lists and private places are left out."""
    origin = f"{request.scheme}://{request.get_host()}"
    lines = (
        "User-agent: *",
        "Disallow: /office/",
        "Disallow: /accounts/",
        "Disallow: /api/",
        "Disallow: /*/search/",
        "Disallow: /*/place/",
        "Disallow: /*?*sort=",
        "Disallow: /*?*min=",
        "Disallow: /*?*max=",
        "",
        f"Sitemap: {origin}/sitemap.xml",
        "",
    )
    return HttpResponse("\n".join(lines), "text/plain; charset=utf-8")


def llms(request: HttpRequest) -> HttpResponse:
    """What the shop is and where its data lies, for language models, as llmstxt.org describes."""
    asker = visit(request, FALLBACK)
    with translation.override(FALLBACK):
        shown = engines["django"].get_template("store/llms.txt")
        text = shown.render(
            {
                "shop": asker.shop,
                "origin": asker.origin,
                "languages": [(code, frame.own_name(code)) for code in asker.shop.languages],
            }
        )
    return HttpResponse(text, "text/plain; charset=utf-8")


def manifest(request: HttpRequest) -> HttpResponse:
    """The shop as an app that a phone can install."""
    asker = visit(request, FALLBACK)
    language = asker.shop.default_language
    facts = {
        "name": asker.shop.name,
        "short_name": asker.shop.name[:12].strip(),
        "start_url": f"/{language}/",
        "scope": "/",
        "id": "/",
        "lang": frame.tag(language),
        "display": "standalone",
        "background_color": "#FBFAF6",
        "theme_color": "#0F6B78",
        "icons": [
            {"src": "/icon-192.png", "sizes": "192x192", "type": "image/png"},
            {"src": "/icon-512.png", "sizes": "512x512", "type": "image/png"},
            {"src": "/favicon.svg", "sizes": "any", "type": "image/svg+xml"},
            {
                "src": static("store/icon-maskable.svg"),
                "sizes": "any",
                "type": "image/svg+xml",
                "purpose": "maskable",
            },
        ],
    }
    response = HttpResponse(json.dumps(facts, ensure_ascii=False), "application/manifest+json")
    return _for_an_hour(response)


def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that shows the offline page when the network is gone; it keeps nothing else."""
    shown = engines["django"].get_template("store/service_worker.js")
    files_kept = [static("store/store.css"), static("store/empty-offline.svg")]
    text = shown.render({"files": json.dumps(files_kept)})
    return HttpResponse(text, "text/javascript; charset=utf-8")


def offline(request: HttpRequest, language: str) -> HttpResponse:
    """What is shown without a network."""
    asker = visit(request, language)
    return frame.page("offline", asker, frame.Head(_("No connection"), path="offline/"))


def theme(request: HttpRequest) -> HttpResponse:
    """The owner's five colors over the built-in ones."""
    response = HttpResponse(sheet_of(settings_store.get("theme")), "text/css; charset=utf-8")
    return _for_an_hour(response)


def icon(request: HttpRequest, name: str) -> HttpResponse:
    """The shop's icons at the addresses where browsers look for them."""
    path = finders.find(f"store/{'favicon.svg' if name == 'favicon.ico' else name}")
    if not isinstance(path, str) or name not in ICONS:
        raise Http404
    with open(path, "rb") as file:
        return _for_an_hour(HttpResponse(file.read(), ICONS[name]))


def _row(asker: Visit, entry: Entry) -> tuple[str, str, list[tuple[str, str]]]:
    own = f"{asker.origin}/{asker.language}/{entry.paths[asker.language]}"
    return own, _day(entry.changed_at), frame.alternates(asker, entry.paths)


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else ""


def _xml(template: str, context: dict[str, object]) -> HttpResponse:
    shown = engines["django"].get_template(f"store/{template}.xml")
    return _for_an_hour(HttpResponse(shown.render(context), "application/xml; charset=utf-8"))


def _for_an_hour(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "public, max-age=3600"
    return response
