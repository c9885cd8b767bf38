"""A snapshot brings back what was, and leaves alone what somebody changed since."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from sampan.apps.catalog.models import Brand, Category, Product, Variant
from sampan.apps.catalog.services.snapshots import Restored, restore_products
from sampan.apps.catalog.services.store import StoreReport, store_products
from sampan.domain.catalog.drafts import PictureDraft, ProductDraft, TextDraft, VariantDraft

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)

BOWL = ProductDraft(
    "bowl",
    (VariantDraft(("Blue",), sku="B-1"), VariantDraft(("Red",), sku="B-2")),
    status="active",
    option_names=("Color",),
    texts=(TextDraft("en", title="Bowl"),),
    categories=(("table",),),
    tags=("new",),
    pictures=(PictureDraft(source_url="https://p.example/1.jpg", alt={"en": "Bowl"}),),
)
CHANGED = replace(
    BOWL,
    brand="Harbor",
    texts=(TextDraft("en", title="Deep bowl", slug="deep"), TextDraft("de", title="Schale")),
    variants=(
        VariantDraft(("Red",), sku="B-1"),
        VariantDraft(("Blue",), sku="B-2"),
        VariantDraft(("Green",), sku="B-3"),
    ),
    categories=(("table", "deep"),),
    tags=("old",),
    pictures=(PictureDraft(source_url="https://p.example/2.jpg", options=("Red",)),),
)


def store(*drafts: ProductDraft) -> StoreReport:
    return store_products(drafts, actor="owner", at=NOW, cause="test")


def undo(snapshot: Any) -> Restored:
    return restore_products(snapshot, actor="owner", at=NOW)


def facts() -> dict[str, Any]:
    product = Product.objects.get(handle="bowl")
    return {
        "brand": product.brand_id,
        "texts": sorted(product.texts.values_list("language", "title", "slug")),
        "variants": sorted(
            product.variants.filter(is_active=True).values_list("id", "sku", "option1")
        ),
        "categories": list(product.placements.values_list("category__path", flat=True)),
        "tags": list(product.tags.values_list("name", flat=True)),
        "media": list(product.media.values_list("source_url", "texts__alt")),
    }


def test_created_products_go_away_with_the_groups_that_came_with_them():
    report = store(BOWL, replace(CHANGED, handle="b", variants=(VariantDraft(("Red",)),)))

    done = undo(report.before)

    assert set(done.removed) == set(report.created)
    assert not Product.objects.exists()
    assert not Category.objects.exists()
    assert not Brand.objects.exists()


def test_a_changed_product_gets_its_former_rows_back():
    store(BOWL)
    before = facts()
    report = store(CHANGED)
    assert facts() != before

    done = undo(report.before)

    assert done.restored == report.updated
    assert facts() == before
    assert not Category.objects.filter(path="table/deep/").exists()
    green = Variant.objects.exclude(sku__startswith="B-").get()
    assert not green.is_active
    assert len(store(BOWL).unchanged) == 1


def test_what_was_changed_again_since_stays_as_it_is():
    store(BOWL)
    report = store(CHANGED)
    store(replace(CHANGED, product_type="Bowls"))

    done = undo(report.before)

    assert done.left == report.updated
    assert Product.objects.get().product_type == "Bowls"
    assert facts()["brand"] is not None


def test_undoing_twice_does_nothing_more():
    store(BOWL)
    report = store(CHANGED)

    undo(report.before)
    again = undo(report.before)

    assert (again.removed, again.restored) == ((), ())
