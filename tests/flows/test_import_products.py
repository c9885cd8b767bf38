"""A file goes in: all of it or nothing, with a report, and the same file again changes nothing."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings

from sampan.apps.catalog.models import Media, Product, ProductText, Variant
from sampan.apps.inventory.models import StockLevel
from sampan.apps.inventory.services import save_warehouse
from sampan.apps.markets.selectors import market_ids
from sampan.apps.markets.services import save_market
from sampan.apps.orders.models import Order, OrderLine
from sampan.apps.pricing.models import Price, PriceChange
from sampan.apps.pricing.services import Cause, save_price_list
from sampan.apps.storefront.models import Card
from sampan.domain.errors import UnknownCurrency
from sampan.domain.incoterms import Incoterm
from sampan.domain.markets import Market
from sampan.domain.pricing.lists import PriceListFacts
from sampan.flows import import_products as flow
from sampan.flows.import_products import (
    Cancelled,
    Hooks,
    ImportOptions,
    ImportReport,
    import_now,
    import_products,
    start_import,
)
from sampan.flows.undo_import import take_back, undo_import
from sampan.integrations.product_files import UnreadableFile
from sampan.kernel import jobs
from sampan.kernel.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
CAUSE = Cause("owner", NOW, "test")

BOWLS = """Handle,Title,Body (HTML),Vendor,Tags,Published,Option1 Name,Option1 Value,Variant SKU,\
Variant Inventory Tracker,Variant Inventory Qty,Variant Price,Variant Compare At Price,Image Src
deep-bowl,Deep bowl,<p>Deep.</p>,Harbor,"new, table",true,Color,Moss,B-1,shopify,5,24.90,29.90,\
https://p.example/1.jpg
deep-bowl,,,,,,,Sand,B-2,shopify,0,24.90,,https://p.example/2.jpg
flat-bowl,Flat bowl,,Harbor,,true,Title,Default Title,B-3,shopify,7,19.90,,
"""
BROKEN = BOWLS + "sad-bowl,Sad bowl,,,,true,Title,Default Title,B-1,shopify,1,-5.00,,\n"


@pytest.fixture(autouse=True)
def shop() -> None:
    """Two markets, three price lists, two warehouses."""
    for position, (code, country, currency, language) in enumerate(
        [("eu", "DE", "EUR", "de"), ("us", "US", "USD", "en"), ("jp", "JP", "JPY", "ja")]
    ):
        market = Market(code, code, (country,), (language,), (currency,), True, Incoterm.DDP)
        save_market(market, position=position, actor="owner", at=NOW)
        facts = PriceListFacts(
            f"{code}-{currency.lower()}",
            code,
            currency,
            is_base=position == 0,
            factor=Decimal({"EUR": 1, "USD": 2, "JPY": 160}[currency]),
            rounding="exact" if position == 0 else "whole",
        )
        save_price_list(facts, market_id=market_ids()[code], position=position, cause=CAUSE)
    save_warehouse("NGB", "Ningbo", "CN", position=0)
    save_warehouse("HAM", "Hamburg", "DE", position=1)


def bring(text: str | bytes, **options: Any) -> ImportReport:
    data = text.encode() if isinstance(text, str) else text
    return import_now(data, "file.csv", ImportOptions(**options), actor="owner", at=NOW)


def prices(price_list: str) -> dict[str, int]:
    rows = Price.objects.filter(price_list__code=price_list)
    skus = dict(Variant.objects.values_list("id", "sku"))
    return {skus[row.variant_id]: row.amount_minor for row in rows}


def stock() -> dict[tuple[str, str], int]:
    skus = dict(Variant.objects.values_list("id", "sku"))
    rows = StockLevel.objects.select_related("warehouse")
    return {(skus[row.variant_id], row.warehouse.code): row.on_hand for row in rows}


def test_a_file_becomes_products_with_prices_in_every_list_and_stock():
    report = bring(BOWLS)

    assert report.as_json() == {
        "dialect": "shopify-old",
        "products": 2,
        "variants": 3,
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "errors": [],
    }
    assert prices("eu-eur") == {"B-1": 2490, "B-2": 2490, "B-3": 1990}
    assert prices("us-usd") == {"B-1": 5000, "B-2": 5000, "B-3": 4000}
    assert prices("jp-jpy") == {"B-1": 3984, "B-2": 3984, "B-3": 3184}
    assert stock() == {("B-1", "NGB"): 5, ("B-2", "NGB"): 0, ("B-3", "NGB"): 7}
    assert Price.objects.get(price_list__code="eu-eur", variant__sku="B-1").compare_at_minor == 2990
    assert Card.objects.count() == 2
    assert Media.objects.filter(file="").count() == 2


def test_the_same_file_again_changes_nothing():
    bring(BOWLS)
    history = PriceChange.objects.count()
    versions = list(Product.objects.values_list("handle", "version"))

    report = bring(BOWLS)

    assert (report.created, report.updated, report.unchanged) == (0, 0, 2)
    assert PriceChange.objects.count() == history
    assert list(Product.objects.values_list("handle", "version")) == versions


def test_a_new_price_and_a_new_count_are_updates():
    bring(BOWLS)

    report = bring(BOWLS.replace("19.90", "18.90"))
    again = bring(BOWLS.replace("19.90", "18.90").replace("shopify,7", "shopify,8"))

    assert (report.updated, again.updated) == (1, 1)
    assert prices("eu-eur")["B-3"] == 1890
    assert prices("us-usd")["B-3"] == 4000, "derived once, then the owner's"
    assert stock()["B-3", "NGB"] == 8


def test_a_dry_run_tells_the_same_and_writes_nothing():
    report = bring(BOWLS, dry_run=True)

    assert (report.created, report.errors) == (2, ())
    assert not Product.objects.exists()
    assert not Price.objects.exists()
    assert not Job.objects.exists()


def test_with_row_errors_nothing_is_written():
    report = bring(BROKEN)

    assert [(e.row, e.column, e.code) for e in report.errors] == [
        (5, "Variant Price", "negative_price")
    ]
    assert report.errors[0].message == "The price EUR -5.00 is below zero."
    assert report.created == 0
    assert not Product.objects.exists()


def test_partial_writes_what_has_no_problem():
    report = bring(BROKEN, partial=True)

    assert (report.created, len(report.errors)) == (2, 1)
    assert set(Product.objects.values_list("handle", flat=True)) == {"deep-bowl", "flat-bowl"}


def test_two_rows_with_one_sku_are_told_by_row_and_column():
    report = bring(BOWLS.replace("B-3", "B-1"))

    assert [(e.row, e.column, e.code) for e in report.errors] == [
        (2, "Variant SKU", "duplicate_sku"),
        (4, "Variant SKU", "duplicate_sku"),
    ]


def test_a_file_in_another_currency_goes_to_its_list_and_the_base_follows_by_the_factor():
    bring(BOWLS, currency="USD")

    assert prices("us-usd") == {"B-1": 2490, "B-2": 2490, "B-3": 1990}
    assert prices("eu-eur") == {"B-1": 1245, "B-2": 1245, "B-3": 995}
    assert bring(BOWLS, currency="USD").unchanged == 2


@pytest.mark.parametrize(
    ("currency", "refusal"), [("CHF", UnreadableFile), ("EURO", UnknownCurrency)]
)
def test_a_currency_without_a_list_is_refused(currency: str, refusal: type[Exception]):
    with pytest.raises(refusal):
        bring(BOWLS, currency=currency)


def test_texts_are_in_the_language_that_the_file_is_said_to_have():
    bring(BOWLS.replace("Deep bowl", "Tiefe Schale"), language="de")

    assert set(ProductText.objects.values_list("language", flat=True)) == {"de"}
    assert Product.objects.get(handle="deep-bowl").source_language == "de"


def test_columns_that_the_owner_mapped_by_hand_are_read():
    file = "Kennung;Name;Preis;handle\nX-1;Schale;19,90;schale\n"

    report = bring(file, renamed={"Kennung": "sku", "Name": "title", "Preis": "price"})

    assert (report.dialect, report.created) == ("csv", 1)
    assert prices("eu-eur") == {"X-1": 1990}


def test_a_warehouse_that_is_not_there_is_a_row_error():
    report = bring("handle,title,sku,stock:HAM,stock:MOON\ncup,Cup,C-1,4,1\n")

    assert [(e.row, e.column, e.code) for e in report.errors] == [
        (2, "stock:MOON", "unknown_warehouse")
    ]


def test_an_import_is_undone_products_prices_stock_and_all():
    bring(BOWLS)
    [job] = Job.objects.all()

    assert undo_import(job.id, actor="owner", at=NOW)

    assert not Product.objects.exists()
    assert not Price.objects.exists()
    assert not StockLevel.objects.exists()
    assert not Card.objects.exists()
    assert not undo_import(job.id, actor="owner", at=NOW), "once is enough"
    assert bring(BOWLS).created == 2


def test_undoing_a_change_brings_the_former_texts_prices_and_counts_back():
    bring(BOWLS)
    changed = BOWLS.replace("Flat bowl", "Wide bowl").replace("19.90", "9.90")
    bring(changed.replace("shopify,7", "shopify,3"))
    job = Job.objects.latest("created_at", "id")
    job = next(j for j in Job.objects.all() if j.result["updated"] == 1)

    assert undo_import(job.id, actor="owner", at=NOW)

    assert ProductText.objects.get(product__handle="flat-bowl").title == "Flat bowl"
    assert prices("eu-eur")["B-3"] == 1990
    assert stock()["B-3", "NGB"] == 7
    assert bring(BOWLS).unchanged == 2


def test_what_was_changed_since_the_import_is_left_alone_by_its_undo():
    bring(BOWLS)
    [first] = Job.objects.all()
    bring(BOWLS.replace("Flat bowl", "Wide bowl"))

    undo_import(first.id, actor="owner", at=NOW)

    assert list(Product.objects.values_list("handle", flat=True)) == ["flat-bowl"]


def test_a_product_that_an_order_remembers_is_archived_and_the_others_go():
    bring(BOWLS)
    [job] = Job.objects.all()
    order_of(Variant.objects.get(sku="B-1"))

    assert undo_import(job.id, actor="owner", at=NOW)

    assert list(Product.objects.values_list("handle", "status")) == [("deep-bowl", "archived")]
    assert not Card.objects.exists()
    assert set(prices("eu-eur")) == {"B-1", "B-2"}


def order_of(variant: Variant) -> None:
    order = Order.objects.create(
        number=1,
        checkout=uuid4(),
        market="eu",
        country="DE",
        language="de",
        currency="EUR",
        total_minor=2490,
        incoterm="DDP",
        payment_method="card",
        placed_at=NOW,
    )
    OrderLine.objects.create(
        order=order, position=1, variant=variant, title="Bowl", quantity=1, unit_price_minor=2490
    )


def test_as_a_job_it_is_worked_off_and_leaves_no_file_behind(work_off: Callable[[], int]):
    job_id = start_import(BOWLS.encode(), "b.csv", ImportOptions(), actor="owner", at=NOW)
    assert jobs.get(job_id).state == "waiting"

    work_off()

    job = jobs.get(job_id)
    assert (job.state, job.result["created"], job.done, job.total) == ("done", 2, 2, 2)
    assert not list((Path(settings.HOME) / "imports").glob("*"))


def test_a_dry_run_as_a_job_ends_with_its_report_and_leaves_nothing_to_undo(
    work_off: Callable[[], int],
):
    options = ImportOptions(dry_run=True)
    job_id = start_import(BOWLS.encode(), "b.csv", options, actor="owner", at=NOW)

    work_off()

    job = jobs.get(job_id)
    assert (job.state, job.result["created"], job.done, job.total) == ("done", 2, 2, 2)
    assert job.undo == {}
    assert not undo_import(job_id, actor="owner", at=NOW)
    assert not Product.objects.exists()


def test_a_job_that_was_cancelled_does_nothing(work_off: Callable[[], int]):
    job_id = start_import(BOWLS.encode(), "b.csv", ImportOptions(), actor="owner", at=NOW)
    jobs.cancel(job_id, NOW)

    work_off()

    assert not Product.objects.exists()
    assert not list((Path(settings.HOME) / "imports").glob("*"))


def test_saying_stop_while_products_are_written_leaves_nothing():
    hooks = Hooks(step=lambda done, total: done == 0)

    with pytest.raises(Cancelled):
        import_products(BOWLS.encode(), ImportOptions(), CAUSE, hooks=hooks)

    assert not Product.objects.exists()
    assert not Price.objects.exists()


def test_saying_stop_between_portions_leaves_what_takes_the_first_ones_back(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(flow, "PORTION", 1)
    hooks = Hooks(step=lambda done, total: done < 2)
    with pytest.raises(Cancelled):
        import_products(BOWLS.encode(), ImportOptions(partial=True), CAUSE, hooks=hooks)
    assert Product.objects.count() == 1

    take_back(hooks.undo, actor="owner", at=NOW)

    assert not Product.objects.exists()
    assert not Price.objects.exists()


def test_a_job_whose_worker_died_starts_over_once_its_traces_are_gone(
    work_off: Callable[[], int], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(flow, "PORTION", 1)
    options = ImportOptions(partial=True)
    job_id = start_import(BOWLS.encode(), "b.csv", options, actor="owner", at=NOW)
    hooks = Hooks(step=lambda done, total: done < 2)
    with pytest.raises(Cancelled):
        import_products(BOWLS.encode(), options, CAUSE, hooks=hooks)
    Job.objects.filter(id=job_id).update(undo=asdict(hooks.undo))

    work_off()

    assert jobs.get(job_id).state == "done"
    assert jobs.get(job_id).result["created"] == 2
    assert prices("eu-eur") == {"B-1": 2490, "B-2": 2490, "B-3": 1990}


def test_a_job_whose_file_cannot_be_read_fails_with_a_sentence(work_off: Callable[[], int]):
    job_id = start_import(b"a,b\n1,2\n", "x.csv", ImportOptions(), actor="owner", at=NOW)

    work_off()

    job = jobs.get(job_id)
    assert (job.state, job.errors[0]["code"]) == ("failed", "unknown_columns")


def test_the_job_keeps_the_report_as_json():
    bring(BROKEN, partial=True)
    [job] = Job.objects.all()

    assert json.dumps(job.result)
    assert job.errors[0]["code"] == "negative_price"
    assert job.undo["snapshots"]
