"""What happened to the money of an order, in plain words: first what is true, then what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from sampan.domain.money import Money
from sampan.domain.payments.lifecycle import RefundState
from sampan.flows.show_order import Outcome, ShownOrder
from sampan.kernel import formats


@dataclass(frozen=True, slots=True)
class Told:
    """A heading, sentences, and the tone in which the page shows them."""

    title: str
    sentences: Sequence[str]
    tone: str
    until: datetime | None = None


def told(shown: ShownOrder, language: str) -> Told:
    """What to tell the buyer of an order."""
    total = _text(shown.receipt.order.total, language)
    title, sentences, tone = _WORDS[shown.outcome](total)
    if shown.outcome in {Outcome.SOLD_OUT, Outcome.REFUNDED}:
        sentences = [*sentences, *_refund_words(shown, language)]
    until = shown.attempt.pay_by if shown.attempt and shown.outcome is Outcome.WAITING else None
    return Told(title, sentences, tone, until)


def told_to_stranger(outcome: Outcome) -> Told:
    """The same without an amount, for a browser that did not place the order."""
    title, _sentences, tone = _WORDS[outcome]("")
    where = _("Everything about your order is in the mail that we sent you.")
    return Told(title, [where], tone)


def _refund_words(shown: ShownOrder, language: str) -> list[str]:
    said = []
    for refund in shown.refunds:
        amount = _text(refund.amount, language)
        if refund.state == RefundState.DONE:
            said.append(_("%(amount)s went back to you the way you paid.") % {"amount": amount})
        elif refund.state != RefundState.REFUSED:
            said.append(
                _("%(amount)s is on its way back to you, the way you paid.") % {"amount": amount}
            )
    return said


def _paid(total: str) -> tuple[str, list[str], str]:
    received = _("We have received %(total)s. There is nothing more to do.") % {"total": total}
    return _("Thank you, your order is paid"), [received], "done"


def _authorized(total: str) -> tuple[str, list[str], str]:
    said = _("%(total)s is set aside for us and taken when the goods leave.") % {"total": total}
    return _("Thank you, your payment is confirmed"), [said], "done"


def _unpaid(total: str) -> tuple[str, list[str], str]:
    said = [
        _("Your order is placed and the goods are kept for you for a short while."),
        _("No money was taken yet: %(total)s is still to be paid.") % {"total": total},
    ]
    return _("Not paid yet"), said, "waits"


def _waiting(total: str) -> tuple[str, list[str], str]:
    said = [
        _("Please pay %(total)s with the slip that the provider gave you.") % {"total": total},
        _("The goods are kept for you until then. We write to you as soon as the money is here."),
    ]
    return _("We are waiting for your payment"), said, "waits"


def _declined(total: str) -> tuple[str, list[str], str]:
    said = [
        _("The payment was declined, and no money was taken."),
        _("Your order is kept for a short while: try again, or pay in another way."),
    ]
    return _("The payment did not go through"), said, "wrong"


def _unknown(total: str) -> tuple[str, list[str], str]:
    said = [
        _("The provider has not told us yet how your payment ended. We keep asking."),
        _("There is nothing to pay again. This page looks again by itself, and we write to you."),
    ]
    return _("We do not know yet"), said, "waits"


def _checking(total: str) -> tuple[str, list[str], str]:
    said = [
        _("The provider told us of another amount than %(total)s.") % {"total": total},
        _("A person looks at it and writes to you. Please do not pay again."),
    ]
    return _("We are checking your payment"), said, "waits"


def _lapsed(total: str) -> tuple[str, list[str], str]:
    said = [
        _("It was not paid in time, so the goods went back on the shelf. No money was taken."),
        _("Should a payment still reach us, you get the goods, or your money back at once."),
    ]
    return _("This order has lapsed"), said, "wrong"


def _cancelled(total: str) -> tuple[str, list[str], str]:
    return _("This order was cancelled"), [_("No money was taken.")], "wrong"


def _sold_out(total: str) -> tuple[str, list[str], str]:
    said = _("The goods were sold out before your payment reached us. We are sorry.")
    return _("Sold out, and your money goes back"), [said], "wrong"


def _refunded(total: str) -> tuple[str, list[str], str]:
    return _("Your money goes back"), [_("This order will not be sent.")], "wrong"


_WORDS = {
    Outcome.PAID: _paid,
    Outcome.AUTHORIZED: _authorized,
    Outcome.UNPAID: _unpaid,
    Outcome.WAITING: _waiting,
    Outcome.DECLINED: _declined,
    Outcome.UNKNOWN: _unknown,
    Outcome.CHECKING: _checking,
    Outcome.LAPSED: _lapsed,
    Outcome.CANCELLED: _cancelled,
    Outcome.SOLD_OUT: _sold_out,
    Outcome.REFUNDED: _refunded,
}


def _text(money: Money, language: str) -> str:
    return formats.amount(money.minor, money.currency, language).text
