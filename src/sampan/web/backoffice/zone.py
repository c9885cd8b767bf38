"""The shop's own time zone, in which the owner reads days and hours."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sampan.kernel import settings_store

UTC = ZoneInfo("UTC")


def shop_zone() -> ZoneInfo:
    """The zone that the owner chose; UTC until then."""
    try:
        return ZoneInfo(str(settings_store.get("time_zone", "UTC")))
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
