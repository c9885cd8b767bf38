"""Whose turn it is: of several workers, one runs a scheduled flow, once a period."""

from datetime import datetime, timedelta

from sampan.kernel.models import Turn


def take(name: str, every: timedelta, at: datetime) -> bool:
    """Take the turn of a flow; False while its period is not over or another worker was first."""
    if Turn.objects.filter(name=name, at__lte=at - every).update(at=at):
        return True
    _, created = Turn.objects.get_or_create(name=name, defaults={"at": at})
    return created
