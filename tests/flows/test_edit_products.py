"""Editing one product: all of it or nothing, in the window at once, never over others' work."""

from dataclasses import replace
from datetime import datetime
from typing import Any, cast

import pytest
from tests.shops import loaded_demo
from tests.web.backoffice.goods import product, variant

from sampan.apps.catalog.services import edit
from sampan.apps.storefront.models import Sheet
from sampan.domain.catalog.drafts import ProductDraft, TextDraft, VariantDraft
from sampan.domain.catalog.problems import DraftsRefused
from sampan.domain.errors import Conflict, Invalid, NotFound
from sampan.domain.goods import TradeFacts
from sampan.domain.money import Money
from sampan.flows import edit_products as flow
from sampan.flows.edit_products import By, VariantEdits
from sampan.kernel import audit, clock
from sampan.kernel.models import OutboxEvent

__all__ = ["loaded_demo"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_demo")]
TEA = "lakeside-tea-set"
CELADON = "HR-LS-02-CEL"


def by() -> By:
    return By("person:1", clock.now())


def changes(handle: str, **said: Any) -> ProductDraft:
    return replace(ProductDraft(handle=handle, variants=()), **said)


def titles_in_the_window(product_id: int) -> dict[str, str]:
    return dict(Sheet.objects.filter(product_id=product_id).values_list("language", "title"))


def test_a_new_title_is_in_the_window_the_history_and_the_outbox() -> None:
    before = product(TEA)
    events = OutboxEvent.objects.count()

    flow.retitle_product(before.id, "  Tea set of the lake ", by(), version=before.version)

    assert product(TEA).title == "Tea set of the lake"
    assert titles_in_the_window(before.id)["en"] == "Tea set of the lake"
    newest = audit.history(f"product:{before.id}")[0]
    assert newest.changes["en.title"] == [before.title, "Tea set of the lake"]
    assert newest.actor == "person:1"
    assert OutboxEvent.objects.count() == events + 1


def test_two_people_saving_at_once_do_not_overwrite_each_other() -> None:
    seen = product(TEA)
    flow.retitle_product(seen.id, "The first", by(), version=seen.version)

    with pytest.raises(Conflict):
        flow.retitle_product(seen.id, "The second", by(), version=seen.version)

    assert product(TEA).title == "The first"


@pytest.mark.parametrize(
    ("title", "refusal"), [("", Invalid), ("   ", Invalid), ("x" * 501, Invalid)]
)
def test_a_product_keeps_a_title_of_reasonable_length(title: str, refusal: type[Exception]) -> None:
    seen = product(TEA)

    with pytest.raises(refusal):
        flow.retitle_product(seen.id, title, by(), version=None)

    assert product(TEA) == seen


def test_hostile_html_is_cleaned_on_its_way_in() -> None:
    seen = product(TEA)
    text = TextDraft("en", description="<p onclick=x()>Tea<script>alert(1)</script></p>")

    flow.edit_product(seen.id, changes(TEA, texts=(text,)), by(), version=seen.version)

    assert product(TEA).texts["en"].description == "<p>Tea</p>"


def test_a_draft_product_leaves_the_window_and_comes_back() -> None:
    seen = product(TEA)

    flow.set_status(seen.id, "draft", by(), version=None)
    assert titles_in_the_window(seen.id) == {}

    flow.set_status(seen.id, "active", by(), version=None)
    assert set(titles_in_the_window(seen.id)) == set(seen.texts)


def test_a_status_that_does_not_exist_is_refused() -> None:
    with pytest.raises(DraftsRefused):
        flow.set_status(product(TEA).id, cast(Any, "gone"), by(), version=None)


def test_a_machine_draft_is_marked_until_somebody_accepts_it() -> None:
    seen = product(TEA)
    machine = TextDraft("ko", title="호수 차 세트", origin="machine")
    flow.edit_product(seen.id, changes(TEA, texts=(machine,)), by(), version=None)
    drafted = product(TEA)
    assert not drafted.texts["ko"].is_reviewed

    flow.review_text(seen.id, "ko", by(), version=drafted.version)

    assert product(TEA).texts["ko"].is_reviewed


def test_a_language_can_go_but_not_the_products_own() -> None:
    seen = product(TEA)

    flow.remove_text(seen.id, "de", by(), version=seen.version)

    assert "de" not in product(TEA).texts
    assert "de" not in titles_in_the_window(seen.id)
    with pytest.raises(Invalid):
        flow.remove_text(seen.id, "en", by(), version=product(TEA).version)


def test_variants_change_their_sku_cost_and_order_in_one_go() -> None:
    seen = product(TEA)
    drafts = tuple(
        VariantDraft(
            options=one.options[:2],
            sku=f"NEW-{one.sku}",
            cost=Money.parse("20.00", "EUR"),
        )
        for one in seen.variants
    )
    order = tuple(one.id for one in reversed(seen.variants))

    flow.edit_variants(
        seen.id, changes(TEA) if not drafts else replace(changes(TEA), variants=drafts),
        VariantEdits(order=order), by(), version=seen.version,
    )  # fmt: skip

    after = product(TEA)
    assert [one.id for one in after.variants] == list(order)
    assert {one.sku for one in after.variants} == {f"NEW-{one.sku}" for one in seen.variants}
    assert {(one.cost_minor, one.cost_currency) for one in after.variants} == {(2000, "EUR")}


def test_two_variants_may_swap_their_options() -> None:
    seen = product(TEA)
    first, second = seen.variants[0], seen.variants[1]
    swapped = {first.id: second.options, second.id: first.options}

    flow.edit_variants(
        seen.id, changes(TEA), VariantEdits(options=swapped), by(), version=seen.version
    )

    now = {one.id: one.options for one in product(TEA).variants}
    assert (now[first.id], now[second.id]) == (second.options, first.options)


def test_two_variants_never_get_the_same_options() -> None:
    seen = product(TEA)
    first, second = seen.variants[0], seen.variants[1]

    with pytest.raises(Invalid):
        flow.edit_variants(
            seen.id, changes(TEA), VariantEdits(options={first.id: second.options}), by(),
            version=seen.version,
        )  # fmt: skip

    assert product(TEA) == seen


def test_an_emptied_weight_is_not_known_any_more() -> None:
    seen = product(TEA)
    one = variant(TEA, CELADON)
    emptied = {one.id: ("gross_weight_g", "has_battery", "sku")}

    flow.edit_variants(
        seen.id, changes(TEA), VariantEdits(emptied=emptied), by(), version=seen.version
    )

    after = variant(TEA, CELADON)
    assert (after.gross_weight_g, after.has_battery, after.sku) == (None, None, CELADON)


def test_one_bad_variant_saves_none_of_them() -> None:
    seen = product(TEA)
    drafts = tuple(
        VariantDraft(options=one.options[:2], sku=one.sku, trade=TradeFacts(origin=origin))
        for one, origin in zip(seen.variants, ["DE", "ZZ", "DE", "DE", "DE", "DE"], strict=True)
    )

    with pytest.raises(DraftsRefused):
        flow.edit_variants(
            seen.id, replace(changes(TEA), variants=drafts), VariantEdits(), by(),
            version=seen.version,
        )  # fmt: skip

    assert product(TEA) == seen


def test_a_market_that_must_not_see_it_does_not_and_the_reason_is_kept() -> None:
    seen = product(TEA)

    flow.publish_in_markets(seen.id, {"us": "no FDA notice"}, by(), version=seen.version)

    assert product(TEA).hidden_in == {"us": "no FDA notice"}
    flow.publish_in_markets(seen.id, {}, by(), version=product(TEA).version)
    assert product(TEA).hidden_in == {}


def test_a_new_product_is_a_draft_with_a_handle_of_its_own(loaded_demo: datetime) -> None:
    draft = ProductDraft(
        handle="quiet-kettle",
        variants=(VariantDraft(sku="QK-1"),),
        status="draft",
        texts=(TextDraft("en", title="Quiet kettle"),),
    )

    made = flow.create_product(draft, by())

    assert product("quiet-kettle").id == made
    assert titles_in_the_window(made) == {}
    with pytest.raises(Invalid):
        flow.create_product(replace(draft, handle="x", texts=()), by())


def test_what_is_not_there_cannot_be_edited() -> None:
    with pytest.raises(NotFound):
        edit.lock(10**9, None)
