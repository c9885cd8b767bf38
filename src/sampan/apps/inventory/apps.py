"""What lies where: warehouses, stock levels and their movements."""

from django.apps import AppConfig


class InventoryConfig(AppConfig):
    """The app's name and label."""

    name = "sampan.apps.inventory"
    label = "inventory"
