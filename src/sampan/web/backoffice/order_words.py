"""The words of orders: stages, states, what happened to them, and why something was refused."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

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
KINDS: Mapping[str, Label] = {
    "goods": lazy("Goods"),
    "discount": lazy("Discounts"),
    "freight": lazy("Shipping"),
    "insurance": lazy("Insurance"),
    "duty": lazy("Duty"),
    "import_tax": lazy("Import tax"),
    "sales_tax": lazy("Sales tax"),
    "fee": lazy("Border fees"),
}
REASONS: Mapping[str, Label] = {
    "": lazy("no reason given"),
    "order_corrected": lazy("units taken out of the order"),
    "sold_out": lazy("sold out before the money came"),
    "paid_twice": lazy("paid twice"),
    "order_was_cancelled": lazy("paid after it was cancelled"),
    "payment_timeout": lazy("not paid in time"),
    "payment_mismatch": lazy("the provider holds another amount"),
    "refund_refused": lazy("the provider refused a refund"),
    "capture_refused": lazy("the provider refused to take the money"),
    "authorization_lost": lazy("the provider holds the money no longer"),
    "shopper_asked": lazy("the buyer asked for it"),
    "damaged": lazy("arrived damaged"),
    "late": lazy("arrived late"),
    "goodwill": lazy("goodwill"),
    "cannot_deliver": lazy("cannot be delivered"),
    "suspicious": lazy("looks wrong"),
    "withdrawal": lazy("withdrawn from the contract"),
    "high_value": lazy("unusually high amount"),
}
CANCEL_REASONS = ("shopper_asked", "sold_out", "cannot_deliver", "suspicious")
REFUND_REASONS = ("goodwill", "damaged", "late", "shopper_asked")
ACTORS: Mapping[str, Label] = {
    "": "Sampan",
    "system": "Sampan",
    "clock": "Sampan",
    "provider": lazy("Payment provider"),
    "shopper": lazy("Buyer"),
    "demo": lazy("Demo data"),
}
HAPPENED: Mapping[str, Label] = {
    "placed": lazy("Order placed"),
    "needs_review": lazy("Put before you for review: %(reason)s"),
    "reviewed": lazy("Reviewed and let go on"),
    "parked": lazy("Parked"),
    "taken_up": lazy("Taken up again"),
    "closed": lazy("Laid to the done ones"),
    "note": lazy("Note"),
    "lines_changed": lazy("Units taken out of the order"),
    "address_changed": lazy("Another delivery address"),
    "letter_resent": lazy("Mail sent again"),
    "tax_number_checked": lazy("Tax number checked: %(state)s"),
    "payment_begun": lazy("Payment of %(amount)s begun by %(method)s"),
    "refund": lazy("Refund of %(amount)s, %(reason)s: %(state)s"),
    "parcel_left": lazy("Parcel %(number)s left %(tracking)s"),
    "payment_captured": lazy("Money arrived"),
    "payment_authorized": lazy("Money authorized, not taken yet"),
    "payment_declined": lazy("Payment declined %(reason)s"),
    "payment_waiting": lazy("The buyer has something to pay"),
    "payment_unknown": lazy("Nobody knows yet how the payment ended"),
    "payment_expired": lazy("The payment lapsed"),
    "payment_voided": lazy("The authorization was given back"),
    "payment_mismatch": lazy("The provider reports another amount or currency"),
    "withdrawal_declared": lazy("The buyer withdrew from the contract"),
}
REFUSALS: Mapping[tuple[str, str], Label] = {
    ("order", "not_paid"): lazy("This order is not paid yet, so it stays here."),
    ("order", "held_back"): lazy("This order is parked or to be reviewed. Let it go on first."),
    ("order", "lines_are_fixed"): lazy(
        "Units can be taken out of a paid order until it has left, and of no other."
    ),
    ("order", "has_left"): lazy("The parcel has left; its address can no longer change."),
    ("order", "not_delivered"): lazy("Only a delivered order is done."),
    ("quantity", "only_fewer"): lazy("An order can only get smaller. More is a new order."),
    ("quantity", "nothing_left"): lazy("Nothing would be left. Cancel the order instead."),
    ("change", "empty"): lazy("Nothing was changed."),
    ("amount", "more_than_captured"): lazy("That is more than this order still has to give back."),
    ("amount", "not_refundable"): lazy("Write an amount above zero in the order's currency."),
    ("note", "missing"): lazy("Write something first."),
    ("sure", "missing"): lazy("Hold the button, or tick the box, to confirm."),
    ("orders", "empty"): lazy("Select at least one order."),
    ("address", "missing"): lazy("This country needs every field of its address."),
    ("address", "form"): lazy("A postcode or phone has not the form that its country uses."),
    ("address", "unknown"): lazy("This region does not exist in the country."),
    ("name", "missing"): lazy("A name is needed."),
    ("rule", "incomplete"): lazy("A field of the rule is empty."),
    ("fields", "malformed"): lazy("A field of the rule does not fit."),
    ("percent", "out_of_range"): lazy("A percentage is above 0 and at most 100."),
    ("percent", "not_a_number"): lazy("A percentage is above 0 and at most 100."),
    ("buy", "out_of_range"): lazy("Units are 1 or more, and a percentage at most 100."),
    ("amounts", "not_positive"): lazy("An amount is above zero."),
    ("quantity", "out_of_range"): lazy("Units are whole numbers from 1 up."),
    ("tiers", "not_a_tier"): lazy("A tier is written like EUR 100 = 10."),
    ("tiers", "missing"): lazy("A tier is written like EUR 100 = 10."),
    ("period", "ends_before_it_starts"): lazy("The last day is before the first."),
    ("period", "not_a_day"): lazy("A day is written like 2026-12-01."),
    ("limit", "out_of_range"): lazy("A limit is a whole number from 1 up, or empty."),
    ("steps", "not_rising"): lazy("Weights rise from line to line, each once."),
    ("steps", "not_a_step"): lazy("A step is written like 2000 = 4.90: grams, then the price."),
    ("steps", "out_of_range"): lazy("A step is written like 2000 = 4.90: grams, then the price."),
    ("days", "out_of_range"): lazy("Days are whole numbers."),
    ("days", "not_rising"): lazy("The first number of days is not above the second."),
    ("zones", "missing"): lazy("A service needs a zone with countries and prices."),
    ("zones", "country_twice"): lazy("A country stands in two zones."),
    ("cutoff", "not_a_time"): lazy("A time is written like 14:00."),
    ("warehouse", "unknown"): lazy("This warehouse does not exist."),
    ("warehouse", "has_reserved"): lazy("Orders still hold goods there. Send those off first."),
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
    known = {"reason": "", "state": "", "amount": "", "tracking": "", "method": "", "number": ""}
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
    if name == "method":
        return method_word(text)
    if name == "state" and text in states:
        return str(states[text].label)
    return text
