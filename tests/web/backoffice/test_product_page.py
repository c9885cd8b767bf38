"""The tabs of a product: what their forms save, refuse and show."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.web.backoffice.goods import product, variant

from sampan.apps.pricing import selectors as pricing
from sampan.domain.catalog.drafts import ProductDraft, TextDraft
from sampan.flows.edit_products import By, edit_product
from sampan.kernel import clock

TEA, CELADON = "lakeside-tea-set", "HR-LS-02-CEL"
TABS = (
    "description", "variants", "prices", "stock", "pictures", "trade", "safety", "seo",
    "markets", "history",
)  # fmt: skip


def page(tab: str, query: str = "") -> str:
    return f"/office/products/{product(TEA).id}/{tab}/{query}"


def form_of(client: Client, tab: str, query: str = "") -> dict[str, Any]:
    """Every field of a tab as the browser would send it back untouched."""
    html = client.get(page(tab, query)).content.decode()
    html = html[html.index('id="main"') :]
    fields: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name is None or 'type="file"' in tag or ("checkbox" in tag and " checked" not in tag):
            continue
        fields.setdefault(name[1], []).append(unescaped(value[1] if value else ""))
    for name, body in re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', html, re.S):
        fields[name] = [unescaped(body)]
    for name, body in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', html, re.S):
        chosen = re.search(r'value="([^"]*)"[^>]* selected', body)
        fields[name] = [chosen[1] if chosen else ""]
    return fields


def unescaped(text: str) -> str:
    for code, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'")):
        text = text.replace(code, sign)
    return text.replace("&amp;", "&")


def save(client: Client, tab: str, query: str = "", **changed: Any) -> Any:
    form = {"version": product(TEA).version, **changed}
    return client.post(page(tab, query), form)


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_opens(owner: Client, tab: str) -> None:
    assert owner.get(page(tab)).status_code == 200


def test_what_is_not_there_is_not_found(owner: Client) -> None:
    assert owner.get("/office/products/999999/").status_code == 404
    assert owner.get(page("nonsense")).status_code == 404
    assert owner.post(page("history"), {"version": 1}).status_code == 404


@pytest.mark.parametrize("tab", ["variants", "trade", "prices", "stock", "markets", "safety"])
def test_a_form_sent_back_untouched_changes_nothing(owner: Client, tab: str) -> None:
    before = product(TEA)
    form = form_of(owner, tab)
    form.pop("part", None)

    assert owner.post(page(tab), form).status_code == 302

    assert product(TEA) == before


def test_basics_sent_back_untouched_change_nothing(owner: Client) -> None:
    before = product(TEA)
    form = form_of(owner, "description") | {"part": "basics"}

    assert owner.post(page("description"), form).status_code == 302

    assert product(TEA) == before


def test_the_words_of_a_language_are_saved_in_that_language(owner: Client) -> None:
    answer = save(owner, "description", "?language=de", title="Teeset", description="<p>Ton</p>")

    assert answer["Location"].endswith("?language=de")
    assert product(TEA).texts["de"].title == "Teeset"
    assert product(TEA).texts["en"].title == "Lakeside tea set"


def test_a_save_over_newer_work_is_refused_and_says_so(owner: Client) -> None:
    old = product(TEA).version
    save(owner, "description", title="Mine")

    answer = owner.post(page("description"), {"version": old, "title": "Yours"})

    assert "Somebody else has changed this product meanwhile" in answer.content.decode()
    assert product(TEA).title == "Mine"


def test_what_was_typed_is_still_there_after_a_refusal(owner: Client) -> None:
    answer = save(owner, "description", title=" ", description="half a thought")

    page_text = answer.content.decode()
    assert "A product needs a title." in page_text
    assert "half a thought" in page_text


def test_a_machine_draft_is_marked_and_can_be_accepted(owner: Client) -> None:
    text = TextDraft("nl", title="Theeset", origin="machine")
    draft = ProductDraft(handle=TEA, variants=(), texts=(text,))
    edit_product(product(TEA).id, draft, By("test", clock.now()), version=None)
    assert (
        "Machine draft, to review"
        in owner.get(page("description", "?language=nl")).content.decode()
    )

    save(owner, "description", "?language=nl", part="review")

    assert product(TEA).texts["nl"].is_reviewed


def test_a_new_variant_is_added_and_one_is_taken_out_of_sale(owner: Client) -> None:
    one = variant(TEA, CELADON)
    form = form_of(owner, "variants")
    form |= {"new_option1": "Ink", "new_option2": "Two, 550 ml", "new_sku": "HR-LS-02-INK"}
    del form[f"v{one.id}_is_active"]

    assert owner.post(page("variants"), form).status_code == 302

    assert variant(TEA, "HR-LS-02-INK").options[0] == "Ink"
    assert not variant(TEA, CELADON).is_active


def test_a_sku_of_another_product_is_refused_and_nothing_is_saved(owner: Client) -> None:
    before = product(TEA)
    form = form_of(owner, "variants")
    taken = product("terrace-bowl").variants[0].sku
    form[f"v{before.variants[0].id}_sku"] = taken
    form[f"v{before.variants[1].id}_cost"] = "1.00"

    answer = owner.post(page("variants"), form)

    assert "the SKU belongs to another product" in answer.content.decode()
    assert product(TEA) == before


def test_prices_of_all_lists_are_saved_at_once(owner: Client) -> None:
    one = variant(TEA, CELADON)
    form = form_of(owner, "prices")
    form.pop("part")
    form |= {f"p{one.id}_eu-eur": "95", f"p{one.id}_jp-jpy": "16000", f"p{one.id}_us-usd": ""}

    owner.post(page("prices"), form)

    now = pricing.current_prices([one.id], clock.now())[one.id]
    assert (str(now["eu-eur"].amount), str(now["jp-jpy"].amount)) == ("EUR 95.00", "JPY 16000")
    assert "us-usd" not in now


def test_a_quantity_break_is_added_and_shown(owner: Client) -> None:
    said = {"part": "break", "variant": "all", "price_list": "eu-eur", "quantity": "10"}
    save(owner, "prices", price="80", **said)

    shown = owner.get(page("prices")).content.decode()
    assert shown.count('<td>eu-eur</td><td class="r">10</td>') >= 6


@pytest.mark.parametrize(
    "said",
    [
        {"quantity": "1"},
        {"quantity": "0"},
        {"quantity": "5", "price_list": "moon"},
        {"quantity": "5", "valid_from": "yesterday"},
        {"quantity": "5", "valid_from": "2026-12-02 00:00", "valid_to": "2026-12-01 00:00"},
        {"quantity": "5", "variant": "12x"},
    ],
)
def test_a_break_that_makes_no_sense_is_refused(owner: Client, said: dict[str, str]) -> None:
    form = {"part": "break", "variant": "all", "price_list": "eu-eur", "price": "80"} | said

    answer = save(owner, "prices", **form)

    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()


def test_a_count_of_one_warehouse_moves_that_one_alone(owner: Client) -> None:
    one = variant(TEA, CELADON)
    save(owner, "stock", **{f"s{one.id}_NGB": "４０", f"s{one.id}_HAM": ""})

    shown = owner.get(page("stock")).content.decode()
    assert f'name="s{one.id}_NGB" value="40"' in shown
    assert f'name="s{one.id}_HAM" value="14"' in shown


def test_trade_data_filled_in_for_all_replace_every_row(owner: Client) -> None:
    form = form_of(owner, "trade") | {"all_hs_code": "6911 10", "all_origin": "pt"}

    owner.post(page("trade"), form)

    assert {(v.hs_code, v.origin) for v in product(TEA).variants} == {("691110", "PT")}


def test_half_a_parcel_size_is_refused(owner: Client) -> None:
    one = variant(TEA, CELADON)
    form = form_of(owner, "trade") | {f"v{one.id}_width_mm": ""}

    answer = owner.post(page("trade"), form)

    assert "needs length, width and height" in answer.content.decode()


def test_pictures_are_ordered_described_and_taken_away(owner: Client) -> None:
    first, second, third, fourth = product(TEA).pictures
    said = {
        f"m{first.id}_position": "5", f"m{second.id}_position": "0", f"m{third.id}_position": "1",
        f"m{second.id}_alt": "A blue pot", f"m{fourth.id}_remove": "1",
    }  # fmt: skip

    save(owner, "pictures", **said)

    now = product(TEA).pictures
    assert [one.id for one in now] == [second.id, third.id, first.id]
    assert now[0].alts["en"] == "A blue pot"
    assert variant(TEA, CELADON).picture_id == first.id, "a variant keeps its picture"


def test_hiding_in_a_market_is_one_tick(owner: Client) -> None:
    form = form_of(owner, "markets")
    del form["shown_us"]
    form["reason_us"] = ["no FDA notice"]

    owner.post(page("markets"), form)

    assert product(TEA).hidden_in == {"us": "no FDA notice"}
    assert "no FDA notice" in owner.get(page("markets")).content.decode()


def test_the_history_says_who_changed_what_from_what_to_what(owner: Client) -> None:
    save(owner, "description", title="Tea for two")

    story = owner.get(page("history")).content.decode()

    assert "<del>Lakeside tea set</del>" in story
    assert "<ins>Tea for two</ins>" in story
    assert "owner@shop.example" in story


def test_no_word_of_a_product_is_run_as_script(owner: Client) -> None:
    save(owner, "description", title="<script>alert(1)</script>", subtitle='"><img src=x>')

    for tab in TABS:
        assert "<script>alert" not in owner.get(page(tab)).content.decode()
        assert '"><img src=x>' not in owner.get(page(tab)).content.decode()


def a_picture(kind: str = "PNG") -> bytes:
    stored = io.BytesIO()
    Image.new("RGB", (60, 80), "#93B3A6").save(stored, kind)
    return stored.getvalue()


def add(client: Client, *files: bytes) -> Any:
    sent = [SimpleUploadedFile(f"{n}.png", data) for n, data in enumerate(files)]
    form = {"version": product(TEA).version, "part": "upload", "files": sent}
    return client.post(page("pictures"), form)


def test_pictures_are_added_behind_the_others(owner: Client, tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    before = product(TEA).pictures

    assert add(owner, a_picture(), a_picture("JPEG")).status_code == 302

    assert [one.id for one in product(TEA).pictures][: len(before)] == [one.id for one in before]
    assert len(product(TEA).pictures) == len(before) + 2


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<svg onload=alert(1)>", "This file is no picture"),
        (b"GIF89a", "picture"),
        (a_picture()[:60], "picture"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(
    owner: Client, tmp_path: Path, settings: Any, data: bytes, said: str
) -> None:
    settings.MEDIA_ROOT = tmp_path
    before = product(TEA).pictures

    answer = add(owner, data)

    assert said in answer.content.decode()
    assert product(TEA).pictures == before
    assert b"Choose a file first." in owner.post(page("pictures"), {"part": "upload"}).content
