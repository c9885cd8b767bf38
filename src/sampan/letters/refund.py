"""Money went back: how much now, how much altogether, and where it turns up."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from sampan.letters.about_orders import OrderValues, way_to
from sampan.letters.sheet import Block, Letter, Sender, Table, Words, draw


def render(language: str, sender: Sender, order: OrderValues, amount: str, so_far: str) -> Letter:
    """The letter; `so_far` is what went back altogether, this time included."""
    with override(language):
        facts = {"number": order.number, "amount": amount}
        rows = (
            (_("Total of the order"), order.total),
            (_("Went back this time"), amount),
            (_("Went back altogether"), so_far),
        )
        blocks: list[Block] = [
            Words(_("%(amount)s went back to you the way you paid.") % facts, is_strong=True),
            Words(_("Banks and card companies take some days to show it.")),
            Table(_("The amounts"), rows),
            way_to(order),
        ]
        subject = _("Order %(number)s: %(amount)s went back to you") % facts
        return draw(language, sender, subject, _("Your money went back"), blocks)
