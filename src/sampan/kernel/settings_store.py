"""Values that the owner chose for the whole shop, by name."""

from typing import Any

from sampan.kernel.models import Setting


def get(name: str, default: Any = None) -> Any:
    """The stored value, or `default`."""
    row = Setting.objects.filter(name=name).first()
    return default if row is None else row.value


def put(name: str, value: Any) -> None:
    """Store a JSON value under a name."""
    Setting.objects.update_or_create(name=name, defaults={"value": value})
