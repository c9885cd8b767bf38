"""From a product's words to an approved code in the catalog, and what a border still misses."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sampan.apps.catalog.models import Variant
from sampan.apps.catalog.selectors import listing
from sampan.apps.catalog.services.store import store_products
from sampan.apps.customs import selectors
from sampan.apps.customs.services import Approval
from sampan.domain.catalog.drafts import ProductDraft, TextDraft, VariantDraft
from sampan.domain.errors import Conflict, DomainError, NotFound
from sampan.domain.goods import TradeFacts
from sampan.flows.approve_classification import (
    By,
    approve_classification,
    codes_on,
    restore_classification,
)
from sampan.flows.classify_products import Read, classify_products
from sampan.flows.find_customs_gaps import Question, border_words, find_customs_gaps
from sampan.flows.load_demo import load_demo, remove_demo
from sampan.flows.quote_landed_cost import rule_book

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BY = By("owner", NOW)
pytestmark = pytest.mark.django_db


def stored(handle: str, title: str, language: str = "en", **trade: object) -> int:
    """A product of one variant; returns the product's id."""
    facts = TradeFacts(**trade) if trade else None  # type: ignore[arg-type]  # facts by name
    draft = ProductDraft(
        handle=handle,
        source_language=language,
        variants=(VariantDraft(sku=handle.upper(), trade=facts),),
        texts=(TextDraft(language, title=title),),
    )
    return store_products([draft], actor="test", at=NOW, cause="test").product_ids[0]


def variant_of(product_id: int) -> int:
    (variant_id,) = listing.variant_ids([product_id])
    return variant_id


def test_products_are_read_in_their_own_language():
    tee = stored("tee", "Camiseta de algodón", "es")
    cup = stored("cup", "瓷杯", "zh-hans")

    assert classify_products([tee, cup], NOW) == Read(read=2, unchanged=0, suggested=2)

    codes = {one.variant_id: one.candidates[0].hs6 for one in selectors.waiting(limit=10)}
    assert codes == {variant_of(tee): "610910", variant_of(cup): "691110"}


def test_the_same_words_are_not_read_twice_and_changed_ones_are():
    tee = stored("tee", "T-shirt")
    classify_products([tee], NOW)
    assert classify_products([tee], NOW) == Read(read=0, unchanged=1, suggested=0)

    stored("tee", "T-shirt", materials="100 % cotton")
    assert classify_products([tee], NOW) == Read(read=1, unchanged=0, suggested=1)
    assert selectors.suggestion(variant_of(tee)).confidence == "high"


def test_reading_many_products_takes_a_constant_number_of_queries(django_assert_max_num_queries):
    few = [stored(f"few-{n}", "cotton t-shirt") for n in range(3)]
    many = [stored(f"many-{n}", "cotton t-shirt") for n in range(30)]

    with django_assert_max_num_queries(20):
        classify_products(few, NOW)
    with django_assert_max_num_queries(20):
        classify_products(many, NOW)


def test_an_approved_code_reaches_the_catalog():
    tee = stored("tee", "cotton t-shirt", origin="CN")
    variant_id = variant_of(tee)

    version = approve_classification(
        variant_id, Approval("610910", 0, {"US": "6109100012"}, "cotton, knitted"), BY
    )

    variant = Variant.objects.get(pk=variant_id)
    assert (version, variant.hs_code, variant.origin) == (1, "610910", "CN")
    assert variant.extra == {"national_code.US": "6109100012"}


def test_a_dropped_national_code_leaves_the_catalog():
    variant_id = variant_of(stored("tee", "cotton t-shirt"))
    approve_classification(variant_id, Approval("610910", 0, {"US": "6109100012"}), BY)

    approve_classification(variant_id, Approval("610990", 1), BY)

    variant = Variant.objects.get(pk=variant_id)
    assert (variant.hs_code, variant.extra) == ("610990", {})


def test_a_refused_approval_changes_nothing():
    variant_id = variant_of(stored("tee", "cotton t-shirt"))
    approve_classification(variant_id, Approval("610910", 0), BY)

    with pytest.raises(Conflict):
        approve_classification(variant_id, Approval("610990", 0), BY)
    with pytest.raises(DomainError):
        approve_classification(variant_id, Approval("6109", 1), BY)
    with pytest.raises(NotFound):
        approve_classification(999_999, Approval("610910", 0), BY)

    assert Variant.objects.get(pk=variant_id).hs_code == "610910"
    assert len(selectors.history(variant_id)) == 1


def test_an_earlier_version_is_restored_as_a_new_one():
    variant_id = variant_of(stored("tee", "cotton t-shirt"))
    approve_classification(variant_id, Approval("610910", 0, {"US": "61091000"}), BY)
    approve_classification(variant_id, Approval("610990", 1), BY)

    assert restore_classification(variant_id, 1, BY) == 3

    assert Variant.objects.get(pk=variant_id).hs_code == "610910"
    assert [one.hs_code for one in selectors.history(variant_id)] == ["610910", "610990", "610910"]
    with pytest.raises(NotFound):
        restore_classification(variant_id, 9, BY)


def test_a_day_keeps_the_codes_of_its_evening():
    variant_id = variant_of(stored("tee", "cotton t-shirt"))
    approve_classification(variant_id, Approval("610910", 0), BY)
    later = By("owner", NOW + timedelta(days=10))
    approve_classification(variant_id, Approval("610990", 1), later)

    assert codes_on(variant_id, date(2026, 11, 21)) is None
    assert codes_on(variant_id, date(2026, 11, 25)).hs_code == "610910"
    assert codes_on(variant_id, date(2026, 12, 2)).hs_code == "610990"


def gaps(product_id: int, destination: str, mode: str = "sea") -> list[str]:
    question = Question(destination, mode, date(2026, 11, 22))
    found = find_customs_gaps([product_id], question, rule_book(), border_words())
    return [gap.field for gap in found[variant_of(product_id)]]


def test_a_destination_says_what_it_still_misses():
    bare = stored("bare", "cotton t-shirt")
    full = stored(
        "full",
        "cotton t-shirt",
        hs_code="610910",
        origin="CN",
        net_weight_g=180,
        customs_description="Knitted cotton T-shirt",
    )

    assert gaps(bare, "US") == ["hs_code", "origin", "weight", "customs_description"]
    assert gaps(full, "US") == []
    assert gaps(full, "US", mode="post") == ["national_code"]

    approve_classification(variant_of(full), Approval("610910", 0, {"US": "6109100012"}), BY)
    assert gaps(full, "US", mode="post") == []


def test_several_national_lines_are_a_gap_where_their_rates_differ():
    facts = {"origin": "CN", "net_weight_g": 100, "customs_description": "Green tea in tins"}
    tea = stored("tea", "green tea", hs_code="090210", **facts)

    assert gaps(tea, "US") == ["national_code"]


def test_a_vague_description_holds_the_parcel():
    gift = stored(
        "gift",
        "cotton t-shirt",
        hs_code="610910",
        origin="CN",
        net_weight_g=180,
        customs_description="gift",
    )

    assert gaps(gift, "AU") == ["customs_description"]


def test_suggestions_and_approvals_go_with_the_demo_shop():
    load_demo(NOW)
    products = listing.product_ids()
    read = classify_products(products, NOW)
    variant_id = selectors.waiting(limit=1)[0].variant_id
    approve_classification(variant_id, Approval("610910", 0), BY)

    remove_demo(NOW)

    assert read.suggested > 60
    assert listing.product_ids() == []
    assert selectors.history(variant_id) == ()
    assert selectors.waiting_count() == 0
