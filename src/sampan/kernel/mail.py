"""Letters go out once: the intent is stored with its event, then sent, then noted as sent.

Between a mail server that took a letter and our note of it, a process may die. Then the letter is
sent again under the same Message-ID, by which mail programs show it once: a letter that comes
twice is a lesser harm than one that never comes.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Q

from sampan.kernel.batches import batches
from sampan.kernel.models import Mailing

MAX_TRIES = 300
STALE = timedelta(minutes=10)
OPEN = (Mailing.State.WAITING, Mailing.State.SENDING)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Intent:
    """A letter that has to go out: which, about what, with which facts of its event."""

    id: UUID
    letter: str
    about: str
    facts: Mapping[str, Any]
    state: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """A letter on its way to one reader."""

    to: str
    subject: str
    text: str
    html: str
    attachments: tuple[tuple[str, bytes, str], ...] = field(default=())


def intend(
    letter: str, key: str, *, about: str, at: datetime, facts: Mapping[str, Any] | None = None
) -> UUID | None:
    """Store that a letter has to go out, with what tells of it; None when it was stored before."""
    assert transaction.get_connection().in_atomic_block, "a letter belongs to what it tells of"
    row, is_new = Mailing.objects.get_or_create(
        letter=letter,
        key=key,
        defaults={
            "about": about,
            "facts": dict(facts or {}),
            "created_at": at,
            "changed_at": at,
        },
    )
    return row.id if is_new else None


def begin(mailing: UUID, at: datetime) -> Intent | None:
    """Claim a letter for sending; None when it is sent, dropped, or in other hands just now."""
    free = Q(state=Mailing.State.WAITING) | Q(
        state=Mailing.State.SENDING, changed_at__lte=at - STALE
    )
    claimed = Mailing.objects.filter(free, id=mailing).update(
        state=Mailing.State.SENDING, changed_at=at, tries=F("tries") + 1
    )
    return _intent(Mailing.objects.get(id=mailing)) if claimed else None


def send(mailing: UUID, message: Message) -> None:
    """Hand a letter to the mail server. Calls the network; raises what the server raises."""
    _, _, host = settings.DEFAULT_FROM_EMAIL.rstrip(">").rpartition("@")
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        to=[message.to],
        headers={"Message-ID": f"<{mailing}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(message.html, "text/html")
    for name, content, kind in message.attachments:
        mail.attach(name, content, kind)
    mail.send()


def mark_sent(mailing: UUID, at: datetime) -> None:
    """The mail server took it."""
    _end(mailing, Mailing.State.SENT, at)


def drop(mailing: UUID, at: datetime) -> None:
    """There is nobody to write to any more."""
    _end(mailing, Mailing.State.DROPPED, at)


def note_failure(mailing: UUID, at: datetime) -> None:
    """It did not go out: later again, or never once it was tried too often."""
    row = Mailing.objects.get(id=mailing)
    gives_up = row.tries >= MAX_TRIES
    row.state = Mailing.State.GIVEN_UP if gives_up else Mailing.State.WAITING
    row.changed_at = at
    row.save(update_fields=["state", "changed_at"])
    log.warning("letter %s (%s): try %s failed", row.id, row.letter, row.tries)


def overdue(at: datetime, limit: int = 200) -> list[UUID]:
    """Letters that nobody has moved for a while, the oldest first."""
    rows = Mailing.objects.filter(state__in=OPEN, changed_at__lte=at - STALE)
    return list(rows.order_by("changed_at").values_list("id", flat=True)[:limit])


def about(subject: str) -> list[Intent]:
    """The letters about one thing, the oldest first."""
    return [_intent(row) for row in Mailing.objects.filter(about=subject).order_by("created_at")]


def given_up() -> int:
    """How many letters could not be sent however often it was tried."""
    return Mailing.objects.filter(state=Mailing.State.GIVEN_UP).count()


def forget(subjects: Sequence[str]) -> None:
    """Drop what still waits about some things, and delete what lies in files about them."""
    for batch in batches(subjects):
        rows = Mailing.objects.filter(about__in=batch)
        for mailing in rows.values_list("id", flat=True):
            (Path(settings.EMAIL_FILE_PATH) / f"{mailing}.eml").unlink(missing_ok=True)
        rows.filter(state__in=OPEN).update(state=Mailing.State.DROPPED)


def _end(mailing: UUID, state: str, at: datetime) -> None:
    Mailing.objects.filter(id=mailing).update(state=state, changed_at=at)


def _intent(row: Mailing) -> Intent:
    return Intent(row.id, row.letter, row.about, row.facts, row.state, row.created_at)
