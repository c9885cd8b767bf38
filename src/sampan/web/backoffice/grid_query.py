"""The grid's address: what may be asked for; anything else is left out, never an error."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sampan.apps.catalog.selectors.grid import LACKS, SORTS, STATUSES, Filter, Order
from sampan.flows.show_products import COMPUTED_SORTS, STOCK_STATES, Question
from sampan.web.backoffice.frame import Label

FILTERS = ("q", "status", "brand", "category", "tag", "lacks", "stock", "market")
PAGE = 50
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Column:
    """A column that may be shown; `sort` names the order that its head gives, if any."""

    code: str
    label: Label
    sort: str = ""
    is_amount: bool = False


COLUMNS = (
    Column("status", _("Status"), "status"),
    Column("category", _("Category")),
    Column("brand", _("Brand"), "brand"),
    Column("variants", _("Variants"), is_amount=True),
    Column("price", _("Price"), "price", is_amount=True),
    Column("cost", _("Cost"), is_amount=True),
    Column("margin", _("Margin"), "margin", is_amount=True),
    Column("stock", _("Available"), "stock", is_amount=True),
    Column("languages", _("Texts"), is_amount=True),
    Column("hidden", _("Hidden in")),
    Column("hs_code", _("HS code")),
    Column("updated", _("Changed"), "updated"),
)
USUAL = ("status", "category", "variants", "price", "margin", "stock", "languages", "updated")

VIEWS: tuple[tuple[str, Label, Mapping[str, str]], ...] = (
    ("all", _("All"), {}),
    ("active", _("On sale"), {"status": "active"}),
    ("draft", _("Drafts"), {"status": "draft"}),
    ("out", _("Sold out"), {"status": "active", "stock": "out"}),
    ("hs_code", _("No HS code"), {"lacks": "hs_code"}),
    ("review", _("Texts to review"), {"lacks": "review"}),
    ("archived", _("Archived"), {"status": "archived"}),
)


def read(query: QueryDict | Mapping[str, str]) -> Question:
    """The question that an address asks."""
    text = {name: str(query.get(name, ""))[:LONGEST].strip() for name in FILTERS}
    sort = str(query.get("sort", ""))
    sort = sort if sort in {*SORTS, *COMPUTED_SORTS} else "updated"
    return Question(
        filter=Filter(
            text=text["q"].replace("\x00", ""),
            status=text["status"] if text["status"] in STATUSES else "",
            brand=text["brand"],
            category=text["category"],
            tag=text["tag"],
            lacks=text["lacks"] if text["lacks"] in LACKS else "",
            market=text["market"],
        ),
        order=Order(
            sort=sort,
            descending=query.get("dir", "desc" if sort == "updated" else "asc") != "asc",
            after=_read_cursor(str(query.get("after", ""))),
            limit=PAGE,
        ),
        stock=text["stock"] if text["stock"] in STOCK_STATES else "",
    )


def filters_of(query: QueryDict | Mapping[str, str]) -> dict[str, str]:
    """The filters of an address that say something, for saving and comparing views."""
    known = {name: str(query.get(name, ""))[:LONGEST].strip() for name in FILTERS}
    return {name: value for name, value in known.items() if value}


def cursor(after: tuple[str, int] | None) -> str:
    """Where the next page starts, sealed so that nobody can write one by hand."""
    return signing.dumps(list(after), salt="grid", compress=True) if after else ""


def columns_of(codes: object) -> tuple[str, ...]:
    """The columns that a person chose, in the grid's order; the usual ones without a choice."""
    chosen = {str(code) for code in codes} if isinstance(codes, list) else set(USUAL)
    return tuple(column.code for column in COLUMNS if column.code in chosen)


def _read_cursor(text: str) -> tuple[str, int] | None:
    try:
        key, product_id = signing.loads(text, salt="grid")
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return str(key), int(product_id)
