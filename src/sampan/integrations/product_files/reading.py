"""What reading a product file gives, and how its cells become values or problems."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from sampan.domain.catalog.drafts import ProductDraft
from sampan.domain.money import Money
from sampan.integrations.product_files import cells
from sampan.integrations.product_files.problems import RowError
from sampan.integrations.product_files.tables import Row, Table

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a file does not say itself: the currency of its prices, the language of its words."""

    currency: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class ReadProduct:
    """A product of a file: `row` is its first row, `rows` those of its variants.

    `handle_is_made` says that the file has no handles, so that a SKU knows the product better.
    """

    draft: ProductDraft
    row: int
    rows: tuple[int, ...]
    handle_is_made: bool = False


@dataclass(frozen=True, slots=True)
class ProductFile:
    """What a file holds; `columns` gives the file's column of each field of a draft."""

    dialect: str
    products: Sequence[ReadProduct]
    errors: Sequence[RowError]
    columns: Mapping[str, str]


@dataclass(slots=True)
class RowReader:
    """The cells of one row as values; what cannot be read is None and a problem."""

    row: Row
    table: Table

    def text(self, column: str) -> str | None:
        """The cell's text, None when it is empty."""
        return self.row.cells.get(column, "").strip() or None

    def raw(self, column: str) -> str | None:
        """The cell's text with its outer space."""
        return self.row.cells.get(column)

    def flag(self, column: str) -> bool | None:
        """Yes, no, or not said."""
        return self._read(column, cells.yes_or_no, "bad_boolean")

    def number(self, column: str) -> Decimal | None:
        """A number."""
        return self._read(column, lambda text: cells.number(text, self._comma), "bad_number")

    def whole(self, column: str) -> int | None:
        """A whole number."""
        return self._read(column, lambda text: cells.whole(text, self._comma), "bad_number")

    def money(self, column: str, currency: str, name: str) -> Money | None:
        """An amount that is not below zero; `name` is the draft's field."""
        amount = self._read(
            column, lambda text: cells.money(text, currency, self._comma), "bad_number"
        )
        if amount is not None and amount.minor < 0:
            self.problem(column, f"negative_{name}", amount)
            return None
        return amount

    def pairs(self, column: str) -> dict[str, str] | None:
        """A list of names with values."""
        return self._read(column, cells.split_pairs, "bad_list")

    def problem(self, column: str, code: str, value: object = "") -> None:
        """Note a problem of a cell; the column is called what the file calls it."""
        name = self.table.names.get(column, column)
        self.table.problems.add(self.row.number, name, code, value)

    @property
    def _comma(self) -> bool:
        return self.table.decimal_comma

    def _read(self, column: str, parse: Callable[[str], T], code: str) -> T | None:
        text = self.text(column)
        if text is None:
            return None
        try:
            return parse(text)
        except ArithmeticError:
            self.problem(column, "too_many_decimals", text)
        except ValueError:
            self.problem(column, code, text)
        return None
