"""What holds for every call: limits that outlive a restart, keys, sizes, refusals, counts."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.api.calling import NOW, Caller, a_token

from sampan.apps.accounts.models import ApiAllowance, ApiToken, ApiUsage
from sampan.apps.accounts.selectors.tokens import tokens, usage
from sampan.apps.accounts.services.tokens import NOBODY, forget_old_calls
from sampan.apps.catalog.models import Product
from sampan.apps.markets.models import Market
from sampan.web.api.api import api
from sampan.web.api.limits import Limiter, limiter
from sampan.web.api.problems import Problem
from sampan.web.api.usage import counter

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
BOWL = {"handle": "b", "texts": [{"language": "en", "title": "B"}], "variants": [{}]}


def test_a_minute_has_so_many_calls_and_a_restart_forgives_none(settings: Any) -> None:
    settings.SAMPAN_API_LIMITS = {"token": 40, "address": 10_000, "stranger": 10_000}
    program = Caller(a_token())
    answers = [program.get("/markets") for _ in range(30)]
    assert answers[0]["RateLimit-Policy"] == '"token";q=40;w=60'
    assert answers[9]["RateLimit"].startswith('"token";r=30;t=')
    limiter.forget()
    later = [program.get("/markets") for _ in range(15)]
    refused = [answer for answer in later if answer.status_code == 429]
    assert len(refused) >= 5
    assert 1 <= int(refused[0]["Retry-After"]) <= 60
    assert refused[0].json()["code"] == "rate_limited"
    assert Caller(a_token()).get("/markets").status_code == 200


def test_strangers_share_less_and_guessing_tokens_is_guessing_slowly(settings: Any) -> None:
    settings.SAMPAN_API_LIMITS = {"token": 600, "address": 600, "stranger": 20}
    answers = [Caller(f"spn_{n:08}_guess").get("/markets").status_code for n in range(25)]
    assert answers == [401] * 20 + [429] * 5
    assert Caller(a_token()).get("/markets").status_code == 200


def test_processes_together_give_no_more_than_the_limit(settings: Any) -> None:
    settings.SAMPAN_API_LIMITS = {"token": 50}
    at = NOW.replace(second=1)
    processes = [Limiter() for _ in range(4)]
    granted = 0
    for turn in range(200):
        try:
            processes[turn % 4].spend("token", "same", at)
            granted += 1
        except Problem:
            pass
    assert granted == 50
    processes[0].spend("token", "same", at + timedelta(minutes=1))


def test_counting_costs_no_query_most_of_the_time(shop: dict[str, int], program: Caller) -> None:
    program.get("/markets")
    with CaptureQueriesContext(connection) as queries:
        for _ in range(20):
            program.get("/markets")
    spent = [query["sql"] for query in queries if "apiallowance" in query["sql"].lower()]
    assert len(spent) <= 2


def test_the_address_is_not_stored(program: Caller) -> None:
    program.get("/markets")
    assert not ApiAllowance.objects.filter(subject__contains="127.0.0.1").exists()


def test_the_same_write_sent_again_gets_its_first_answer(program: Caller) -> None:
    first = program("POST", "/products", BOWL, Idempotency_Key="k1")
    again = program("POST", "/products", BOWL, Idempotency_Key="k1")
    assert first.status_code == again.status_code == 201
    assert first.content == again.content and again["ETag"] == first["ETag"]
    assert again["Location"] == first["Location"] and again["Idempotency-Replayed"] == "true"
    assert Product.objects.count() == 1


def test_a_key_belongs_to_one_body_and_one_token(program: Caller) -> None:
    program("POST", "/products", BOWL, Idempotency_Key="k2")
    other = program("POST", "/products", {**BOWL, "handle": "c"}, Idempotency_Key="k2")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    stranger = Caller(a_token())("POST", "/products", BOWL, Idempotency_Key="k2")
    assert stranger.status_code == 409


def test_a_refused_write_leaves_its_key_free_and_nothing_behind(program: Caller) -> None:
    bad = {**BOWL, "texts": []}
    assert program("POST", "/products", bad, Idempotency_Key="k3").status_code == 422
    assert program("POST", "/products", BOWL, Idempotency_Key="k3").status_code == 201
    assert program("POST", "/products", BOWL, Idempotency_Key="x" * 300).status_code == 400


SENT: list[tuple[str, str, Any, int]] = [
    ("GET", "/nothing", None, 404),
    ("GET", "/", None, 404),
    ("GET", "/products/", None, 404),
    ("GET", "/products/0", None, 422),
    ("GET", "/products/99999999999999999999", None, 422),
    ("GET", "/products/x", None, 404),
    ("GET", "/products?limit=0", None, 422),
    ("GET", "/products?limit=101", None, 422),
    ("GET", "/products?updated_since=yesterday", None, 422),
    ("GET", "/products?updated_since=0001-01-01T00:00:00%2B14:00", None, 422),
    ("GET", "/products?updated_since=9999-12-31T23:59:59-14:00", None, 422),
    ("GET", "/products?handle=%00", None, 422),
    ("GET", "/products?handle=';DROP TABLE catalog_product;--", None, 200),
    ("GET", "/search?q=" + "a" * 501, None, 422),
    ("GET", "/search?q=%22%27*()&language=xx", None, 404),
    ("GET", "/search?q=tea&market=mars", None, 404),
    ("GET", "/search?q=" + "a" * 5_000, None, 414),
    ("DELETE", "/products/1", None, 405),
    ("POST", "/products", b"{", 400),
    ("POST", "/products", b"\xff\xfe", 400),
    ("POST", "/products", b"[" * 5_000, 400),
    ("POST", "/products", b'{"handle": "\\ud800"}', 422),
    ("POST", "/products", b"null", 422),
    ("POST", "/products", b"x" * (1024 * 1024 + 1), 413),
    ("POST", "/landed-cost/quotes", b'{"a": NaN}', 400),
    ("POST", "/landed-cost/quotes/batch", {"requests": [{}] * 101}, 422),
]


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(("method", "path", "body", "status"), SENT)
def test_every_refusal_is_a_problem_document(
    program: Caller, method: str, path: str, body: Any, status: int
) -> None:
    answer = program(method, path, body)
    assert answer.status_code == status
    if status >= 400:
        problem = json.loads(answer.content)
        assert answer["Content-Type"] == "application/problem+json"
        assert problem["status"] == status and problem["code"] and problem["title"]
        assert problem["type"] == f"/api/docs#problem-{problem['code']}"
        assert answer["Cache-Control"] == "no-store"
    assert answer["RateLimit"] and "Authorization" in answer["Vary"]


def test_a_bug_is_a_problem_too_and_is_noted_under_its_id(
    shop: dict[str, int], program: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    Market.objects.update(incoterm="XXX")
    answer = program.get("/markets")
    assert answer.status_code == 500 and answer.json()["code"] == "internal"
    assert "XXX" not in answer.content.decode()
    identifier = answer.json()["detail"].split()[-1].rstrip(".")
    assert identifier in caplog.text and "XXX" in caplog.text


def test_a_body_without_its_length_is_refused(program: Caller) -> None:
    answer = program.client.generic(
        "POST",
        "/api/v1/products",
        CONTENT_LENGTH="",
        headers={"Authorization": f"Bearer {program.secret}", "Transfer-Encoding": "chunked"},
    )
    assert (answer.status_code, answer.json()["code"]) == (411, "length_required")


def test_an_address_outside_the_version_is_a_problem_as_well() -> None:
    answer = Client().get("/api/v2/products")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_every_call_is_counted_by_token(program: Caller) -> None:
    counter.store(NOW)
    ApiUsage.objects.all().delete()
    for path in ("/markets", "/markets", "/nothing"):
        program.get(path)
    Caller().get("/markets")
    counter.store(datetime.now(UTC))
    token = ApiToken.objects.get()
    done = {one.token_id: (one.calls, one.refused) for one in usage(NOW - timedelta(hours=1))}
    assert done == {token.id: (3, 1), NOBODY: (1, 1)}
    assert tokens()[0].last_used_at is not None
    forget_old_calls(NOW + timedelta(days=500))
    assert not ApiUsage.objects.exists() and not ApiAllowance.objects.exists()


def test_threads_count_every_call() -> None:
    from sampan.web.api.usage import Counter

    own = Counter()
    own._tidied_at = NOW
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: own.note(NOBODY, 200, 3, NOW), range(150)))
    assert sum(one.calls for one in own._waiting.values()) == 150


def test_headers_of_every_answer_are_strict(program: Caller) -> None:
    answer = program.get("/markets")
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in answer and "Set-Cookie" not in answer


def test_the_description_is_openapi_31_and_names_every_scope() -> None:
    schema = Caller().get("/openapi.json").json()
    assert schema["openapi"] == "3.1.0"
    ids = [one["operationId"] for path in schema["paths"].values() for one in path.values()]
    assert len(ids) == len(set(ids)) == 22
    for path in schema["paths"].values():
        for one in path.values():
            assert one["security"][0]["token"][0] in schema["x-scopes"]


def test_the_docs_explain_every_operation_without_a_script() -> None:
    page = Client().get("/api/docs")
    text = page.content.decode()
    schema = api.get_openapi_schema()
    for path in schema["paths"].values():
        for one in path.values():
            assert f'id="{one["operationId"]}"' in text
    assert "<script" not in text and "https://" not in text and "style=" not in text
    assert "script-src" in page["Content-Security-Policy"]
