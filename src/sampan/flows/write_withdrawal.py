"""Write the receipt of a withdrawal: what was declared, when it arrived, what follows."""

from datetime import datetime
from uuid import UUID

from sampan.apps.customers import withdrawals
from sampan.apps.orders import receipt as receipts
from sampan.domain.orders.withdrawal import days_to_withdraw, last_day
from sampan.flows.letter_paper import day_and_hour, legal_texts, order_about, sender
from sampan.kernel import formats, settings_store
from sampan.kernel.mail import Intent, Message
from sampan.letters.withdrawal_receipt import Declared, render


def write_receipt(intent: Intent, at: datetime) -> Message | None:
    """The receipt, to the order's own address; None once that is forgotten."""
    shown = receipts.receipt(UUID(order_about(intent)))
    declared = withdrawals.get(UUID(intent.facts["withdrawal"]))
    if not shown.email:
        return None
    language = declared.language
    days = days_to_withdraw(shown.order.country, settings_store.get("return_days"))
    delivered = shown.moments.get("delivered")
    ends_on = ""
    if days and delivered:
        ends_on = formats.day(last_day(delivered.date(), days), language)
    values = Declared(
        number=str(shown.order.number),
        name=declared.name,
        moment=day_and_hour(declared.declared_at, language),
        ends_on=ends_on,
        is_in_time=declared.state == "accepted",
    )
    letter = render(language, sender(language), values, legal_texts(language, ("withdrawal",)))
    return Message(shown.email, letter.subject, letter.text, letter.html)
