"""Drafts become products, and the same drafts again change nothing."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from sampan.apps.catalog.models import (
    Attribute,
    Brand,
    BundlePart,
    Category,
    GroupMember,
    Media,
    Product,
    ProductText,
    Variant,
)
from sampan.apps.catalog.services.store import StoreReport, store_products
from sampan.domain.catalog.drafts import (
    AttributeDraft,
    PictureDraft,
    ProductDraft,
    TextDraft,
    VariantDraft,
)
from sampan.domain.catalog.problems import DraftsRefused
from sampan.domain.goods import TradeFacts
from sampan.domain.money import Money
from sampan.kernel import audit
from sampan.kernel.models import OutboxEvent

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def store(*drafts: ProductDraft) -> StoreReport:
    return store_products(drafts, actor="owner", at=NOW, cause="test")


def a_cup(**changes: object) -> ProductDraft:
    cup = ProductDraft(
        handle="lake-cup",
        kind="goods",
        status="active",
        brand="Harbor",
        option_names=("Color",),
        texts=(
            TextDraft("en", title="Lake cup", description="<p>Thin.</p>"),
            TextDraft("de", title="Tasse See"),
        ),
        categories=(("table", "tea"),),
        category_names={("table",): "Table", ("table", "tea"): "Tea"},
        tags=("gift", "new"),
        attributes=(
            AttributeDraft("material", "porcelain", name="Material", is_facet=True),
            AttributeDraft("capacity_ml", Decimal("180"), unit="ml"),
            AttributeDraft("food_contact", True),
        ),
        pictures=(
            PictureDraft(source_url="https://pictures.example/1.jpg", alt={"en": "A cup"}),
            PictureDraft(file="demo/moss.svg", position=1, options=("Moss",)),
        ),
        variants=(
            VariantDraft(("Moss",), sku="CUP-M", cost=Money(900, "CNY"), gtin="4006381333931"),
            VariantDraft(("Sand",), sku="CUP-S", trade=TradeFacts("691110", "CN")),
        ),
    )
    return replace(cup, **changes)  # type: ignore[arg-type] # any field of the draft


def test_a_draft_becomes_a_product_with_all_that_it_says():
    report = store(a_cup())

    product = Product.objects.get(handle="lake-cup")
    assert report.created == report.product_ids == (product.id,)
    assert [(t.language, t.slug, t.title) for t in product.texts.order_by("language")] == [
        ("de", "tasse-see", "Tasse See"),
        ("en", "lake-cup", "Lake cup"),
    ]
    assert [(v.sku, v.option1, v.hs_code) for v in product.variants.all()] == [
        ("CUP-M", "Moss", ""),
        ("CUP-S", "Sand", "691110"),
    ]
    moss = Variant.objects.get(sku="CUP-M")
    assert report.variant_ids["lake-cup", ("Moss",)] == moss.id
    assert moss.picture is not None
    assert moss.picture.file == "demo/moss.svg"
    assert list(Category.objects.values_list("path", flat=True)) == ["table/", "table/tea/"]
    assert dict(Attribute.objects.values_list("code", "kind")) == {
        "material": "choice",
        "capacity_ml": "number",
        "food_contact": "boolean",
    }


def test_the_same_drafts_again_change_nothing():
    store(a_cup())
    events, entries = OutboxEvent.objects.count(), len(audit.history("product:1"))

    report = store(a_cup())

    assert (report.created, report.updated, len(report.unchanged)) == ((), (), 1)
    assert report.before == {
        "created": [],
        "changed": [],
        "made": {"brands": [], "categories": [], "attributes": []},
    }
    assert OutboxEvent.objects.count() == events
    assert len(audit.history("product:1")) == entries
    assert Product.objects.get().version == 1


def test_what_a_draft_does_not_say_stays():
    store(a_cup())

    report = store(ProductDraft("lake-cup", (VariantDraft(("Sand",), sku="CUP-S2"),)))

    assert len(report.updated) == 1
    product = Product.objects.get()
    assert (product.brand.name, product.tags.count(), product.media.count()) == ("Harbor", 2, 2)
    assert list(product.variants.values_list("sku", "hs_code", "position")) == [
        ("CUP-M", "", 0),
        ("CUP-S2", "691110", 1),
    ]
    [entry] = [e for e in audit.history(f"product:{product.id}") if e.action == "product.updated"]
    assert entry.changes == {"cause": "test", "variant CUP-S.sku": ["CUP-S", "CUP-S2"]}


def test_variants_may_swap_their_skus_and_their_options():
    store(a_cup())
    by_option = dict(Variant.objects.values_list("option1", "id"))
    swapped = (VariantDraft(("Moss",), sku="CUP-S"), VariantDraft(("Sand",), sku="CUP-M"))

    store(a_cup(variants=swapped))

    now = {row.sku: (row.id, row.option1) for row in Variant.objects.all()}
    assert now == {"CUP-M": (by_option["Moss"], "Sand"), "CUP-S": (by_option["Sand"], "Moss")}


def test_a_product_that_gets_another_number_of_options_withdraws_what_no_longer_fits():
    store(a_cup(option_names=(), variants=(VariantDraft((), sku="CUP"),)))

    store(a_cup())

    assert dict(Variant.objects.values_list("sku", "is_active")) == {
        "CUP": False,
        "CUP-M": True,
        "CUP-S": True,
    }


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("茶具 套装", "茶具-套装"),
        ("مزهرية خزف", "مزهرية-خزف"),
        ("Tasse à thé", "tasse-à-thé"),
        ("🍵", "lake-cup"),
    ],
)
def test_slugs_keep_the_letters_of_every_script(title: str, slug: str):
    store(a_cup(texts=(TextDraft("en", title="Cup"), TextDraft("ja", title=title))))

    assert ProductText.objects.get(language="ja").slug == slug


def test_equal_titles_get_numbered_slugs_that_stay():
    titles = (TextDraft("en", title="Cup"), TextDraft("de", title="Tasse"))
    drafts = [
        a_cup(handle=f"cup-{n}", texts=titles, variants=(VariantDraft(("Moss",)),))
        for n in range(3)
    ]

    store(*drafts)
    again = store(*drafts)

    german = ProductText.objects.filter(language="de").order_by("product_id")
    assert [text.slug for text in german] == ["tasse", "tasse-2", "tasse-3"]
    assert len(again.unchanged) == 3


def test_hostile_html_is_taken_out_and_its_words_stay():
    hostile = (
        '<p onclick="x()">Thin <script>alert(1)</script><b>porcelain</b></p>'
        '<a href="javascript:alert(1)">care</a><img src=x onerror=alert(1)><svg><style>*{}'
    )
    store(a_cup(texts=(TextDraft("en", title="<b>Cup</b>\x00", description=hostile),)))

    text = ProductText.objects.get(language="en")
    assert text.description == ('<p>Thin <b>porcelain</b></p><a rel="noopener nofollow">care</a>')
    assert text.title == "<b>Cup</b>"


def test_groups_bundles_and_pictures_point_to_what_comes_in_the_same_call():
    cup = a_cup()
    bundle = ProductDraft(
        "tea-set", (VariantDraft((), sku="SET", parts={"CUP-M": 2, "CUP-S": 1}),), kind="bundle"
    )
    group = ProductDraft("collection", (), kind="group", members=("tea-set", "lake-cup"))

    store(group, bundle, cup)
    again = store(group, bundle, cup)

    assert sorted(BundlePart.objects.values_list("part__sku", "quantity")) == [
        ("CUP-M", 2),
        ("CUP-S", 1),
    ]
    members = GroupMember.objects.values_list("member__handle", flat=True)
    assert list(members) == ["tea-set", "lake-cup"]
    assert len(again.unchanged) == 3


def test_a_picture_that_was_fetched_stays_fetched_when_the_product_comes_again():
    store(a_cup())
    Media.objects.filter(source_url__contains="1.jpg").update(file="fetched/1.avif", width=640)

    report = store(a_cup())

    assert len(report.unchanged) == 1
    assert Media.objects.get(source_url__contains="1.jpg").file == "fetched/1.avif"


REFUSALS = [
    ({"handle": "two words"}, "handle", "bad_handle"),
    ({"texts": (TextDraft("en", title="x" * 10_000),)}, "title", "too_long"),
    ({"texts": (TextDraft("xx", title="x"),)}, "language", "unknown_language"),
    ({"option_names": ("A", "B", "C", "D")}, "option_names", "too_many_options"),
    ({"option_names": ("A", "B")}, "options", "options_mismatch"),
    ({"variants": (VariantDraft(("A",)), VariantDraft(("A",)))}, "options", "duplicate_options"),
    (
        {"variants": (VariantDraft(("A",), sku="S"), VariantDraft(("B",), sku="S"))},
        "sku",
        "duplicate_sku",
    ),
    ({"variants": (VariantDraft(("A",), price=Money(-1, "EUR")),)}, "price", "negative_price"),
    ({"variants": (VariantDraft(("A",), stock={"NGB": -1}),)}, "stock", "negative_stock"),
    ({"variants": (VariantDraft(("A",), trade=TradeFacts("12")),)}, "hs_code", "bad_hs_code"),
    (
        {"variants": (VariantDraft(("A",), trade=TradeFacts(origin="ZZ")),)},
        "origin",
        "unknown_country",
    ),
    ({"variants": (VariantDraft(("A",), parts={"NONE": 1}),)}, "parts", "unknown_sku"),
    ({"external_url": "javascript:alert(1)"}, "external_url", "bad_address"),
    ({"pictures": (PictureDraft(source_url="file:///etc/passwd"),)}, "pictures", "bad_address"),
    ({"pictures": (PictureDraft(file="../secret"),)}, "pictures", "bad_file"),
    ({"members": ("nobody",)}, "members", "unknown_product"),
    ({"hidden_in": ("moon",)}, "hidden_in", "unknown_market"),
    ({"categories": (("a b",),)}, "categories", "bad_category"),
    ({"attributes": (AttributeDraft("é", "x"),)}, "attributes", "bad_attribute"),
]


@pytest.mark.parametrize(("changes", "field", "code"), REFUSALS)
def test_a_draft_that_cannot_be_stored_says_why_and_nothing_is_stored(
    changes: dict[str, object], field: str, code: str
):
    good = ProductDraft("good", (VariantDraft(),))

    with pytest.raises(DraftsRefused) as refused:
        store(good, a_cup(**changes))

    assert (field, code) in [(p.field, p.code) for p in refused.value.problems]
    assert not Product.objects.exists()
    assert not Brand.objects.exists()


def test_a_sku_of_another_product_is_refused():
    store(a_cup())

    with pytest.raises(DraftsRefused) as refused:
        store(ProductDraft("other", (VariantDraft((), sku="CUP-M"),)))

    assert [p.code for p in refused.value.problems] == ["sku_taken"]


def test_a_typed_attribute_takes_the_text_of_a_file_when_it_fits():
    store(a_cup())
    texts = (AttributeDraft("capacity_ml", "180"), AttributeDraft("food_contact", "yes"))
    wrong = (AttributeDraft("capacity_ml", "a lot"),)

    same = store(a_cup(attributes=(AttributeDraft("material", "porcelain"), *texts)))
    with pytest.raises(DraftsRefused):
        store(a_cup(attributes=wrong))

    assert len(same.unchanged) == 1


def test_queries_do_not_grow_with_the_number_of_products(django_assert_max_num_queries):
    drafts = [
        ProductDraft(
            f"p-{n}",
            tuple(VariantDraft((size,), sku=f"S-{n}-{size}") for size in "ABC"),
            option_names=("Size",),
            texts=(TextDraft("en", title=f"Product {n}"),),
            tags=("one",),
        )
        for n in range(200)
    ]
    with django_assert_max_num_queries(75):
        store(*drafts)
    with django_assert_max_num_queries(30):
        store(*drafts)
