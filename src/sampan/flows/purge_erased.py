"""Purge what was kept of erased customers: when its day comes, and what lies in free pages."""

from datetime import datetime

from django.db import connection, transaction

from sampan.apps.customers import erase as customers
from sampan.apps.orders import erase as orders
from sampan.flows.erase_customer import HAS_RESIDUE, erase_ended
from sampan.kernel import settings_store


def purge_erased(at: datetime) -> None:
    """By the clock: go on with erasures that had to wait, and finish those whose day has come."""
    for customer_id in customers.erased():
        erase_ended(customer_id, at)
    for customer_id in customers.due(at.date()):
        with transaction.atomic():
            found = orders.of_person(customer_id)
            orders.purge((*found.ended, *found.open))
            customers.delete(customer_id)
    if settings_store.get(HAS_RESIDUE):
        settings_store.note(HAS_RESIDUE, False)
        clear_free_pages()


def clear_free_pages() -> None:
    """Write the SQLite file anew, so that nothing erased is left in it or in its log.

    On PostgreSQL that is the server's own vacuum, which needs no call.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
