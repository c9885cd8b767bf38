"""The window as fingerprints, so that a doctor can tell whether writing it anew changes it."""

import hashlib
from collections.abc import Mapping

from sampan.apps.storefront.services import TABLES


def fingerprints() -> Mapping[int, str]:
    """For each product that the window shows, a hash over its rows in every table."""
    hashes: dict[int, hashlib._Hash] = {}
    for table in TABLES:
        names = [field.name for field in table._meta.concrete_fields if field.name != "id"]
        rows = table._default_manager.order_by("product_id", *names).values_list(
            "product_id", *names
        )
        for row in rows.iterator():
            hashes.setdefault(row[0], hashlib.sha256()).update(repr(row).encode())
    return {product_id: found.hexdigest() for product_id, found in hashes.items()}
