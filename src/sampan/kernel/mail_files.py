"""Mails as files, for a shop that has no mail server yet: one file for each, named by its id.

The same letter sent again is the same file again.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

_UNFIT = re.compile(r"[^A-Za-z0-9.-]+")


class MailFiles(BaseEmailBackend):
    """Writes every mail whole into the folder EMAIL_FILE_PATH, readable by the shop's user only."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each mail into a file of its own; returns how many."""
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            _write(folder, message)
        return len(email_messages)


def _write(folder: Path, message: EmailMessage) -> None:
    content = message.message()
    name = _UNFIT.sub("-", str(content["Message-ID"]).partition("@")[0]).strip("-.")
    part = folder / f".{name}.{os.getpid()}"
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content.as_bytes())
    part.replace(folder / f"{name}.eml")
