"""The short words beside prices and stock, in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sampan.domain.incoterms import Incoterm
from sampan.domain.orders.offer import Offer
from sampan.flows.show_shop import Place, Shop
from sampan.kernel import formats

FEW = 5


def is_domestic(shop: Shop, place: Place) -> bool:
    """Whether a warehouse stands in the country itself and no border is crossed from it alone."""
    return shop.home_countries == {place.country} or set(place.market.countries) <= (
        shop.home_countries
    )


def price_words(shop: Shop, place: Place) -> str:
    """What a shown price holds: one short sentence for under the price."""
    duties = place.market.incoterm is Incoterm.DDP and not is_domestic(shop, place)
    match place.market.tax_included, duties:
        case True, True:
            return _("Duties and taxes included.")
        case True, False:
            return _("Taxes included.")
        case False, True:
            return _("Duties and taxes are added at checkout.")
        case _:
            return _("Taxes and duties are not included.")


def price_note(shop: Shop, place: Place) -> str:
    """What else is to be paid, said plainly, where the price does not hold everything."""
    country = formats.country_name(place.country, shop.language)
    if is_domestic(shop, place):
        return ""
    if place.market.incoterm is not Incoterm.DDP:
        return _("Customs in %(country)s may ask for duty on delivery.") % {"country": country}
    return _("Nothing more to pay on delivery.")


def prices_for(shop: Shop, place: Place) -> str:
    """Which place the prices of a page are for."""
    country = formats.country_name(place.country, shop.language)
    return _("Prices for %(country)s in %(currency)s.") % {
        "country": country,
        "currency": place.currency,
    }


def ships_from(units: Mapping[str, int], place: Place, language: str) -> str:
    """Where a variant ships from: the shopper's own country, then its market, then the most."""
    stocked = [country for country, number in units.items() if number > 0]
    if not stocked:
        return ""
    own = sorted(
        stocked,
        key=lambda one: (one != place.country, one not in place.market.countries, -units[one]),
    )
    return _("Ships from %(country)s.") % {"country": formats.country_name(own[0], language)}


def stock_words(is_open: bool, units: Mapping[str, int], *, is_shipped: bool) -> str:
    """Whether a variant can be had."""
    number = sum(max(0, one) for one in units.values())
    if not is_shipped:
        return _("Download, right after payment.")
    if 0 < number <= FEW:
        return ngettext("Only %(number)s left", "Only %(number)s left", number) % {"number": number}
    if number or is_open:
        return _("In stock")
    return _("Sold out")


def delivered_duty_paid(offer: Offer | None) -> str:
    """That nothing is left to pay at the door: said only where it is certain."""
    if offer is None or offer.incoterm is not Incoterm.DDP or offer.on_delivery is not None:
        return ""
    if not any(line.customs.get("ship_from") != offer.country for line in offer.lines):
        return ""
    return _("Nothing more to pay on delivery.")


def on_delivery(offer: Offer | None, language: str) -> str:
    """What customs will ask for at the door where the buyer clears, as a range."""
    if offer is None or offer.on_delivery is None:
        return ""
    least, most = (formats.amount(m.minor, m.currency, language).text for m in offer.on_delivery)
    if least == most:
        return _("Customs asks for about %(most)s of duty and tax on delivery.") % {"most": most}
    return _("Customs asks for %(least)s to %(most)s of duty and tax on delivery.") % {
        "least": least,
        "most": most,
    }
