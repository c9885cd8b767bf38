"""The columns of Shopify's product files, the older names and those since 2024.

Source: exports and the template of 2024 as seen in files of both kinds; names are matched without
case, because both spellings are about. What is not modelled here is kept as `extra` columns.
"""

from collections.abc import Mapping

from sampan.integrations.product_files.tables import folded

FIELDS: Mapping[str, tuple[str, str]] = {
    "handle": ("Handle", "URL handle"),
    "title": ("Title", "Title"),
    "description": ("Body (HTML)", "Description"),
    "brand": ("Vendor", "Vendor"),
    "categories": ("Product Category", "Product category"),
    "product_type": ("Type", "Type"),
    "tags": ("Tags", "Tags"),
    "published": ("Published", "Published on online store"),
    "status": ("Status", "Status"),
    "option1_name": ("Option1 Name", "Option1 name"),
    "option1": ("Option1 Value", "Option1 value"),
    "option2_name": ("Option2 Name", "Option2 name"),
    "option2": ("Option2 Value", "Option2 value"),
    "option3_name": ("Option3 Name", "Option3 name"),
    "option3": ("Option3 Value", "Option3 value"),
    "sku": ("Variant SKU", "SKU"),
    "gross_weight_g": ("Variant Grams", "Weight value (grams)"),
    "tracks_stock": ("Variant Inventory Tracker", "Inventory tracker"),
    "stock": ("Variant Inventory Qty", "Inventory quantity"),
    "sells_without_stock": ("Variant Inventory Policy", "Continue selling when out of stock"),
    "price": ("Variant Price", "Price"),
    "compare_at": ("Variant Compare At Price", "Compare-at price"),
    "cost": ("Cost per item", "Cost per item"),
    "needs_shipping": ("Variant Requires Shipping", "Requires shipping"),
    "is_taxable": ("Variant Taxable", "Charge tax"),
    "gtin": ("Variant Barcode", "Barcode"),
    "manufacturer_id": (
        "Google Shopping / MPN",
        "Google Shopping / Manufacturer part number (MPN)",
    ),
    "pictures": ("Image Src", "Product image URL"),
    "picture_position": ("Image Position", "Image position"),
    "alt": ("Image Alt Text", "Image alt text"),
    "variant_picture": ("Variant Image", "Variant image URL"),
    "seo_title": ("SEO Title", "SEO title"),
    "seo_description": ("SEO Description", "SEO description"),
    "kind": (
        "Kind (product.metafields.sampan.kind)",
        "Kind (product.metafields.sampan.kind)",
    ),
}

OLD_HEADER = (
    "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,"
    "Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value,Variant SKU,"
    "Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,"
    "Variant Fulfillment Service,Variant Price,Variant Compare At Price,"
    "Variant Requires Shipping,Variant Taxable,Variant Barcode,Image Src,Image Position,"
    "Image Alt Text,Gift Card,SEO Title,SEO Description,Google Shopping / MPN,Variant Image,"
    "Variant Weight Unit,Variant Tax Code,Cost per item,Status"
).split(",")

NEW_HEADER = (
    "Title,URL handle,Description,Vendor,Product category,Type,Tags,Published on online store,"
    "Status,SKU,Barcode,Option1 name,Option1 value,Option2 name,Option2 value,Option3 name,"
    "Option3 value,Price,Compare-at price,Cost per item,Charge tax,Tax code,Inventory tracker,"
    "Inventory quantity,Continue selling when out of stock,Weight value (grams),"
    "Weight unit for display,Requires shipping,Fulfillment service,Product image URL,"
    "Image position,Image alt text,Variant image URL,Gift card,SEO title,SEO description,"
    "Google Shopping / Manufacturer part number (MPN)"
).split(",")

OLD_MARKS = frozenset(
    map(folded, ("Body (HTML)", "Variant Price", "Variant SKU", "Option1 Name", "Image Src"))
)
RENAMED = {
    folded(old): new
    for old, new in (
        ("Variant Weight Unit", "Weight unit for display"),
        ("Variant Fulfillment Service", "Fulfillment service"),
        ("Variant Tax Code", "Tax code"),
        ("Variant Barcode", "Barcode"),
        ("Variant Inventory Tracker", "Inventory tracker"),
        ("Gift Card", "Gift card"),
    )
}
OF_VARIANTS = frozenset(map(folded, (*RENAMED.values(), "Status"))) - {"gift card", "status"}
PREFIX = "shopify."

_MODELLED = {folded(name) for names in FIELDS.values() for name in names}
_SPELLED = {folded(name): name for name in (*OLD_HEADER, *NEW_HEADER)}


def present(names: Mapping[str, str]) -> dict[str, str]:
    """The folded column of each field that a file has, in either spelling."""
    found = {}
    for field, spellings in FIELDS.items():
        for name in map(folded, spellings):
            if name in names:
                found[field] = name
                break
    return found


def extra_columns(names: Mapping[str, str]) -> dict[str, str]:
    """Columns that are not modelled: folded name to the key under which they are kept."""
    return {
        column: PREFIX + RENAMED.get(column, _SPELLED.get(column, name))
        for column, name in names.items()
        if column not in _MODELLED
    }


def is_of_variant(column: str) -> bool:
    """Whether a column that is not modelled belongs to the variant and not to its product."""
    name = RENAMED.get(column, column).casefold()
    variant = name.startswith(("variant ", "unit price ", "price / ", "compare-at price / "))
    return variant or name in OF_VARIANTS or "(variant.metafields" in name


def column_of(key: str, header: list[str]) -> str:
    """The column of a header under which a kept key leaves; its own name when there is none."""
    name = key.removeprefix(PREFIX)
    for column in header:
        if RENAMED.get(folded(column), column).casefold() == name.casefold():
            return column
    return name
