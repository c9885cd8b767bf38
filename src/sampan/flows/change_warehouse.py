"""Change a warehouse, or take it out of use; the window follows the availability."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from sampan.apps.inventory import services as inventory
from sampan.apps.inventory import stock_list
from sampan.domain.errors import Invalid
from sampan.domain.events import TablesChanged
from sampan.kernel import outbox


@dataclass(frozen=True, slots=True)
class WarehouseDraft:
    """A warehouse as its owner wants it; no code means a new one."""

    code: str
    name: str
    country: str
    time_zone: str
    position: int
    is_active: bool


def change_warehouse(draft: WarehouseDraft, *, actor: str, at: datetime) -> str:
    """Store a warehouse; returns its code. The whole window follows by a worker.

    Raises Invalid, UnknownCountry, and Conflict for one that still holds goods of orders.
    """
    name = draft.name.strip()[:120]
    if not name:
        raise Invalid(field="name", reason="missing")
    known = {row.code for row in stock_list.warehouses()}
    code = draft.code if draft.code in known else _new_code(name, known)
    with transaction.atomic():
        inventory.save_warehouse(
            code,
            name,
            draft.country.strip().upper(),
            position=draft.position,
            time_zone=draft.time_zone,
        )
        inventory.use_warehouse(code, is_active=draft.is_active, actor=actor, at=at)
        outbox.publish(TablesChanged("warehouse"), at)
    return code


def _new_code(name: str, known: set[str]) -> str:
    code = slugify(name).upper()[:30] or "W"
    number = 2
    while code in known:
        code, number = f"{slugify(name).upper()[:30] or 'W'}-{number}", number + 1
    return code
