"""What must be true of promotions, asked of the tables themselves."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, Q

from sampan.apps.promotions.models import Promotion
from sampan.kernel import audit


def wrong_counters() -> dict[int, tuple[int, int]]:
    """Promotions whose counter is not the number of their uses: what it says, and what is so."""
    live = Count("uses", filter=Q(uses__given_back_at=None))
    rows = Promotion.objects.annotate(live=live).exclude(live=F("used"))
    return {row.id: (row.used, row.live) for row in rows}


def over_limit() -> list[int]:
    """Promotions that were used more often than allowed."""
    rows = Promotion.objects.filter(limit__isnull=False, used__gt=F("limit"))
    return list(rows.values_list("id", flat=True))


@transaction.atomic
def count_anew(*, actor: str, at: datetime) -> None:
    """Set every counter to the number of its uses, and record it."""
    for promotion_id, (said, is_so) in wrong_counters().items():
        Promotion.objects.filter(id=promotion_id).update(used=is_so)
        audit.record(
            actor=actor,
            action="promotion.repaired",
            subject=f"promotion:{promotion_id}",
            at=at,
            changes={"used": [said, is_so]},
        )
