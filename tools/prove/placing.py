"""Many buyers of few units through HTTP: as many orders as units, no gaps, no error."""

import uuid
from collections import Counter
from itertools import pairwise
from typing import Any
from uuid import UUID

from tools.prove.clients import Call, send, slowest
from tools.prove.door import open_door
from tools.prove.goods import Wish, breaks, ready_checkout, stock

from sampan.apps.checkout.models import Cart, CartLine, Checkout
from sampan.apps.inventory.services import reservations
from sampan.apps.orders.models import Order
from sampan.kernel.clock import now


def prove(size: dict[str, int], plant: bool) -> dict[str, Any]:
    """Send the requests and compare what was sold with what was there."""
    at = now()
    checkouts = copies(ready_checkout(Wish(stock(size["units"], at)), at), size["requests"])
    if plant:
        reservations._locked_levels = _other_units  # what is there is read from somewhere else
    with open_door() as port:
        calls = [Call(f"/place/{checkout}/") for checkout in checkouts]
        answers = send(port, calls, size["clients"])
    statuses = Counter(one.status for one in answers)
    numbers = sorted(Order.objects.values_list("number", flat=True))
    gaps = sum(b - a != 1 for a, b in pairwise(numbers))
    wrong = breaks(now())
    wrong += [f"sold {statuses[201]}"] if statuses[201] != size["units"] else []
    wrong += [f"orders {len(numbers)}"] if len(numbers) != size["units"] else []
    wrong += [f"status {code}" for code in statuses if code not in {201, 409}]
    wrong += [f"{gaps} gaps"] if gaps else []
    p99 = slowest(answers)
    wrong += [f"p99 {p99} s"] if p99 >= size.get("p99_s", 60) else []
    return {"facts": {**{str(k): v for k, v in statuses.items()}, "p99_s": p99}, "wrong": wrong}


def copies(checkout: UUID, count: int) -> list[UUID]:
    """As many checkouts as wanted, each with a cart of its own, like the one that is given."""
    row = Checkout.objects.get(id=checkout)
    cart, line = row.cart, row.cart.lines.get()
    made = []
    carts, lines, rows = [], [], []
    for _ in range(count - 1):
        cart_id, checkout_id = uuid.uuid4(), uuid.uuid4()
        made.append(checkout_id)
        carts.append(_copy(cart, id=cart_id, secret_hash=uuid.uuid4().hex))
        lines.append(_copy(line, id=None, cart_id=cart_id))
        rows.append(_copy(row, id=checkout_id, cart_id=cart_id))
    Cart.objects.bulk_create(carts, batch_size=500)
    CartLine.objects.bulk_create(lines, batch_size=500)
    Checkout.objects.bulk_create(rows, batch_size=500)
    return [checkout, *made]


def _copy(row: Any, **changes: Any) -> Any:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return type(row)(**{**values, **changes})


def _other_units(wanted: Any) -> Any:
    """The planted fault: nobody looks whether enough is there."""
    from sampan.apps.inventory.models import StockLevel

    levels = {(row.variant_id, row.warehouse_id): row for row in StockLevel.objects.all()}
    for row in levels.values():
        row.reserved = 0
    StockLevel.objects.update(reserved=0)
    return levels
