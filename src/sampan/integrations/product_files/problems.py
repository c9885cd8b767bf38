"""What is wrong with a file, or with one row of it: a stable code and a plain sentence."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sampan.domain.errors import DomainError

SHOWN = 60

MESSAGES = {
    "bad_address": "{value!r} is no web address that starts with http:// or https://.",
    "bad_attribute": "{value!r} cannot be an attribute's code.",
    "bad_attribute_value": "{value!r} does not fit the attribute's type.",
    "bad_boolean": "{value!r} is neither yes nor no.",
    "bad_category": "{value!r} cannot be a category.",
    "bad_color": "{value!r} is no color like #0a7d5c.",
    "bad_file": "{value!r} is no path of a picture in the media folder.",
    "bad_handle": "{value!r} cannot be a handle: letters, digits and hyphens, at most 255.",
    "bad_hs_code": "{value!r} is no HS code of six digits.",
    "bad_list": "{value!r} cannot be read as a list.",
    "bad_number": "{value!r} is no number.",
    "bad_option_names": "The option names {value!r} must differ and not be empty.",
    "broken_quotes": "A quotation mark is not closed; the rest of the file cannot be read.",
    "cell_too_long": "A cell is longer than {value} characters; the rest is not read.",
    "cut_row": "The row ends before its last column; was the file cut?",
    "duplicate_handle": "Rows of product {value!r} stand in two places; keep them together.",
    "duplicate_language": "A language stands twice: {value}.",
    "duplicate_options": "Two variants have the same options: {value!r}.",
    "duplicate_sku": "SKU {value!r} stands in more than one row.",
    "extra_cells": "The row has more cells than the first row has names.",
    "formula_cell": "The cell holds a formula; put its value there instead.",
    "missing_handle": "The row belongs to no product: its handle is empty.",
    "missing_option": "The variant has no value for the option {value!r}.",
    "missing_title": "The product has no title.",
    "negative_compare_at": "The former price {value} is below zero.",
    "negative_cost": "The cost {value} is below zero.",
    "negative_price": "The price {value} is below zero.",
    "negative_stock": "The quantity {value} is below zero.",
    "no_picture": "A picture has neither an address nor a file.",
    "options_mismatch": "The options {value!r} do not match the product's option names.",
    "options_taken": "Another variant of the catalog has the options {value!r}.",
    "out_of_range": "{value} is out of range.",
    "sku_taken": "SKU {value!r} belongs to another product of the catalog.",
    "too_long": "The text is too long: {value!r}…",
    "too_many_decimals": "{value!r} has more decimals than the currency.",
    "too_many_options": "A product has at most three options.",
    "unknown_country": "{value!r} is no ISO 3166 country code.",
    "unknown_currency": "{value!r} is no ISO 4217 currency code.",
    "unknown_kind": "{value!r} is no kind of product.",
    "unknown_language": "{value!r} is no language of the shop.",
    "unknown_market": "{value!r} is no market of the shop.",
    "unknown_parent": "The variation's parent {value!r} is not in the file.",
    "unknown_product": "Product {value!r} is neither in the file nor in the catalog.",
    "unknown_sku": "SKU {value!r} is neither in the file nor in the catalog.",
    "unknown_status": "{value!r} is no status of a product.",
    "unknown_type": "{value!r} is no type of product that can be kept.",
    "unknown_warehouse": "{value!r} is no warehouse of the shop.",
}

UNREADABLE = {
    "bad_encoding": "The file's characters cannot be read; save it as UTF-8.",
    "bad_workbook": "The file is no XLSX workbook that can be read.",
    "empty": "The file is empty.",
    "file_too_large": "The file is larger than {limit}.",
    "no_list_in_currency": "The shop has no price list in {currency} to keep the prices in.",
    "no_price_list": "The shop has no market with a price list yet to keep the prices in.",
    "no_warehouse": "The shop has no warehouse yet to keep the counts in.",
    "too_many_columns": "The file has more than {limit} columns.",
    "too_many_rows": "The file has more than {limit} rows.",
    "unknown_columns": "The first row names no columns of a product file that is known.",
    "unpacks_too_large": "The workbook unpacks to more than it may; it was not opened.",
}


@dataclass(frozen=True, slots=True)
class RowError:
    """One problem of one row; `row` counts as spreadsheets do, the names are row 1."""

    row: int
    column: str
    code: str
    message: str


class UnreadableFile(DomainError):
    """A file of which nothing can be used; `reason` is a key of UNREADABLE."""

    code = "unreadable_file"

    def __init__(self, reason: str, **fields: object) -> None:
        super().__init__(reason=reason, **fields)
        self.reason = reason
        self.message = UNREADABLE[reason].format(**fields)


@dataclass(slots=True)
class Problems:
    """The problems of a file as they are met, and the rows that have any."""

    errors: list[RowError] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)

    def add(self, row: int, column: str, code: str, value: object = "") -> None:
        """Note one; what the cell holds is shown shortened."""
        self.errors.append(row_error(row, column, code, value))
        self.rows.add(row)


def row_error(row: int, column: str, code: str, value: object = "") -> RowError:
    """A problem with its sentence; what the cell holds is shown shortened."""
    shown = str(value)[:SHOWN]
    return RowError(row, column, code, MESSAGES[code].format(value=shown))


def in_order(errors: Iterable[RowError]) -> tuple[RowError, ...]:
    """Problems as the file's reader meets them, each once."""
    return tuple(sorted(dict.fromkeys(errors), key=lambda error: (error.row, error.column)))
