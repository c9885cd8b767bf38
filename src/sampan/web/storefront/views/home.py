"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from sampan.flows.show_home import show_home
from sampan.web.storefront import frame, linked_data, pictures, wording
from sampan.web.storefront.cards import cards
from sampan.web.storefront.markup import cards_html
from sampan.web.storefront.open_shop import needs_place
from sampan.web.storefront.visit import Visit

HERO = 2
HERO_SIZES = "(min-width: 60em) 30vw, 60vw"


@needs_place
def home(request: HttpRequest, asker: Visit) -> HttpResponse:
    """What the shop is, what is new, and the way to everything."""
    shop, place = asker.shop, asker.place
    assert place is not None
    rows = show_home(shop, place)
    shown = [row for row in rows if row.picture]
    hero = [
        pictures.html(row.picture, row.alt or row.title, sizes=HERO_SIZES, is_first=not index)
        for index, row in enumerate(reversed(shown[-HERO:]))
    ]
    head = frame.Head(
        title=shop.words.get("seo_title") or shop.name,
        description=shop.words.get("seo_description", ""),
        paths=dict.fromkeys(shop.languages, ""),
        data=[linked_data.organization(asker), linked_data.website(asker)],
    )
    response = frame.page(
        "home",
        asker,
        head,
        words=shop.words,
        hero=hero,
        cards=cards_html(cards(rows[:4], asker.language, place, eager=0)),
        rooms=[(one, pictures.url(one.picture) if one.picture else "") for one in shop.tree.roots],
        is_domestic=wording.is_domestic(shop, place),
        days_to_return=shop.days_to_return(place),
        price_note=wording.price_note(shop, place),
        home=_("Home"),
    )
    return frame.counted(response, "home", "")
