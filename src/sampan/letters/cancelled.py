"""The order will not be sent: why, and what becomes of the money."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from sampan.letters.about_orders import OrderValues, goods, way_to
from sampan.letters.sheet import Block, Letter, Sender, Words, draw


def render(
    language: str, sender: Sender, order: OrderValues, reason: str, *, was_paid: bool
) -> Letter:
    """The letter; `reason` is the code with which the order was cancelled."""
    with override(language):
        facts = {"number": order.number, "total": order.total}
        blocks: list[Block] = [Words(why) for why in (_why(reason),) if why]
        if was_paid:
            said = _("What you paid goes back to you the way you paid. We write when it is sent.")
        else:
            said = _("No money was taken. Should a payment still reach us, it goes back at once.")
        blocks += [Words(said, is_strong=True), way_to(order), goods(order)]
        subject = _("Order %(number)s was cancelled") % facts
        return draw(language, sender, subject, _("This order will not be sent"), blocks)


def _why(reason: str) -> str:
    match reason:
        case "payment_timeout":
            return _("It was not paid in time, so the goods went back on the shelf.")
        case "sold_out":
            return _("The goods were sold out before your payment reached us. We are sorry.")
        case "shopper_asked":
            return _("You asked us to cancel it.")
    return ""
