"""What letters know of an order: values in the reader's own writing, ready to stand on paper."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from sampan.domain.charges import Kind
from sampan.domain.places import EU_MEMBERS
from sampan.letters.sheet import Block, Law, Lines, Table, Way, Words

VAT_COUNTRIES = EU_MEMBERS | {"GB", "AE", "SA", "BH", "OM", "KR", "CN", "NO", "CH"}
GST_COUNTRIES = frozenset({"AU", "NZ", "SG", "IN"})


@dataclass(frozen=True, slots=True)
class Bought:
    """Goods of one line; `details` are the options and choices, `amount` the line's value."""

    title: str
    details: str
    quantity: int
    amount: str


@dataclass(frozen=True, slots=True)
class OrderValues:
    """An order as letters tell of it; amounts and days are text in the reader's language.

    `charges` are the sums of each kind, in the order in which they are told; they add up to
    `total`. `on_delivery` is what the carrier may still ask for, empty where nothing.
    """

    number: str
    placed_on: str
    country: str
    goods: tuple[Bought, ...]
    charges: tuple[tuple[Kind, str], ...]
    total: str
    on_delivery: str
    dates: str
    shipping: tuple[str, ...]
    billing: tuple[str, ...]
    link: str


def goods(order: OrderValues) -> Table:
    """What was bought, each line with what it is worth."""
    return Table(_("What you ordered"), tuple((_line(one), one.amount) for one in order.goods))


def costs(order: OrderValues) -> list[Block]:
    """Every kind of charge apart, and their sum."""
    rows = [(charge_word(kind, order.country), amount) for kind, amount in order.charges]
    table = Table(_("How the total is made"), (*rows, (_("Total"), order.total)), has_total=True)
    if not order.on_delivery:
        return [table]
    said = _("Duty and tax on delivery are not part of this total. We estimate them at %(sum)s.")
    return [table, Words(said % {"sum": order.on_delivery})]


def addresses(order: OrderValues) -> list[Block]:
    """Where the goods and the invoice go, as far as that is known."""
    both = ((_("It goes to"), order.shipping), (_("The invoice goes to"), order.billing))
    return [Lines(title, lines) for title, lines in both if lines]


def way_to(order: OrderValues) -> Way:
    """The signed link to the order's own page."""
    return Way(_("See your order"), order.link)


def charge_word(kind: Kind, country: str) -> str:
    """A charge's name; taxes are called what they are called in the buyer's country."""
    match kind:
        case Kind.GOODS:
            return _("Goods")
        case Kind.DISCOUNT:
            return _("Discount")
        case Kind.FREIGHT:
            return _("Delivery")
        case Kind.INSURANCE:
            return _("Insurance")
        case Kind.DUTY:
            return _("Customs duty")
        case Kind.FEE:
            return _("Fees of customs")
        case Kind.IMPORT_TAX | Kind.SALES_TAX:
            return _tax_word(country)


def legal(texts: tuple[tuple[str, tuple[str, ...]], ...]) -> list[Block]:
    """The texts that have to be in the buyer's hands, not behind a link that may change."""
    return [Law(title, paragraphs) for title, paragraphs in texts]


def _line(one: Bought) -> str:
    name = f"{one.title}, {one.details}" if one.details else one.title
    return _("%(quantity)s × %(goods)s") % {"quantity": one.quantity, "goods": name}


def _tax_word(country: str) -> str:
    if country in VAT_COUNTRIES:
        return _("VAT")
    if country in GST_COUNTRIES:
        return _("GST")
    if country == "JP":
        return _("Consumption tax")
    return _("Sales tax") if country == "US" else _("Tax")
