"""Booking entries, each cause once."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sampan.apps.ledger.models import Entry as EntryRow
from sampan.apps.ledger.models import Posting as PostingRow
from sampan.domain.ledger.entries import Entry


@transaction.atomic
def post(entry: Entry, *, order: UUID | None, at: datetime) -> bool:
    """Book a balanced entry; False when its cause is booked already."""
    row, is_new = EntryRow.objects.get_or_create(
        cause=entry.cause, defaults={"order": order, "at": at}
    )
    if is_new:
        PostingRow.objects.bulk_create(
            PostingRow(
                entry=row,
                account=posting.account,
                currency=posting.amount.currency,
                amount_minor=posting.amount.minor,
            )
            for posting in entry.postings
        )
    return is_new
