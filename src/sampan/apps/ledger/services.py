"""Booking entries, each cause once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from sampan.apps.ledger.models import Entry as EntryRow
from sampan.apps.ledger.models import Posting as PostingRow
from sampan.domain.ledger.entries import Entry, Posting
from sampan.domain.money import Money


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


@transaction.atomic
def take_back(orders: Sequence[UUID], reason: str, at: datetime) -> None:
    """Bring what was booked for orders back to nothing, by one reversing entry for each."""
    for order in orders:
        rows = PostingRow.objects.filter(entry__order=order).order_by()
        sums = rows.values_list("account", "currency").annotate(minor=Sum("amount_minor"))
        postings = tuple(
            Posting(account, Money(-minor, currency)) for account, currency, minor in sums if minor
        )
        if postings:
            post(Entry(f"order:{order}:{reason}", postings), order=order, at=at)
