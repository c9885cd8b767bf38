"""Bulk edit, import and jobs as the owner goes through them: seen, applied, undone."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web.backoffice.goods import product

from sampan.kernel import clock, jobs

BULK = "/office/products/bulk/"
IMPORT = "/office/import/"
FILE = (
    "Handle,Title,Status,Variant SKU,Variant Price\nquiet-kettle,Quiet kettle,active,QK-1,49.90\n"
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> None:
    """Files that wait lie in a folder of the test's own."""
    settings.HOME = tmp_path


def ids(*handles: str) -> list[int]:
    return [product(handle).id for handle in handles]


def sealed(page: str) -> str:
    found = re.search(r'name="sealed" value="([^"]+)"', page)
    assert found is not None, "no preview"
    return found[1]


def preview(client: Client, **said: Any) -> str:
    form = {"ids": ids("lakeside-tea-set", "terrace-bowl"), "query": "", "preview": "1"}
    page: str = client.post(BULK, form | said).content.decode()
    return page


def test_a_bulk_edit_is_seen_applied_and_undone(owner: Client, work_off: Callable[[], int]) -> None:
    page = preview(owner, price_list="eu-eur", way="percent", value="-90", add_tags="冬季，sale")
    assert "would sell below their cost" in page
    assert "冬季" not in product("lakeside-tea-set").tags

    answer = owner.post(f"{BULK}apply", {"sealed": sealed(page)})
    work_off()

    assert answer["Location"] == "/office/jobs/"
    assert {"冬季", "sale"} <= set(product("lakeside-tea-set").tags)
    shown = owner.get("/office/jobs/").content.decode()
    undo = re.search(r'action="(/office/jobs/[^"]+/undo)"', shown)
    assert undo is not None
    owner.post(undo[1])
    assert "冬季" not in product("lakeside-tea-set").tags
    assert "This job cannot be undone any more" in owner.post(undo[1], follow=True).content.decode()


def test_a_whole_view_is_edited_by_its_query(owner: Client, work_off: Callable[[], int]) -> None:
    form = {"whole": "1", "query": "category=table/tea/", "preview": "1", "brand": "Tea House"}
    page = owner.post(BULK, form).content.decode()
    assert "Edit 3 products" in page

    owner.post(f"{BULK}apply", {"sealed": sealed(page)})
    work_off()

    assert product("lakeside-tea-set").brand == "Tea House"
    assert product("terrace-bowl").brand == "Harbor & Reed"


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({}, "Say what should change."),
        ({"way": "percent", "value": "-101"}, "A price is zero or more."),
        ({"way": "percent", "value": "lots"}, "This is no number."),
        ({"way": "percent", "value": ""}, "This is no number."),
        ({"way": "x", "value": "1"}, "cannot be saved"),
        ({"hs_code": "12"}, "An HS code has six digits."),
        ({"stock": "-4", "warehouse": "NGB"}, "Stock is a whole number"),
        ({"status": "gone"}, "cannot be saved"),
        ({"way": "set", "value": "1", "price_list": "moon"}, "does not exist any more"),
    ],
)
def test_nonsense_is_refused_before_anything_happens(
    owner: Client, said: dict[str, str], refusal: str
) -> None:
    page = preview(owner, **({"price_list": "eu-eur"} | said))

    assert refusal in page
    assert "sealed" not in page


def test_nothing_selected_leads_back_to_the_grid(owner: Client) -> None:
    for form in ({}, {"ids": ["x", "-1"]}, {"whole": "1", "query": "q=nothing-like-this"}):
        assert owner.post(BULK, form)["Location"].startswith("/office/products/")


@pytest.mark.parametrize(
    "forged",
    ["", "x", signing.dumps({"change": {}}, salt="other")],
    ids=["empty", "no signature", "another purpose"],
)
def test_only_a_preview_of_ours_can_be_applied(owner: Client, forged: str) -> None:
    answer = owner.post(f"{BULK}apply", {"sealed": forged})

    assert answer["Location"] == "/office/products/"
    assert jobs.newest(clock.now()) == []


def upload(client: Client, data: str | bytes, name: str = "goods.csv") -> Any:
    body = data.encode() if isinstance(data, str) else data
    form = {"file": SimpleUploadedFile(name, body), "currency": "EUR", "language": "en"}
    return client.post(IMPORT, form)


def test_a_file_is_looked_into_tried_applied_watched_and_undone(
    owner: Client, work_off: Callable[[], int]
) -> None:
    step = upload(owner, FILE)["Location"]
    assert "Shopify, with Handle and Body" in owner.get(step).content.decode()
    options = {"name": "goods.csv", "currency": "EUR", "language": "en"}

    tried = owner.post(step, options | {"try": "1"}).content.decode()
    assert re.search(r"<dt>New</dt><dd>1</dd>", tried)
    assert jobs.newest(clock.now()) == []

    watched = owner.post(step, options | {"apply": "1"})["Location"]
    assert "waiting" in owner.get(watched).content.decode()
    work_off()
    done = owner.get(watched).content.decode()
    assert re.search(r"<dt>New</dt><dd>1</dd>", done)
    assert product("quiet-kettle").title == "Quiet kettle"

    undo = re.search(r'action="(/office/jobs/[^"]+/undo)"', done)
    assert undo is not None
    owner.post(undo[1])
    assert "quiet-kettle" not in owner.get("/office/products/export").content.decode()


def test_rows_with_problems_are_shown_and_nothing_can_be_applied(owner: Client) -> None:
    step = upload(owner, FILE + "bad,Bad,active,QK-1,-3\n")["Location"]

    page = owner.post(step, {"currency": "EUR", "language": "en", "try": "1"}).content.decode()

    assert "Rows with problems" in page
    assert "below zero" in page
    assert 'name="apply"' not in page
    partial = owner.post(
        step, {"currency": "EUR", "language": "en", "partial": "1", "try": "1"}
    ).content.decode()
    assert 'name="apply"' in partial


def test_unknown_columns_are_matched_by_hand(owner: Client) -> None:
    step = upload(owner, "Ref,Wording,Cash\nquiet-kettle,Quiet kettle,49.90\n")["Location"]
    assert "unknown columns" in owner.get(step).content.decode()
    matched = {"c0": "handle", "c1": "title", "c2": "price", "currency": "EUR", "language": "en"}

    assert "columns are not known" in owner.post(step, {"try": "1"}).content.decode()
    page = owner.post(step, matched | {"try": "1"}).content.decode()

    assert re.search(r"<dt>New</dt><dd>1</dd>", page)


UNREADABLE = {
    b"": "The submitted file is empty|Choose a file|empty",
    b"\xff\xfe\x00": "cannot be read|empty",
    b"PK\x03\x04broken": "no XLSX workbook",
}


@pytest.mark.parametrize(("data", "said"), UNREADABLE.items())
def test_a_file_that_cannot_be_read_is_refused_in_words(
    owner: Client, data: bytes, said: str
) -> None:
    answer = upload(owner, data)
    page = owner.get(answer["Location"], follow=True) if answer.status_code == 302 else answer

    assert re.search(said, page.content.decode())


def test_a_step_without_a_file_or_with_another_key_is_not_found(owner: Client) -> None:
    assert b"Choose a file first." in owner.post(IMPORT, {}).content
    assert owner.get(f"{IMPORT}file/{'0' * 32}").status_code == 404
    assert owner.get(f"{IMPORT}file/secret_key").status_code == 404


@pytest.mark.parametrize("dialect", ["csv", "xlsx", "shopify-old", "shopify-new", "woocommerce"])
def test_what_is_exported_changes_nothing_when_it_is_imported(owner: Client, dialect: str) -> None:
    answer = owner.get(f"/office/export/?dialect={dialect}&language=en")
    exported = b"".join(answer.streaming_content)
    step = upload(owner, exported, answer["Content-Disposition"].split('"')[1])["Location"]

    page = owner.post(step, {"currency": "EUR", "language": "en", "try": "1"}).content.decode()

    if "office/import/jobs" not in page:
        assert re.search(r"<dt>New</dt><dd>0</dd>", page), page[page.find("What would") :][:400]


def test_an_unknown_dialect_is_not_found(owner: Client) -> None:
    assert owner.get("/office/export/?dialect=exe").status_code == 404
    assert owner.get("/office/export/?dialect=csv&language=xx").status_code == 404


def test_errors_of_a_job_are_a_file_that_spreadsheets_open(owner: Client) -> None:
    job = jobs.create(kind="import", title="t", actor="a", at=clock.now(), payload={})
    jobs.start(job, clock.now())
    errors = [{"row": 2, "column": "Price", "code": "bad_number", "message": "=1+1"}]
    jobs.finish(job, clock.now(), result={}, errors=errors)

    answer = owner.get(f"/office/jobs/{job}/errors.csv")

    assert answer.content.startswith("\ufeff".encode())
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows == [["row", "column", "code", "message"], ["2", "Price", "bad_number", "'=1+1"]]


def test_a_running_job_shows_how_far_it_is_and_can_be_cancelled(owner: Client) -> None:
    job = jobs.create(kind="bulk_edit", title="Edit", actor="a", at=clock.now(), payload={})
    jobs.start(job, clock.now(), total=200)
    jobs.advance(job, 50, 200)

    drawer = owner.get("/office/jobs/drawer").content.decode()
    assert 'data-open="1"' in drawer
    assert "50 of 200" in drawer
    assert '<progress max="200" value="50"' in drawer

    owner.post(f"/office/jobs/{job}/cancel")
    assert jobs.get(job).state == "cancelled"
    assert (
        "had finished already"
        in owner.post(f"/office/jobs/{job}/cancel", follow=True).content.decode()
    )


def test_the_missing_worker_is_told_on_every_page(owner: Client) -> None:
    assert "No worker is running." in owner.get("/office/jobs/").content.decode()

    jobs.beat("worker", clock.now())

    assert "No worker is running." not in owner.get("/office/jobs/").content.decode()
