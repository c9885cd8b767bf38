"""Promotions: their list, a form from each rule's own fields, and what one would have done."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sampan.apps.catalog.selectors import grid as catalog
from sampan.apps.markets import selectors as markets
from sampan.apps.pricing import selectors as pricing
from sampan.apps.promotions import selectors
from sampan.apps.promotions import services as writes
from sampan.apps.promotions.selectors import PromotionFacts
from sampan.apps.promotions.services import PromotionDraft
from sampan.domain.errors import DomainError, Invalid
from sampan.domain.money import Money
from sampan.domain.promotions.apply import Promotion
from sampan.domain.promotions.period import days, moments
from sampan.domain.promotions.rules import RULES
from sampan.flows.simulate_promotion import simulate_promotion
from sampan.kernel import clock
from sampan.web.backoffice.access import actor, owners_office
from sampan.web.backoffice.forms import amount, half_width, whole_number, words
from sampan.web.backoffice.frame import page
from sampan.web.backoffice.order_words import refused
from sampan.web.backoffice.rule_form import RULE_NAMES, form_fields, read_form, summary, texts_of
from sampan.web.backoffice.zone import shop_zone

MOST_PRECEDENCE = 100_000


@owners_office
@require_safe
def promotions(request: HttpRequest) -> HttpResponse:
    """Every promotion in the order in which they come off."""
    zone, now = shop_zone(), clock.now()
    rows = [
        (facts, summary(facts.promotion.rule), *_days(facts.promotion), _runs(facts, now))
        for facts in selectors.all_promotions()
    ]
    context = {
        "rows": rows,
        "rules": [(code, *RULE_NAMES[code]) for code in RULES],
        "zone": zone.key,
    }
    return page(request, "backoffice/promotions.html", context, screen="promotions")


@owners_office
def promotion(request: HttpRequest, promotion_id: int = 0) -> HttpResponse:
    """One promotion, or a new one of the rule that the address names; simulated or saved."""
    known = _known(promotion_id)
    code = known.promotion.rule.code if known else request.GET.get("rule", "")
    if code not in RULES:
        raise Http404
    currencies = _currencies()
    error, simulation = "", None
    form: Mapping[str, str] = _texts(known) if known else {"precedence": "100", "is_active": "1"}
    if request.method == "POST":
        form = request.POST.dict()
        try:
            draft = _draft(request.POST, code, promotion_id, currencies)
            if "simulate" in request.POST:
                simulation = simulate_promotion(draft.promotion, clock.now())
            else:
                saved = writes.save_promotion(draft, actor=actor(request), at=clock.now())
                messages.success(request, _("Saved. It holds from the next cart on."))
                return HttpResponseRedirect(reverse("office:promotion", args=[saved]))
        except DomainError as refusal:
            error = _worded(refusal)
    context = {
        "known": known,
        "code": code,
        "rule_name": RULE_NAMES[code],
        "fields": form_fields(code, currencies, form),
        "form": form,
        "error": error,
        "simulation": simulation,
        "currencies": [(one, form.get(f"least_{one}", "")) for one in currencies],
        "markets": [market for market, _open in markets.all_markets()],
        "chosen_markets": _chosen(request, known),
        "categories": catalog.choices(str(cast(Any, request.user).office_language))["categories"],
        "chosen_categories": _chosen_categories(request, known),
        "zone": shop_zone().key,
    }
    return page(request, "backoffice/promotion.html", context, screen="promotions")


def _known(promotion_id: int) -> PromotionFacts | None:
    if not promotion_id:
        return None
    for facts in selectors.all_promotions():
        if facts.id == promotion_id:
            return facts
    raise Http404


def _draft(form: QueryDict, code: str, promotion_id: int, currencies: list[str]) -> PromotionDraft:
    """What the form describes. Raises Invalid, BadAmount and UnknownCurrency."""
    name = form.get("name", "").replace("\x00", "").strip()[:120]
    if not name:
        raise Invalid(field="name", reason="missing")
    starts_at, ends_at = moments(_day(form, "first_day"), _day(form, "last_day"), shop_zone())
    precedence = whole_number(form.get("precedence", ""), field="quantity")
    value = Promotion(
        id=str(promotion_id) if promotion_id else "",
        name=name,
        rule=read_form(code, form, currencies),
        precedence=max(0, min(100 if precedence is None else precedence, MOST_PRECEDENCE)),
        group=form.get("group", "").strip()[:40],
        alone=bool(form.get("alone")),
        coupon=half_width(form.get("coupon", "")).upper().replace(" ", "")[:40],
        markets=frozenset(form.getlist("markets")) & {m.code for m, _open in markets.all_markets()},
        categories=frozenset(one[:250] for one in form.getlist("categories")),
        brands=frozenset(words(form.get("brands", ""))),
        skus=frozenset(words(form.get("skus", ""), 500)),
        minimums=_minimums(form, currencies) or None,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    return PromotionDraft(
        value,
        limit=_limit(form, "limit"),
        limit_each=_limit(form, "limit_each"),
        is_active=bool(form.get("is_active")),
    )


def _texts(known: PromotionFacts) -> dict[str, str]:
    """A stored promotion as the texts of its form."""
    value = known.promotion
    first, last = _days(value)
    least = value.minimums or {}
    return {
        **texts_of(value.rule),
        **{f"least_{code}": money.text for code, money in least.items()},
        "name": value.name,
        "precedence": str(value.precedence),
        "group": value.group,
        "alone": "1" if value.alone else "",
        "coupon": value.coupon,
        "brands": ", ".join(sorted(value.brands)),
        "skus": ", ".join(sorted(value.skus)),
        "first_day": first.isoformat() if first else "",
        "last_day": last.isoformat() if last else "",
        "limit": "" if known.limit is None else str(known.limit),
        "limit_each": "" if known.limit_each is None else str(known.limit_each),
        "is_active": "1" if known.is_active else "",
    }


def _days(value: Promotion) -> tuple[date | None, date | None]:
    return days(value.starts_at, value.ends_at, shop_zone())


def _runs(facts: PromotionFacts, now: Any) -> str:
    """How a promotion stands: off, ended, to come, used up or on."""
    value = facts.promotion
    if not facts.is_active:
        return "off"
    if value.ends_at is not None and now >= value.ends_at:
        return "ended"
    if value.starts_at is not None and now < value.starts_at:
        return "to_come"
    return "used_up" if value.uses_left == 0 else "on"


def _minimums(form: QueryDict, currencies: list[str]) -> dict[str, Money]:
    found = {code: amount(form.get(f"least_{code}", ""), code) for code in currencies}
    return {code: money for code, money in found.items() if money is not None}


def _limit(form: QueryDict, name: str) -> int | None:
    value = whole_number(form.get(name, ""), field="quantity")
    if value is not None and not 1 <= value <= 10**9:
        raise Invalid(field="limit", reason="out_of_range")
    return value


def _day(form: QueryDict, name: str) -> date | None:
    text = half_width(form.get(name, ""))
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Invalid(field="period", reason="not_a_day") from error


def _currencies() -> list[str]:
    """The currencies that the shop sells in, the base list's first."""
    lists = sorted(pricing.price_lists(), key=lambda one: not one.is_base)
    return list(dict.fromkeys(one.currency for one in lists))


def _chosen(request: HttpRequest, known: PromotionFacts | None) -> list[str]:
    if request.method == "POST":
        return request.POST.getlist("markets")
    return sorted(known.promotion.markets) if known else []


def _chosen_categories(request: HttpRequest, known: PromotionFacts | None) -> list[str]:
    if request.method == "POST":
        return request.POST.getlist("categories")
    return sorted(known.promotion.categories) if known else []


def _worded(error: DomainError) -> str:
    if error.code == "conflict" and error.fields.get("field") == "coupon":
        return _("Another promotion has this code already.")
    return refused(error)
