"""Every address of the store. Forms have addresses of their own, so that pages stay plain GETs."""

from django.urls import URLPattern, path, re_path, register_converter

from sampan.domain.markets import LANGUAGES
from sampan.web.storefront.views import choices, home, lists, machines, media, product, texts


class Language:
    """One of the languages that the interface speaks."""

    regex = "|".join(LANGUAGES)

    def to_python(self, value: str) -> str:
        """The language as it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """The language for an address."""
        return value


class Slug:
    """Letters of any script, digits, hyphens and underscores."""

    regex = r"[\w-]+"

    def to_python(self, value: str) -> str:
        """The slug as it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """The slug for an address."""
        return value


register_converter(Language, "language")
register_converter(Slug, "word")

app_name = "storefront"

urlpatterns: list[URLPattern] = [
    path("", machines.root, name="root"),
    path("<language:language>/", home.home, name="home"),
    path("<language:language>/c/<word:slug>/", lists.category, name="category"),
    path("<language:language>/p/<word:slug>/", product.product, name="product"),
    path("<language:language>/search/", lists.search, name="search"),
    path("<language:language>/suggestions/", lists.suggestions, name="suggestions"),
    path("<language:language>/pages/<word:slug>/", texts.text_page, name="page"),
    path("<language:language>/place/", choices.place_page, name="place"),
    path("<language:language>/place/chosen/", choices.choose_place, name="choose_place"),
    path("<language:language>/choice/", texts.choice_page, name="choice"),
    path("<language:language>/choice/made/", choices.choose_cookies, name="choose_cookies"),
    path("<language:language>/clicked/", choices.clicked, name="clicked"),
    path("<language:language>/offline/", machines.offline, name="offline"),
    path("sitemap.xml", machines.sitemap_index, name="sitemaps"),
    path("sitemap-<language:language>-<int:number>.xml", machines.sitemap, name="sitemap"),
    path("robots.txt", machines.robots, name="robots"),
    path("llms.txt", machines.llms, name="llms"),
    path("manifest.webmanifest", machines.manifest, name="manifest"),
    path("sw.js", machines.service_worker, name="service_worker"),
    path("theme.css", machines.theme, name="theme"),
    re_path(r"^(?P<name>icon-192\.png|icon-512\.png|favicon\.svg|favicon\.ico)$", machines.icon),
    path("media/<path:path>", media.media, name="media"),
]
