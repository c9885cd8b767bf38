"""Threads of one process that call the API at the same moment; prints who was told what, as JSON.

Run as `python -m tests.web.api.racer` on an empty shop.
"""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import django

RACERS = 4
ROUNDS = 3


def main() -> None:
    """Race three kinds of writes, some rounds each."""
    django.setup()
    from django.conf import settings
    from tests.web.api.calling import Caller, a_token

    settings.ALLOWED_HOSTS = ["testserver"]
    call = Caller(a_token())
    answers = [[_tag(call, n), _key(call, n), _handle(call, n)] for n in range(ROUNDS)]
    print(json.dumps(answers))


def _tag(call: Any, number: int) -> Any:
    made = call("POST", "/products", _product(f"tagged{number}"))
    path, tag = f"/products/{made.json()['id']}", made["ETag"]
    told = _race(call, "PATCH", path, {"product_type": "Bowls"}, If_Match=tag)
    return [told, call.get(path).json()["version"]]


def _key(call: Any, number: int) -> Any:
    body = _product(f"keyed{number}")
    told = _race(call, "POST", "/products", body, Idempotency_Key=f"k{number}")
    again = _race(call, "POST", "/products", body, Idempotency_Key=f"k{number}")
    return [told, again]


def _handle(call: Any, number: int) -> Any:
    return _race(call, "POST", "/products", _product(f"handle{number}"))


def _product(handle: str) -> dict[str, Any]:
    return {"handle": handle, "texts": [{"language": "en", "title": handle}], "variants": [{}]}


def _race(call: Any, method: str, path: str, body: Any, **headers: str) -> dict[str, int]:
    from django.db import connection

    barrier = Barrier(RACERS)

    def one(_: int) -> int:
        barrier.wait()
        try:
            return int(call(method, path, body, **headers).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(RACERS) as pool:
        return Counter(str(status) for status in pool.map(one, range(RACERS)))


if __name__ == "__main__":
    main()
