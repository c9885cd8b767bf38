"""One rule for many products: seen before, applied as a job, cancelled and undone whole."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from tests.shops import loaded_demo
from tests.web.backoffice.goods import product, variant

from sampan.apps.catalog.selectors import grid
from sampan.apps.inventory import selectors as inventory
from sampan.apps.pricing import selectors as pricing
from sampan.apps.pricing.services import Cause
from sampan.domain.errors import Invalid
from sampan.domain.money import Money
from sampan.flows import bulk_edit as flow
from sampan.flows.bulk_edit import BulkChange
from sampan.flows.change_prices import change_prices
from sampan.flows.edit_products import By, retitle_product
from sampan.flows.preview_bulk_edit import preview_bulk_edit
from sampan.flows.undo_jobs import undo_job
from sampan.kernel import clock, jobs

__all__ = ["loaded_demo"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_demo")]
TEA, BOWL = "lakeside-tea-set", "terrace-bowl"


def ids() -> list[int]:
    return [product(TEA).id, product(BOWL).id]


def everything() -> object:
    """What the two products are, beside their version and the time of the last change."""
    prices = {
        one.id: pricing.current_prices([one.id], clock.now())[one.id]
        for handle in (TEA, BOWL)
        for one in product(handle).variants
    }
    rows = [
        (row.status, row.brand, row.tags, row.hidden_in, row.variants)
        for row in grid.rows_by_id(ids(), "en")
    ]
    return rows, prices, inventory.by_warehouse(sorted(prices))


def base_price(handle: str, sku: str) -> str:
    one = variant(handle, sku)
    return str(pricing.current_prices([one.id], clock.now())[one.id]["eu-eur"].amount)


def start(change: BulkChange) -> UUID:
    return flow.start_bulk_edit(change, ids(), "test", actor="person:1", at=clock.now())


CHANGES = {
    "prices": BulkChange(price_list="eu-eur", way="percent", value="10"),
    "status": BulkChange(status="archived"),
    "stock": BulkChange(warehouse="NGB", stock=3),
    "tags": BulkChange(add_tags=("winter",), remove_tags=("gift",)),
    "trade data": BulkChange(hs_code="691110", origin="PT"),
    "markets": BulkChange(hide_in=("us", "jp")),
    "brand": BulkChange(brand="Another House"),
    "all at once": BulkChange(
        price_list="jp-jpy", way="add", value="500", status="draft", warehouse="HAM", stock=9,
        add_tags=("a", "b"), hs_code="691110", hide_in=("br",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_what_is_previewed_is_what_happens_and_undo_brings_all_of_it_back(
    change: BulkChange, work_off: Callable[[], int]
) -> None:
    before = everything()
    preview = preview_bulk_edit(change, ids(), clock.now(), language="en")
    assert preview.changes > 0
    assert everything() == before

    job = start(change)
    work_off()

    assert jobs.get(job).state == "done"
    assert everything() != before
    assert preview_bulk_edit(change, ids(), clock.now(), language="en").changes == 0 or change.way

    assert undo_job(job, actor="person:1", at=clock.now())
    assert everything() == before
    assert not undo_job(job, actor="person:1", at=clock.now())


def test_prices_move_by_the_rule_and_are_rounded_by_the_lists_habit(
    work_off: Callable[[], int],
) -> None:
    assert base_price(TEA, "HR-LS-02-CEL") == "EUR 89.00"
    start(BulkChange(price_list="eu-eur", way="percent", value="-10"))
    work_off()
    assert base_price(TEA, "HR-LS-02-CEL") == "EUR 80.00"

    start(BulkChange(price_list="eu-eur", way="percent", value="-10", rounded=False))
    work_off()
    assert base_price(TEA, "HR-LS-02-CEL") == "EUR 72.00"


def test_the_preview_says_what_becomes_of_the_margin_and_counts_losses() -> None:
    change = BulkChange(price_list="eu-eur", way="percent", value="-90")

    preview = preview_bulk_edit(change, ids(), clock.now(), language="en", limit=2)

    variants = sum(len(product(handle).variants) for handle in (TEA, BOWL))
    assert (preview.changes, len(preview.lines), preview.losses) == (variants, 2, variants)
    assert preview.margin_before is not None
    assert preview.margin_after is not None
    assert preview.margin_after < 0 < preview.margin_before


def test_undo_leaves_alone_what_somebody_changed_since(work_off: Callable[[], int]) -> None:
    one = variant(TEA, "HR-LS-02-CEL")
    job = start(BulkChange(price_list="eu-eur", way="add", value="5", add_tags=("winter",)))
    work_off()
    cause = Cause("person:2", clock.now(), "edited")
    change_prices("eu-eur", {one.id: Money.parse("91.00", "EUR")}, cause)
    retitle_product(product(BOWL).id, "Bowl", By("person:2", clock.now()), version=None)

    undo_job(job, actor="person:1", at=clock.now())

    assert base_price(TEA, "HR-LS-02-CEL") == "EUR 91.00"
    assert base_price(TEA, "HR-LS-04-CEL") == "EUR 119.00"
    assert "winter" not in product(TEA).tags
    assert product(BOWL).title == "Bowl"
    assert "winter" in product(BOWL).tags


def test_a_cancelled_job_takes_back_what_it_had_done(
    work_off: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything()
    monkeypatch.setattr(flow, "PORTION", 1)
    job = start(BulkChange(price_list="eu-eur", way="add", value="5", add_tags=("winter",)))
    advance = jobs.advance

    def cancel_after_the_first(job_id: UUID, done: int, *rest: object, **more: object) -> bool:
        if done == 2:
            jobs.cancel(job_id, clock.now())
        return advance(job_id, done, *rest, **more)  # type: ignore[arg-type]  # passed through

    monkeypatch.setattr(jobs, "advance", cancel_after_the_first)
    work_off()

    assert jobs.get(job).state == "cancelled"
    assert everything() == before


def test_a_refused_product_fails_the_job_and_leaves_nothing_half_done(
    work_off: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything()
    monkeypatch.setattr(flow, "PORTION", 1)
    job = start(BulkChange(origin="ZZ", price_list="eu-eur", way="add", value="5"))
    work_off()

    stored = jobs.get(job)
    assert (stored.state, stored.errors[0]["code"]) == ("failed", "drafts_refused")
    assert everything() == before


def test_a_worker_that_died_in_the_middle_is_followed_by_one_that_does_nothing_twice(
    work_off: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow, "PORTION", 1)
    job = start(BulkChange(price_list="eu-eur", way="add", value="5"))
    apply, calls = flow.apply, []

    def die_on_the_second(*arguments: object, **more: object) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        apply(*arguments, **more)  # type: ignore[arg-type]  # passed through

    monkeypatch.setattr(flow, "apply", die_on_the_second)
    with pytest.raises(KeyboardInterrupt):
        flow.run_bulk_edit.call(str(job))
    assert base_price(TEA, "HR-LS-02-CEL") == "EUR 94.00"
    jobs.release([str(job)])
    monkeypatch.setattr(flow, "apply", apply)
    flow.run_bulk_edit.call(str(job))

    assert base_price(TEA, "HR-LS-02-CEL") == "EUR 94.00"
    undo_job(job, actor="person:1", at=clock.now())
    assert base_price(TEA, "HR-LS-02-CEL") == "EUR 89.00"


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"status": "gone"},
        {"warehouse": "NGB", "stock": -1},
        {"price_list": "eu-eur", "way": "percent", "value": "much"},
        {"price_list": "eu-eur", "way": "double", "value": "2"},
    ],
)
def test_a_change_that_says_nothing_or_nonsense_is_refused(said: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        BulkChange(**said)  # type: ignore[arg-type]  # what a form may send


def test_an_empty_selection_starts_nothing() -> None:
    with pytest.raises(Invalid):
        flow.start_bulk_edit(CHANGES["status"], [], "test", actor="x", at=clock.now())


def test_a_job_keeps_its_change_as_it_was(loaded_demo: datetime) -> None:
    job = jobs.get(start(CHANGES["all at once"]))

    assert BulkChange.load(job.payload["change"]) == CHANGES["all at once"]
