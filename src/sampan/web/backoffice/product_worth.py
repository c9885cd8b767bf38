"""A product's prices in every list, with breaks and history, and its stock by warehouse."""

from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware

from sampan.apps.catalog.selectors.editing import EditedProduct
from sampan.apps.inventory import selectors as inventory
from sampan.apps.inventory.services import Movement
from sampan.apps.pricing import selectors as pricing
from sampan.apps.pricing.services import Cause, Terms
from sampan.domain.errors import Invalid, NotFound
from sampan.domain.money import Money
from sampan.flows.change_prices import change_prices
from sampan.flows.count_stock import count_stock
from sampan.kernel import clock
from sampan.web.backoffice.access import actor
from sampan.web.backoffice.forms import amount, whole_number

HISTORY = 30


def show_prices(request: HttpRequest, edited: EditedProduct) -> dict[str, Any]:
    """Every variant's price in every list, quantity breaks, and what changed when."""
    ids = [variant.id for variant in edited.variants]
    lists = pricing.price_lists()
    now = pricing.current_prices(ids, clock.now())
    names = {variant.id: variant for variant in edited.variants}
    breaks = [
        (names[variant_id], code, step)
        for variant_id, prices in now.items()
        for code, facts in prices.items()
        for step in facts.breaks
    ]
    return {
        "lists": lists,
        "rows": [
            (v, [(one, now.get(v.id, {}).get(one.code)) for one in lists]) for v in edited.variants
        ],
        "breaks": breaks,
        "history": [
            (names[variant_id], *entry)
            for variant_id in ids[:12]
            for entry in pricing.history(variant_id, HISTORY)
        ][:120],
    }


def save_prices(request: HttpRequest, edited: EditedProduct, version: int) -> None:
    """The table of prices, a quantity break, or a price for a period."""
    if request.POST.get("part") == "break":
        _save_break(request, edited)
        return
    cause = Cause(actor(request), clock.now(), "edited")
    now = pricing.current_prices([v.id for v in edited.variants], clock.now())
    for one in pricing.price_lists():
        changed: dict[int, Money | None] = {}
        for variant in edited.variants:
            text = request.POST.get(f"p{variant.id}_{one.code}")
            facts = now.get(variant.id, {}).get(one.code)
            if text is None:
                continue
            wanted = amount(text, one.currency)
            if wanted != (facts.amount if facts else None):
                changed[variant.id] = wanted
        if changed:
            follow = one.is_base and bool(request.POST.get("follow"))
            change_prices(one.code, changed, cause, follow=follow)


def show_stock(request: HttpRequest, edited: EditedProduct) -> dict[str, Any]:
    """Each variant's quantities in each warehouse."""
    levels = inventory.by_warehouse([variant.id for variant in edited.variants])
    houses = inventory.warehouses()
    rows = []
    for variant in edited.variants:
        held = {level.warehouse: level for level in levels.get(variant.id, ())}
        rows.append(
            (
                variant,
                [(house, held.get(house.code)) for house in houses],
                sum(level.available for level in held.values()),
            )
        )
    return {"houses": houses, "rows": rows}


def save_stock(request: HttpRequest, edited: EditedProduct, version: int) -> None:
    """Count what is on hand; an empty field counts nothing."""
    levels = inventory.by_warehouse([variant.id for variant in edited.variants])
    counts: dict[tuple[int, str], int] = {}
    for variant in edited.variants:
        held = {level.warehouse: level.on_hand for level in levels.get(variant.id, ())}
        for house in inventory.warehouses():
            text = request.POST.get(f"s{variant.id}_{house.code}", "")
            count = whole_number(text, field="stock")
            if count is not None and count != held.get(house.code, 0):
                counts[variant.id, house.code] = count
    count_stock(counts, Movement(actor(request), clock.now(), "counted"))


def _save_break(request: HttpRequest, edited: EditedProduct) -> None:
    """A price from a quantity on, or for a period; an empty price takes it away."""
    form = request.POST
    ids = {str(variant.id): variant.id for variant in edited.variants}
    lists = {one.code: one for one in pricing.price_lists()}
    chosen = lists.get(form.get("price_list", ""))
    if chosen is None:
        raise Invalid(field="price_list", reason="unknown")
    named = form.get("variant", "")
    if named != "all" and named not in ids:
        raise NotFound(what="variant")
    wanted = list(ids.values()) if named == "all" else [ids[named]]
    quantity = whole_number(form.get("quantity", ""), field="minimum_quantity") or 1
    terms = Terms(quantity, _moment(form, "valid_from"), _moment(form, "valid_to"))
    if quantity == 1 and terms.valid_from is None:
        raise Invalid(field="minimum_quantity", reason="out_of_range")
    price = amount(form.get("price", ""), chosen.currency)
    cause = Cause(actor(request), clock.now(), "edited")
    change_prices(chosen.code, dict.fromkeys(wanted, price), cause, terms=terms)


def _moment(form: QueryDict, name: str) -> Any:
    text = form.get(name, "").strip()
    if not text:
        return None
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise Invalid(field=name, reason="not_a_moment")
    return make_aware(moment) if is_naive(moment) else moment
