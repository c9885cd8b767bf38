"""What every payment provider of the registry has to keep, whatever its name.

A new provider gives its `Bench` below: how to reach a running one, how its shopper pays, and how it
signs. Then every test runs for it as well.
"""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.sandbox import SECRET, Provider, running_provider

from sampan.domain.money import CURRENCIES, Money, exponent
from sampan.domain.payments.port import (
    Forged,
    Missing,
    PaymentProvider,
    PaymentRequest,
    PaymentView,
    Refused,
    Started,
    Unknown,
)
from sampan.integrations.payments import PROVIDERS
from sampan.integrations.payments.sandbox import wire

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
Settings = Mapping[str, str]


@dataclass(frozen=True)
class Bench:
    """What a provider's tests need beside its port."""

    settings: Settings
    pay: Callable[[str], object]
    moved: Callable[[], list[tuple[str, int, str]]]
    sign: Callable[[bytes, datetime], Mapping[str, str]]
    message: Callable[..., dict[str, Any]]
    reply: Callable[..., dict[str, Any]]


def sandbox_message(**changes: object) -> dict[str, Any]:
    return {"event": "ev_1", "payment": sandbox_reply(**changes)}


def sandbox_reply(**changes: object) -> dict[str, Any]:
    """A recorded answer, shortened to what the adapter reads."""
    recorded = {
        "id": "sb_4f1d", "key": "6f3c2c1e-0a52-4b52-9c07-0f5f3d2a1b10", "status": "captured",
        "amount": 1590, "currency": "EUR", "captured": 1590, "refunded": 0, "reason": "",
        "pay_by": None,
    }  # fmt: skip
    return {**recorded, **changes}


def sandbox_bench(running: Provider) -> Bench:
    return Bench(
        settings=running.settings["sandbox"],
        pay=lambda ref: running.decide(ref, "approve"),
        moved=running.moved,
        sign=lambda body, at: {wire.SIGNATURE: wire.sign(SECRET, body, at)},
        message=sandbox_message,
        reply=sandbox_reply,
    )


BENCHES: dict[str, Callable[[Provider], Bench]] = {"sandbox": sandbox_bench}


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture(params=sorted(PROVIDERS))
def code(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def bench(code: str, running: Provider) -> Bench:
    return BENCHES[code](running)


@pytest.fixture
def provider(code: str, bench: Bench) -> PaymentProvider:
    return PROVIDERS[code](bench.settings)


@pytest.fixture
def holding(code: str, bench: Bench) -> PaymentProvider:
    """The provider set up to authorize only."""
    return PROVIDERS[code]({**bench.settings, "captures": "0"})


def request_of(amount: Money, key: UUID | None = None) -> PaymentRequest:
    url = "http://shop.example/back"
    return PaymentRequest(key or uuid4(), amount, "card", "1001", "de", "DE", url, "")


def started(provider: PaymentProvider, amount: Money) -> Started:
    outcome = provider.start(request_of(amount))
    assert isinstance(outcome, Started)
    return outcome


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def test_every_provider_has_a_bench_and_answers_to_its_name(provider, code):
    assert set(BENCHES) == set(PROVIDERS)
    assert provider.code == code


def test_the_same_key_opens_one_payment_and_another_amount_under_it_is_refused(provider):
    request = request_of(eur(1590))
    first, second = provider.start(request), provider.start(request)

    assert isinstance(first, Started)
    assert first == second
    assert isinstance(provider.start(request_of(eur(1591), request.key)), Refused)


def test_what_was_paid_is_looked_up_under_our_key(provider, bench):
    view = started(provider, eur(1590)).view
    assert (view.status, view.captured) == ("waiting", eur(0))

    bench.pay(view.provider_ref)
    found = provider.look_up(view.key)

    assert isinstance(found, PaymentView)
    assert (found.status, found.captured, found.key) == ("captured", eur(1590), view.key)
    assert isinstance(provider.look_up(uuid4()), Missing)


def test_an_authorization_is_taken_once_however_often_it_is_asked_for(holding, bench):
    view = started(holding, eur(1590)).view
    bench.pay(view.provider_ref)
    before = len(bench.moved())

    outcomes = [holding.capture(view.provider_ref, eur(1590), "key:capture") for _ in range(3)]
    again = holding.capture(view.provider_ref, eur(1590), "another key")

    assert [one.captured for one in outcomes] == [eur(1590)] * 3
    assert isinstance(again, Refused)
    assert len(bench.moved()) == before + 1


def test_more_than_was_authorized_is_not_taken_and_nothing_after_a_void(holding, bench):
    view = started(holding, eur(1590)).view
    bench.pay(view.provider_ref)

    assert isinstance(holding.capture(view.provider_ref, eur(1591), f"{view.key}:1"), Refused)
    voided = holding.void(view.provider_ref, f"{view.key}:void")
    assert isinstance(voided, PaymentView)
    assert voided.status == "voided"
    assert isinstance(holding.capture(view.provider_ref, eur(1590), f"{view.key}:2"), Refused)


def test_a_key_gives_money_back_once_and_never_more_than_there_is(provider, bench):
    view = started(provider, eur(1590)).view
    bench.pay(view.provider_ref)
    before = len(bench.moved())

    twice = [provider.refund(view.provider_ref, eur(1000), f"{view.key}:r1") for _ in range(2)]
    other = provider.refund(view.provider_ref, eur(999), f"{view.key}:r1")
    too_much = provider.refund(view.provider_ref, eur(591), f"{view.key}:r2")
    last = provider.refund(view.provider_ref, eur(590), f"{view.key}:r3")

    assert [one.refunded for one in twice] == [eur(1000)] * 2
    assert isinstance(other, Refused), "the same key with another amount"
    assert isinstance(too_much, Refused)
    assert isinstance(last, PaymentView)
    assert bench.moved()[before:] == [("refund", 1000, "EUR"), ("refund", 590, "EUR")]


@pytest.mark.parametrize("currency", sorted(CURRENCIES))
def test_the_provider_gets_our_minor_units_in_every_currency(code, bench, currency):
    amount = Money.parse("100", currency)
    assert amount.minor == 100 * 10 ** exponent(currency)

    body = json.dumps(
        bench.reply(amount=amount.minor, captured=amount.minor, currency=currency)
    ).encode()
    with answering(200, body) as (url, seen):
        outcome = PROVIDERS[code]({**bench.settings, "base_url": url}).start(request_of(amount))

    assert isinstance(outcome, Started)
    assert (outcome.view.amount, outcome.view.captured) == (amount, amount)
    sent = json.loads(seen[0])
    assert (sent["amount"], sent["currency"]) == (amount.minor, currency)


def test_a_signed_notification_is_read(provider, bench):
    body = json.dumps(bench.message()).encode()

    message = provider.read(bench.sign(body, AT), body, AT)

    assert message.event_id == "ev_1"
    assert (message.view.status, message.view.captured) == ("captured", eur(1590))


FORGED: dict[str, Callable[[bytes], bytes]] = {
    "written anew": lambda body: json.dumps(json.loads(body), indent=1).encode(),
    "another account's payment": lambda body: body.replace(b"sb_4f1d", b"sb_0000"),
    "another amount": lambda body: body.replace(b"1590", b"9990"),
    "cut": lambda body: body[:-1],
}


@pytest.mark.parametrize("change", sorted(FORGED))
def test_a_body_that_was_changed_is_forged(provider, bench, change):
    body = json.dumps(bench.message()).encode()

    with pytest.raises(Forged):
        provider.read(bench.sign(body, AT), FORGED[change](body), AT)


@pytest.mark.parametrize("age", [timedelta(minutes=6), timedelta(minutes=-6), timedelta(days=400)])
def test_an_old_or_early_signature_is_forged(provider, bench, age):
    body = json.dumps(bench.message()).encode()

    with pytest.raises(Forged):
        provider.read(bench.sign(body, AT - age), body, AT)


@pytest.mark.parametrize("signature", [None, "", "v1=", "t=1", "t=²,v1=x", "t=1,v1=é", "none"])
def test_a_missing_or_broken_signature_is_forged(provider, bench, signature):
    body = json.dumps(bench.message()).encode()
    headers = {name: signature for name in bench.sign(body, AT) if signature is not None}

    with pytest.raises(Forged):
        provider.read(headers, body, AT)


NO_PAYMENT: dict[str, Callable[[Bench], bytes]] = {
    "unknown currency": lambda bench: json.dumps(bench.message(currency="ZZZ")).encode(),
    "currency of another kind": lambda bench: json.dumps(bench.message(currency=["EUR"])).encode(),
    "amount as text": lambda bench: json.dumps(bench.message(amount="1590")).encode(),
    "amount as a fraction": lambda bench: json.dumps(bench.message(amount=15.9)).encode(),
    "negative": lambda bench: json.dumps(bench.message(captured=-1)).encode(),
    "beyond all money": lambda bench: json.dumps(bench.message(captured=10**30)).encode(),
    "not a number": lambda bench: json.dumps(bench.message(amount=float("nan"))).encode(),
    "zero byte": lambda bench: json.dumps(bench.message(id="a\0b")).encode(),
    "naive time": lambda bench: json.dumps(bench.message(pay_by="2026-11-22T12:00")).encode(),
    "deeply nested": lambda bench: b"[" * 50_000,
    "no object": lambda bench: b"[]",
    "no JSON": lambda bench: b"\xff\xfe",
    "no event": lambda bench: json.dumps({**bench.message(), "event": ""}).encode(),
    "event with a zero byte": lambda bench: json.dumps({**bench.message(), "event": "\0"}).encode(),
}


@pytest.mark.parametrize("what", sorted(NO_PAYMENT))
def test_a_signed_body_that_is_no_payment_is_refused_as_forged(provider, bench, what):
    body = NO_PAYMENT[what](bench)

    with pytest.raises(Forged):
        provider.read(bench.sign(body, AT), body, AT)


def test_fields_that_nobody_knows_are_passed_over(provider, bench):
    body = json.dumps({**bench.message(surprise={"a": [1]}), "api": "2030-01-01"}).encode()

    assert provider.read(bench.sign(body, AT), body, AT).view.captured == eur(1590)


@contextmanager
def answering(
    status: int, body: bytes, headers: Mapping[str, str] | None = None
) -> Iterator[tuple[str, list[bytes]]]:
    """A provider that gives one answer to everything; yields its address and what it was sent."""
    seen: list[bytes] = []

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen.append(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                seen.append(b"hung up")

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its own name
            pass

    http = HTTPServer(("127.0.0.1", 0), Desk)
    threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{http.server_address[1]}", seen
    finally:
        http.shutdown()
        http.server_close()


UNCLEAR: dict[str, tuple[int, bytes, Mapping[str, str]]] = {
    "malformed": (200, b'{"id": 1, "status": "perhaps"', {}),
    "empty": (200, b"", {}),
    "a list": (200, b"[]", {}),
    "deeply nested": (200, b"[" * 50_000, {}),
    "huge": (200, b" " * 5_000_000 + b"{}", {}),
    "packed": (200, b"\x1f\x8b\x08", {"Content-Encoding": "gzip"}),
    "redirect": (302, b"", {"Location": "http://127.0.0.1:9/"}),
    "too many": (429, b"{}", {}),
    "conflict": (409, b"{}", {}),
    "broken": (500, b"{}", {}),
    "a page": (503, b"<html>", {}),
}


@pytest.mark.parametrize("what", sorted(UNCLEAR))
def test_an_answer_that_is_no_clear_yes_or_no_is_unknown(code, bench, what):
    with answering(*UNCLEAR[what]) as (url, seen):
        there = PROVIDERS[code]({**bench.settings, "base_url": url})
        outcomes = [
            there.start(request_of(eur(1590))),
            there.capture("sb_1", eur(1590), "k"),
            there.void("sb_1", "k"),
            there.refund("sb_1", eur(1590), "k"),
            there.look_up(uuid4()),
        ]

    assert [type(one) for one in outcomes] == [Unknown] * 5
    assert len([one for one in seen if one != b"hung up"]) == 5, "no redirect, no second try"


def test_nobody_there_is_unknown(code, bench):
    there = PROVIDERS[code]({**bench.settings, "base_url": "http://127.0.0.1:9"})

    assert isinstance(there.start(request_of(eur(1590))), Unknown)
    assert isinstance(there.look_up(uuid4()), Unknown)


def test_a_refusal_carries_the_providers_reason_and_a_broken_one_its_status(code, bench):
    for body, reason in ((b'{"error": "not_refundable"}', "not_refundable"), (b"[", "status_422")):
        with answering(422, body) as (url, _):
            there = PROVIDERS[code]({**bench.settings, "base_url": url})
            assert there.refund("sb_1", eur(1), "k") == Refused(reason)
