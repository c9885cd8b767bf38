"""The goods are on their way: in which parcels, under which numbers, and when they arrive."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from sampan.letters.about_orders import OrderValues, addresses, goods, way_to
from sampan.letters.sheet import Block, Letter, Lines, Sender, Words, draw


def render(language: str, sender: Sender, order: OrderValues, tracking: tuple[str, ...]) -> Letter:
    """The letter; `tracking` holds the number of each parcel that has one."""
    with override(language):
        facts = {"number": order.number, "dates": order.dates}
        blocks: list[Block] = [Words(_("Your goods have left our warehouse.") % facts)]
        if order.dates:
            blocks.append(Words(_("With you: %(dates)s") % facts, is_strong=True))
        if tracking:
            blocks.append(Lines(_("Tracking numbers"), tracking))
        blocks += [way_to(order), goods(order), *addresses(order)[:1]]
        subject = _("Order %(number)s is on its way") % facts
        return draw(language, sender, subject, _("On the way"), blocks)
