"""Every address of the store. Forms have addresses of their own, so that pages stay plain GETs."""

from django.urls import URLPattern, path, re_path, register_converter

from sampan.domain.markets import LANGUAGES
from sampan.web.storefront.views import (
    cart,
    checkout,
    choices,
    home,
    lists,
    machines,
    media,
    orders,
    product,
    texts,
    withdrawal,
)


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


class Token:
    """A signed text: letters, digits, and what stands between its parts."""

    regex = r"[A-Za-z0-9_.=-]{40,200}"

    def to_python(self, value: str) -> str:
        """The token as it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """The token for an address."""
        return value


register_converter(Token, "token")
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
    path("<language:language>/cart/", cart.cart_page, name="cart"),
    path("<language:language>/cart/add/", cart.add, name="add"),
    path("<language:language>/cart/change/", cart.change, name="change"),
    path("<language:language>/cart/take/", cart.take, name="take"),
    path("<language:language>/cart/code/", cart.code, name="code"),
    path("<language:language>/checkout/", checkout.checkout_page, name="checkout"),
    path("<language:language>/checkout/update/", checkout.update, name="update"),
    path("<language:language>/checkout/place/", checkout.place, name="place_order"),
    path("<language:language>/checkout/return/", orders.returned, name="returned"),
    path("<language:language>/orders/<token:token>/", orders.order_page, name="order"),
    path("<language:language>/orders/<token:token>/pay/", orders.pay_again, name="pay_again"),
    path("<language:language>/withdraw/", withdrawal.withdraw_page, name="withdraw"),
    path("<language:language>/withdraw/check/", withdrawal.check, name="withdraw_check"),
    path("<language:language>/withdraw/declare/", withdrawal.declare, name="withdraw_declare"),
    path("<language:language>/withdraw/received/", withdrawal.received, name="withdraw_received"),
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
