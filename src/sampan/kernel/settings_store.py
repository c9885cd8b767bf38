"""Values that the owner chose for the whole shop, by name."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from sampan.kernel import stamps
from sampan.kernel.models import Setting


def get(name: str, default: Any = None) -> Any:
    """The stored value, or `default`."""
    row = Setting.objects.filter(name=name).first()
    return default if row is None else row.value


def get_many(names: Iterable[str]) -> dict[str, Any]:
    """The stored values of several names; one that was never stored is missing."""
    return dict(Setting.objects.filter(name__in=list(names)).values_list("name", "value"))


@transaction.atomic
def put(name: str, value: Any) -> None:
    """Store a JSON value under a name."""
    stamps.bump("settings")
    Setting.objects.update_or_create(name=name, defaults={"value": value})


def note(name: str, value: Any) -> None:
    """Store a value that nobody is shown: what was kept of the shop stays valid."""
    Setting.objects.update_or_create(name=name, defaults={"value": value})
