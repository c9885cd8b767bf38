"""Balances of the books."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Sum

from sampan.apps.ledger.models import Posting
from sampan.domain.money import Money


def balances(order: UUID | None = None) -> Mapping[tuple[str, str], Money]:
    """The balance of every account and currency, of one order or of everything."""
    rows = Posting.objects.filter(entry__order=order) if order else Posting.objects.all()
    sums = rows.values("account", "currency").annotate(minor=Sum("amount_minor"))
    return {(row["account"], row["currency"]): Money(row["minor"], row["currency"]) for row in sums}


def credited(causes: str, *, leaving_out: str) -> Mapping[str, Money]:
    """What accounts were credited with by the entries whose cause starts like this.

    Empty as long as none is booked; one account, the other side of them all, is left out.
    """
    rows = Posting.objects.filter(entry__cause__startswith=causes).exclude(account=leaving_out)
    sums = rows.order_by().values("account", "currency").annotate(minor=Sum("amount_minor"))
    return {row["account"]: Money(-row["minor"], row["currency"]) for row in sums}


def unbalanced_entries() -> list[int]:
    """Entries whose postings do not sum to nothing in some currency; there must be none."""
    sums = Posting.objects.values("entry", "currency").annotate(minor=Sum("amount_minor"))
    return sorted({row["entry"] for row in sums.exclude(minor=0)})


def balances_by_order(prefix: str) -> Mapping[UUID, int]:
    """The balance of the accounts that start with a prefix, in minor units, by order.

    An order has one currency, so its minor units add up.
    """
    rows = Posting.objects.filter(account__startswith=prefix, entry__order__isnull=False)
    sums = rows.values("entry__order").annotate(minor=Sum("amount_minor"))
    return {order: row["minor"] for row in sums if (order := row["entry__order"]) is not None}
