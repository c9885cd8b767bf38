"""An address out of a file reaches the public internet or nothing."""

from collections.abc import Callable

import httpx
import pytest

from sampan.integrations.pictures import FETCHERS, NotFetched, clean, remote

PUBLIC = "93.184.215.14"
LARGE = b"x" * (remote.MOST_BYTES + 1)

DENIED = """
    127.0.0.1 127.8.9.1 0.0.0.0 10.1.2.3 172.16.0.9 192.168.1.1 169.254.169.254 100.64.0.1
    192.0.2.1 198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255
    ::1 :: fe80::1 fe80::1%eth0 fc00::1 fd12::1 fec0::1 ff02::1 2001:db8::1
    ::ffff:127.0.0.1 ::ffff:169.254.169.254 2002:7f00:1:: 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe
    nonsense
""".split()


@pytest.mark.parametrize("address", DENIED)
def test_addresses_that_are_not_public_are_denied(address: str):
    assert not remote.is_public(address)
    with pytest.raises(NotFetched) as refused:
        remote.target_of("https://p.example/a.jpg", lambda host, port: [PUBLIC, address])
    assert refused.value.reason == "not_public"


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:21f:cb07::1", "::ffff:93.184.215.14"])
def test_public_addresses_are_allowed(address: str):
    assert remote.is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "gopher://p.example/",
        "ftp://p.example/a.jpg",
        "//p.example/a.jpg",
        "https:///a.jpg",
        "https://user:secret@p.example/a.jpg",
        "https://p.example:22/a.jpg",
        "https://p.example:99999/a.jpg",
        "http://[::1/a.jpg",
        "javascript:alert(1)",
    ],
)
def test_addresses_of_another_kind_are_denied_before_anything_is_resolved(url: str):
    def never(host: str, port: int) -> list[str]:
        raise AssertionError("resolved")

    with pytest.raises(NotFetched) as refused:
        remote.target_of(url, never)

    assert refused.value.reason == "bad_address"


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "localhost", "127.1", "[::ffff:7f00:1]"])
def test_this_machine_is_denied_however_it_is_written(host: str):
    with pytest.raises(NotFetched) as refused:
        remote.target_of(f"http://{host}/a.jpg")

    assert refused.value.reason in {"not_public", "unknown_host", "bad_address"}


def answering(
    answer: Callable[[httpx.Request], httpx.Response], seen: list[httpx.Request] | None = None
) -> httpx.MockTransport:
    def handle(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        return answer(request)

    return httpx.MockTransport(handle)


def fetch(transport: httpx.BaseTransport, **options: object) -> bytes:
    return remote.fetch(
        "https://p.example/a.jpg?x=1",
        resolved=lambda host, port: [PUBLIC],
        transport=transport,
        **options,  # type: ignore[arg-type] # options by name
    )


def a_jpeg(request: httpx.Request) -> httpx.Response:
    return httpx.Response(
        200, headers={"Content-Type": "image/jpeg"}, stream=httpx.ByteStream(b"pixels")
    )


def test_the_connection_goes_to_the_address_that_was_checked_under_the_hosts_name():
    seen: list[httpx.Request] = []

    data = fetch(answering(a_jpeg, seen))

    [request] = seen
    assert data == b"pixels"
    assert request.url.host == PUBLIC
    assert request.url.raw_path == b"/a.jpg?x=1"
    assert request.headers["Host"] == "p.example"
    assert request.extensions["sni_hostname"] == "p.example"


def test_a_name_is_resolved_once():
    asked: list[str] = []

    def resolved(host: str, port: int) -> list[str]:
        asked.append(host)
        return [PUBLIC]

    remote.fetch("https://p.example/", resolved=resolved, transport=answering(a_jpeg))

    assert asked == ["p.example"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (lambda r: httpx.Response(302, headers={"Location": "http://127.0.0.1/"}), "status_302"),
        (lambda r: httpx.Response(404), "status_404"),
        (lambda r: httpx.Response(503), "status_503"),
        (lambda r: httpx.Response(200, headers={"Content-Type": "text/html"}), "not_a_picture"),
        (
            lambda r: httpx.Response(
                200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(b"x")
            ),
            "compressed",
        ),
        (lambda r: httpx.Response(200, stream=httpx.ByteStream(LARGE)), "too_large"),
    ],
)
def test_answers_that_are_no_picture_are_refused(
    answer: Callable[[httpx.Request], httpx.Response], reason: str
):
    with pytest.raises(NotFetched) as refused:
        fetch(answering(answer))

    assert refused.value.reason == reason


def test_a_redirect_is_not_followed():
    seen: list[httpx.Request] = []
    away = httpx.Response(301, headers={"Location": "http://169.254.169.254/"})

    with pytest.raises(NotFetched):
        fetch(answering(lambda request: away, seen))

    assert len(seen) == 1


def test_a_server_that_drips_is_left():
    moments = iter([0.0, *(float(n * 15) for n in range(9))])

    with pytest.raises(NotFetched) as refused:
        fetch(
            answering(lambda r: httpx.Response(200, stream=Dripping())),
            clock=lambda: next(moments),
        )

    assert refused.value.reason == "too_slow"
    assert refused.value.retryable


class Dripping(httpx.SyncByteStream):
    """One byte after the other, for ever."""

    def __iter__(self):
        while True:
            yield b"x"


def test_a_server_that_does_not_answer_may_be_asked_again():
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectTimeout("late", request=request)

    with pytest.raises(NotFetched) as refused:
        fetch(answering(fail))

    assert refused.value.retryable


def test_the_sandbox_gives_the_same_picture_for_the_same_address():
    fetch_it = FETCHERS["sandbox"]

    assert fetch_it("https://a") == fetch_it("https://a") != fetch_it("https://b")
    assert clean(fetch_it("https://a")).width == 800
