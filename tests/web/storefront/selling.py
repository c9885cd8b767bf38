"""The demo shop with a running provider, and a visitor who shops in it through the pages."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client

from sampan.apps.catalog.models import Variant

TEA, TEE = "HR-LS-02-CEL", "HR-HT"
ADDRESSES: Mapping[str, Mapping[str, str]] = {
    "DE": {
        "name": "Lena Vogt",
        "street_address": "Schanzenstraße 36",
        "postal_code": "20357",
        "city": "Hamburg",
        "phone": "01512 3456789",
    },
    "US": {
        "name": "Ada Reyes",
        "street_address": "1 Harbor Way",
        "city": "Oakland",
        "country_area": "CA",
        "postal_code": "94607",
    },
    "JP": {
        "name": "山田花子",
        "postal_code": "150-0043",
        "country_area": "東京都",
        "street_address": "渋谷区道玄坂1-2-3",
        "latin_name": "Hanako Yamada",
        "phone": "090-1234-5678",
    },
    "BR": {
        "name": "Joana Prado",
        "street_address": "Rua das Flores 12",
        "city": "São Paulo",
        "country_area": "SP",
        "postal_code": "01310-100",
        "phone": "11 96123-4567",
        "tax_id": "390.533.447-05",
    },
    "AE": {
        "name": "ليلى الهاشمي",
        "street_address": "فيلا ٣، الوصل",
        "country_area": "إمارة دبيّ",
        "phone": "050 123 4567",
    },
    "KR": {
        "name": "김하나",
        "street_address": "세종대로 1",
        "city": "중구",
        "country_area": "서울특별시",
        "postal_code": "04524",
        "phone": "010-2000-0000",
        "tax_id": "P123456789012",
    },
}
PLACES = {
    "DE": ("de", "DE.EUR"),
    "US": ("en", "US.USD"),
    "JP": ("ja", "JP.JPY"),
    "BR": ("pt-br", "BR.BRL"),
    "AE": ("ar", "AE.AED"),
    "KR": ("ko", "KR.KRW"),
}


def variant(sku: str) -> int:
    """The first variant whose SKU starts so."""
    return Variant.objects.filter(sku__startswith=sku).order_by("id")[0].id


@dataclass
class Visitor:
    """A browser without scripts in a country, and the page it saw last."""

    country: str = "DE"
    client: Client = field(init=False)
    page: HttpResponse = field(init=False)

    def __post_init__(self) -> None:
        self.language, place = PLACES[self.country]
        self.client = Client(headers={"Sec-Fetch-Site": "same-origin"})
        self.client.cookies["place"] = place

    @property
    def root(self) -> str:
        """Where the pages of the visitor's language begin."""
        return f"/{self.language}/"

    @property
    def html(self) -> str:
        """The page's markup, entities resolved."""
        return unescape(self.page.content.decode())

    def get(self, path: str) -> HttpResponse:
        """Look at a page."""
        self.page = self.client.get(self.root + path)
        return self.page

    def post(self, path: str, values: Mapping[str, Any], **options: Any) -> HttpResponse:
        """Send a form."""
        self.page = self.client.post(self.root + path, values, **options)
        return self.page

    def add(self, sku: str = TEE, quantity: object = 1) -> HttpResponse:
        """Put goods into the cart."""
        return self.post("cart/add/", {"variant": variant(sku), "quantity": quantity})

    def form(self, **changes: str) -> dict[str, str]:
        """The checkout's form as its page holds it, with the visitor's own address."""
        hidden = {name: self.value(name) for name in ("checkout", "seen")}
        chosen = {name: self.chosen(name) for name in ("service", "method")}
        own = {"email": "lena@mail.example", **ADDRESSES[self.country]}
        return {"country": self.country, **hidden, **chosen, **own, **changes}

    def fill(self, **changes: str) -> HttpResponse:
        """Open the checkout, type the address, let the page work out the total, look at it."""
        self.get("checkout/")
        self.post("checkout/update/", {**self.form(**changes), "what": "total"})
        return self.get("checkout/")

    def order(self, **changes: str) -> HttpResponse:
        """Press the order button on the page that is open."""
        return self.post("checkout/place/", self.form(**changes))

    def value(self, name: str) -> str:
        """What a hidden field holds."""
        found = re.search(f'name="{name}" value="([^"]*)"', self.html)
        return found.group(1) if found else ""

    def chosen(self, name: str) -> str:
        """Which radio button is chosen."""
        found = re.search(f'name="{name}" value="([^"]*)"[^>]* checked', self.html)
        return found.group(1) if found else ""


@contextmanager
def no_kept_pages() -> Iterator[None]:
    """Start and end without anything that a process keeps."""
    from sampan.flows import show_shop
    from sampan.web.storefront import door

    show_shop._kept.clear()
    door.shelf.clear()
    yield
    show_shop._kept.clear()
    door.shelf.clear()
