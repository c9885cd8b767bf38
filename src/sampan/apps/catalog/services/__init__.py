"""The catalog's writes: one module for each thing that is done."""

from sampan.apps.catalog.services.checks import find_problems
from sampan.apps.catalog.services.snapshots import Restored, created_untouched, restore_products
from sampan.apps.catalog.services.store import StoreReport, store_products

__all__ = [
    "Restored",
    "StoreReport",
    "created_untouched",
    "find_problems",
    "restore_products",
    "store_products",
]
