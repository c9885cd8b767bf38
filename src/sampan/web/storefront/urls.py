"""Every address of the store. Forms have addresses of their own, so that pages stay plain GETs."""

from django.urls import URLPattern, path, re_path, register_converter

from sampan.domain.markets import LANGUAGES
from sampan.web.storefront.views import (
    account,
    cart,
    checkout,
    choices,
    home,
    lists,
    machines,
    media,
    orders,
    own,
    privacy,
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
    path("<language:language>/account/", own.account_page, name="account"),
    path("<language:language>/account/profile/", own.profile, name="profile"),
    path("<language:language>/account/address/", own.address_page, name="address"),
    path("<language:language>/account/address/keep/", own.keep_address, name="keep_address"),
    path("<language:language>/account/address/forget/", own.forget_address, name="forget_address"),
    path("<language:language>/account/data/", privacy.data_page, name="data"),
    path("<language:language>/account/data/file/", privacy.data_file, name="data_file"),
    path("<language:language>/account/erase/", privacy.erase_page, name="erase"),
    path("<language:language>/account/erase/confirm/", privacy.erase, name="erase_confirm"),
    path("<language:language>/account/erased/", privacy.erased, name="erased"),
    path("<language:language>/account/sign-in/", account.sign_in_page, name="sign_in"),
    path("<language:language>/account/sign-in/enter/", account.sign_in, name="sign_in_enter"),
    path("<language:language>/account/sign-out/", account.sign_out, name="sign_out"),
    path("<language:language>/account/open/", account.open_page, name="open_account"),
    path("<language:language>/account/open/ask/", account.ask_to_open, name="ask_to_open"),
    path("<language:language>/account/forgot/", account.forgot_page, name="forgot"),
    path("<language:language>/account/forgot/ask/", account.ask_to_reset, name="ask_to_reset"),
    path("<language:language>/account/asked/", account.asked, name="asked"),
    path("<language:language>/account/link/<token:token>/", account.link_page, name="link"),
    path("<language:language>/account/link/<token:token>/use/", account.use, name="use_link"),
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
