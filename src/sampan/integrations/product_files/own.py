"""Reading Sampan's own product files, which hold all that a draft can say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sampan.domain.catalog.drafts import (
    AttributeDraft,
    Kind,
    PictureDraft,
    ProductDraft,
    Status,
    TextDraft,
    VariantDraft,
)
from sampan.domain.catalog.slugs import slug
from sampan.domain.goods import TradeFacts
from sampan.integrations.product_files import cells, shared
from sampan.integrations.product_files.own_columns import (
    FLAGS,
    HEADER,
    OPTIONS,
    PRODUCT,
    SIZES,
    TEXTS,
    TRADE,
    VARIANT,
    AttributeColumn,
    attribute_columns,
    hidden,
    suffixed,
    unlisted,
)
from sampan.integrations.product_files.reading import (
    ProductFile,
    ReadProduct,
    RowReader,
    Terms,
)
from sampan.integrations.product_files.tables import Table

STATUSES: Mapping[str, Status] = {"draft": "draft", "active": "active", "archived": "archived"}
OF_VARIANTS = (
    *OPTIONS[1::2],
    *VARIANT,
    "price",
    "cost",
    "stock",
    *FLAGS,
    *TRADE,
    *SIZES,
    "net_weight_g",
    "gross_weight_g",
    "has_battery",
    "parts",
    "variant_extra",
)


def recognizes(names: Mapping[str, str]) -> bool:
    """Whether these are our own columns; any file with handles may be one."""
    return "handle" in names and len(names.keys() & set(HEADER)) >= min(3, len(names))


def read(table: Table, terms: Terms, dialect: str) -> ProductFile:
    """The products of a file."""
    reader = _Reader(table, terms, attribute_columns(table.names))
    products = [product for rows in reader.groups() if (product := reader.product(rows))]
    columns = {name: name for name in HEADER} | {"options": "option1_value"}
    return ProductFile(dialect, products, table.problems.errors, columns)


@dataclass(slots=True)
class _Reader:
    table: Table
    terms: Terms
    attributes: Mapping[str, AttributeColumn]
    seen: set[str] = field(default_factory=set)

    def groups(self) -> Iterator[list[RowReader]]:
        """The rows of each product; a row without a handle goes on with the product above."""
        group: list[RowReader] = []
        current: str | None = None
        for row in self.table.rows():
            reader = RowReader(row, self.table)
            handle = reader.text("handle") or current
            if handle is None:
                reader.problem("handle", "missing_handle")
                continue
            if handle != current:
                if group:
                    yield group
                group = []
                if handle in self.seen:
                    reader.problem("handle", "duplicate_handle", handle)
            current = handle
            self.seen.add(handle)
            group.append(reader)
        if group:
            yield group

    def product(self, rows: list[RowReader]) -> ReadProduct | None:
        """A product from its rows; None when something in them is wrong."""
        first = rows[0]
        language = first.text("language") or self.terms.language
        option_names = self._option_names(first)
        of_variants = [row for row in rows if self._is_variant(row)]
        variants = tuple(self._variant(row, option_names) for row in of_variants)
        handle = first.row.text("handle").strip()
        paths = unlisted(first.text("categories"))
        draft = ProductDraft(
            handle=slug(handle) if len(handle) <= 255 else handle,
            source_language=language,
            kind=self._kind(first),
            status=self._status(first),
            option_names=option_names,
            texts=tuple(self._texts(first, language)),
            categories=None if paths is None else tuple(tuple(p.split("/")) for p in paths),
            category_names={
                tuple(path.split("/")): name
                for path, name in (first.pairs("category_names") or {}).items()
            },
            tags=unlisted(first.text("tags")),
            attributes=self._attributes(first),
            pictures=self._pictures(first, language, of_variants, variants),
            variants=variants,
            members=unlisted(first.text("members")),
            hidden_in=unlisted(first.text("hidden_in")),
            extra=first.pairs("product_extra"),
            **{name: hidden(first.raw(name)) for name in PRODUCT},
        )
        if not draft.handle:
            first.problem("handle", "bad_handle", handle)
        if any(row.row.number in self.table.problems.rows for row in rows):
            return None
        return ReadProduct(draft, first.row.number, tuple(row.row.number for row in of_variants))

    def _option_names(self, first: RowReader) -> tuple[str, ...] | None:
        if first.text("option1_name") == "[]":
            return ()
        if not any(self.table.has(name) for name in OPTIONS[::2]):
            return None
        names = tuple(name for column in OPTIONS[::2] if (name := first.text(column)))
        return names or None

    def _is_variant(self, row: RowReader) -> bool:
        stocked = suffixed(self.table.names, "stock").values()
        return any(row.row.text(column) for column in (*OF_VARIANTS, *stocked))

    def _kind(self, first: RowReader) -> Kind | None:
        word = (first.text("kind") or "").lower()
        if word and word not in shared.KINDS:
            first.problem("kind", "unknown_kind", word)
        return shared.KINDS.get(word)

    def _status(self, first: RowReader) -> Status | None:
        word = (first.text("status") or "").lower()
        if word and word not in STATUSES:
            first.problem("status", "unknown_status", word)
        return STATUSES.get(word)

    def _texts(self, first: RowReader, language: str) -> Iterator[TextDraft]:
        languages: dict[str, dict[str, str]] = {language: {name: name for name in TEXTS}}
        for name in TEXTS:
            for other, column in suffixed(self.table.names, name).items():
                if other != language:
                    languages.setdefault(other, {})[name] = column
        for code, columns in languages.items():
            words = {name: hidden(first.raw(column)) for name, column in columns.items()}
            if any(text is not None for text in words.values()):
                yield TextDraft(language=code, origin="imported", **words)

    def _attributes(self, first: RowReader) -> tuple[AttributeDraft, ...] | None:
        """None when the file has no such column, or every one is empty."""
        drafts: list[AttributeDraft] = []
        is_said = False
        for column, facts in self.attributes.items():
            values = unlisted(first.text(column))
            is_said = is_said or values is not None
            for text in values or ():
                value = self._attribute_value(first, column, facts.kind, text)
                if value is not None:
                    drafts.append(
                        AttributeDraft(facts.code, value, facts.name, facts.unit, facts.is_facet)
                    )
        return tuple(drafts) if is_said else None

    def _attribute_value(
        self, row: RowReader, column: str, kind: str, text: str
    ) -> str | Decimal | bool | None:
        try:
            if kind == "number":
                return cells.number(text, self.table.decimal_comma)
            return cells.yes_or_no(text) if kind == "yes_no" else text
        except ValueError:
            row.problem(column, "bad_attribute_value", text)
            return None

    def _pictures(
        self,
        first: RowReader,
        language: str,
        of_variants: list[RowReader],
        variants: tuple[VariantDraft, ...],
    ) -> tuple[PictureDraft, ...] | None:
        addresses = unlisted(first.text("pictures"))
        alts = suffixed(self.table.names, "picture_alts") | {language: "picture_alts"}
        texts = {code: first.pairs(column) or {} for code, column in alts.items()}
        pictures = [
            shared.picture(
                address,
                place,
                alt={
                    code: words[str(place + 1)]
                    for code, words in texts.items()
                    if str(place + 1) in words
                },
            )
            for place, address in enumerate(addresses or ())
        ]
        for row, variant in zip(of_variants, variants, strict=True):
            address = row.text("variant_picture")
            if address:
                pictures.append(shared.picture(address, len(pictures), options=variant.options))
        return tuple(pictures) if pictures or addresses is not None else None

    def _variant(self, row: RowReader, names: tuple[str, ...] | None) -> VariantDraft:
        currency = self._currency(row, "currency") or self.terms.currency
        cost_currency = self._currency(row, "cost_currency") or currency
        return VariantDraft(
            options=self._options(row, names),
            price=row.money("price", currency, "price"),
            compare_at=row.money("compare_at", currency, "compare_at"),
            cost=row.money("cost", cost_currency, "cost"),
            stock=self._stock(row),
            trade=self._trade(row),
            parts=self._parts(row),
            extra=row.pairs("variant_extra"),
            **self._plain(row),
        )

    def _plain(self, row: RowReader) -> dict[str, Any]:
        texts: dict[str, Any] = {name: hidden(row.text(name)) for name in VARIANT}
        return texts | {name: row.flag(name) for name in FLAGS}

    def _options(self, row: RowReader, names: tuple[str, ...] | None) -> tuple[str, ...]:
        values = [row.text(column) for column in OPTIONS[1::2]]
        if names is None:
            return tuple(value for value in values if value)
        for place, name in enumerate(names):
            if values[place] is None:
                row.problem(OPTIONS[1::2][place], "missing_option", name)
        return tuple(value or "" for value in values[: len(names)])

    def _currency(self, row: RowReader, column: str) -> str | None:
        word = row.text(column)
        if word is not None and not cells.is_currency(word.upper()):
            row.problem(column, "unknown_currency", word)
            return None
        return word.upper() if word else None

    def _stock(self, row: RowReader) -> dict[str, int] | None:
        columns = {"": "stock", **suffixed(self.table.names, "stock")}
        counts: dict[str, int] = {}
        for code, column in columns.items():
            count = row.whole(column)
            name = self.table.names.get(column, column)
            if count is not None and count < 0:
                row.problem(column, "negative_stock", count)
            elif count is not None:
                counts[name.split(":", 1)[1].strip() if code else ""] = count
        return counts or None

    def _parts(self, row: RowReader) -> dict[str, int] | None:
        pairs = row.pairs("parts")
        if pairs is None:
            return None
        try:
            return {sku: cells.whole(count) for sku, count in pairs.items()}
        except ValueError:
            row.problem("parts", "bad_list", row.row.text("parts"))
            return None

    def _trade(self, row: RowReader) -> TradeFacts | None:
        sizes = [row.whole(column) for column in SIZES]
        known = [size for size in sizes if size is not None]
        if known and len(known) < len(sizes):
            row.problem("length_mm", "bad_number", "")
        texts: dict[str, Any] = {name: hidden(row.text(name)) for name in TRADE}
        trade = TradeFacts(
            net_weight_g=row.whole("net_weight_g"),
            gross_weight_g=row.whole("gross_weight_g"),
            package_mm=(known[0], known[1], known[2]) if len(known) == 3 else None,
            has_battery=row.flag("has_battery"),
            national_codes=row.pairs("national_codes") or {},
            **texts,
        )
        return None if trade == TradeFacts() else trade
