"""The VAT or GST rates that a category of goods may bear on a day."""

from datetime import date

from sampan.domain.tax.book import TaxBook
from sampan.domain.tax.rows import TaxRate

# a category without a rate of its own takes the rate of the wider one
WIDER_CATEGORY = {
    "childrens_clothing": "apparel",
    "childrens_footwear": "footwear",
    "baby_food": "food",
}


def rates_for(book: TaxBook, jurisdiction: str, category: str, on: date) -> tuple[TaxRate, ...]:
    """Every rate in force for a category: its own, else the wider category's, else the general.

    More than one means that the category alone does not decide. None means no rate is known.
    """
    rows = [row for row in book.rates[jurisdiction] if row.in_force(on)]
    wanted: str | None = category
    while wanted is not None:
        found = tuple(row for row in rows if row.category == wanted)
        if found:
            return found
        wanted = None if wanted == "general" else WIDER_CATEGORY.get(wanted, "general")
    return ()
