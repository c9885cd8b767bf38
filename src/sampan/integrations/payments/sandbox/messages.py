"""How the sandbox provider tells shops what happened: signed, from a thread of its own, retried."""

import json
import queue
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sampan.integrations.payments.sandbox import wire
from sampan.integrations.payments.sandbox.faults import Faults, distorted

TRIES = 4
TIMEOUT_S = 5


class Messenger:
    """Sends notifications in the order of events, unless a fault says otherwise."""

    def __init__(self, secret: str, faults: Faults) -> None:
        self._secret, self._faults = secret, faults
        self._queue: queue.Queue[tuple[str, bytes, str]] = queue.Queue()
        self._held: list[tuple[str, bytes, str]] = []
        threading.Thread(target=self._work, daemon=True).start()

    def tell(self, payment: Mapping[str, Any]) -> None:
        """Queue a notification about a payment."""
        fault = self._faults.next_message()
        if fault == "drop" or not payment["notify_url"]:
            return
        facts = {name: payment[name] for name in _TOLD}
        message = {"event": f"ev_{uuid.uuid4().hex}", "payment": distorted(facts, fault)}
        body = json.dumps(message).encode()
        at = datetime.now(UTC) - (timedelta(hours=1) if fault == "old" else timedelta())
        secret = "not-the-secret" if fault == "forge" else self._secret
        entry = (payment["notify_url"], body, wire.sign(secret, body, at))
        if fault == "reorder":
            self._held.append(entry)
            return
        if fault == "delay":
            threading.Timer(1.5, self._queue.put, [entry]).start()
            return
        for _ in range(3 if fault == "duplicate" else 1):
            self._queue.put(entry)
        while self._held:
            self._queue.put(self._held.pop())

    def _work(self) -> None:
        while True:
            self._send(*self._queue.get())

    def _send(self, url: str, body: bytes, signature: str) -> None:
        for attempt in range(TRIES):
            request = urllib.request.Request(  # noqa: S310 - the shop's own address, given by it
                url,
                data=body,
                headers={"Content-Type": "application/json", wire.SIGNATURE: signature},
            )
            try:
                with urllib.request.urlopen(request, timeout=TIMEOUT_S):  # noqa: S310 - as above
                    return
            except urllib.error.HTTPError as error:
                if error.code < 500:
                    return
            except OSError:
                pass
            time.sleep(0.2 * 2**attempt)


_TOLD = (
    "id",
    "key",
    "status",
    "amount",
    "currency",
    "captured",
    "refunded",
    "reason",
    "pay_by",
)
