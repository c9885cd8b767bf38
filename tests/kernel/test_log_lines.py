"""Logs hold no key that opens something, and nobody's mail address."""

import logging
import time
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.utils.module_loading import import_string

from sampan.kernel.log_lines import discreet

KEY = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_abcdefg"
ORDER = UUID(int=7)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"Forbidden: /en/orders/{KEY}/pay/", "Forbidden: /en/orders/[key]/pay/"),
        (f"Gone: /de/account/link/{KEY}/use/", "Gone: /de/account/link/[key]/use/"),
        (f"Not Found: /office/enter/{KEY}", "Not Found: /office/enter/[key]"),
        (f"Not Found: /office/orders/{ORDER}/", f"Not Found: /office/orders/{ORDER}/"),
        ("Not Found: /en/p/a-cup/", "Not Found: /en/p/a-cup/"),
        ("(email)=(Ann.Lee+x@mail.example.org)", "(email)=([mail])"),
        ("to postgresql://shop:secret@db.example/shop", "to postgresql://shop:[mail]/shop"),
    ],
)
def test_a_line_gives_nobody_away(text: str, shown: str) -> None:
    assert discreet(text) == shown


def test_a_long_line_takes_no_time() -> None:
    began = time.perf_counter()
    discreet("a" * 100_000 + "@" + "b." * 50_000 + "/orders/" * 10_000)

    assert time.perf_counter() - began < 1


@pytest.mark.parametrize("address", [f"/en/orders/{KEY}/pay/", f"/office/enter/{KEY}"])
def test_what_is_logged_of_a_refused_request_holds_no_key(
    db: None, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    options = dict(settings.LOGGING["formatters"]["line"])
    formatter = import_string(options.pop("()"))(**options)

    answer = Client(enforce_csrf_checks=True).post(address, REMOTE_ADDR="192.0.2.7")

    assert answer.status_code in {403, 404}
    lines = [formatter.format(record) for record in caplog.records if record.levelno > logging.INFO]
    assert lines and not any(KEY in line for line in lines)
