"""The sentences of Today's cards, what each asks to be done, and why it stands where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sampan.domain.money import Money
from sampan.flows.list_today import Card
from sampan.web.backoffice.order_words import reason_word

HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class Told:
    """A card in words; `post` is the form that its button sends, else it leads to `address`."""

    card: Card
    kind: str
    sentence: str
    action: str
    address: str
    post: Mapping[str, str] | None
    left: str
    tone: str
    why: str


def told(card: Card, at: datetime) -> Told:
    """A card as the page shows it."""
    kind, sentence, action, address = _WORDS[card.kind](card.facts)
    left, tone = _time_left(card.risk.due, at)
    post = {"do": "ask_provider", "attempt": str(card.facts["attempt"])} if _asks(card) else None
    return Told(card, kind, sentence, action, address, post, left, tone, _why(card, at))


def _asks(card: Card) -> bool:
    return card.kind == "unknown_payment"


def _ship_late(facts: Mapping[str, Any]) -> tuple[str, str, str, str]:
    n = facts["count"]
    sentence = ngettext(
        "%(n)s paid order should have left by %(day)s.",
        "%(n)s paid orders should have left; the first by %(day)s.",
        n,
    ) % {"n": n, "day": facts["day"].isoformat()}
    return _("Sending, late"), sentence, _("Send them off"), _orders(wait="ship", dir="asc")


def _ship_today(facts: Mapping[str, Any]) -> tuple[str, str, str, str]:
    n = facts["count"]
    sentence = ngettext(
        "%(n)s paid order is ready to leave, by %(day)s.",
        "%(n)s paid orders are ready to leave, the first by %(day)s.",
        n,
    ) % {"n": n, "day": facts["day"].isoformat()}
    return _("Sending"), sentence, _("Open the orders"), _orders(wait="ship", dir="asc")


def _waits_for_goods(facts: Mapping[str, Any]) -> tuple[str, str, str, str]:
    sentence = _("Order %(number)s to %(country)s is paid, and its goods are missing.") % facts
    return _("Out of stock"), sentence, _("Open the order"), _order(facts)


def _review(facts: Mapping[str, Any]) -> tuple[str, str, str, str]:
    words = {**facts, "reason": reason_word(str(facts["reason"]))}
    sentence = _("Order %(number)s to %(country)s waits for your word: %(reason)s.") % words
    return _("Review"), sentence, _("Look at it"), _order(facts)


def _unknown_payment(facts: Mapping[str, Any]) -> tuple[str, str, str, str]:
    sentence = _("Nobody knows how the payment of order %(number)s ended.") % facts
    address = reverse("office:order_act", args=[facts["number"]])
    return _("Payment"), sentence, _("Ask the provider"), address


def _refused_refund(facts: Mapping[str, Any]) -> tuple[str, str, str, str]:
    sentence = _("The provider refused to give %(amount)s back on order %(number)s.") % facts
    return _("Refund"), sentence, _("Open the order"), _order(facts)


def _sold_out(facts: Mapping[str, Any]) -> tuple[str, str, str, str]:
    words = {**facts, "name": _name(facts)}
    sentence = _("%(name)s is sold out. The last 30 days sold %(sold)s.") % words
    return _stock_kind(facts), sentence, _("Look at the stock"), _stock(facts)


def _low_stock(facts: Mapping[str, Any]) -> tuple[str, str, str, str]:
    words = {**facts, "name": _name(facts)}
    sentence = _("%(name)s runs low: %(available)s left, %(sold)s sold in 30 days.") % words
    return _stock_kind(facts), sentence, _("Look at the stock"), _stock(facts)


def _below_cost(facts: Mapping[str, Any]) -> tuple[str, str, str, str]:
    sentence = ngettext(
        "%(n)s variant is sold for less than it costs.",
        "%(n)s variants are sold for less than they cost.",
        facts["count"],
    ) % {"n": facts["count"]}
    address = reverse("office:products") + "?status=active&sort=margin&dir=asc"
    return _("Prices"), sentence, _("Open the prices"), address


def _lacks_customs(facts: Mapping[str, Any]) -> tuple[str, str, str, str]:
    sentence = _(
        "On sale without customs data: %(hs)s without HS code, %(origin)s without origin. "
        "Their parcels are held at the border."
    ) % {"hs": facts["hs"], "origin": facts["origin"]}
    lacks = "hs_code" if facts["hs"] else "origin"
    address = f"{reverse('office:products')}?status=active&lacks={lacks}"
    return _("Customs"), sentence, _("Fill in what is missing"), address


def _no_worker(facts: Mapping[str, Any]) -> tuple[str, str, str, str]:
    sentence = _(
        "No worker is running: mails, refunds and imports wait. "
        "Start the shop again with sampan up."
    )
    return _("House"), sentence, _("Look at the jobs"), reverse("office:jobs")


def _stock_kind(facts: Mapping[str, Any]) -> str:
    return _("Stock, %(sku)s") % {"sku": facts["sku"] or _name(facts)}


def _name(facts: Mapping[str, Any]) -> str:
    options = f", {facts['options']}" if facts["options"] else ""
    return f"{facts['title']}{options}"


def _orders(**query: str) -> str:
    return f"{reverse('office:orders')}?{urlencode(query)}"


def _order(facts: Mapping[str, Any]) -> str:
    return reverse("office:order", args=[facts["number"]])


def _stock(facts: Mapping[str, Any]) -> str:
    return f"{reverse('office:stock')}?{urlencode({'q': facts['sku']})}"


def _time_left(due: datetime | None, at: datetime) -> tuple[str, str]:
    """How long there is, and the tone in which to say it."""
    if due is None:
        return _("at risk"), "soft"
    hours = int((due - at).total_seconds()) // HOUR_S
    if hours < 0:
        late = -hours
        if late >= 48:
            return _("%(n)s days late") % {"n": late // 24}, "loss"
        return _("%(n)s h late") % {"n": late}, "loss"
    if hours < 48:
        return _("%(n)s h left") % {"n": hours}, "care"
    return _("%(n)s days left") % {"n": hours // 24}, "soft"


def _why(card: Card, at: datetime) -> str:
    """The numbers of the formula."""
    due = card.risk.due
    words = {
        "money": _text(card.risk.money),
        "urgency": f"{card.urgency:.2f}",
        "rank": f"{card.rank:,.0f}",
        "due": timezone.localtime(due).strftime("%Y-%m-%d %H:%M") if due else "",
    }
    if due is None:
        return (
            _("%(money)s at risk x urgency %(urgency)s (no deadline counts as a week) = %(rank)s.")
            % words
        )
    return _("%(money)s at risk x urgency %(urgency)s (due %(due)s) = %(rank)s.") % words


def _text(money: Money) -> str:
    return f"{money.currency} {money.text}"


_WORDS = {
    "ship_late": _ship_late,
    "ship_today": _ship_today,
    "waits_for_goods": _waits_for_goods,
    "review": _review,
    "unknown_payment": _unknown_payment,
    "refused_refund": _refused_refund,
    "sold_out": _sold_out,
    "low_stock": _low_stock,
    "below_cost": _below_cost,
    "lacks_customs": _lacks_customs,
    "no_worker": _no_worker,
}
