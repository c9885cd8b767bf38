"""The columns of WooCommerce's product files.

Source: WooCommerce's product CSV import schema and exports of 3.x to 9.x, read 2026-11-22. Units of
weights and sizes stand in the columns' names; what is not modelled is kept as `extra` columns.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

HEADER = [
    *(
        "ID,Type,SKU,Name,Published,Is featured?,Visibility in catalog,Short description,"
        "Description,Date sale price starts,Date sale price ends,Tax status,Tax class,In stock?,"
        "Stock,Low stock amount,Backorders allowed?,Sold individually?,Weight (kg),Length (cm),"
        "Width (cm),Height (cm),Allow customer reviews?,Purchase note,Sale price,Regular price,"
        "Categories,Tags,Shipping class,Images,Download limit,Download expiry days,Parent,"
        "Grouped products,Upsells,Cross-sells,External URL,Button text,Position"
    ).split(","),
    "GTIN, UPC, EAN, or ISBN",
    "Brands",
]
GTIN = "gtin, upc, ean, or isbn"
HANDLE, KIND = "Meta: _sampan_handle", "Meta: _sampan_kind"
PREFIX = "woocommerce."

WEIGHTS = {
    "kg": Decimal(1000),
    "g": Decimal(1),
    "lbs": Decimal("453.59237"),
    "oz": Decimal("28.349523125"),
}
LENGTHS = {
    "cm": Decimal(10),
    "mm": Decimal(1),
    "m": Decimal(1000),
    "in": Decimal("25.4"),
    "yd": Decimal("914.4"),
}
MODELLED = {
    *(
        "type,sku,name,published,short description,description,tax status,in stock?,stock,"
        "backorders allowed?,sale price,regular price,categories,tags,images,parent,"
        "grouped products,external url,button text,position,brands,meta: _sampan_handle,"
        "meta: _sampan_kind"
    ).split(","),
    GTIN,
}

_UNIT = re.compile(r"(weight|length|width|height) \(([a-z]+)\)")
_ATTRIBUTE = re.compile(r"attribute (\d+) (name|value\(s\)|visible|global|default)")


def recognizes(names: Mapping[str, str]) -> bool:
    """Whether these are WooCommerce's columns."""
    return {"type", "name"} <= names.keys() and bool({"sku", "regular price"} & names.keys())


def measures(names: Mapping[str, str]) -> dict[str, tuple[str, Decimal]]:
    """Column and factor (to grams, to millimetres) of `weight`, `length`, `width`, `height`."""
    found = {}
    for column in names:
        match = _UNIT.fullmatch(column)
        if match:
            units = WEIGHTS if match[1] == "weight" else LENGTHS
            if match[2] in units:
                found[match[1]] = (column, units[match[2]])
    return found


def attribute_places(names: Mapping[str, str]) -> list[int]:
    """The numbers of the attribute columns that a file has."""
    found = (_ATTRIBUTE.fullmatch(column) for column in names)
    return sorted({int(match[1]) for match in found if match and len(match[1]) < 4})


def extra_columns(names: Mapping[str, str]) -> dict[str, str]:
    """Columns that are not modelled: folded name to the key under which they are kept."""
    units = {column for column, _ in measures(names).values()}
    return {
        column: PREFIX + name
        for column, name in names.items()
        if column not in MODELLED and column not in units and not _ATTRIBUTE.fullmatch(column)
    }
