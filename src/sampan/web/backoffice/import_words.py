"""The words of an import: dialects, and what can be wrong with a row."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from sampan.web.backoffice.frame import Label

DIALECTS: Mapping[str, Label] = {
    "shopify-old": _("Shopify, with Handle and Body"),
    "shopify-new": _("Shopify, with URL handle"),
    "woocommerce": _("WooCommerce"),
    "csv": _("Sampan CSV"),
    "xlsx": _("Sampan XLSX"),
}

ROWS: Mapping[str, Label] = {
    "bad_address": _("not a web address"),
    "bad_attribute": _("not a property's code"),
    "bad_attribute_value": _("does not fit the property's type"),
    "bad_boolean": _("neither yes nor no"),
    "bad_category": _("cannot be a category"),
    "bad_color": _("not a color like #0A7D5C"),
    "bad_file": _("not a picture in the media folder"),
    "bad_handle": _("cannot be a handle"),
    "bad_hs_code": _("not an HS code of six digits"),
    "bad_list": _("cannot be read as a list"),
    "bad_number": _("not a number"),
    "bad_option_names": _("option names must differ and not be empty"),
    "broken_quotes": _("a quotation mark is not closed"),
    "cell_too_long": _("the cell is too long"),
    "cut_row": _("the row ends too early; was the file cut?"),
    "duplicate_handle": _("rows of one product stand apart"),
    "duplicate_language": _("a language stands twice"),
    "duplicate_options": _("two variants have the same options"),
    "duplicate_sku": _("the SKU stands in several rows"),
    "extra_cells": _("more cells than column names"),
    "formula_cell": _("a formula; put its value there"),
    "missing_handle": _("the row belongs to no product"),
    "missing_option": _("an option has no value"),
    "missing_title": _("the product has no title"),
    "negative_compare_at": _("the former price is below zero"),
    "negative_cost": _("the cost is below zero"),
    "negative_price": _("the price is below zero"),
    "negative_stock": _("the quantity is below zero"),
    "no_picture": _("neither an address nor a file"),
    "options_mismatch": _("options do not match the product's option names"),
    "options_taken": _("another variant has these options"),
    "out_of_range": _("out of range"),
    "sku_taken": _("the SKU belongs to another product"),
    "too_long": _("the text is too long"),
    "too_many_decimals": _("more decimals than the currency has"),
    "too_many_options": _("more than three options"),
    "unknown_country": _("no such country code"),
    "unknown_currency": _("no such currency code"),
    "unknown_kind": _("no such kind of product"),
    "unknown_language": _("not a language of the shop"),
    "unknown_market": _("no such market"),
    "unknown_parent": _("the parent is not in the file"),
    "unknown_product": _("no such product"),
    "unknown_sku": _("no such SKU"),
    "unknown_status": _("no such status"),
    "unknown_type": _("no such type of product"),
    "unknown_warehouse": _("no such warehouse"),
}

UNREADABLE: Mapping[str, Label] = {
    "bad_encoding": _("The file's characters cannot be read; save it as UTF-8."),
    "bad_workbook": _("The file is no XLSX workbook that can be read."),
    "empty": _("The file is empty."),
    "file_too_large": _("The file is too large."),
    "no_list_in_currency": _("The shop has no price list in this currency. Open a market first."),
    "no_price_list": _("The shop has no price list yet. Open a market first."),
    "no_warehouse": _("The shop has no warehouse yet to keep the counts in."),
    "too_many_columns": _("The file has too many columns."),
    "too_many_rows": _("The file has too many rows."),
    "unknown_columns": _(
        "The columns are not known. Match at least handle, title and price to columns of yours."
    ),
    "unpacks_too_large": _("The workbook unpacks to more than it may; it was not opened."),
}


def row_words(problem: Mapping[str, Any]) -> str:
    """A row's problem in the reader's language; nothing for a code that has no words."""
    return str(ROWS.get(str(problem.get("code", "")), ""))
