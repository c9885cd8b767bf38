"""Product files: other systems' dialects and our own, found by what stands in their first row.

A dialect is how columns are named and what rows mean; a container is CSV text or an XLSX workbook.
`csv` and `xlsx` are our own columns: they need nothing from anybody, hold all that a draft can say,
and are the pattern for a new dialect.
"""

from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from sampan.domain.catalog.drafts import ProductDraft
from sampan.integrations.product_files import (
    own,
    own_write,
    shopify,
    shopify_write,
    woocommerce,
    woocommerce_columns,
    woocommerce_write,
)
from sampan.integrations.product_files.csv_tables import read_csv, write_csv
from sampan.integrations.product_files.own_columns import HEADER, NUMERIC
from sampan.integrations.product_files.problems import (
    MESSAGES,
    RowError,
    UnreadableFile,
    in_order,
    row_error,
)
from sampan.integrations.product_files.reading import ProductFile, ReadProduct, Terms
from sampan.integrations.product_files.tables import MOST_BYTES, Table, folded
from sampan.integrations.product_files.xlsx_tables import MAGIC, read_xlsx, write_xlsx

__all__ = [
    "DIALECTS",
    "MESSAGES",
    "Dialect",
    "Head",
    "ProductFile",
    "ReadProduct",
    "RowError",
    "Terms",
    "UnreadableFile",
    "head_of",
    "read_product_file",
    "row_error",
    "write_product_file",
]

Written = tuple[list[str], Iterator[dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way of writing products down; `recognizes` looks at the folded names of the columns."""

    name: str
    title: str
    container: Literal["csv", "xlsx"]
    recognizes: Callable[[Mapping[str, str]], bool]
    read: Callable[[Table, Terms, str], ProductFile]
    write: Callable[[Sequence[ProductDraft], Terms, str], Written]


DIALECTS: Mapping[str, Dialect] = {
    dialect.name: dialect
    for dialect in (
        Dialect(
            "shopify-old",
            "Shopify (Handle, Title, Body)",
            "csv",
            shopify.is_old,
            shopify.read,
            shopify_write.write,
        ),
        Dialect(
            "shopify-new",
            "Shopify (Title, URL handle)",
            "csv",
            shopify.is_new,
            shopify.read,
            shopify_write.write,
        ),
        Dialect(
            "woocommerce",
            "WooCommerce",
            "csv",
            woocommerce_columns.recognizes,
            woocommerce.read,
            woocommerce_write.write,
        ),
        Dialect("csv", "Sampan CSV", "csv", own.recognizes, own.read, own_write.write),
        Dialect("xlsx", "Sampan XLSX", "xlsx", own.recognizes, own.read, own_write.write),
    )
}


@dataclass(frozen=True, slots=True)
class Head:
    """The start of a file, for mapping its columns by hand; `targets` are the names we know."""

    dialect: str | None
    columns: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]
    targets: tuple[str, ...] = HEADER


def read_product_file(
    data: bytes, terms: Terms, renamed: Mapping[str, str] | None = None
) -> ProductFile:
    """The products and the problems of a file, in the file's order. Raises UnreadableFile.

    `renamed` gives columns other names first, as the owner mapped them by hand.
    """
    table, container = _table(data)
    if renamed:
        table.names = _renamed(table.names, renamed)
    dialect = _find(table.names, container)
    if dialect is None:
        raise UnreadableFile("unknown_columns")
    read = dialect.read(table, terms, dialect.name)
    return ProductFile(read.dialect, read.products, in_order(read.errors), read.columns)


def head_of(data: bytes, rows: int = 5) -> Head:
    """The columns of a file and its first rows. Raises UnreadableFile."""
    table, container = _table(data)
    dialect = _find(table.names, container)
    sample = [
        tuple(row.text(name)[:200] for name in table.names) for row in islice(table.rows(), rows)
    ]
    name = dialect.name if dialect else None
    return Head(name, tuple(table.names.values()), tuple(sample))


def write_product_file(
    drafts: Sequence[ProductDraft], dialect: str, terms: Terms
) -> Iterator[bytes]:
    """A file in a dialect, in pieces; what spreadsheets would run leaves neutralized."""
    form = DIALECTS[dialect]
    columns, rows = form.write(drafts, terms, dialect)
    if form.container == "csv":
        yield from write_csv(columns, rows)
    else:
        numeric = {name for name in columns if name.split(":")[0] in NUMERIC}
        yield write_xlsx(columns, rows, numeric)


def _table(data: bytes) -> tuple[Table, str]:
    if len(data) > MOST_BYTES:
        raise UnreadableFile("file_too_large", limit=f"{MOST_BYTES // 2**20} MiB")
    if not data.removeprefix(BOM_UTF8).strip():
        raise UnreadableFile("empty")
    if data.startswith(MAGIC):
        return read_xlsx(data), "xlsx"
    return read_csv(data), "csv"


def _find(names: Mapping[str, str], container: str) -> Dialect | None:
    """A workbook may hold any dialect's columns; ours is named after its container."""
    found = [dialect for dialect in DIALECTS.values() if dialect.recognizes(names)]
    for dialect in found:
        if dialect.container == container:
            return dialect
    return found[0] if found else None


def _renamed(names: Mapping[str, str], renamed: Mapping[str, str]) -> dict[str, str]:
    """Columns under the names that the owner chose; the first of two equal ones keeps its own."""
    chosen = {folded(old): new for old, new in renamed.items() if new}
    result: dict[str, str] = {}
    for column, name in names.items():
        new = chosen.get(column, name)
        result[folded(new) if folded(new) not in result else column] = new
    return result
