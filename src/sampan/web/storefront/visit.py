"""Who asks for a page, as far as the page depends on it: language, place, what was asked before."""

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest

from sampan.flows.show_shop import Place, Shop, show_shop
from sampan.kernel import stamps

PLACE_COOKIE = "place"
CHOICE_COOKIE = "choice"
CHOICES = frozenset({"yes", "no"})


@dataclass(frozen=True, slots=True)
class Visit:
    """Everything outside the address that a page is made from; equal visits see equal pages.

    `place` is None before the first market is open. `has_chosen` says that the question about
    cookies needs no asking: it was answered, or the browser answers it for everybody.
    """

    language: str
    shop: Shop
    place: Place | None
    has_chosen: bool
    origin: str
    stamp: tuple[tuple[str, int], ...]

    @property
    def key(self) -> tuple[object, ...]:
        """What tells visits apart: no page of one key is ever shown for another."""
        place = self.place
        market = (
            (place.market.tax_included, place.market.incoterm, place.price_list) if place else ()
        )
        cookie = place.cookie if place else ""
        return (self.language, cookie, market, self.has_chosen, self.origin, self.stamp)


def visit(request: HttpRequest, language: str) -> Visit:
    """The visit that a request belongs to; found once for each request."""
    known = getattr(request, "store_visit", None)
    if known is not None and known.language == language:
        return cast(Visit, known)
    current = stamps.current()
    shop = show_shop(language, current)
    place = shop.place(request.COOKIES.get(PLACE_COOKIE, "")) or shop.first_place()
    found = Visit(
        language=language,
        shop=shop,
        place=place,
        has_chosen=request.COOKIES.get(CHOICE_COOKIE) in CHOICES or declines(request),
        origin=f"{request.scheme}://{request.get_host()}",
        stamp=tuple(sorted(current.items())),
    )
    request.store_visit = found  # type: ignore[attr-defined]  # Django's request is open to it
    return found


def declines(request: HttpRequest) -> bool:
    """Whether the browser says no for its user: Global Privacy Control, or Do Not Track."""
    return request.headers.get("Sec-GPC") == "1" or request.headers.get("DNT") == "1"
