"""Categories, all goods, and search."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.templatetags.static import static
from django.utils.translation import gettext as _

from sampan.domain.money import exponent
from sampan.flows.show_list import FacetGroup, FacetValue, ListView, show_list
from sampan.flows.show_search import show_search, show_suggestions
from sampan.flows.show_shop import Branch
from sampan.kernel import formats
from sampan.web.storefront import asking, frame, linked_data
from sampan.web.storefront.asking import Pairs
from sampan.web.storefront.cards import cards
from sampan.web.storefront.markup import Value, cards_html, facet_html
from sampan.web.storefront.open_shop import needs_place
from sampan.web.storefront.visit import Visit

ALL = "all"
MOST_VALUES_SHOWN = 40


@needs_place
def category(request: HttpRequest, asker: Visit, slug: str) -> HttpResponse:
    """A category or all goods, narrowed, sorted, page by page."""
    shop, place = asker.shop, asker.place
    assert place is not None
    branch = shop.tree.by_slug.get(slug)
    if branch is None and slug != ALL:
        raise Http404
    pairs = asking.clean(request.GET)
    if branch and branch.slug != slug:
        own = f"/{asker.language}/c/{branch.slug}/"
        return HttpResponsePermanentRedirect(asking.address(own, pairs))
    ask = asking.ask(pairs, place.currency)
    view = show_list(shop, place, branch, ask)
    if ask.page > max(1, view.pages):
        raise Http404
    head = _category_head(asker, branch, pairs, view, is_plain=not ask.is_narrowed)
    name = branch.name if branch else _("All goods")
    response = frame.page(
        "category",
        asker,
        head,
        name=name,
        lead=branch.description if branch else "",
        is_all=branch is None,
        text_language=frame.tag(branch.language)
        if branch and branch.language != asker.language
        else "",
        trail=shop.tree.trail(branch)[:-1] if branch else (),
        children=view.children,
        **_listing(asker, view, pairs, head.path),
    )
    return frame.counted(response, "category", branch.handle if branch else ALL)


def _category_head(
    asker: Visit, branch: Branch | None, pairs: Pairs, view: ListView, *, is_plain: bool
) -> frame.Head:
    shop = asker.shop
    slugs = branch.slugs if branch else dict.fromkeys(shop.languages, ALL)
    own = branch.slug if branch else ALL
    path = f"c/{own}/"
    tail = f"?page={view.page}" if view.page > 1 else ""
    sorted_only = is_plain and not any(name == "sort" for name, _value in pairs)
    paths = {code: f"c/{slug}/{tail}" for code, slug in slugs.items()} if sorted_only else {}
    name = branch.name if branch else _("All goods")
    trail = shop.tree.trail(branch) if branch else []
    return frame.Head(
        title=(branch.seo_title if branch and branch.seo_title else f"{name} | {shop.name}"),
        description=_said_of(branch)
        or _("%(name)s at %(shop)s.") % {"name": name, "shop": shop.name},
        path=path,
        paths=paths,
        section=trail[0].id if trail else None,
        data=[linked_data.breadcrumbs(asker, _("Home"), trail, "" if branch else name)],
        previous=_page_url(path, pairs, view.page - 1) if view.page > 1 else "",
        following=_page_url(path, pairs, view.page + 1) if view.page < view.pages else "",
    )


def _said_of(branch: Branch | None) -> str:
    return (branch.seo_description or branch.description) if branch else ""


def _page_url(path: str, pairs: Pairs, page: int) -> str:
    return asking.address(path, asking.at_page(pairs, page))


@needs_place
def search(request: HttpRequest, asker: Visit) -> HttpResponse:
    """What a search found, narrowed like a category."""
    place = asker.place
    assert place is not None
    pairs = asking.clean(request.GET)
    ask = asking.ask(pairs, place.currency)
    found = show_search(asker.shop, place, asking.words(pairs), ask)
    if ask.page > max(1, found.hits.pages):
        raise Http404
    title = found.text or _("Search")
    head = frame.Head(title=f"{title} | {asker.shop.name}", path="search/")
    response = frame.page(
        "search", asker, head, found=found, **_listing(asker, found.hits, pairs, head.path)
    )
    if found.text and ask.page == 1 and not ask.is_narrowed:
        subject = found.text.casefold()
        frame.counted(response, "search", subject, found.hits.summary.count)
    return response


@needs_place
def suggestions(request: HttpRequest, asker: Visit) -> HttpResponse:
    """A few completions and products for the search field, as a piece of a page."""
    assert asker.place is not None
    text = asking.words(asking.clean(request.GET))
    completions, rows = show_suggestions(asker.shop, asker.place, text)
    return frame.page(
        "suggestions",
        asker,
        frame.Head(""),
        completions=completions,
        cards=cards(rows, asker.language, asker.place, eager=0),
    )


def _listing(asker: Visit, view: ListView, pairs: Pairs, path: str) -> dict[str, Any]:
    """What the list's template needs besides the frame."""
    place = asker.place
    assert place is not None
    own = f"/{asker.language}/{path}"
    single = dict(pairs)
    groups = [_group(asker, group) for group in view.groups]
    return {
        "action": own,
        "cards": cards_html(cards(view.cards, asker.language, place)),
        "count": view.summary.count,
        "count_text": formats.number(view.summary.count, asker.language),
        "available": view.summary.available,
        "groups": [(name, facet_html(code, values)) for code, name, values in groups],
        "chips": _chips(groups, pairs, own),
        "clear": asking.address(own, [p for p in pairs if p[0] == "q"]),
        "sort": single.get("sort", asking.SORTS[0]),
        "lowest": single.get("min", ""),
        "highest": single.get("max", ""),
        "only_available": single.get("stock") == "1",
        "span": _span(asker, view),
        "page": view.page,
        "pages": view.pages,
        "previous": asking.address(own, asking.at_page(pairs, view.page - 1)),
        "following": asking.address(own, asking.at_page(pairs, view.page + 1)),
        "q": single.get("q", ""),
        "empty_picture": static("store/empty-no-results.svg"),
    }


def _group(asker: Visit, group: FacetGroup) -> tuple[str, str, list[Value]]:
    """A facet's code, name and values; numbers get their unit, converted for the country."""
    country = asker.place.country if asker.place else ""
    values = [
        (
            one.value,
            _label(group, one, country, asker.language),
            one.swatch,
            one.count,
            one.is_chosen,
        )
        for one in group.values[:MOST_VALUES_SHOWN]
    ]
    name = _("Brand") if group.code == "brand" else group.name
    return group.code, name, values


def _label(group: FacetGroup, one: FacetValue, country: str, language: str) -> str:
    if group.kind == "number":
        return formats.measure(formats.decimal(one.value), group.unit, country, language)
    if group.kind == "boolean":
        return _("Yes") if one.value == "yes" else _("No")
    return one.label


def _chips(
    groups: list[tuple[str, str, list[Value]]], pairs: Pairs, own: str
) -> list[tuple[str, str]]:
    """What the list is narrowed by: its name, and the address without it."""
    labels = {(code, one[0]): one[1] for code, _name, values in groups for one in values}
    chips = []
    for name, value in pairs:
        if asking.is_facet(name):
            label = labels.get((name, value), value)
        elif name == "stock" and value == "1":
            label = _("In stock")
        elif name == "min":
            label = _("from %(amount)s") % {"amount": value}
        elif name == "max":
            label = _("up to %(amount)s") % {"amount": value}
        else:
            continue
        chips.append((label, asking.address(own, asking.without(pairs, name, value))))
    return chips


def _span(asker: Visit, view: ListView) -> tuple[str, str] | None:
    """The lowest and the highest price of the list in whole units, for the empty fields."""
    place = asker.place
    lowest, highest = view.summary.lowest_minor, view.summary.highest_minor
    if place is None or lowest is None or highest is None:
        return None
    unit = 10 ** exponent(place.currency)
    return str(lowest // unit), str(-(-highest // unit))
