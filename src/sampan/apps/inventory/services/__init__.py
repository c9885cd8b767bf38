"""Writing stock: counts and movements here, reservations in their own module."""

from sampan.apps.inventory.services.counts import (
    Movement,
    forget,
    save_warehouse,
    set_on_hand,
    set_reorder_points,
    use_warehouse,
)

__all__ = [
    "Movement",
    "forget",
    "save_warehouse",
    "set_on_hand",
    "set_reorder_points",
    "use_warehouse",
]
