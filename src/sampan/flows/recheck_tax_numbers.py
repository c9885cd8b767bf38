"""By the clock: ask again about business numbers whose register could not be reached.

The tax was charged, so nothing is lost by waiting; once a number is confirmed, the proof stands in
the order's timeline and the owner may give the tax back.
"""

from datetime import datetime, timedelta

from django.conf import settings

from sampan.apps.orders import tax_numbers
from sampan.flows.check_tax_number import ask_register

ASKED_FOR = timedelta(days=30)


def recheck_tax_numbers(at: datetime) -> None:
    """Ask about every open number of the last month. Calls the network."""
    if not settings.SAMPAN_TAX_ID_CHECKER:
        return
    for one in tax_numbers.unverified(at - ASKED_FOR):
        answer = ask_register(one.country, one.number)
        if answer.state in {"valid", "invalid"}:
            tax_numbers.record(one.order, answer.state, answer.consultation, at)
