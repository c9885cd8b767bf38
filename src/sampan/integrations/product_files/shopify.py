"""Reading Shopify's product files: one row a variant, one more for each further picture."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sampan.domain.catalog.drafts import (
    Kind,
    PictureDraft,
    ProductDraft,
    Status,
    TextDraft,
    VariantDraft,
)
from sampan.domain.catalog.slugs import slug
from sampan.domain.goods import TradeFacts
from sampan.integrations.product_files import shared
from sampan.integrations.product_files.reading import (
    ProductFile,
    ReadProduct,
    RowReader,
    Terms,
)
from sampan.integrations.product_files.shopify_columns import (
    FIELDS,
    OLD_MARKS,
    PREFIX,
    extra_columns,
    is_of_variant,
    present,
)
from sampan.integrations.product_files.tables import Table

VARIANT_FIELDS = ("option1", "option2", "option3", "sku", "price", "stock", "gtin", "tracks_stock")
POLICIES = {"continue": True, "deny": False, "true": True, "false": False}
STATUSES: Mapping[str, Status] = {"active": "active", "draft": "draft", "archived": "archived"}


def is_old(names: Mapping[str, str]) -> bool:
    """The columns of exports before 2024."""
    return "handle" in names and bool(OLD_MARKS & names.keys())


def is_new(names: Mapping[str, str]) -> bool:
    """The columns of exports since 2024."""
    return "url handle" in names and "title" in names


def read(table: Table, terms: Terms, dialect: str) -> ProductFile:
    """The products of a file in either spelling."""
    found = present(table.names)
    reader = _Reader(table, terms, defaultdict(str, found))
    products = [product for rows in reader.groups() if (product := reader.product(rows))]
    names = {name: table.names[column] for name, column in found.items()}
    columns = {name: FIELDS[name][dialect == "shopify-new"] for name in FIELDS} | names
    return ProductFile(
        dialect, products, table.problems.errors, columns | {"options": columns["option1"]}
    )


@dataclass(slots=True)
class _Reader:
    table: Table
    terms: Terms
    columns: Mapping[str, str]
    seen: set[str] = field(default_factory=set)

    def groups(self) -> Iterator[list[RowReader]]:
        """The rows of each product, which stand together."""
        group: list[RowReader] = []
        current = ""
        for row in self.table.rows():
            reader = RowReader(row, self.table)
            handle = row.text(self.columns["handle"]).strip()
            if not handle:
                if row.number not in self.table.problems.rows:
                    reader.problem(self.columns["handle"], "missing_handle")
                continue
            if handle != current and group:
                yield group
                group = []
            if handle != current and handle in self.seen:
                reader.problem(self.columns["handle"], "duplicate_handle", handle)
            current = handle
            self.seen.add(handle)
            group.append(reader)
        if group:
            yield group

    def product(self, rows: list[RowReader]) -> ReadProduct | None:
        """A product from its rows; None when something in them is wrong."""
        first, c = rows[0], self.columns
        option_names = self._option_names(first)
        of_variants = [row for row in rows if self._is_variant(row, row is first)]
        variants = tuple(self._variant(row, option_names) for row in of_variants)
        if c["title"] and not first.text(c["title"]):
            first.problem(c["title"], "missing_title")
        paths = shared.read_categories(first.text(c["categories"]))
        extra = self._extra(first, product_level=True)
        draft = ProductDraft(
            handle=self._handle(first),
            source_language=self.terms.language,
            kind=self._kind(first, variants),
            status=self._status(first, extra),
            product_type=first.text(c["product_type"]),
            brand=first.text(c["brand"]),
            option_names=option_names,
            texts=self._texts(first),
            categories=tuple(paths) or None,
            category_names=shared.category_names(paths),
            tags=shared.read_list(first.text(c["tags"])),
            pictures=self._pictures(rows, of_variants, variants),
            variants=variants,
            extra=extra or None,
        )
        if any(row.row.number in self.table.problems.rows for row in rows):
            return None
        return ReadProduct(draft, first.row.number, tuple(row.row.number for row in of_variants))

    def _handle(self, first: RowReader) -> str:
        handle = first.row.text(self.columns["handle"]).strip()
        made = handle if len(handle) > 255 else slug(handle)
        if not made:
            first.problem(self.columns["handle"], "bad_handle", handle)
        return made

    def _option_names(self, first: RowReader) -> tuple[str, ...] | None:
        """None when the file has no such columns; `Title` with `Default Title` is no option."""
        c = self.columns
        if not c["option1_name"]:
            return None
        names = [first.text(c[f"option{n}_name"]) for n in (1, 2, 3)]
        if names[0] == "Title" and first.text(c["option1"]) in {"Default Title", None}:
            return ()
        return tuple(name for name in names if name)

    def _is_variant(self, row: RowReader, is_first: bool) -> bool:
        c = self.columns
        given = any(row.text(c[name]) for name in VARIANT_FIELDS)
        if not is_first:
            return given
        return given or (row.text(c["kind"]) != "group" and any(c[name] for name in VARIANT_FIELDS))

    def _variant(self, row: RowReader, names: tuple[str, ...] | None) -> VariantDraft:
        c = self.columns
        grams = row.number(c["gross_weight_g"])
        barcode = row.text(c["gtin"])
        extra = self._extra(row, product_level=False)
        if barcode and not shared.is_gtin(barcode):
            extra[f"{PREFIX}Barcode"] = barcode
        tracker = row.text(c["tracks_stock"])
        if tracker and tracker != "shopify":
            extra[f"{PREFIX}Inventory tracker"] = tracker
        stock = row.whole(c["stock"])
        return VariantDraft(
            options=self._options(row, names or ()),
            sku=row.text(c["sku"]),
            price=row.money(c["price"], self.terms.currency, "price"),
            compare_at=row.money(c["compare_at"], self.terms.currency, "compare_at"),
            cost=row.money(c["cost"], self.terms.currency, "cost"),
            stock=None if stock is None else {"": max(stock, 0)},
            gtin=barcode if barcode and shared.is_gtin(barcode) else None,
            manufacturer_id=row.text(c["manufacturer_id"]),
            tracks_stock=bool(tracker) if c["tracks_stock"] else None,
            sells_without_stock=self._policy(row),
            needs_shipping=row.flag(c["needs_shipping"]),
            is_taxable=row.flag(c["is_taxable"]),
            trade=TradeFacts(gross_weight_g=shared.grams(grams)) if grams else None,
            extra=extra or None,
        )

    def _options(self, row: RowReader, names: tuple[str, ...]) -> tuple[str, ...]:
        values = []
        for place, name in enumerate(names, 1):
            column = self.columns[f"option{place}"]
            value = row.text(column)
            if value is None:
                row.problem(column or "option1 value", "missing_option", name)
            values.append(value or "")
        return tuple(values)

    def _policy(self, row: RowReader) -> bool | None:
        column = self.columns["sells_without_stock"]
        word = (row.text(column) or "").lower()
        if word and word not in POLICIES:
            row.problem(column, "bad_boolean", word)
        return POLICIES.get(word)

    def _kind(self, first: RowReader, variants: tuple[VariantDraft, ...]) -> Kind | None:
        column = self.columns["kind"]
        word = first.text(column)
        if word:
            kind = shared.KINDS.get(word.lower())
            if kind is None:
                first.problem(column, "unknown_kind", word)
            return kind
        sent = [variant.needs_shipping for variant in variants]
        return "digital" if sent and all(need is False for need in sent) else None

    def _status(self, first: RowReader, extra: dict[str, str]) -> Status | None:
        """An active product that its own shop does not show is a draft here."""
        word = (first.text(self.columns["status"]) or "").lower()
        if word and word not in STATUSES:
            first.problem(self.columns["status"], "unknown_status", word)
        published = first.flag(self.columns["published"])
        if word == "active" and published is False:
            extra[f"{PREFIX}Status"] = "active"
            return "draft"
        if word or published is None:
            return STATUSES.get(word)
        return "active" if published else "draft"

    def _texts(self, first: RowReader) -> tuple[TextDraft, ...]:
        c = self.columns
        text = TextDraft(
            language=self.terms.language,
            title=first.text(c["title"]),
            description=first.raw(c["description"]),
            seo_title=first.text(c["seo_title"]),
            seo_description=first.text(c["seo_description"]),
            origin="imported",
        )
        return (text,) if any((text.title, text.description, text.seo_title)) else ()

    def _pictures(
        self,
        rows: list[RowReader],
        of_variants: list[RowReader],
        variants: tuple[VariantDraft, ...],
    ) -> tuple[PictureDraft, ...] | None:
        c = self.columns
        found: list[tuple[int, int, str, str]] = []
        for row in rows:
            address, place = row.text(c["pictures"]), row.whole(c["picture_position"])
            if address:
                found.append((place or 0, len(found), address, row.text(c["alt"]) or ""))
        pictures = [
            shared.picture(address, position, alt={self.terms.language: alt} if alt else {})
            for position, (_, _, address, alt) in enumerate(sorted(found))
        ]
        for row, variant in zip(of_variants, variants, strict=True):
            address = row.text(c["variant_picture"])
            if address:
                pictures.append(shared.picture(address, len(pictures), options=variant.options))
        return tuple(pictures) or None

    def _extra(self, row: RowReader, *, product_level: bool) -> dict[str, str]:
        """Cells of columns that are not modelled; the first row's are mostly the product's."""
        is_first = row.row.text(self.columns["title"]) != ""
        extra = {}
        for column, key in extra_columns(self.table.names).items():
            text = row.text(column)
            if text and (is_first and not is_of_variant(column)) == product_level:
                extra[key] = text
        return extra
