"""The columns of Sampan's own product files: one row a variant, the first also the product's.

An empty cell says nothing and leaves what is stored; `[]` empties it. Columns of several parts:
`title:de` is a text in another language, `stock:HAM` the count in a warehouse, and
`number:capacity_ml:ml:facet:Capacity` an attribute: type, code, unit, `facet` or `plain`, name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sampan.domain.catalog.drafts import AttributeDraft
from sampan.integrations.product_files import cells
from sampan.integrations.product_files.tables import folded

TEXTS = (
    "title",
    "subtitle",
    "description",
    "care",
    "warnings",
    "slug",
    "seo_title",
    "seo_description",
)
PRODUCT = (
    "product_type",
    "brand",
    "external_url",
    "external_label",
    "manufacturer",
    "manufacturer_contact",
    "responsible_person",
    "responsible_contact",
)
VARIANT = ("sku", "gtin", "manufacturer_id", "swatch")
FLAGS = ("is_active", "tracks_stock", "sells_without_stock", "needs_shipping", "is_taxable")
TRADE = ("hs_code", "origin", "customs_description", "materials", "hazard")
SIZES = ("length_mm", "width_mm", "height_mm")
NUMERIC = frozenset(
    {"price", "compare_at", "cost", "net_weight_g", "gross_weight_g", "stock", *SIZES}
)
OPTIONS = tuple(f"option{place}_{part}" for place in (1, 2, 3) for part in ("name", "value"))

HEADER = (
    "handle",
    "kind",
    "status",
    "language",
    *TEXTS,
    "brand",
    "product_type",
    "categories",
    "category_names",
    "tags",
    *OPTIONS,
    "sku",
    "price",
    "compare_at",
    "currency",
    "cost",
    "cost_currency",
    "stock",
    *VARIANT[1:],
    *FLAGS,
    "hs_code",
    "origin",
    "customs_description",
    "net_weight_g",
    "gross_weight_g",
    *SIZES,
    "materials",
    "has_battery",
    "hazard",
    "national_codes",
    "parts",
    "pictures",
    "picture_alts",
    "variant_picture",
    "members",
    "hidden_in",
    *PRODUCT[2:],
    "product_extra",
    "variant_extra",
)
TYPES: Mapping[str, type] = {"attribute": str, "number": object, "yes_no": bool}


@dataclass(frozen=True, slots=True)
class AttributeColumn:
    """What the name of an attribute's column says."""

    kind: str
    code: str
    unit: str | None = None
    is_facet: bool | None = None
    name: str | None = None

    @classmethod
    def of(cls, value: AttributeDraft) -> "AttributeColumn":
        """The column in which a value stands."""
        plain, kinds = value.value, {bool: "yes_no", str: "attribute"}
        kind = kinds.get(type(plain), "number")
        return cls(kind, value.code, value.unit, value.is_facet, value.name)

    @property
    def header(self) -> str:
        """The column's name."""
        facet = {None: "", True: "facet", False: "plain"}[self.is_facet]
        parts = [self.kind, self.code, self.unit or "", facet, self.name or ""]
        while not parts[-1]:
            parts.pop()
        return ":".join(part.replace("\\", "\\\\").replace(":", "\\:") for part in parts)


def attribute_columns(names: Mapping[str, str]) -> dict[str, AttributeColumn]:
    """The attribute columns of a file, by folded name."""
    found = {}
    for column, name in names.items():
        kind, *rest = _parts(name)
        if folded(kind) in TYPES and rest and rest[0]:
            code, unit, facet, label = [*rest, "", "", "", ""][:4]
            is_facet = {"facet": True, "plain": False}.get(facet)
            found[column] = AttributeColumn(
                folded(kind), code, unit or None, is_facet, label or None
            )
    return found


def _parts(name: str) -> list[str]:
    """The parts between colons, empty ones as well."""
    parts, part, letters = [], "", iter(name)
    for letter in letters:
        if letter == "\\":
            part += next(letters, "")
        elif letter == ":":
            parts.append(part)
            part = ""
        else:
            part += letter
    return [*parts, part]


def suffixed(names: Iterable[str], stem: str) -> dict[str, str]:
    """Columns `stem:x` by their x; `title:pt-br` gives `pt-br`."""
    start = f"{stem}:"
    return {name[len(start) :]: name for name in names if name.startswith(start)}


def shown(text: str | None) -> str:
    """A text in its cell: nothing for None, `[]` for an empty one.

    >>> shown(None), shown(""), shown("[]"), hidden("[[]]"), hidden("[]"), hidden("")
    ('', '[]', '[[]]', '[]', '', None)
    """
    if text is None:
        return ""
    return f"[{text}]" if _is_brackets(text) else text


def hidden(text: str | None) -> str | None:
    """The text that `shown` put into a cell."""
    if not text:
        return None
    return text[1:-1] if _is_brackets(text) else text


def _is_brackets(text: str) -> bool:
    half = len(text) // 2
    return text == "[" * half + "]" * half


def listed(parts: Iterable[str] | None) -> str:
    """A list in its cell: nothing for None, `[]` for an empty one."""
    return "" if parts is None else shown(cells.join(parts, ";"))


def unlisted(text: str | None) -> tuple[str, ...] | None:
    """The list that `listed` put into a cell."""
    plain = hidden(text)
    return None if plain is None else tuple(cells.split(plain, ";"))
