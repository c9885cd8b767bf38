"""Races for money and goods, each in processes of its own: `python -m tests.flows.money_races`.

The arguments are the race, the provider's address and its secret. What is printed is one JSON
object: how often each racer's word was said, the facts afterwards, and what does not agree.
"""

import json
import os
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import django

django.setup()

from django.db import connections  # noqa: E402 - the models need the setup above
from tools.prove.goods import Wish, breaks, ready_checkout, stock, use_provider  # noqa: E402
from tools.prove.recovery import recover  # noqa: E402

from sampan.apps.checkout import services as checkouts  # noqa: E402
from sampan.apps.inventory.models import StockLevel  # noqa: E402
from sampan.apps.inventory.services import reservations  # noqa: E402
from sampan.apps.orders.models import Order, OrderMoment  # noqa: E402
from sampan.apps.payments import selectors as payments  # noqa: E402
from sampan.apps.payments.models import Attempt, Refund  # noqa: E402
from sampan.apps.promotions import services as promotions  # noqa: E402
from sampan.apps.promotions.models import Promotion  # noqa: E402
from sampan.domain.errors import DomainError  # noqa: E402
from sampan.domain.money import Money  # noqa: E402
from sampan.domain.payments.port import Notification, PaymentView  # noqa: E402
from sampan.flows.ask_providers import ask_about  # noqa: E402
from sampan.flows.cancel_order import cancel_order  # noqa: E402
from sampan.flows.expire_orders import expire_order  # noqa: E402
from sampan.flows.place_order import Placement, place_order  # noqa: E402
from sampan.flows.providers import payment_provider  # noqa: E402
from sampan.flows.receive_notification import process_message  # noqa: E402
from sampan.flows.refund_payment import refund_payment  # noqa: E402
from sampan.flows.send_refund import send_refund  # noqa: E402
from sampan.flows.start_payment import Addresses, start_payment  # noqa: E402
from sampan.kernel import clock  # noqa: E402
from sampan.kernel.models import Mailing  # noqa: E402

Racer = Callable[[], str]
BACK = Addresses("http://shop.example/back", "")
NOW = clock.now()
LATER = NOW + timedelta(hours=3)


def race(racers: Sequence[Racer]) -> Counter[str]:
    """Fork a process for each racer, let all go at once, and count what they say."""
    connections.close_all()
    (waiting, start), (heard, say) = os.pipe(), os.pipe()
    children = [_fork(racer, waiting, start, say) for racer in racers]
    os.close(start)
    os.close(say)
    with os.fdopen(heard) as lines:
        said = Counter(lines.read().split())
    for child in children:
        os.waitpid(child, 0)
    return said


def _fork(racer: Racer, waiting: int, start: int, say: int) -> int:
    child = os.fork()
    if child:
        return child
    word = "crashed"
    try:
        os.close(start)
        os.read(waiting, 1)
        word = racer()
    except DomainError as refusal:
        word = refusal.code
    except BaseException:
        traceback.print_exc()
    finally:
        os.write(say, f"{word}\n".encode())
        sys.stderr.flush()
        os._exit(0)


def placed(variant: int, at: datetime = NOW, **wish: Any) -> Placement:
    """An order whose page is open at the provider."""
    placement = place_order(ready_checkout(Wish(variant, **wish), at), "sandbox", at)
    assert placement.attempt is not None
    start_payment(placement.attempt, BACK, lambda: at)
    return placement


def approve(placement: Placement) -> PaymentView:
    """The shopper pays on the provider's page; returns what the provider then says."""
    import urllib.request

    reference = payments.attempt(placement.attempt).provider_ref
    base = payment_provider("sandbox").base_url  # type: ignore[attr-defined] - the sandbox's own
    url = f"{base}/control/decide/{reference}/approve"
    urllib.request.urlopen(urllib.request.Request(url, b"{}")).read()
    view = payment_provider("sandbox").look_up(placement.attempt)
    assert isinstance(view, PaymentView)
    return view


def paid(variant: int, **wish: Any) -> Placement:
    """An order that is paid."""
    placement = placed(variant, **wish)
    approve(placement)
    ask_about(placement.attempt, NOW)
    return placement


def place(checkout: Any) -> Racer:
    def racer() -> str:
        return "placed" if place_order(checkout, "sandbox", NOW).attempt else "known"

    return racer


def states() -> dict[str, int]:
    rows = Order.objects.values_list("payment_state", "fulfillment_state")
    return dict(Counter(f"{money} {goods}" for money, goods in rows))


def level() -> list[int]:
    """On hand and reserved."""
    row = StockLevel.objects.get()
    return [row.on_hand, row.reserved]


def last_unit() -> dict[str, Any]:
    variant = stock(1, NOW)
    said = race([place(ready_checkout(Wish(variant), NOW)) for _ in range(8)])
    return {"said": said, "level": level(), "numbers": Order.objects.count()}


def one_checkout() -> dict[str, Any]:
    checkout = ready_checkout(Wish(stock(5, NOW)), NOW)
    said = race([place(checkout)] * 8)
    return {"said": said, "level": level(), "attempts": Attempt.objects.count()}


def edited_cart() -> dict[str, Any]:
    """Half of the racers put more in while the others press the button."""
    variant = stock(50, NOW)
    checkout = ready_checkout(Wish(variant), NOW)
    from sampan.apps.checkout.models import Checkout

    cart = Checkout.objects.get(id=checkout).cart_id
    said = race([place(checkout)] * 3 + [lambda: str(checkouts.add(cart, variant, 1, NOW))] * 3)
    totals = set(Order.objects.values_list("total_minor", flat=True))
    return {"orders": Order.objects.count(), "totals_other": sorted(totals - {1590}),
            "crashed": said["crashed"]}  # fmt: skip


def paid_by_two() -> dict[str, Any]:
    """One unit; its first buyer was too slow, a second one holds it, and both have paid."""
    variant = stock(1, NOW)
    first = placed(variant)
    expire_order(Order.objects.get().checkout, LATER)
    second = placed(variant, at=NOW)
    approve(first), approve(second)
    said = race(
        [lambda: ask_about(first.attempt, LATER) or "asked"] * 3
        + [lambda: ask_about(second.attempt, LATER) or "asked"] * 3
    )
    recover(LATER)
    return {"said": said, "states": states(), "level": level()}


def release() -> dict[str, Any]:
    variant = stock(2, NOW)
    order = Order.objects.get(id=placed(variant).order)
    said = race([lambda: str(len(reservations.release(order.checkout)))] * 6)
    return {"said": said, "level": level()}


def expire() -> dict[str, Any]:
    placed(stock(2, NOW))
    checkout = Order.objects.get().checkout
    said = race([lambda: str(expire_order(checkout, LATER))] * 6)
    return {"said": said, "states": states(), "level": level()}


def cancel_and_pay() -> dict[str, Any]:
    """The owner cancels in the moment in which the money arrives."""
    placement = placed(stock(2, NOW))
    approve(placement)
    cancels = [lambda: str(cancel_order(placement.order, reason="owner", actor="owner", at=NOW))]
    race(cancels * 3 + [lambda: ask_about(placement.attempt, NOW) or "asked"] * 3)
    recover(LATER)
    return {"states": states(), "level": level(), "refunds": Refund.objects.count()}


def news() -> dict[str, Any]:
    """The shopper's return and a notification, six times each, in the same moment."""
    placement = placed(stock(2, NOW))
    view = approve(placement)
    from sampan.apps.payments.services import store_message

    def told(event: str) -> str:
        stored = store_message("sandbox", Notification(event, view), NOW)
        process_message("sandbox", event, NOW)
        return "stored" if stored else "known"

    said = race(
        [lambda: told("ev_1")] * 6 + [lambda: ask_about(placement.attempt, NOW) or "asked"] * 6
    )
    recover(LATER)
    moments = OrderMoment.objects.filter(kind="payment_captured").count()
    return {"said": said, "states": states(), "level": level(), "captures": moments,
            "letters": Mailing.objects.filter(letter="order_confirmation").count()}  # fmt: skip


def refunds() -> dict[str, Any]:
    placement = paid(stock(2, NOW))
    part = Money(500, "EUR")

    def give() -> str:
        refund_payment(placement.order, part, reason="x", actor="owner", at=NOW)
        return "begun"

    said = race([give] * 6)
    begun = list(Refund.objects.values_list("id", flat=True))
    race([lambda one=one: send_refund(one, NOW) for one in begun for _ in range(2)])
    recover(LATER)
    done = Refund.objects.filter(state="done").count()
    return {"said": said, "done": done, "back": Attempt.objects.get().refunded_minor}


def coupon() -> dict[str, Any]:
    """A coupon for three, wanted by ten; one buyer comes four times under aliases."""
    variant = stock(50, NOW)
    key = Promotion.objects.create(
        name="three", rule="percentage", limit=3, limit_each=1, created_at=NOW
    ).id
    mails = [f"buyer{n}@mail.example" for n in range(6)]
    mails += [f"Same+{n}@mail.example" for n in range(4)]
    said = race([
        place(ready_checkout(Wish(variant, email=mail, uses={key: 0}), NOW)) for mail in mails
    ])  # fmt: skip
    used = Promotion.objects.get(id=key).used
    for checkout in Order.objects.values_list("checkout", flat=True):
        expire_order(checkout, LATER)
    return {"said": said, "used": used, "used_after": Promotion.objects.get(id=key).used}


def coupon_without_its_guard() -> dict[str, Any]:
    """The planted fault: the limit is read first, and counted later without looking."""
    from django.db.models import F

    def careless(order: Any, amounts: Any, *, email: str, at: datetime) -> None:
        Promotion.objects.filter(id__in=list(amounts)).update(used=F("used") + 1)

    promotions.use = careless
    variant = stock(50, NOW)
    key = Promotion.objects.create(name="three", rule="percentage", limit=3, created_at=NOW).id

    def buy(checkout: Any) -> Racer:
        def racer() -> str:
            has_room = Promotion.objects.get(id=key).used < 3
            time.sleep(0.5)
            return place(checkout)() if has_room else "promotion_used_up"

        return racer

    said = race([buy(ready_checkout(Wish(variant, uses={key: 0}), NOW)) for _ in range(8)])
    return {"used": Promotion.objects.get(id=key).used, "refused": said["crashed"]}


RACES: dict[str, Callable[[], dict[str, Any]]] = {
    one.__name__: one
    for one in (
        last_unit, one_checkout, edited_cart, paid_by_two, release, expire, cancel_and_pay,
        news, refunds, coupon, coupon_without_its_guard,
    )
}  # fmt: skip

if __name__ == "__main__":
    use_provider(sys.argv[2], sys.argv[3])
    facts = RACES[sys.argv[1]]()
    print(json.dumps({**facts, "breaks": breaks(LATER + timedelta(days=9))}))
