"""Half-broken and hostile files: a clear message each, never a traceback."""

import codecs
import io
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampan.domain.catalog.drafts import ProductDraft, TextDraft, VariantDraft
from sampan.domain.errors import Invalid
from sampan.integrations.product_files import (
    DIALECTS,
    MESSAGES,
    Terms,
    UnreadableFile,
    csv_tables,
    read_product_file,
    tables,
    write_product_file,
    xlsx_tables,
)

EUROS = Terms("EUR")
OLD = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Inventory Qty\n"
GOOD = "cup,Cup,Title,Default Title,C-1,5.00,3\n"
WOO = "Type,SKU,Name,Regular price,Parent\n"
OWN = "handle,title,sku,price,stock,currency,hs_code,number:a,length_mm,parts\n"

ROWS = [
    (OLD + GOOD + "mug,Mug,Ti", (3, "Variant Inventory Qty", "cut_row")),
    (OLD + GOOD.replace("3\n", "3,4\n"), (2, "Variant Inventory Qty", "extra_cells")),
    (OLD + GOOD + 'mug,"Mug,Title,Default Title,M-1,5,3\n', (3, "", "broken_quotes")),
    (OLD + '"cup"x,Cup,,,,,\n', (2, "", "broken_quotes")),
    (OLD + f'cup,"{"x" * 140_000}",,,,5,\n', (2, "", "cell_too_long")),
    (OLD + GOOD.replace("5.00", "-5.00"), (2, "Variant Price", "negative_price")),
    (OLD + GOOD.replace("5.00", "=1+1"), (2, "Variant Price", "bad_number")),
    (OLD + GOOD.replace("5.00", "1e400"), (2, "Variant Price", "bad_number")),
    (OLD + GOOD.replace("5.00", "5.001"), (2, "Variant Price", "too_many_decimals")),
    (OLD + GOOD.replace("5.00", "9" * 70), (2, "Variant Price", "bad_number")),
    (OLD + GOOD.replace(",3\n", ",many\n"), (2, "Variant Inventory Qty", "bad_number")),
    (OLD + GOOD.replace("cup,", ",", 1), (2, "Handle", "missing_handle")),
    (OLD + GOOD.replace("cup,", "🍵,", 1), (2, "Handle", "bad_handle")),
    (OLD + GOOD.replace(",Cup,", ",,"), (2, "Title", "missing_title")),
    (OLD + GOOD.replace("Title,Default Title", "Color,"), (2, "Option1 Value", "missing_option")),
    (OLD + GOOD + GOOD.replace("cup", "mug") + GOOD, (4, "Handle", "duplicate_handle")),
    (WOO + "simple,A,,5,\n", (2, "Name", "missing_title")),
    (WOO + "spaceship,A,Cup,5,\n", (2, "Type", "unknown_type")),
    (WOO + "variation,A,Cup,5,NOBODY\n", (2, "Parent", "unknown_parent")),
    (WOO + "simple,A,Cup,-5,\n", (2, "Regular price", "negative_price")),
    (OWN + "cup,Cup,C,5,-1,,,,,\n", (2, "stock", "negative_stock")),
    (OWN + "cup,Cup,C,5,1,EURO,,,,\n", (2, "currency", "unknown_currency")),
    (OWN + "cup,Cup,C,5,1,,,a lot,,\n", (2, "number:a", "bad_attribute_value")),
    (OWN + "cup,Cup,C,5,1,,,,7,\n", (2, "length_mm", "bad_number")),
    (OWN + "cup,Cup,C,5,1,,,,,a: b: c\n", (2, "parts", "bad_list")),
]


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_a_broken_row_says_where_and_why(text: str, expected: tuple[int, str, str]):
    file = read_product_file(text.encode(), EUROS)

    assert expected in [(error.row, error.column, error.code) for error in file.errors]
    assert all(error.message and len(error.message) < 200 for error in file.errors)


def test_the_product_of_a_broken_row_is_left_out_and_the_others_are_read():
    text = OLD + GOOD + "mug,Mug,Color,Moss,M-1,5,1\nmug,,,Sand,M-2,five,1\n"

    file = read_product_file(text.encode(), EUROS)

    assert [product.draft.handle for product in file.products] == ["cup"]


def test_every_message_takes_a_value():
    for code, sentence in MESSAGES.items():
        assert sentence.format(value="x"), code


UNREADABLE: list[tuple[bytes, str]] = [
    (b"", "empty"),
    (b" \n\n", "empty"),
    (codecs.BOM_UTF8, "empty"),
    (b"a,b\n1,2\n", "unknown_columns"),
    (b"just a letter to a friend", "unknown_columns"),
    (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), "bad_encoding"),
    (b"PK\x03\x04 is no workbook", "bad_workbook"),
    ((",".join(f"c{n}" for n in range(700)) + "\n").encode(), "too_many_columns"),
]


@pytest.mark.parametrize(("data", "reason"), UNREADABLE)
def test_a_file_that_is_none_says_so(data: bytes, reason: str):
    with pytest.raises(UnreadableFile) as refused:
        read_product_file(data, EUROS)

    assert refused.value.reason == reason
    assert refused.value.message.endswith(".")


def test_a_file_that_is_too_large_is_not_even_decoded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sampan.integrations.product_files.MOST_BYTES", 1000)

    with pytest.raises(UnreadableFile) as refused:
        read_product_file(OLD.encode() + b"x" * 1000, EUROS)

    assert refused.value.reason == "file_too_large"


def test_more_rows_than_a_catalog_has_are_refused_while_reading(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 3)

    with pytest.raises(UnreadableFile) as refused:
        read_product_file((OLD + GOOD * 9).encode(), EUROS)

    assert refused.value.reason == "too_many_rows"


def a_workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_formula_in_a_workbook_is_a_row_error_and_its_product_left_out():
    data = a_workbook(
        ["handle", "title", "sku", "price"],
        ["cup", "Cup", "C-1", 5.5],
        ["mug", "Mug", "M-1", "=SUM(1,2)"],
    )

    file = read_product_file(data, EUROS)

    assert [(e.row, e.column, e.code) for e in file.errors] == [(3, "price", "formula_cell")]
    assert [product.draft.handle for product in file.products] == ["cup"]


def test_numbers_and_long_codes_of_a_workbook_are_what_they_look_like():
    data = a_workbook(
        ["handle", "title", "sku", "gtin", "price", "gross_weight_g", "is_taxable"],
        ["cup", "Cup", 1001, 4006381333931, 19.9, 250.0, True],
    )

    [product] = read_product_file(data, EUROS).products

    [cup] = product.draft.variants
    assert (cup.sku, cup.gtin, str(cup.price)) == ("1001", "4006381333931", "EUR 19.90")
    assert (cup.is_taxable, cup.trade.gross_weight_g if cup.trade else 0) == (True, 250)


def a_zip(write: Callable[[zipfile.ZipFile], None]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        write(archive)
    return buffer.getvalue()


def bomb(archive: zipfile.ZipFile) -> None:
    archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 40_000_000)


def many(archive: zipfile.ZipFile) -> None:
    for number in range(xlsx_tables.MOST_PARTS + 1):
        archive.writestr(f"xl/{number}.xml", b"")


def climbing(archive: zipfile.ZipFile) -> None:
    archive.writestr("../../etc/passwd", b"x")


@pytest.mark.parametrize(
    ("write", "reason"),
    [(bomb, "unpacks_too_large"), (many, "unpacks_too_large"), (climbing, "bad_workbook")],
)
def test_an_archive_that_is_a_bomb_is_refused_before_it_is_unpacked(
    write: Callable[[zipfile.ZipFile], None], reason: str
):
    data = a_zip(write)
    started = time.process_time()

    with pytest.raises(UnreadableFile) as refused:
        read_product_file(data, EUROS)

    assert refused.value.reason == reason
    assert time.process_time() - started < 0.5


ENTITIES = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"""
OUTSIDE = ENTITIES.replace('<!ENTITY a "lol">', '<!ENTITY a SYSTEM "file:///etc/passwd">')


@pytest.mark.parametrize("sheet", [ENTITIES, OUTSIDE, "<worksheet", ""])
def test_a_sheet_with_entities_or_broken_xml_is_no_workbook(sheet: str):
    good = zipfile.ZipFile(io.BytesIO(a_workbook(["handle", "title", "sku"])))

    def write(archive: zipfile.ZipFile) -> None:
        for name in good.namelist():
            is_sheet = name == "xl/worksheets/sheet1.xml"
            archive.writestr(name, sheet if is_sheet else good.read(name))

    with pytest.raises(UnreadableFile) as refused:
        read_product_file(a_zip(write), EUROS)

    assert refused.value.reason in {"bad_workbook", "unknown_columns"}


def test_a_row_far_to_the_right_and_far_below_costs_nothing():
    book = openpyxl.Workbook()
    book.active.append(["handle", "title", "sku"])
    book.active.cell(200_000, 16_000).value = "x"
    buffer = io.BytesIO()
    book.save(buffer)
    started = time.process_time()

    file = read_product_file(buffer.getvalue(), EUROS)

    assert file.products == []
    assert time.process_time() - started < 5


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes):
    for start in (b"", b"PK\x03\x04", OLD.encode(), WOO.encode(), OWN.encode()):
        with suppress(UnreadableFile):
            read_product_file(start + data, EUROS)


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_under_known_columns_is_read_or_refused(text: str):
    for header in (OLD, WOO, OWN):
        with suppress(UnreadableFile):
            read_product_file((header + text).encode("utf-8", "replace"), EUROS)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1 2", "-cmd", "@x", "\tx", "＝1", "'=1"])
def test_what_a_spreadsheet_would_run_leaves_neutralized_and_comes_back(dialect: str, text: str):
    draft = ProductDraft(
        "cup",
        (VariantDraft((), sku="S-1", needs_shipping=True, tracks_stock=False),),
        option_names=(),
        brand=text.strip(),
        texts=(TextDraft("en", title="Cup", description=text, origin="imported"),),
    )

    data = b"".join(write_product_file([draft], dialect, EUROS))

    cells = cells_of(data)
    assert text not in cells
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r＝")]
    [back] = read_product_file(data, EUROS).products
    assert back.draft.texts[0].description == text
    assert back.draft.brand == text.strip()


def cells_of(data: bytes) -> list[str]:
    if data.startswith(b"PK"):
        book = openpyxl.load_workbook(io.BytesIO(data))
        return [str(c.value) for row in book.active.iter_rows() for c in row if c.value is not None]
    lines = csv_tables._reader(io.StringIO(data.decode("utf-8-sig"), newline=""), ",")
    return [cell for line in lines for cell in line]


def test_plain_negative_numbers_leave_as_they_are():
    from sampan.integrations.product_files.cells import neutralized

    assert [neutralized(text) for text in ("-4", "-4.20", "-4,20", "-4a", "-")] == [
        "-4",
        "-4.20",
        "-4,20",
        "'-4a",
        "'-",
    ]


def test_a_text_that_no_workbook_keeps_whole_is_not_cut_silently():
    long = TextDraft("en", title="Cup", description="x" * 40_000)

    with pytest.raises(Invalid):
        list(write_product_file([ProductDraft("cup", (), texts=(long,))], "xlsx", EUROS))


@pytest.mark.parametrize(
    "hostile",
    [
        "1" * 60 + ",",
        "'" * 100_000,
        "\\" * 100_000,
        "[" * 50_000 + "]" * 50_000,
        ("a:" * 50_000),
        "9," * 50_000,
        " " * 100_000,
    ],
)
def test_long_cells_do_not_make_readers_slow(hostile: str):
    cell = '"' + hostile.replace('"', "") + '"'
    started = time.process_time()

    read_product_file((OWN + f"cup,{cell},C,{cell},{cell},,,{cell},,{cell}\n").encode(), EUROS)

    assert time.process_time() - started < 0.5
