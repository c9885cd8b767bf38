"""Send letters: the intent is stored with its event, a task writes and sends it, once."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django_tasks import task

from sampan.flows.write_letters import WRITERS
from sampan.kernel import clock, mail

log = logging.getLogger(__name__)


def intend_letter(
    letter: str, key: str, *, about: str, at: datetime, facts: Mapping[str, Any] | None = None
) -> bool:
    """Store that a letter has to go out, and the task that sends it; False when it was stored.

    Belongs into the transaction of what the letter tells of.
    """
    assert letter in WRITERS
    mailing = mail.intend(letter, key, about=about, at=at, facts=facts)
    if mailing is None:
        return False
    _send.enqueue(str(mailing))
    return True


def send_letter(mailing: UUID, at: datetime) -> bool:
    """Write a letter from what is known now and send it; False when there was nothing to send.

    A letter whose news is out of date, or whose reader is forgotten, is dropped. Calls the network;
    what fails there is noted and tried again by the clock.
    """
    intent = mail.begin(mailing, at)
    if intent is None:
        return False
    try:
        message = WRITERS[intent.letter](intent, at)
        if message is None:
            mail.drop(mailing, at)
            return False
        mail.send(mailing, message)
    except Exception as error:
        # The server's answer may quote the reader's address, so only its kind is logged.
        log.warning("letter %s: %s", mailing, type(error).__name__)
        mail.note_failure(mailing, at)
        return False
    mail.mark_sent(mailing, at)
    return True


def send_overdue_letters(at: datetime) -> None:
    """By the clock: letters that failed, or whose sender died."""
    for mailing in mail.overdue(at):
        send_letter(mailing, at)


@task()
def _send(mailing: str) -> None:
    send_letter(UUID(mailing), clock.now())
