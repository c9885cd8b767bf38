"""Send a letter of an order again, because somebody asked for it."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from sampan.apps.orders import selectors as orders
from sampan.apps.orders import services as order_writes
from sampan.domain.errors import NotFound
from sampan.flows.send_letters import intend_letter
from sampan.kernel import mail
from sampan.kernel.mail import Intent


def letters_of(order_id: UUID) -> list[Intent]:
    """The letters of an order, the oldest first; each with its state."""
    return mail.about(f"order:{order_id}")


def resend_letter(order_id: UUID, mailing: UUID, *, actor: str, at: datetime) -> None:
    """Write one of an order's letters anew, from what is known now, and send it.

    Raises NotFound for a letter that is not of this order.
    """
    with transaction.atomic():
        order = orders.locked(order_id)
        known = next((one for one in letters_of(order.id) if one.id == mailing), None)
        if known is None:
            raise NotFound(what="letter", id=str(mailing))
        key = f"again:{uuid4()}"
        intend_letter(known.letter, key, about=known.about, at=at, facts=known.facts)
        facts = {"letter": known.letter}
        order_writes.note(order.id, "letter_resent", actor=actor, at=at, facts=facts)
