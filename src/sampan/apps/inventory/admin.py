"""The inventory's plain table: warehouses."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from sampan.apps.inventory.models import Warehouse
from sampan.apps.inventory.services import save_warehouse
from sampan.kernel.plain_tables import PlainTable


@admin.register(Warehouse)
class WarehouseTable(PlainTable):
    """Places that hold stock."""

    names = (_("warehouse"), _("warehouses"))
    fields = ("code", "name", "country", "position")
    key_fields = ("code",)
    list_display = ("name", "code", "country", "position", "is_active")

    def store(self, row: Any) -> int:
        """By `save_warehouse`."""
        save_warehouse(row.code, row.name, row.country, position=row.position)
        return Warehouse.objects.get(code=row.code).pk
