"""What shoppers looked at and looked for, by period."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from sampan.apps.insights.models import Activity


@dataclass(frozen=True, slots=True)
class Count:
    """How often something was looked at or looked for."""

    kind: str
    subject: str
    count: int


def counts(kind: str, since: datetime, until: datetime, limit: int = 50) -> list[Count]:
    """The most frequent subjects of a kind in `[since, until)`, all markets together."""
    rows = (
        Activity.objects.filter(kind=kind, hour__gte=since, hour__lt=until)
        .values("kind", "subject")
        .annotate(total=Sum("count"))
        .order_by("-total", "subject")[:limit]
    )
    return [Count(row["kind"], row["subject"], row["total"]) for row in rows]


def searches_without_hits(since: datetime, until: datetime, limit: int = 50) -> list[Count]:
    """What was looked for and not found, the most wanted first."""
    rows = (
        Activity.objects.filter(kind="search", results=0, hour__gte=since, hour__lt=until)
        .values("kind", "subject")
        .annotate(total=Sum("count"))
        .order_by("-total", "subject")[:limit]
    )
    return [Count(row["kind"], row["subject"], row["total"]) for row in rows]
