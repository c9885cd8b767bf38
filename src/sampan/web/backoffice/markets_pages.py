"""Markets and prices: countries, languages, currencies, habits, and price lists that follow."""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sampan.apps.catalog.selectors import listing
from sampan.apps.markets import selectors as markets
from sampan.apps.pricing import selectors as pricing
from sampan.apps.pricing.services import Cause
from sampan.domain.errors import DomainError, Invalid
from sampan.domain.incoterms import Incoterm
from sampan.domain.markets import LANGUAGES, Market
from sampan.domain.pricing.lists import PriceListFacts
from sampan.domain.pricing.rounding import HABITS
from sampan.flows import open_markets as flow
from sampan.flows.change_prices import derive_price_list, preview_derivation, suggested_factor
from sampan.kernel import clock
from sampan.web.backoffice.access import actor, owners_office
from sampan.web.backoffice.forms import codes, number
from sampan.web.backoffice.frame import page
from sampan.web.backoffice.language_names import LANGUAGE_NAMES
from sampan.web.backoffice.words import refusal

SHOWN = 100
TERMS = (Incoterm.DDP, Incoterm.DAP)


@dataclass(frozen=True, slots=True)
class MarketLine:
    """A market as its row shows it."""

    market: Market
    is_open: bool
    lists: list[PriceListFacts]


@owners_office
@require_safe
def all_markets(request: HttpRequest) -> HttpResponse:
    """Every market with its habits and its price lists."""
    lists = pricing.price_lists()
    lines = [
        MarketLine(market, is_open, [one for one in lists if one.market == market.code])
        for market, is_open in markets.all_markets()
    ]
    context = {"lines": lines, "product_count": listing.product_count(), "names": LANGUAGE_NAMES}
    return page(request, "backoffice/markets.html", context, screen="markets")


@owners_office
def market(request: HttpRequest, code: str = "") -> HttpResponse:
    """One market, or a new one."""
    known = {one.code: (one, is_open) for one, is_open in markets.all_markets()}
    if code and code not in known:
        raise Http404
    error = ""
    if request.method == "POST":
        try:
            wanted = _market(request.POST, code)
            flow.save_market(wanted, _lists(request.POST, wanted), _cause(request))
            flow.open_market(
                wanted.code, _cause(request), is_open=bool(request.POST.get("is_open"))
            )
        except DomainError as refused:
            error = refusal(refused)
        else:
            messages.success(request, _("Saved. The store shows it already."))
            return HttpResponseRedirect(reverse("office:market", args=[wanted.code]))
    present, is_open = known.get(code, (None, True))
    context = {
        "market": present,
        "is_open": is_open,
        "lists": [one for one in pricing.price_lists() if one.market == code],
        "form": request.POST if error else {},
        "error": error,
        "terms": TERMS,
        "languages": [(one, LANGUAGE_NAMES[one]) for one in LANGUAGES],
        "habits": habit_words(),
    }
    return page(request, "backoffice/market.html", context, screen="markets")


@owners_office
@require_safe
def derivation(request: HttpRequest, code: str) -> HttpResponse:
    """What deriving a price list anew would change; nothing is stored."""
    chosen = _list(code)
    moves = preview_derivation(code, clock.now())
    names = flow.variant_names([move.variant_id for move in moves[:SHOWN]])
    context = {
        "list": chosen,
        "moves": [(names.get(move.variant_id, ""), move) for move in moves[:SHOWN]],
        "count": len(moves),
        "ratio": suggested_factor(code, clock.now()),
    }
    return page(request, "backoffice/derivation.html", context, screen="markets")


@owners_office
@require_POST
def derive(request: HttpRequest, code: str) -> HttpResponse:
    """Store the derived prices."""
    _list(code)
    moved = derive_price_list(code, _cause(request))
    text = ngettext("%(n)s price was stored.", "%(n)s prices were stored.", moved)
    messages.success(request, text % {"n": f"{moved:,}"})
    return HttpResponseRedirect(reverse("office:markets"))


def habit_words() -> list[tuple[str, str]]:
    """The rounding habits with an example each."""
    words = {
        "exact": _("exact"),
        "charm_99": _("ends in .99"),
        "charm_90": _("ends in .90"),
        "five_cents": _("to 0.05"),
        "whole": _("whole amounts"),
        "tens": _("tens"),
        "hundreds": _("hundreds"),
        "thousands": _("thousands"),
    }
    return [(code, words.get(code, code)) for code in HABITS]


def _list(code: str) -> PriceListFacts:
    for one in pricing.price_lists():
        if one.code == code and not one.is_base:
            return one
    raise Http404


def _cause(request: HttpRequest) -> Cause:
    return Cause(actor(request), clock.now(), "edited")


def _market(form: QueryDict, code: str) -> Market:
    """The market that a form describes. Raises Invalid, UnknownCountry, UnknownCurrency."""
    name = form.get("name", "").strip()[:80]
    code = code or slugify(form.get("code", "") or name)[:24]
    if not name or not code:
        raise Invalid(field="name", reason="missing")
    first = form.get("first_language", "")
    languages = [one for one in LANGUAGES if one in form.getlist("languages")]
    if first in languages:
        languages = [first, *(one for one in languages if one != first)]
    term = form.get("incoterm", "")
    if term not in {str(one) for one in TERMS}:
        raise Invalid(field="incoterm", reason="unknown")
    return Market(
        code=code,
        name=name,
        countries=codes(form.get("countries", "")),
        languages=tuple(languages),
        currencies=codes(form.get("currencies", ""), 12),
        tax_included=bool(form.get("tax_included")),
        incoterm=Incoterm(term),
    )


def _lists(form: QueryDict, wanted: Market) -> list[PriceListFacts]:
    """A price list for each currency; a new one follows the base list by the factor typed in."""
    known = {one.currency: one for one in pricing.price_lists() if one.market == wanted.code}
    has_base = pricing.base_price_list() is not None
    lists = []
    for position, currency in enumerate(wanted.currencies):
        present = known.get(currency)
        factor = number(form.get(f"factor_{currency}", "")) or number(form.get("factor_new", ""))
        habit = form.get(f"rounding_{currency}") or form.get("rounding_new") or "exact"
        if factor is not None and not Decimal("0.000001") <= factor <= Decimal(100_000):
            raise Invalid(field="number", reason="not_a_number")
        lists.append(
            PriceListFacts(
                code=present.code if present else f"{wanted.code}-{currency.lower()}",
                market=wanted.code,
                currency=currency,
                is_base=present.is_base if present else not has_base and position == 0,
                factor=factor or (present.factor if present else Decimal(1)),
                rounding=habit,
            )
        )
    return lists
