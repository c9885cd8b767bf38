"""The words of orders: stages, states, what happened to them, and why something was refused."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from sampan.domain.errors import DomainError
from sampan.domain.money import Money
from sampan.domain.orders.lifecycle import Stage
from sampan.domain.payments.methods import METHODS
from sampan.flows.open_order import Happening
from sampan.web.backoffice.words import refusal

Label = str | Promise

STAGES: Mapping[str, Label] = {
    Stage.AWAITING_PAYMENT: pgettext_lazy("stage", "Awaiting payment"),
    Stage.TO_REVIEW: pgettext_lazy("stage", "To review"),
    Stage.TO_ROUTE: pgettext_lazy("stage", "To route"),
    Stage.LABEL: pgettext_lazy("stage", "Label"),
    Stage.TO_PACK: pgettext_lazy("stage", "To pack"),
    Stage.OUT_OF_STOCK: pgettext_lazy("stage", "Out of stock"),
    Stage.SHIPPED: pgettext_lazy("stage", "Shipped"),
    Stage.DELIVERED: pgettext_lazy("stage", "Delivered"),
    Stage.DONE: pgettext_lazy("stage", "Done"),
    Stage.RETURNING: pgettext_lazy("stage", "Returning"),
    Stage.CANCELLED: pgettext_lazy("stage", "Cancelled"),
    Stage.PARKED: pgettext_lazy("stage", "Parked"),
}
HOT = frozenset({Stage.TO_REVIEW, Stage.OUT_OF_STOCK})


@dataclass(frozen=True, slots=True)
class State:
    """A state's word and its mark: ok, go, wait, stop or no."""

    label: Label
    mark: str


PAYMENT: Mapping[str, State] = {
    "awaiting": State(pgettext_lazy("payment", "awaited"), "wait"),
    "authorized": State(pgettext_lazy("payment", "authorized"), "go"),
    "paid": State(pgettext_lazy("payment", "paid"), "ok"),
    "partly_refunded": State(pgettext_lazy("payment", "partly refunded"), "go"),
    "refunded": State(pgettext_lazy("payment", "refunded"), "no"),
    "voided": State(pgettext_lazy("payment", "not paid"), "no"),
}
FULFILLMENT: Mapping[str, State] = {
    "unfulfilled": State(pgettext_lazy("fulfillment", "not begun"), "no"),
    "out_of_stock": State(pgettext_lazy("fulfillment", "out of stock"), "stop"),
    "allocated": State(pgettext_lazy("fulfillment", "to label"), "wait"),
    "labeled": State(pgettext_lazy("fulfillment", "to pack"), "wait"),
    "packed": State(pgettext_lazy("fulfillment", "packed"), "go"),
    "shipped": State(pgettext_lazy("fulfillment", "shipped"), "go"),
    "delivered": State(pgettext_lazy("fulfillment", "delivered"), "ok"),
    "cancelled": State(pgettext_lazy("fulfillment", "cancelled"), "no"),
}
CUSTOMS: Mapping[str, State] = {
    "not_needed": State(pgettext_lazy("customs", "not needed"), "no"),
    "waiting": State(pgettext_lazy("customs", "to declare"), "wait"),
    "declared": State(pgettext_lazy("customs", "declared"), "go"),
    "examined": State(pgettext_lazy("customs", "examined"), "stop"),
    "released": State(pgettext_lazy("customs", "released"), "ok"),
}
RETURN: Mapping[str, State] = {
    "none": State(pgettext_lazy("return", "none"), "no"),
    "asked": State(pgettext_lazy("return", "asked for"), "wait"),
    "coming": State(pgettext_lazy("return", "on its way"), "go"),
    "received": State(pgettext_lazy("return", "received"), "go"),
    "closed": State(pgettext_lazy("return", "closed"), "ok"),
}
STATES = {
    "payment_state": PAYMENT,
    "fulfillment_state": FULFILLMENT,
    "customs_state": CUSTOMS,
    "return_state": RETURN,
}
ATTEMPTS: Mapping[str, State] = {
    "intent": State(pgettext_lazy("attempt", "begun"), "wait"),
    "unknown": State(pgettext_lazy("attempt", "not known"), "stop"),
    "waiting": State(pgettext_lazy("attempt", "waiting for the buyer"), "wait"),
    "authorized": State(pgettext_lazy("attempt", "authorized"), "go"),
    "captured": State(pgettext_lazy("attempt", "captured"), "ok"),
    "declined": State(pgettext_lazy("attempt", "declined"), "no"),
    "voided": State(pgettext_lazy("attempt", "given back"), "no"),
    "expired": State(pgettext_lazy("attempt", "lapsed"), "no"),
    "mismatch": State(pgettext_lazy("attempt", "wrong amount"), "stop"),
}
REFUNDS: Mapping[str, State] = {
    "intent": State(pgettext_lazy("refund", "on its way"), "go"),
    "unknown": State(pgettext_lazy("refund", "not known yet"), "wait"),
    "done": State(pgettext_lazy("refund", "done"), "ok"),
    "refused": State(pgettext_lazy("refund", "refused"), "stop"),
}
LETTERS: Mapping[str, Label] = {
    "order_confirmation": gettext_lazy("Order confirmation"),
    "payment_pending": gettext_lazy("How to pay"),
    "shipped": gettext_lazy("Parcel on its way"),
    "refund": gettext_lazy("Refund"),
    "cancelled": gettext_lazy("Cancellation"),
    "withdrawal_receipt": gettext_lazy("Receipt of the withdrawal"),
}
LETTER_STATES: Mapping[str, State] = {
    "waiting": State(pgettext_lazy("letter", "waiting"), "wait"),
    "sending": State(pgettext_lazy("letter", "being sent"), "go"),
    "sent": State(pgettext_lazy("letter", "sent"), "ok"),
    "dropped": State(pgettext_lazy("letter", "not needed any more"), "no"),
    "given_up": State(pgettext_lazy("letter", "given up"), "stop"),
}
KINDS: Mapping[str, Label] = {
    "goods": gettext_lazy("Goods"),
    "discount": gettext_lazy("Discounts"),
    "freight": gettext_lazy("Shipping"),
    "insurance": gettext_lazy("Insurance"),
    "duty": gettext_lazy("Duty"),
    "import_tax": gettext_lazy("Import tax"),
    "sales_tax": gettext_lazy("Sales tax"),
    "fee": gettext_lazy("Border fees"),
}
REASONS: Mapping[str, Label] = {
    "": gettext_lazy("no reason given"),
    "order_corrected": gettext_lazy("units taken out of the order"),
    "sold_out": gettext_lazy("sold out before the money came"),
    "paid_twice": gettext_lazy("paid twice"),
    "order_was_cancelled": gettext_lazy("paid after it was cancelled"),
    "payment_timeout": gettext_lazy("not paid in time"),
    "payment_mismatch": gettext_lazy("the provider holds another amount"),
    "refund_refused": gettext_lazy("the provider refused a refund"),
    "capture_refused": gettext_lazy("the provider refused to take the money"),
    "authorization_lost": gettext_lazy("the provider holds the money no longer"),
    "shopper_asked": gettext_lazy("the buyer asked for it"),
    "damaged": gettext_lazy("arrived damaged"),
    "late": gettext_lazy("arrived late"),
    "goodwill": gettext_lazy("goodwill"),
    "cannot_deliver": gettext_lazy("cannot be delivered"),
    "suspicious": gettext_lazy("looks wrong"),
    "withdrawal": gettext_lazy("withdrawn from the contract"),
    "high_value": gettext_lazy("unusually high amount"),
}
CANCEL_REASONS = ("shopper_asked", "sold_out", "cannot_deliver", "suspicious")
REFUND_REASONS = ("goodwill", "damaged", "late", "shopper_asked")
ACTORS: Mapping[str, Label] = {
    "": "Sampan",
    "system": "Sampan",
    "clock": "Sampan",
    "provider": gettext_lazy("Payment provider"),
    "shopper": gettext_lazy("Buyer"),
    "demo": gettext_lazy("Demo data"),
}
HAPPENED: Mapping[str, Label] = {
    "placed": gettext_lazy("Order placed"),
    "needs_review": gettext_lazy("Put before you for review: %(reason)s"),
    "reviewed": gettext_lazy("Reviewed and let go on"),
    "parked": gettext_lazy("Parked"),
    "taken_up": gettext_lazy("Taken up again"),
    "closed": gettext_lazy("Laid to the done ones"),
    "note": gettext_lazy("Note"),
    "lines_changed": gettext_lazy("Units taken out of the order"),
    "address_changed": gettext_lazy("Another delivery address"),
    "letter_resent": gettext_lazy("Mail sent again: %(letter)s"),
    "tax_number_checked": gettext_lazy("Tax number checked: %(state)s"),
    "payment_begun": gettext_lazy("Payment of %(amount)s begun by %(method)s"),
    "refund": gettext_lazy("Refund of %(amount)s, %(reason)s: %(state)s"),
    "parcel_left": gettext_lazy("Parcel %(number)s left %(tracking)s"),
    "payment_captured": gettext_lazy("Money arrived"),
    "payment_authorized": gettext_lazy("Money authorized, not taken yet"),
    "payment_declined": gettext_lazy("Payment declined %(reason)s"),
    "payment_waiting": gettext_lazy("The buyer has something to pay"),
    "payment_unknown": gettext_lazy("Nobody knows yet how the payment ended"),
    "payment_expired": gettext_lazy("The payment lapsed"),
    "payment_voided": gettext_lazy("The authorization was given back"),
    "payment_mismatch": gettext_lazy("The provider reports another amount or currency"),
    "withdrawal_declared": gettext_lazy("The buyer withdrew from the contract"),
}
REFUSALS: Mapping[tuple[str, str], Label] = {
    ("order", "not_paid"): gettext_lazy("This order is not paid yet, so it stays here."),
    ("order", "held_back"): gettext_lazy(
        "This order is parked or to be reviewed. Let it go on first."
    ),
    ("order", "lines_are_fixed"): gettext_lazy(
        "Units can be taken out of a paid order until it has left, and of no other."
    ),
    ("order", "has_left"): gettext_lazy("The parcel has left; its address can no longer change."),
    ("order", "not_delivered"): gettext_lazy("Only a delivered order is done."),
    ("quantity", "only_fewer"): gettext_lazy("An order can only get smaller. More is a new order."),
    ("quantity", "nothing_left"): gettext_lazy("Nothing would be left. Cancel the order instead."),
    ("change", "empty"): gettext_lazy("Nothing was changed."),
    ("amount", "more_than_captured"): gettext_lazy(
        "That is more than this order still has to give back."
    ),
    ("amount", "not_refundable"): gettext_lazy(
        "Write an amount above zero in the order's currency."
    ),
    ("note", "missing"): gettext_lazy("Write something first."),
    ("sure", "missing"): gettext_lazy("Hold the button, or tick the box, to confirm."),
    ("orders", "empty"): gettext_lazy("Select at least one order."),
    ("address", "missing"): gettext_lazy("This country needs every field of its address."),
    ("address", "form"): gettext_lazy(
        "A postcode or phone has not the form that its country uses."
    ),
    ("address", "unknown"): gettext_lazy("This region does not exist in the country."),
    ("name", "missing"): gettext_lazy("A name is needed."),
    ("rule", "incomplete"): gettext_lazy("A field of the rule is empty."),
    ("fields", "malformed"): gettext_lazy("A field of the rule does not fit."),
    ("percent", "out_of_range"): gettext_lazy("A percentage is above 0 and at most 100."),
    ("percent", "not_a_number"): gettext_lazy("A percentage is above 0 and at most 100."),
    ("buy", "out_of_range"): gettext_lazy("Units are 1 or more, and a percentage at most 100."),
    ("amounts", "not_positive"): gettext_lazy("An amount is above zero."),
    ("quantity", "out_of_range"): gettext_lazy("Units are whole numbers from 1 up."),
    ("tiers", "not_a_tier"): gettext_lazy("A tier is written like EUR 100 = 10."),
    ("tiers", "missing"): gettext_lazy("A tier is written like EUR 100 = 10."),
    ("period", "ends_before_it_starts"): gettext_lazy("The last day is before the first."),
    ("period", "not_a_day"): gettext_lazy("A day is written like 2026-12-01."),
    ("limit", "out_of_range"): gettext_lazy("A limit is a whole number from 1 up, or empty."),
    ("steps", "not_rising"): gettext_lazy("Weights rise from line to line, each once."),
    ("steps", "not_a_step"): gettext_lazy(
        "A step is written like 2000 = 4.90: grams, then the price."
    ),
    ("steps", "out_of_range"): gettext_lazy(
        "A step is written like 2000 = 4.90: grams, then the price."
    ),
    ("days", "out_of_range"): gettext_lazy("Days are whole numbers."),
    ("days", "not_rising"): gettext_lazy("The first number of days is not above the second."),
    ("zones", "missing"): gettext_lazy("A service needs a zone with countries and prices."),
    ("zones", "country_twice"): gettext_lazy("A country stands in two zones."),
    ("cutoff", "not_a_time"): gettext_lazy("A time is written like 14:00."),
    ("warehouse", "unknown"): gettext_lazy("This warehouse does not exist."),
    ("warehouse", "has_reserved"): gettext_lazy(
        "Orders still hold goods there. Send those off first."
    ),
}


def refused(error: DomainError) -> str:
    """One sentence about why an order stays as it is."""
    fields = error.fields
    for key in ("field", "what"):
        found = REFUSALS.get((str(fields.get(key, "")), str(fields.get("reason", ""))))
        if found is not None:
            return str(found)
    if error.code == "illegal_move":
        return _("The order has moved on meanwhile; this step no longer follows.")
    if error.code == "sold_out":
        return _("The goods are not there: fewer units are available than the order needs.")
    if fields.get("what") == "payment_provider":
        return _("This payment provider is not set up in this shop.")
    return refusal(error)


def told(one: Happening) -> str:
    """A happening as a sentence."""
    if one.kind == "moved":
        return _moved(one.facts)
    pattern = HAPPENED.get(one.kind)
    if pattern is None:
        return one.kind.replace("_", " ")
    states = REFUNDS if one.kind == "refund" else {}
    values = {name: _worded(name, value, states) for name, value in one.facts.items()}
    known = {
        "reason": "",
        "state": "",
        "amount": "",
        "tracking": "",
        "method": "",
        "number": "",
        "letter": "",
    }
    return (str(pattern) % {**known, **values}).strip()


def reason_word(code: str) -> str:
    """A reason in words; what somebody typed stays as it is."""
    return str(REASONS.get(code, code))


def actor_word(who: str) -> str:
    """Who did something."""
    return str(ACTORS.get(who, who))


def method_word(code: str) -> str:
    """A payment method's name."""
    return METHODS[code].name if code in METHODS else code


def _moved(facts: Mapping[str, object]) -> str:
    parts = []
    for field, change in facts.items():
        states = STATES.get(field)
        if states is None or not isinstance(change, list | tuple) or len(change) != 2:
            continue
        old, new = (states[str(state)].label if state in states else state for state in change)
        parts.append(_("%(old)s → %(new)s") % {"old": old, "new": new})
    return ", ".join(parts)


def _worded(name: str, value: object, states: Mapping[str, State]) -> str:
    if isinstance(value, Money):
        return f"{value.currency} {value.text}"
    text = str(value)
    if name == "reason":
        return reason_word(text) if text else ""
    if name == "letter":
        return str(LETTERS.get(text, text))
    if name == "method":
        return method_word(text)
    if name == "state" and text in states:
        return str(states[text].label)
    return text
