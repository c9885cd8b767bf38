"""Letters about an account: a link that confirms something, or news that somebody should know."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import override

from sampan.letters.sheet import Block, Letter, Sender, Way, Words, draw

Said = tuple[str, str, str]


def render(language: str, sender: Sender, sort: str, link: str = "") -> Letter:
    """A letter of one of `SORTS`; `link` is what to press, where there is something to press."""
    with override(language):
        subject, said, way = SORTS[sort]()
        blocks: list[Block] = [Words(said)]
        if link:
            blocks.append(Way(way, link))
        blocks.append(Words(_("If this was not you, there is nothing to do: nothing was changed.")))
        return draw(language, sender, subject, subject, blocks)


def _confirm() -> Said:
    return (
        _("Confirm your mail address"),
        _("Somebody opened an account with this mail address. Confirm that it is yours."),
        _("Confirm the address"),
    )


def _known() -> Said:
    return (
        _("You have an account already"),
        _("Somebody tried to open an account with this mail address, which has one already."),
        _("Sign in, or choose a new password"),
    )


def _reset() -> Said:
    return (
        _("Choose a new password"),
        _("Somebody asked for a new password. The link works once, for one hour."),
        _("Choose a new password"),
    )


def _unknown() -> Said:
    return (
        _("There is no account with this address"),
        _("Somebody asked for a new password, but no account has this mail address."),
        _("Open an account"),
    )


SORTS: Mapping[str, Callable[[], Said]] = {
    "confirm_address": _confirm,
    "account_known": _known,
    "reset_password": _reset,
    "account_unknown": _unknown,
}
