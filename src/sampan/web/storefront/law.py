"""What the law of a buyer's country wants on the page where an order is placed.

EU: directive 2011/83, art. 8(2): the button says that ordering means paying, in the words of each
language version (for Germany BGB par. 312j(3), "zahlungspflichtig bestellen"); the summary stands
right above it. The words are the law's own and are not translated freely.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sampan.domain.places import EU_MEMBERS
from sampan.flows.show_shop import Place, Shop

WITHDRAWAL_DAYS = 14
ORDER_WITH_OBLIGATION_TO_PAY = {
    "de": "Zahlungspflichtig bestellen",
    "fr": "Commande avec obligation de paiement",
    "it": "Ordine con obbligo di pagare",
    "es": "Pedido con obligación de pago",
    "nl": "Bestelling met betalingsverplichting",
    "pt-br": "Encomenda com obrigação de pagar",
    "en": "Order with obligation to pay",
}


@dataclass(frozen=True, slots=True)
class Legal:
    """The words on the button, and the sentences below it with their pages (title, address)."""

    button: str
    sentences: Sequence[str]
    pages: Sequence[tuple[str, str]]


def legal(shop: Shop, place: Place, language: str) -> Legal:
    """What stands at the button for a buyer in a country."""
    handles = ["terms", "privacy"]
    days = shop.days_to_return(place)
    sentences = []
    if place.country in EU_MEMBERS | {"GB"}:
        handles += ["withdrawal", "guarantee"]
        sentences.append(
            _("You can withdraw within %(days)s days of delivery without giving a reason.")
            % {"days": WITHDRAWAL_DAYS}
        )
        sentences.append(_("The legal guarantee of conformity applies."))
    if days and (days > WITHDRAWAL_DAYS or not sentences):
        handles.append("returns")
        said = _("You can send goods back within %(days)s days of delivery.") % {"days": days}
        sentences.append(said)
    if place.country == "JP":
        handles.append("imprint")
    found = [shop.page(handle) for handle in handles]
    return Legal(
        button=button(place.country, language),
        sentences=sentences,
        pages=[(one.title, f"/{language}/pages/{one.slug}/") for one in found if one],
    )


def button(country: str, language: str) -> str:
    """The words on the button with which an order is placed."""
    if country not in EU_MEMBERS:
        return _("Place the order and pay")
    return ORDER_WITH_OBLIGATION_TO_PAY.get(language) or _("Order with obligation to pay")
