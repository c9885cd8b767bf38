"""Where a place stands for customs and for tax, which is not always the country of its address.

Source: Council Directive 2006/112/EC art. 5 to 7 and Regulation (EU) 952/2013 art. 4 for the EU;
rows in `reference/territories.csv` name theirs.
"""

from dataclasses import dataclass, replace
from datetime import date

from sampan.domain.places import Place
from sampan.domain.tax.book import TaxBook
from sampan.domain.tax.rows import Territory


@dataclass(frozen=True, slots=True)
class Footing:
    """A place's borders: whose import rules hold, which customs and VAT area, whose tax rates.

    `jurisdiction` is empty where no VAT or GST exists; `territory` is the special row, if any.
    """

    country: str
    rules_of: str
    customs_zone: str
    vat_zone: str
    jurisdiction: str
    territory: Territory | None = None


def footing(place: Place, book: TaxBook, on: date) -> Footing:
    """The borders around a place on a day; special territories go by region or postcode."""
    for row in book.territories[place.country]:
        if row.in_force(on) and _lies_in(place, row):
            return Footing(
                place.country, row.rules_of, row.customs_zone, row.vat_zone, row.jurisdiction, row
            )
    union = "EU" if place.in_eu else place.country
    return Footing(place.country, place.country, union, union, place.country)


def between(origin: Footing, target: Footing) -> Footing:
    """The target as seen from an origin: a territory may be open towards some neighbors."""
    row = target.territory
    if row is not None and origin.vat_zone in row.open_to:
        return replace(target, customs_zone=origin.customs_zone, vat_zone=origin.vat_zone)
    return target


def _lies_in(place: Place, row: Territory) -> bool:
    if not row.regions and not row.postcodes:
        return True
    if place.region is not None and place.region in row.regions:
        return True
    code = (place.postal_code or "").replace(" ", "").upper()
    return bool(code) and code.startswith(row.postcodes)
