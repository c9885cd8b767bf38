"""The paper that letters are written on: who writes, which legal texts come along."""

import html
import re
from datetime import UTC, datetime

from django.conf import settings

from sampan.apps.content import selectors as content
from sampan.domain.places import EU_MEMBERS
from sampan.flows.show_shop import FALLBACK, SHOP_NAME
from sampan.kernel import formats, settings_store
from sampan.kernel.mail import Intent
from sampan.letters.sheet import Sender

COMPANY = ("company_name", "company_street", "company_postcode", "company_city", "company_country")
_BREAKS = re.compile(r"</(?:p|h[1-6]|li|ul|ol|div|tr|blockquote)>|<br\s*/?>", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]+>")

LegalText = tuple[str, tuple[str, ...]]


def sender(language: str) -> Sender:
    """The shop and the seller behind it, as far as the owner said who that is."""
    known = settings_store.get_many(("shop_name", *COMPANY))
    name, street, postcode, city, country = (str(known.get(key) or "") for key in COMPANY)
    land = formats.country_name(country, language) if country else ""
    lines = (name, street, f"{postcode} {city}".strip(), land)
    return Sender(
        shop=str(known.get("shop_name") or SHOP_NAME),
        address=tuple(line for line in lines if line),
        home=f"{settings.SAMPAN_SITE_URL}/{language}/",
    )


def law(language: str, country: str) -> tuple[LegalText, ...]:
    """The shop's own pages that a contract has to bring along, whole.

    EU and United Kingdom: the withdrawal instructions with their model form; everywhere the terms.
    """
    asks = country in EU_MEMBERS | {"GB"}
    return legal_texts(language, ("withdrawal", "terms") if asks else ("returns", "terms"))


def legal_texts(language: str, handles: tuple[str, ...]) -> tuple[LegalText, ...]:
    """Pages of the shop as plain paragraphs, in the order of the handles."""
    found = {page.handle: page for page in content.pages(language, FALLBACK)}
    pages = [found[handle] for handle in handles if handle in found]
    return tuple((page.title, paragraphs(page.body)) for page in pages)


def paragraphs(body: str) -> tuple[str, ...]:
    """The words of a page without its markup.

    >>> paragraphs("<h2>Who</h2><p>Harbor &amp; <b>Reed</b></p>")
    ('Who', 'Harbor & Reed')
    """
    parts = (_TAGS.sub("", part) for part in _BREAKS.sub("\n", body).split("\n"))
    return tuple(text for part in parts if (text := " ".join(html.unescape(part).split())))


def day_and_hour(moment: datetime, language: str) -> str:
    """A moment in UTC, to the minute."""
    exact = moment.astimezone(UTC)
    return f"{formats.day(exact.date(), language)}, {exact:%H:%M} UTC"


def order_about(intent: Intent) -> str:
    """The id of the order that a letter tells of."""
    return intent.about.removeprefix("order:")
