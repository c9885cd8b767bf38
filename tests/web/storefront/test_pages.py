"""Every page: what it answers, to whom, and how many questions it asks the database."""

import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.storefront.small_shop import AT, MARKETS, count_stock, eur, in_colors, product, sell

from sampan.apps.catalog.services.groups import CategoryDraft, CategoryWords, save_categories
from sampan.apps.content.services import PageDraft, save_page
from sampan.apps.markets import services as markets
from sampan.domain.catalog.drafts import TextDraft, VariantDraft
from sampan.kernel import settings_store
from sampan.web.storefront import door

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]

CARRY = ("carry",)


def get(path: str, **options):
    return Client(**options).get(path)


def save_carry() -> None:
    words = {
        language: CategoryWords(name, slug)
        for language, name, slug in (("en", "Carry", "carry"), ("de", "Tragen", "tragen"))
    }
    save_categories([CategoryDraft(path=CARRY, position=0, texts=words)])


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/en/", 200),
        ("/de/c/all/", 200),
        ("/en/p/cup/", 200),
        ("/en/search/?q=cup", 200),
        ("/en/suggestions/?q=c", 200),
        ("/en/place/", 200),
        ("/en/choice/", 200),
        ("/en/offline/", 200),
        ("/sitemap.xml", 200),
        ("/sitemap-en-1.xml", 200),
        ("/robots.txt", 200),
        ("/llms.txt", 200),
        ("/manifest.webmanifest", 200),
        ("/sw.js", 200),
        ("/theme.css", 200),
        ("/favicon.svg", 200),
        ("/", 302),
        ("/de", 301),
        ("/en/p/cup", 301),
        ("/xx/", 404),
        ("/EN/", 404),
        ("/nl/", 404),
        ("/en/p/nothing/", 404),
        ("/en/c/nothing/", 404),
        ("/en/pages/nothing/", 404),
        ("/en/c/all/?page=2", 404),
        ("/en/c/all/?page=0", 404),
        ("/en/c/all/?page=-1", 404),
        ("/en/c/all/?page=9999999999999", 404),
        ("/en/c/all/?page=1%00", 200),
        ("/sitemap-en-9.xml", 404),
        ("/sitemap-zh-hans-1.xml", 404),
        ("/media/../secret_key", 404),
        ("/media/%2e%2e/secret_key", 404),
        ("/media/", 404),
    ],
)
def test_every_address_has_an_answer(path, status):
    sell(product("cup"))

    assert get(path).status_code == status


def test_the_first_address_leads_to_a_language_that_is_spoken():
    settings_store.put("default_language", "nl")

    assert get("/")["Location"] == "/en/"


def test_what_is_not_there_is_said_on_a_page_of_the_store():
    response = get("/de/p/nothing/")

    assert '<html lang="de"' in response.content.decode()
    assert 'name="robots" content="noindex"' in response.content.decode()


HOSTILE = (
    "' OR 1=1 --",
    "newest; DROP TABLE storefront_offer",
    "(SELECT randomblob(500000000))",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% load %}",
    "%00",
    "\u202e\u0000\ud83d".encode("utf-8", "replace").decode(),
    "１２３",
    "x" * 5000,
    "🙂" * 300,
    "-" * 100,
    "NaN",
    "1e999",
)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "name",
    [
        "sort",
        "page",
        "q",
        "min",
        "max",
        "stock",
        "variant",
        "o.Color",
        "a.x",
        "brand",
        "next",
        "zzz",
    ],
)
def test_hostile_words_are_only_words(name, text):
    sell(in_colors("cup", {"Red": "10.00"}, {"Red": 1}))
    for path in ("/en/c/all/", "/en/search/", "/en/p/cup/", "/en/place/"):
        response = Client().get(path, {name: text, "q": text})

        assert response.status_code in {200, 404}
        html = response.content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "49" not in re.sub(r"\d{3,}|#\w+", "", html) or "{{ 7*7 }}" not in text


@pytest.mark.parametrize(
    "path", ["/en/", "/en/c/all/", "/en/c/carry/", "/en/p/cup-0/", "/en/search/?q=cup"]
)
def test_the_number_of_queries_is_small_and_does_not_grow(path, settings):
    settings.SAMPAN_KEEP_PAGES = False
    save_carry()
    counts = []
    for number in (3, 30):
        sell(*(colored(f"cup-{index}") for index in range(number)))
        get(path)
        with CaptureQueriesContext(connection) as asked:
            assert get(path).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 8


def colored(handle):
    draft = in_colors(handle, {"Red": "10.00", "Blue": "12.00"}, {"Red": 1})
    return replace(draft, categories=(CARRY,), brand=f"Brand {handle[-1]}")


def test_a_kept_page_asks_one_question(django_assert_num_queries):
    sell(product("cup"))
    get("/en/p/cup/")

    with django_assert_num_queries(1):
        assert get("/en/p/cup/").status_code == 200
    assert len(door.shelf) == 1


def test_variants_are_chosen_by_links():
    [scarf] = sell(in_colors("scarf", {"Red": "30.00", "Blue": "20.00"}, {"Red": 3}))
    red, blue = scarf.variant_ids

    shown = get("/en/p/scarf/", headers={"Cookie": "place=DE.EUR"}).content.decode()
    other = get(f"/en/p/scarf/?variant={blue}", headers={"Cookie": "place=DE.EUR"}).content.decode()

    assert f'href="?variant={red}" rel="nofollow" aria-current="true"' in shown
    assert "30.00" in shown
    assert re.search(r"<s>Blue</s>.*?Sold out", shown)
    assert "20.00" in other
    assert "Sold out" in other
    assert get("/en/p/scarf/?variant=999999").status_code == 200


def test_a_page_leads_to_itself_in_every_language_and_back():
    save_carry()
    sell(
        product(
            "cup",
            categories=(CARRY,),
            texts=(TextDraft("en", "Cup", slug="cup"), TextDraft("de", "Tasse", slug="tasse")),
        )
    )
    for path in ("/en/p/cup/", "/en/c/carry/", "/en/", "/en/c/all/"):
        links = hreflangs(path)

        assert links["x-default"] == links["en"]
        assert links["en"].endswith(path)
        assert len(links) > 2
        for url in links.values():
            assert hreflangs(url.removeprefix("http://testserver")) == links


def hreflangs(path):
    html = get(path).content.decode()
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', html))


def test_a_slug_of_another_language_leads_to_the_own_one():
    save_carry()
    sell(
        product(
            "cup", texts=(TextDraft("en", "Cup", slug="cup"), TextDraft("de", "T", slug="tasse"))
        )
    )

    assert get("/de/p/cup/")["Location"] == "/de/p/tasse/"
    assert get("/de/c/carry/")["Location"] == "/de/c/tragen/"


def test_a_text_that_is_missing_falls_back_visibly():
    sell(product("cup"))

    html = get("/de/p/cup/").content.decode()

    assert 'id="product" lang="en"' in html
    assert "English" in html
    assert 'hreflang="de" href="http' not in html


def test_the_sign_is_the_shops_and_not_the_products():
    settings_store.put("shop_name", "Reed & Co")
    sell(product("cup", brand="Wick <and> Wax"))

    html = get("/en/p/cup/").content.decode()

    assert html.count("Reed <i>&amp;</i> Co") == 2
    assert "Wick &lt;and&gt; Wax" in html


def test_json_ld_says_what_the_page_says():
    [scarf] = sell(in_colors("scarf", {"Red": "30.00", "Blue": "20.00"}, {"Red": 3}))
    html = get("/en/p/scarf/", headers={"Cookie": "place=DE.EUR"}).content.decode()

    group, trail = linked_data(html)

    assert group["@type"] == "ProductGroup"
    red, blue = (one["offers"] for one in group["hasVariant"])
    assert (red["price"], red["priceCurrency"]) == ("30.00", "EUR")
    assert red["availability"].endswith("/InStock")
    assert blue["availability"].endswith("/OutOfStock")
    assert red["shippingDetails"]["shippingDestination"]["addressCountry"] == "DE"
    assert red["hasMerchantReturnPolicy"]["merchantReturnDays"] == 14
    assert red["url"].endswith(f"?variant={scarf.variant_ids[0]}")
    assert [one["position"] for one in trail["itemListElement"]] == [1, 2]


def test_json_ld_cannot_end_its_element():
    sell(product("cup", texts=(TextDraft("en", "</script><script>alert(1)</script>", slug="cup"),)))

    html = get("/en/p/cup/").content.decode()

    assert "<script>alert" not in html
    assert linked_data(html)[0]["name"] == "</script><script>alert(1)</script>"


def linked_data(html):
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    return [json.loads(one) for one in found]


def test_hostile_html_in_a_description_is_cleaned():
    text = TextDraft(
        "en",
        "Cup",
        slug="cup",
        description='<p onclick="x()">Fine</p><script>x()</script><img src=x onerror=x()>',
    )
    sell(product("cup", texts=(text,)))

    html = get("/en/p/cup/").content.decode()

    assert "<p>Fine</p>" in html
    assert "onclick" not in html
    assert "onerror" not in html
    assert "x()" not in html


def test_an_outside_product_links_out():
    sell(
        product(
            "book",
            kind="external",
            external_url="https://other.example/b",
            external_label="Buy there",
        ),
    )

    html = get("/en/p/book/").content.decode()

    assert 'href="https://other.example/b" rel="noopener nofollow"' in html
    assert "Buy there" in html


def test_a_group_lists_its_members_and_a_bundle_its_parts():
    ten, dear = eur("10.00"), eur("25.00")
    sell(product("cup", variants=(VariantDraft(sku="CUP", price=ten, stock={"HAM": 7}),)))
    sell(product("family", kind="group", variants=(), members=("cup",)))
    sell(
        product(
            "set",
            kind="bundle",
            variants=(VariantDraft(sku="SET", price=dear, parts={"CUP": 3}),),
        )
    )

    family = get("/en/p/family/", headers={"Cookie": "place=DE.EUR"}).content.decode()
    bundle = get("/en/p/set/", headers={"Cookie": "place=DE.EUR"}).content.decode()

    assert 'href="/en/p/cup/"' in family
    assert "10.00" in family
    assert 'href="/en/p/cup/"' in bundle
    assert "Only 2 left" in bundle


def test_a_bundle_follows_the_stock_of_its_parts():
    [cup] = sell(
        product("cup", variants=(VariantDraft(sku="CUP", price=eur("1"), stock={"HAM": 7}),))
    )
    parts = VariantDraft(sku="SET", price=eur("2"), parts={"CUP": 3})
    sell(product("set", kind="bundle", variants=(parts,)))

    count_stock(cup, 2)

    assert "Sold out" in get("/en/p/set/").content.decode()


def test_sitemaps_name_every_product_once_with_its_languages():
    sell(
        product(
            "cup",
            texts=(TextDraft("en", "Cup", slug="cup"), TextDraft("de", "Tasse", slug="tasse")),
        ),
        product("pot"),
    )

    index = ElementTree.fromstring(get("/sitemap.xml").content)
    files = [one.text for one in index.findall(".//{*}loc")]
    english = ElementTree.fromstring(get("/sitemap-en-1.xml").content)
    urls = [one.text for one in english.findall(".//{*}loc")]

    assert "http://testserver/sitemap-de-1.xml" in files
    assert urls.count("http://testserver/en/p/cup/") == 1
    assert "http://testserver/en/p/pot/" in urls
    assert "http://testserver/de/p/pot/" not in get("/sitemap-de-1.xml").content.decode()
    assert (
        'hreflang="de" href="http://testserver/de/p/tasse/"'
        in get("/sitemap-en-1.xml").content.decode()
    )


def test_pages_of_the_shop_are_found_in_each_language():
    save_page(
        "returns",
        "help",
        0,
        {
            "en": PageDraft("returns", "Returns", "<p>Thirty days</p>"),
            "de": PageDraft("rueckgabe", "Rückgabe", "<p>Dreißig Tage</p>"),
        },
    )

    assert "Thirty days" in get("/en/pages/returns/").content.decode()
    assert get("/de/pages/returns/")["Location"] == "/de/pages/rueckgabe/"
    assert "Thirty days" in get("/fr/pages/returns/").content.decode()
    assert 'href="/en/pages/returns/"' in get("/en/").content.decode()


def test_a_shop_whose_markets_are_closed_says_so():
    for market in MARKETS:
        markets.set_open(market.code, is_open=False, actor="owner", at=AT)

    response = get("/en/")

    assert response.status_code == 503
    assert "Not open yet" in response.content.decode()
