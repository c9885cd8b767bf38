"""The shapes of tax facts: rates, import schemes, special territories, state sales taxes."""

from dataclasses import dataclass
from decimal import Decimal

from sampan.domain.charges import Dated


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRate(Dated):
    """One VAT or GST rate of a jurisdiction (`DE`, `CA-ON`) for a category of goods.

    Several rows of one category on one day mean that the category alone does not decide: the
    answer is then a range.
    """

    jurisdiction: str
    tax_name: str
    rate_class: str
    rate_pct: Decimal
    category: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme(Dated):
    """A way to collect the destination's import tax at the sale instead of at the border.

    A line fits when its value on `basis` per `per` (consignment or item) is at most `up_to` in
    `currency`, the parcel goes by one of `modes` (none listed: any) and no code starts with
    `hs_excluded`. It is used when the seller holds `registration`; a marketplace collects in the
    seller's place where `deemed_supplier`. `tax_base` lists what it is charged on, `tax_factor` the
    share of the tax that is collected; `collects_duty` where the seller collects the duty too.
    """

    id: str
    country: str
    registration: str
    currency: str
    up_to: Decimal | None = None
    per: str
    basis: str
    modes: tuple[str, ...] = ()
    hs_excluded: tuple[str, ...] = ()
    categories_excluded: tuple[str, ...] = ()
    deemed_supplier: bool = True
    consumers_only: bool = True
    business_reverse_charge: bool = False
    tax_base: tuple[str, ...] = ("goods", "freight", "insurance")
    tax_factor: Decimal = Decimal(1)
    collects_duty: bool = False
    identifier: str = ""
    identifier_where: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory(Dated):
    """A part of the world that taxes differently from the country of its address.

    `customs_zone` and `vat_zone` say whose border stands around it (`EU`, `GB`, its own id);
    `jurisdiction` is where its tax rates are found, empty for no tax of that kind; towards
    the zones of `open_to` it has no border. `not_covered` names a tax of its own that no table has.
    """

    id: str
    country: str
    regions: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()
    rules_of: str
    customs_zone: str
    vat_zone: str
    jurisdiction: str = ""
    open_to: tuple[str, ...] = ()
    not_covered: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesTax(Dated):
    """A US state's own sales tax; `has_local` says that counties and cities add theirs."""

    state: str
    rate_pct: Decimal
    has_local: bool
    note: str = ""
