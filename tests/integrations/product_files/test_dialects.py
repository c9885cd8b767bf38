"""Files of other systems as they really come, and what of them becomes a draft."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from sampan.domain.catalog.drafts import ProductDraft
from sampan.domain.goods import TradeFacts
from sampan.domain.money import Money
from sampan.integrations.product_files import (
    DIALECTS,
    ProductFile,
    Terms,
    head_of,
    read_product_file,
    write_product_file,
)

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples"
EUROS = Terms("EUR")


def sample(name: str) -> bytes:
    path = SAMPLES / name
    if not path.exists():
        pytest.skip(f"{path} is not there: the samples of other systems lie beside the project")
    return path.read_bytes()


def read(text: str, terms: Terms = EUROS) -> ProductFile:
    return read_product_file(text.encode(), terms)


def drafts(file: ProductFile) -> list[ProductDraft]:
    assert file.errors == ()
    return [product.draft for product in file.products]


def test_a_real_shopify_export_of_apparel():
    file = read_product_file(sample("shopify/apparel.csv"), Terms("USD"))

    assert (file.dialect, len(drafts(file))) == ("shopify-old", 20)
    assert sum(len(draft.variants) for draft in drafts(file)) == 22
    top = next(draft for draft in drafts(file) if draft.handle == "classic-varsity-top")
    assert [variant.options for variant in top.variants] == [("Small",), ("Medium",), ("Large",)]
    assert {variant.price for variant in top.variants} == {Money.parse("60", "USD")}


def test_the_columns_of_shopify_since_2024():
    header = sample("shopify/products_export.new-format.header.csv").decode().strip()
    names = header.split(",")
    row = dict.fromkeys(names, "") | {
        "Title": "Cup",
        "URL handle": "cup",
        "SKU": "C-1",
        "Price": "9.90",
        "Status": "Active",
        "Published on online store": "TRUE",
        "Weight value (grams)": "250",
        "Option1 name": "Title",
        "Option1 value": "Default Title",
        "Color (product.metafields.shopify.color-pattern)": "moss",
    }

    file = read(f"{header}\n{','.join(row.values())}\n")

    [cup] = drafts(file)
    assert (file.dialect, cup.status, cup.option_names) == ("shopify-new", "active", ())
    assert cup.variants[0].trade == TradeFacts(gross_weight_g=250)
    assert cup.extra == {"shopify.Color (product.metafields.shopify.color-pattern)": "moss"}


def test_a_real_woocommerce_export():
    file = read_product_file(sample("woocommerce/sample_products.csv"), Terms("USD"))

    kinds = Counter(draft.kind for draft in drafts(file))
    variable = [draft for draft in drafts(file) if draft.option_names]
    assert (file.dialect, len(file.products)) == ("woocommerce", 15)
    assert kinds == {"goods": 11, "digital": 2, "group": 1, "external": 1}
    assert (len(variable), sum(len(draft.variants) for draft in variable)) == (2, 9)
    group = next(draft for draft in drafts(file) if draft.kind == "group")
    link = next(draft for draft in drafts(file) if draft.kind == "external")
    assert group.members == ("hoodie-with-pocket-and-logo", "beanie-with-logo", "t-shirt-with-logo")
    assert link.external_url == "https://www.classicpress.net/donate/"


@pytest.mark.parametrize("name", ["shopify/apparel.csv", "woocommerce/sample_products.csv"])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_real_file_goes_through_every_dialect_with_the_same_variants(name: str, dialect: str):
    before = drafts(read_product_file(sample(name), Terms("USD")))

    written = b"".join(write_product_file(before, dialect, Terms("USD")))
    after = drafts(read_product_file(written, Terms("USD")))

    def facts(products: list[ProductDraft]) -> list[object]:
        return [(p.handle, [(v.options, v.sku, v.price) for v in p.variants]) for p in products]

    assert facts(after) == facts(before)


OLD = "Handle,Title,Body (HTML),Option1 Name,Option1 Value,Variant Price,Image Src,Image Position\n"


def test_pictures_have_rows_of_their_own_and_variants_may_be_fewer():
    file = read(
        OLD + "cup,Cup,,Title,Default Title,5,https://p.example/2.jpg,2\n"
        "cup,,,,,,https://p.example/1.jpg,1\ncup,,,,,,https://p.example/3.jpg,3\n"
    )

    [cup] = drafts(file)
    assert len(cup.variants) == 1
    assert [p.source_url for p in cup.pictures or ()] == [
        f"https://p.example/{n}.jpg" for n in (1, 2, 3)
    ]


def test_a_barcode_that_is_no_gtin_and_an_unknown_tracker_are_kept_as_they_are():
    file = read(
        "Handle,Title,Variant Price,Variant Barcode,Variant Inventory Tracker,Variant Tax Code\n"
        "cup,Cup,5,SHELF-9,amazon,P123\n"
    )

    [cup] = drafts(file)
    assert (cup.variants[0].gtin, cup.variants[0].tracks_stock) == (None, True)
    assert cup.variants[0].extra == {
        "shopify.Barcode": "SHELF-9",
        "shopify.Inventory tracker": "amazon",
        "shopify.Tax code": "P123",
    }


def test_an_oversold_count_of_another_system_is_an_empty_shelf():
    file = read("Handle,Title,Variant Price,Variant Inventory Qty\ncup,Cup,5,-3\n")

    assert drafts(file)[0].variants[0].stock == {"": 0}


WOO = (
    "ID,Type,SKU,Name,Published,Regular price,Sale price,Date sale price ends,Parent,Weight (lbs),"
    "Attribute 1 name,Attribute 1 value(s),Attribute 2 name,Attribute 2 value(s)\n"
)


def test_a_variation_may_stand_before_its_parent_and_name_it_by_id():
    file = read(
        WOO + "8,variation,C-1,,1,9.90,,,id:7,1,Color,Moss,Size,\n"
        '7,variable,,Cup,1,,,,,,Color,"Moss, Sand",Size,"S, M"\n'
    )

    [cup] = drafts(file)
    assert cup.option_names == ("Color",), "no variation chooses a size, so it is no option"
    assert [(a.code, a.value) for a in cup.attributes or ()] == [("size", "S"), ("size", "M")]
    assert cup.variants[0].trade == TradeFacts(gross_weight_g=454)


def test_a_sale_with_an_end_is_kept_and_not_taken_for_the_price():
    file = read(WOO + "1,simple,A,Cup,1,10,8,2020-01-31,,,,,,\n2,simple,B,Mug,1,10,8,,,,,,,\n")

    cup, mug = (draft.variants[0] for draft in drafts(file))
    assert (cup.price, cup.compare_at) == (Money(1000, "EUR"), None)
    assert (mug.price, mug.compare_at) == (Money(800, "EUR"), Money(1000, "EUR"))


def test_equal_names_get_handles_of_their_own():
    file = read(WOO + "1,simple,A-1,Cup,1,1,,,,,,,,\n2,simple,A-2,Cup,1,1,,,,,,,,\n")

    assert [draft.handle for draft in drafts(file)] == ["cup", "cup-a-2"]


OWN = (
    "handle;title;title:de;sku;price;stock:NGB;stock;number:capacity_ml:ml:facet;tags;"
    "gross_weight_g\n"
)


def test_our_own_columns_in_a_european_spreadsheet():
    file = read(OWN + "cup;Cup;Tasse;C-1;1.234,50;３;4;0,25;new;１２０\n")

    [cup] = drafts(file)
    variant = cup.variants[0]
    assert variant.price == Money(123450, "EUR")
    assert variant.stock == {"NGB": 3, "": 4}
    assert variant.trade == TradeFacts(gross_weight_g=120)
    assert [(text.language, text.title) for text in cup.texts] == [("en", "Cup"), ("de", "Tasse")]
    assert [(a.code, a.value, a.unit) for a in cup.attributes or ()] == [
        ("capacity_ml", Decimal("0.25"), "ml")
    ]


def test_an_empty_cell_says_nothing_and_brackets_empty_the_field():
    file = read("handle,title,brand,tags,sku\ncup,,[],[],C-1\n")

    [cup] = drafts(file)
    assert (cup.texts, cup.brand, cup.tags) == ((), "", ())


def test_a_row_without_a_handle_goes_on_with_the_product_above():
    file = read(
        "handle,title,option1_name,option1_value,sku\ncup,Cup,Color,Moss,C-1\n,,,Sand,C-2\n"
    )

    assert [v.options for v in drafts(file)[0].variants] == [("Moss",), ("Sand",)]


def test_the_head_of_a_file_that_nobody_knows_shows_its_columns():
    head = head_of("Kennung;Preis\nX;1,00\n".encode("utf-16"))

    assert (head.dialect, head.columns, head.sample) == (
        None,
        ("Kennung", "Preis"),
        (("X", "1,00"),),
    )
    assert "price" in head.targets
