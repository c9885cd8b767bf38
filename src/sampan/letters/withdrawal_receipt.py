"""The receipt of a withdrawal: what was declared, and the moment at which it arrived.

EU: directive 2011/83, art. 11a(4), in force from 19 June 2026 (directive 2023/2673): an
acknowledgement on a durable medium, without delay, with the content, date and time.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from sampan.letters.sheet import Block, Law, Letter, Lines, Sender, Words, draw


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration as it arrived; `ends_on` is the period's last day once goods arrived."""

    number: str
    name: str
    moment: str
    ends_on: str
    is_in_time: bool


def render(
    language: str,
    sender: Sender,
    declared: Declared,
    law: tuple[tuple[str, tuple[str, ...]], ...] = (),
) -> Letter:
    """The receipt; it acknowledges a late declaration too, and says that it came late."""
    with override(language):
        facts = {
            "number": declared.number,
            "name": declared.name,
            "moment": declared.moment,
            "day": declared.ends_on,
        }
        statement = declaration(declared.number)
        blocks: list[Block] = [
            Words(_("Your declaration reached us on %(moment)s.") % facts, is_strong=True),
            Lines(_("What you declared"), (statement, declared.name)),
        ]
        if declared.is_in_time:
            blocks.append(Words(_("We pay back what you paid within 14 days of your declaration.")))
        elif declared.ends_on:
            said = _("The period to withdraw ended on %(day)s. We look at it and write to you.")
            blocks.append(Words(said % facts))
        else:
            blocks.append(Words(_("We look at it and write to you.")))
        blocks += [Law(title, paragraphs) for title, paragraphs in law]
        subject = _("Order %(number)s: receipt of your withdrawal") % facts
        return draw(language, sender, subject, _("Receipt of your withdrawal"), blocks)


def declaration(number: str) -> str:
    """The words with which somebody withdraws, the same on the page and in the receipt."""
    return _("I withdraw from the contract of order %(number)s.") % {"number": number}
