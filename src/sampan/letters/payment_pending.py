"""The order waits for money that the buyer has to send: how much, and until when."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from sampan.letters.about_orders import OrderValues, costs, goods, way_to
from sampan.letters.sheet import Block, Letter, Sender, Words, draw


def render(language: str, sender: Sender, order: OrderValues, pay_by: str) -> Letter:
    """The letter; `pay_by` is a day with its hour and zone, empty where there is no end."""
    with override(language):
        facts = {"number": order.number, "total": order.total, "until": pay_by}
        blocks: list[Block] = [
            Words(_("Please pay %(total)s with the slip that the provider gave you.") % facts),
        ]
        if pay_by:
            said = _("Pay by %(until)s. Until then the goods are kept for you.")
            blocks.append(Words(said % facts, is_strong=True))
        blocks.append(Words(_("We write to you as soon as the money is here.")))
        blocks += [way_to(order), goods(order), *costs(order)]
        subject = _("Order %(number)s waits for your payment") % facts
        return draw(language, sender, subject, _("We are waiting for your payment"), blocks)
