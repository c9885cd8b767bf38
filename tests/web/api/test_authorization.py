"""Every operation answers the scope that its row names, and nobody else."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from tests.web.api.calling import ALL, NOW, Caller, a_person, a_token

from sampan.apps.accounts.models import ApiToken
from sampan.apps.accounts.services.tokens import revoke_token
from sampan.kernel import audit
from sampan.web.api.api import api
from sampan.web.api.description import scopes_of

ROWS = {
    ("GET", "/api/v1/products"): "catalog:read",
    ("POST", "/api/v1/products"): "catalog:write",
    ("GET", "/api/v1/products/{product_id}"): "catalog:read",
    ("PATCH", "/api/v1/products/{product_id}"): "catalog:write",
    ("GET", "/api/v1/variants"): "catalog:read",
    ("GET", "/api/v1/variants/{variant_id}"): "catalog:read",
    ("GET", "/api/v1/categories"): "catalog:read",
    ("GET", "/api/v1/categories/{category_id}"): "catalog:read",
    ("GET", "/api/v1/markets"): "catalog:read",
    ("GET", "/api/v1/markets/{code}"): "catalog:read",
    ("GET", "/api/v1/price-lists"): "catalog:read",
    ("GET", "/api/v1/prices"): "catalog:read",
    ("POST", "/api/v1/prices"): "prices:write",
    ("GET", "/api/v1/prices/{price_list}/{variant_id}"): "catalog:read",
    ("PUT", "/api/v1/prices/{price_list}/{variant_id}"): "prices:write",
    ("GET", "/api/v1/stock"): "stock:read",
    ("POST", "/api/v1/stock"): "stock:write",
    ("GET", "/api/v1/stock/{warehouse}/{variant_id}"): "stock:read",
    ("PUT", "/api/v1/stock/{warehouse}/{variant_id}"): "stock:write",
    ("GET", "/api/v1/search"): "search:read",
    ("POST", "/api/v1/landed-cost/quotes"): "quotes:read",
    ("POST", "/api/v1/landed-cost/quotes/batch"): "quotes:read",
}

pytestmark = pytest.mark.django_db
OPERATIONS = sorted(scopes_of(api))


def test_every_operation_has_its_row_and_every_row_its_operation() -> None:
    assert scopes_of(api) == ROWS


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_only_the_right_scope_opens_an_operation(method: str, path: str) -> None:
    scope = ROWS[method, path]
    others = [one for one in ALL if one != scope]
    revoked = a_token()
    revoke_token(ApiToken.objects.get().id, user_id=a_person().pk, at=NOW)
    answers = {
        "anonymous": status(None, method, path),
        "unknown token": status("spn_00000000_nothing", method, path),
        "revoked token": status(revoked, method, path),
        "other scopes": status(a_token(*others), method, path),
    }
    assert answers == {
        "anonymous": 401,
        "unknown token": 401,
        "revoked token": 401,
        "other scopes": 403,
    }
    assert status(a_token(scope), method, path) not in {401, 403}


def status(secret: str | None, method: str, path: str) -> int:
    named = path.replace("_id}", "}").replace("{product}", "1").replace("{variant}", "1")
    named = named.replace("{category}", "1").replace("{code}", "eu")
    named = named.replace("{price_list}", "eu-eur").replace("{warehouse}", "HAM")
    answer = Caller(secret)(method, named.removeprefix("/api/v1"), {})
    assert answer.status_code < 500
    assert answer.get("RateLimit"), "every call is counted"
    if answer.status_code == 401:
        assert answer["WWW-Authenticate"].startswith("Bearer")
    return int(answer.status_code)


def test_an_expired_token_and_one_whose_maker_left_are_worth_nothing() -> None:
    secret = a_token()
    assert Caller(secret).get("/markets").status_code == 200
    ApiToken.objects.update(expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert Caller(secret).get("/markets").status_code == 401

    maker = a_person("assistant@shop.example", "assistant")
    secret = a_token(by=maker)
    assert Caller(secret).get("/markets").status_code == 200
    maker.is_active = False
    maker.save()
    assert Caller(secret).get("/markets").status_code == 401


def test_a_session_of_the_back_office_opens_nothing() -> None:
    client = Client()
    client.force_login(a_person(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/api/v1/products").status_code == 401


def test_description_and_docs_are_open_to_everybody() -> None:
    assert Caller().get("/openapi.json").status_code == 200
    assert Client().get("/api/docs").status_code == 200


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic abc", "Bearer " + "x" * 10_000, "Bearer \u00e9"]
)
def test_a_broken_header_is_no_token(header: str) -> None:
    answer = Client().get("/api/v1/products", headers={"Authorization": header})
    assert answer.status_code == 401


def test_a_write_says_in_the_history_which_token_did_it(shop: dict[str, int]) -> None:
    secret = a_token("catalog:write")
    Caller(secret)("PATCH", f"/products/{shop['bowl']}", {"tags": ["sale"]})
    assert audit.history(f"product:{shop['bowl']}")[0].actor == f"token:{secret[:12]}"
