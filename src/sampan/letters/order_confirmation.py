"""The order is accepted: what was bought, what it costs, and the texts that the law wants kept.

EU: directive 2011/83, art. 8(7): the contract and the withdrawal instructions have to reach the
buyer on a durable medium, so they stand in the letter itself; a link is none (CJEU C-49/11).
"""

from django.utils.translation import gettext as _
from django.utils.translation import override

from sampan.letters.about_orders import OrderValues, addresses, costs, goods, legal, way_to
from sampan.letters.sheet import Block, Letter, Sender, Words, draw


def render(
    language: str,
    sender: Sender,
    order: OrderValues,
    law: tuple[tuple[str, tuple[str, ...]], ...] = (),
) -> Letter:
    """The confirmation; `law` are titles with paragraphs."""
    with override(language):
        facts = {"number": order.number, "day": order.placed_on, "dates": order.dates}
        blocks: list[Block] = [
            Words(_("Order %(number)s of %(day)s is paid and accepted.") % facts),
        ]
        if order.dates:
            blocks.append(Words(_("With you: %(dates)s") % facts, is_strong=True))
        blocks += [way_to(order), goods(order), *costs(order), *addresses(order), *legal(law)]
        subject = _("Order %(number)s: thank you") % facts
        return draw(language, sender, subject, _("Thank you for your order"), blocks)
