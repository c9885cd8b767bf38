"""Reading WooCommerce's product files: products, and variations that name their parents."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sampan.domain.catalog.drafts import (
    AttributeDraft,
    Kind,
    PictureDraft,
    ProductDraft,
    Status,
    TextDraft,
    VariantDraft,
)
from sampan.domain.catalog.slugs import code, slug
from sampan.domain.goods import TradeFacts
from sampan.domain.money import Money
from sampan.integrations.product_files import shared
from sampan.integrations.product_files.reading import (
    ProductFile,
    ReadProduct,
    RowReader,
    Terms,
)
from sampan.integrations.product_files.tables import Table, folded
from sampan.integrations.product_files.woocommerce_columns import (
    GTIN,
    HANDLE,
    KIND,
    PREFIX,
    attribute_places,
    extra_columns,
    measures,
)

TYPES = {"simple", "variable", "variation", "grouped", "external", "virtual", "downloadable"}
LONGEST_SUBTITLE = 500
COLUMNS = {
    "handle": "SKU",
    "title": "Name",
    "subtitle": "Short description",
    "description": "Description",
    "price": "Regular price",
    "compare_at": "Regular price",
    "stock": "Stock",
    "options": "Attribute 1 value(s)",
    "option_names": "Attribute 1 name",
    "sku": "SKU",
    "gtin": "GTIN, UPC, EAN, or ISBN",
    "categories": "Categories",
    "tags": "Tags",
    "pictures": "Images",
    "members": "Grouped products",
    "attributes": "Attribute 1 value(s)",
    "external_url": "External URL",
    "external_label": "Button text",
    "brand": "Brands",
    "kind": "Type",
}


def read(table: Table, terms: Terms, dialect: str) -> ProductFile:
    """The products of a file; a variation may stand anywhere, before its parent as well."""
    reader = _Reader(table, terms)
    parents, variations = reader.sorted_rows()
    reader.name(parents)
    children = reader.by_parent(variations)
    products = [
        product
        for row in parents
        if (product := reader.product(row, children.get(row.row.number, [])))
    ]
    return ProductFile(dialect, products, table.problems.errors, COLUMNS)


@dataclass(slots=True)
class _Reader:
    table: Table
    terms: Terms
    handles: dict[int, str] = field(default_factory=dict)
    made: set[int] = field(default_factory=set)
    row_of: dict[str, int] = field(default_factory=dict)

    def sorted_rows(self) -> tuple[list[RowReader], list[RowReader]]:
        """Products and variations apart; a type that cannot be kept is a problem."""
        parents, variations = [], []
        for row in self.table.rows():
            reader = RowReader(row, self.table)
            types = _types(reader)
            if not types or types - TYPES:
                reader.problem("type", "unknown_type", row.text("type"))
            elif "variation" in types:
                variations.append(reader)
            else:
                parents.append(reader)
        return parents, variations

    def name(self, parents: Sequence[RowReader]) -> None:
        """Give every product a handle, from its name where the file has none."""
        taken = {handle for row in parents if (handle := row.text(folded(HANDLE)))}
        for row in parents:
            number, sku = row.row.number, row.text("sku") or ""
            handle = row.text(folded(HANDLE))
            if handle is None:
                self.made.add(number)
                base = slug(row.text("name") or "", 200)
                handle = base or slug(sku, 200)
                if handle in taken:
                    handle = f"{base}-{slug(sku, 50) or number}".strip("-")
                while handle in taken:
                    handle = f"{handle}-{number}"
                taken.add(handle)
            self.handles[number] = handle
            for reference in (sku, f"id:{row.text('id') or ''}"):
                self.row_of.setdefault(reference, number)

    def by_parent(self, variations: Sequence[RowReader]) -> dict[int, list[RowReader]]:
        """The variations of each product, by its row, in the shop's own order."""
        children: dict[int, list[RowReader]] = defaultdict(list)
        for row in variations:
            parent = row.text("parent") or ""
            number = self.row_of.get(parent)
            if number is None or not parent:
                row.problem("parent", "unknown_parent", parent)
            else:
                children[number].append(row)
        for rows in children.values():
            rows.sort(key=lambda row: row.whole("position") or 0)
        return children

    def product(self, row: RowReader, children: list[RowReader]) -> ReadProduct | None:
        """A product from its row and its variations; None when something is wrong."""
        types = _types(row)
        names = self._option_names(row, children) if "variable" in types else ()
        of_variants = children if "variable" in types else [row]
        if "grouped" in types:
            of_variants = []
        variants = tuple(self._variant(own, names) for own in of_variants)
        paths = shared.read_categories(*shared.split_escaped(row.raw("categories")))
        if row.text("name") is None:
            row.problem("name", "missing_title")
        if not self.handles[row.row.number]:
            row.problem("name", "bad_handle", row.row.text("name"))
        extra = self._extra(row, with_sku="variable" in types or "grouped" in types)
        draft = ProductDraft(
            handle=self.handles[row.row.number],
            source_language=self.terms.language,
            kind=self._kind(row, types, children),
            status=self._status(row, extra),
            brand=row.text("brands"),
            option_names=names,
            texts=(self._text(row, extra),),
            categories=tuple(paths) or None,
            category_names=shared.category_names(paths),
            tags=shared.split_escaped(row.raw("tags")) or None,
            attributes=tuple(self._attributes(row, names)) or None,
            pictures=_pictures(row, of_variants, variants),
            variants=variants,
            members=self._members(row) if "grouped" in types else None,
            external_url=row.text("external url"),
            external_label=row.text("button text"),
            extra=extra or None,
        )
        if any(r.row.number in self.table.problems.rows for r in (row, *children)):
            return None
        rows = tuple(own.row.number for own in of_variants)
        is_made = row.row.number in self.made
        return ReadProduct(draft, row.row.number, rows, handle_is_made=is_made)

    def _option_names(self, row: RowReader, children: list[RowReader]) -> tuple[str, ...]:
        """Attributes of which any variation has a value of its own, in the parent's order."""
        chosen = {
            name for child in children for name, values in self._values(child).items() if values
        }
        order = [*self._values(row), *(name for child in children for name in self._values(child))]
        names = tuple(name for name in dict.fromkeys(order) if name in chosen)
        if len(names) > 3:
            row.problem("attribute 4 name", "too_many_options")
        return names[:3]

    def _values(self, row: RowReader) -> dict[str, tuple[str, ...]]:
        """The attributes of a row with their values."""
        found = {}
        for place in attribute_places(self.table.names):
            name = row.text(f"attribute {place} name")
            if name:
                values = row.raw(f"attribute {place} value(s)")
                found[name] = shared.split_escaped(values)
        return found

    def _variant(self, row: RowReader, names: tuple[str, ...]) -> VariantDraft:
        values, is_child = self._values(row), "variation" in _types(row)
        extra = self._extra(row, with_sku=False) if is_child else {}
        price, compare_at = self._prices(row, extra)
        gtin = row.text(GTIN)
        if gtin and not shared.is_gtin(gtin):
            extra[f"{PREFIX}GTIN, UPC, EAN, or ISBN"] = gtin
        tracks, stock = self._stock(row)
        taxed = (row.text("tax status") or "").lower()
        backorders = (row.text("backorders allowed?") or "").lower()
        if backorders == "notify":
            extra[f"{PREFIX}Backorders allowed?"] = backorders
        return VariantDraft(
            options=tuple(", ".join(values.get(name, ())) or "Any" for name in names),
            sku=row.text("sku"),
            price=price,
            compare_at=compare_at,
            stock=None if stock is None else {"": stock},
            gtin=gtin if gtin and shared.is_gtin(gtin) else None,
            is_active=_published(row) if is_child else None,
            tracks_stock=tracks,
            sells_without_stock={"0": False, "1": True, "notify": True}.get(backorders),
            needs_shipping="virtual" not in _types(row),
            is_taxable=None if not taxed else taxed == "taxable",
            trade=self._trade(row, extra),
            extra=extra or None,
        )

    def _prices(self, row: RowReader, extra: dict[str, str]) -> tuple[Money | None, Money | None]:
        """Price and former price; a sale that has dates does not hold for ever, so it is kept."""
        regular = row.money("regular price", self.terms.currency, "price")
        sale = row.money("sale price", self.terms.currency, "price")
        dates = row.text("date sale price starts") or row.text("date sale price ends")
        if sale is None:
            return regular, None
        if dates:
            extra[f"{PREFIX}Sale price"] = row.row.text("sale price")
            return regular, None
        return sale, regular

    def _stock(self, row: RowReader) -> tuple[bool | None, int | None]:
        """Whether stock is counted, and the count; `out of stock` without a count is tracked."""
        word = (row.text("stock") or "").lower()
        if word and word != "parent":
            count = row.whole("stock")
            return True, None if count is None else max(count, 0)
        here = (row.text("in stock?") or "").lower()
        return None if not here else here in {"0", "no", "false"}, None

    def _trade(self, row: RowReader, extra: dict[str, str]) -> TradeFacts | None:
        found = measures(self.table.names)
        values = {}
        for name, (column, factor) in found.items():
            number = row.number(column)
            if number:
                values[name] = number * factor
        weight = values.pop("weight", None)
        sizes = [values.get(name) for name in ("length", "width", "height")]
        known = [shared.millimetres(size) for size in sizes if size is not None]
        package = (known[0], known[1], known[2]) if len(known) == 3 else None
        if package is None:
            for name in values:
                column = found[name][0]
                extra[PREFIX + self.table.names[column]] = row.row.text(column)
        if weight is None and package is None:
            return None
        gross = None if weight is None else shared.grams(weight)
        return TradeFacts(gross_weight_g=gross, package_mm=package)

    def _kind(self, row: RowReader, types: set[str], children: Sequence[RowReader]) -> Kind:
        kind = shared.KINDS.get(row.row.text(folded(KIND)))
        if kind:
            return kind
        if "grouped" in types:
            return "group"
        if "external" in types:
            return "external"
        every = [_types(child) for child in children] or [types]
        if all({"virtual", "downloadable"} <= each for each in every):
            return "digital"
        return "service" if all("virtual" in each for each in every) else "goods"

    def _status(self, row: RowReader, extra: dict[str, str]) -> Status | None:
        word = row.text("published")
        if word == "0":
            extra[f"{PREFIX}Published"] = word
        published = _published(row)
        return None if published is None else "active" if published else "draft"

    def _text(self, row: RowReader, extra: dict[str, str]) -> TextDraft:
        """The short description is a line of ours when it is one; HTML and tales are kept."""
        short, description = row.text("short description"), row.raw("description")
        if short and ("<" in short or "\\n" in short or len(short) > LONGEST_SUBTITLE):
            extra[f"{PREFIX}Short description"] = short
            short = None
        return TextDraft(
            language=self.terms.language,
            title=row.text("name"),
            subtitle=short,
            description=None if description is None else unescaped(description),
            origin="imported",
        )

    def _attributes(self, row: RowReader, options: tuple[str, ...]) -> list[AttributeDraft]:
        return [
            AttributeDraft(code(name), value, name=name)
            for name, values in self._values(row).items()
            if name not in options
            for value in values
        ]

    def _members(self, row: RowReader) -> tuple[str, ...] | None:
        """Handles of the members; what the file does not hold may be a handle of the catalog."""
        names = shared.split_escaped(row.raw("grouped products"))
        rows = [(name, self.row_of.get(name)) for name in names]
        return tuple(name if number is None else self.handles[number] for name, number in rows)

    def _extra(self, row: RowReader, *, with_sku: bool) -> dict[str, str]:
        kept = {
            key: text
            for column, key in extra_columns(self.table.names).items()
            if (text := row.text(column))
        }
        sku = row.text("sku")
        if with_sku and sku and sku != row.text(folded(HANDLE)):
            kept[f"{PREFIX}SKU"] = sku
        if row.row.number in self.handles:
            kept |= self._flags(row)
        if (row.text("tax status") or "").lower() == "shipping":
            kept[f"{PREFIX}Tax status"] = "shipping"
        return kept

    def _flags(self, row: RowReader) -> dict[str, str]:
        """What an attribute is beside its values, kept under its name: places may change."""
        kept = {}
        for place in attribute_places(self.table.names):
            name = row.text(f"attribute {place} name")
            for flag, usual in (("visible", "1"), ("global", "1"), ("default", "")):
                text = row.text(f"attribute {place} {flag}") or ""
                if name and text != usual and (text or flag != "default"):
                    kept[f"{PREFIX}attribute.{flag}.{name}"] = text or "0"
        return kept


def unescaped(text: str) -> str:
    r"""A description with its line breaks: WooCommerce writes `\n` for one, `\\n` for the letters.

    >>> unescaped(r"one\ntwo \\n")
    'one\ntwo \\n'
    """
    parts = text.split(r"\\n")
    return r"\n".join(part.replace(r"\n", "\n") for part in parts)


def _types(row: RowReader) -> set[str]:
    words = row.row.text("type").lower().split(",")
    return {word.strip() for word in words if word.strip()}


def _published(row: RowReader) -> bool | None:
    word = row.text("published")
    return None if word is None else word in {"1", "1.0", "true", "TRUE"}


def _pictures(
    row: RowReader, of_variants: Sequence[RowReader], variants: Sequence[VariantDraft]
) -> tuple[PictureDraft, ...] | None:
    addresses = dict.fromkeys(shared.split_escaped(row.raw("images")))
    pictures = [shared.picture(address, place) for place, address in enumerate(addresses)]
    for own, variant in zip(of_variants, variants, strict=True):
        shown = shared.split_escaped(own.raw("images")) if own is not row else ()
        if shown:
            drawn = shared.picture(shown[0], len(pictures), options=variant.options)
            pictures.append(drawn)
    return tuple(pictures) or None
