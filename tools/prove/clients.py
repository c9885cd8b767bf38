"""Many clients at once, each waiting for its answer before it asks again."""

import http.client
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class Call:
    """One POST; `then` is what its answer has to be, where that is known before."""

    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """A status (0 where none came) and how long it took."""

    status: int
    seconds: float


def send(port: int, calls: Sequence[Call], clients: int) -> list[Answer]:
    """Send every call; the answers are in the order of the calls."""

    def one(call: Call) -> Answer:
        began = time.monotonic()
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
            connection.request("POST", call.path, call.body, dict(call.headers))
            status = connection.getresponse().status
            connection.close()
        except (OSError, http.client.HTTPException):
            status = 0
        return Answer(status, time.monotonic() - began)

    with ThreadPoolExecutor(clients) as pool:
        return list(pool.map(one, calls))


def slowest(answers: Sequence[Answer], share: float = 0.99) -> float:
    """The time within which this share of the answers came."""
    times = sorted(one.seconds for one in answers)
    return round(times[min(len(times) - 1, int(len(times) * share))], 3)
