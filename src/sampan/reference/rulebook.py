"""Loads the whole rule book: the shipped tables and the owner's newer ones on top."""

from pathlib import Path
from typing import Any

from sampan.domain.countries.rulebook import RuleBook
from sampan.domain.landed_cost.book import BorderBook
from sampan.domain.landed_cost.rows import DutyRate, Fee, Layer, Regime, ValueRule, Waiver
from sampan.domain.tax.book import TaxBook
from sampan.domain.tax.rows import SalesTax, Scheme, TaxRate, Territory
from sampan.reference.exchange import FxTable
from sampan.reference.tables import TableSpec, load

REGIMES = TableSpec("import_regimes", Regime, ("id",), lambda row: row["country"])
VALUE_RULES = TableSpec("customs_value_rules", ValueRule, ("country",), lambda row: row["country"])
WAIVERS = TableSpec("waivers", Waiver, ("id",), lambda row: row["country"])
FEES = TableSpec("fees", Fee, ("id",), lambda row: row["country"])
LAYERS = TableSpec("additional_duties", Layer, ("id",), lambda row: row["destination"])
DUTY_RATES = TableSpec(
    "duty_rates",
    DutyRate,
    ("destination", "hs", "measure", "origins"),
    lambda row: f"{row['destination']} {row['hs'][:6]}",
)
TAX_RATES = TableSpec(
    "vat_gst_rates",
    TaxRate,
    ("jurisdiction", "category", "rate_class"),
    lambda row: row["jurisdiction"],
)
SCHEMES = TableSpec("tax_schemes", Scheme, ("id",), lambda row: row["country"])
TERRITORIES = TableSpec("territories", Territory, ("id",), lambda row: row["country"])
SALES_TAXES = TableSpec("us_sales_taxes", SalesTax, ("state",), lambda row: row["state"])

TABLES: dict[str, TableSpec[Any]] = {
    spec.name: spec
    for spec in (
        REGIMES,
        VALUE_RULES,
        WAIVERS,
        FEES,
        LAYERS,
        DUTY_RATES,
        TAX_RATES,
        SCHEMES,
        TERRITORIES,
        SALES_TAXES,
    )
}


def load_rulebook(home: Path | None = None) -> RuleBook:
    """Every table, with the owner's files of `home/reference` on top. Raises BadTable.

    Rows are typed when a quote first asks for their country, so that loading stays fast; a bad
    cell in the owner's file is found by `sampan reference check`, or by the quote that needs it.
    """
    return RuleBook(
        border=BorderBook(
            regimes=load(REGIMES, home),
            value_rules=load(VALUE_RULES, home),
            waivers=load(WAIVERS, home),
            fees=load(FEES, home),
            layers=load(LAYERS, home),
            duty_rates=load(DUTY_RATES, home),
        ),
        tax=TaxBook(
            rates=load(TAX_RATES, home),
            schemes=load(SCHEMES, home),
            territories=load(TERRITORIES, home),
            sales_taxes=load(SALES_TAXES, home),
        ),
        exchange=FxTable(home),
    )
