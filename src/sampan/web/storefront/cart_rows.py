"""The cart as its page shows it: rows, notices and sums, worked out for the template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sampan.apps.checkout.services import MAX_QUANTITY
from sampan.domain.money import Money
from sampan.flows.change_cart import Moved
from sampan.flows.offer_parcels import known_sums
from sampan.flows.price_cart import DroppedLine, PricedLine
from sampan.flows.quote_cart import CartQuote
from sampan.flows.show_cart import ShownCart, ShownLine
from sampan.kernel import formats
from sampan.kernel.templatetags.formats import amount_html
from sampan.web.storefront import pictures, sums
from sampan.web.storefront.refusals import code_words
from sampan.web.storefront.visit import Visit

THUMB = "96px"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the cart; `typed` is what stands in its quantity field."""

    id: int
    url: str
    title: str
    options: str
    picture: SafeString
    unit: SafeString
    value: SafeString
    typed: str
    most: int
    notice: str
    offers: int | None
    error: str


def rows(
    shown: ShownCart, language: str, *, typed: Mapping[int, str], errors: Mapping[int, str]
) -> list[Row]:
    """The lines, each with what has to be said about it."""
    return [_row(one, language, typed, errors) for one in shown.lines]


def dropped(lines: Sequence[DroppedLine]) -> list[tuple[int, str]]:
    """Lines that cannot be bought here: their id and what has to be said."""
    words = {
        "gone": _("%(title)s is not sold here any more. It is not part of the total."),
        "no_price": _("%(title)s has no price in this currency. It is not part of the total."),
    }
    return [
        (line.id, words[line.problem] % {"title": line.title or _("One of your goods")})
        for line in lines
    ]


def codes(shown: ShownCart) -> list[tuple[str, str]]:
    """The coupon codes of the cart, each with why it does not help now, if it does not."""
    refused = shown.quote.promotions.refused if shown.quote.promotions else {}
    return [
        (code, code_words(refused[code], code) if code in refused else "")
        for code in shown.cart.codes
    ]


def moved_words(moved: Moved, shown: ShownCart, language: str) -> str:
    """What a change of country or currency did to the cart."""
    cart = shown.cart
    facts = {
        "country": formats.country_name(cart.country, language),
        "currency": cart.currency,
        "now": _plain(shown.quote.priced.value, language),
    }
    if moved.value is None or moved.value == shown.quote.priced.value:
        return _("Your cart is now priced for %(country)s in %(currency)s.") % facts
    facts["before"] = _plain(moved.value, language)
    return (
        _("Your cart is now priced for %(country)s: the goods cost %(now)s, before %(before)s.")
        % facts
    )


def obstacle_words(quote: CartQuote, asker: Visit) -> str:
    """Why there is no total yet; the empty text where there is one."""
    if quote.offer is not None or not quote.obstacles or asker.place is None:
        return ""
    obstacle, country = quote.obstacles[0], asker.place.country
    name = formats.country_name(country, asker.language)
    if obstacle.code == "no_service":
        return _("We cannot deliver these goods to %(country)s.") % {"country": name}
    if is_region_missing(quote):
        return _("Duties and taxes depend on where in %(country)s it goes.") % {"country": name}
    if obstacle.code == "not_enough_stock":
        return _("Not everything is in stock in the quantity that you want.")
    return _("Duties and taxes for %(country)s cannot be worked out for these goods.") % {
        "country": name
    }


def is_region_missing(quote: CartQuote) -> bool:
    """Whether only the state or province is missing for a total."""
    return any(one.facts.get("reason") == "region_missing" for one in quote.obstacles)


def known(quote: CartQuote) -> Mapping[str, Any]:
    """Lines and sums without duty and tax; empty where not even delivery is known."""
    if quote.promotions is None:
        return {}
    return known_sums(quote.priced, quote.way, quote.promotions)


def estimate(quote: CartQuote, language: str) -> sums.Sums | None:
    """The sums to the door; None while something stands in the way."""
    return sums.sums(sums.facts_of(quote.offer), language) if quote.offer else None


def _row(one: ShownLine, language: str, typed: Mapping[int, str], errors: Mapping[int, str]) -> Row:
    line = one.line
    picture = {"file": line.goods.picture, "width": 800, "height": 1000, "widths": []}
    return Row(
        id=line.id,
        url=f"/{language}/p/{line.goods.slug}/?variant={line.goods.id}" if line.goods.slug else "",
        title=line.goods.title,
        options=", ".join(part for part in (line.goods.options, line.choices) if part),
        picture=pictures.html(picture if line.goods.picture else None, "", sizes=THUMB),
        unit=_html(line.unit_price, language),
        value=_html(line.value, language),
        typed=typed.get(line.id, str(line.quantity)),
        most=MAX_QUANTITY,
        notice=_notice(one, language),
        offers=one.available if one.is_short and one.available else None,
        error=errors.get(line.id, ""),
    )


def _notice(one: ShownLine, language: str) -> str:
    if one.is_short and not one.available:
        return _("Sold out. Take it out to go on.")
    if one.is_short:
        return ngettext("Only %(number)s left.", "Only %(number)s left.", one.available or 0) % {
            "number": one.available
        }
    return _changed_price(one.line, language)


def _changed_price(line: PricedLine, language: str) -> str:
    if line.before is None:
        return ""
    prices = {"before": _plain(line.before, language), "now": _plain(line.unit_price, language)}
    if line.before < line.unit_price:
        return _("The price rose since you last looked: %(now)s, before %(before)s.") % prices
    return _("The price fell since you last looked: %(now)s, before %(before)s.") % prices


def _html(money: Money, language: str) -> SafeString:
    return amount_html(formats.amount(money.minor, money.currency, language))


def _plain(money: Money, language: str) -> str:
    return formats.amount(money.minor, money.currency, language).text
