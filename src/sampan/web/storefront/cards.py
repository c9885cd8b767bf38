"""Product cards: everything worked out here, so that the template only puts it in place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sampan.apps.storefront.selectors.lists import CardRow
from sampan.flows.show_shop import Place
from sampan.kernel import formats
from sampan.kernel.templatetags.formats import amount_html
from sampan.web.storefront import pictures

SIZES = "(min-width: 75em) 300px, (min-width: 38em) 33vw, 50vw"
DOTS = 5
EAGER = 2


@dataclass(frozen=True, slots=True)
class Card:
    """A product in a list; `language` is set where its words are in another language."""

    url: str
    title: str
    subtitle: str
    language: str
    picture: SafeString
    price: SafeString
    has_range: bool
    former: SafeString
    saving: str
    is_new: bool
    is_gone: bool
    dots: Sequence[str]


def cards(
    rows: Iterable[CardRow], language: str, place: Place, *, eager: int = EAGER
) -> list[Card]:
    """The cards of a list; the first `eager` pictures load at once."""
    return [_card(row, language, place, index < eager) for index, row in enumerate(rows)]


def price(minor: int, place: Place, language: str) -> SafeString:
    """An amount in the place's currency, as markup."""
    return _price(minor, place.currency, language)


@lru_cache(maxsize=8192)
def _price(minor: int, currency: str, language: str) -> SafeString:
    return amount_html(formats.amount(minor, currency, language))


def saving(now: int, former: int | None, language: str) -> str:
    """How much less than the lowest price of the 30 days before; never rounded up."""
    if not former or former <= now:
        return ""
    percent = (former - now) * 100 // former
    return (
        _("%(percent)s %% less") % {"percent": formats.number(percent, language)} if percent else ""
    )


def _card(row: CardRow, language: str, place: Place, is_first: bool) -> Card:
    less = saving(row.lowest_minor, row.former_minor, language)
    return Card(
        url=f"/{language}/p/{row.slug}/",
        title=row.title,
        subtitle=row.subtitle,
        language=row.language if row.language != language else "",
        picture=pictures.html(row.picture, "", sizes=SIZES, is_first=is_first),
        price=price(row.lowest_minor, place, language),
        has_range=row.highest_minor > row.lowest_minor,
        former=price(row.former_minor, place, language)
        if less and row.former_minor
        else SafeString(""),
        saving=less,
        is_new=row.is_new,
        is_gone=not row.is_available,
        dots=row.swatches[:DOTS] if len(row.swatches) > 1 else (),
    )
