"""Whatever is sent, the API answers as its description says, and never with a failure."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis import checks
from tests.web.api.calling import a_token

from sampan.config.wsgi import application
from sampan.web.api.api import api

CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]


def described() -> Any:
    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema())))
    schema.app = application
    return schema


anything = described()
what_exists = described()
what_exists.config.phases.coverage.enabled = False


@pytest.fixture
def _unhindered(settings: Any) -> Iterator[None]:
    """No limits, and the test's own connection stays open between calls."""
    settings.SAMPAN_API_LIMITS = dict.fromkeys(("token", "address", "stranger"), 1_000_000)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_unhindered", "shop")
@anything.parametrize()
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_one_of_those_described(case: schemathesis.Case) -> None:
    headers = {"Authorization": f"Bearer {a_token()}"}
    case.call_and_validate(headers=headers, checks=CHECKS)


@pytest.mark.usefixtures("_unhindered")
@what_exists.exclude(path_regex="landed-cost").parametrize()
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_so_it_is_for_things_that_exist(case: schemathesis.Case, shop: dict[str, int]) -> None:
    known = {
        "product_id": shop["bowl"],
        "variant_id": shop["BOWL"],
        "price_list": "eu-eur",
        "warehouse": "HAM",
    }
    aim(case.path_parameters, known)
    aim(case.body, known)
    headers = {"Authorization": f"Bearer {a_token()}"}
    case.call_and_validate(headers=headers, checks=CHECKS)


def aim(values: Any, known: dict[str, object]) -> None:
    """Put what exists in the place of what was drawn, at any depth."""
    for name, value in values.items() if isinstance(values, dict) else ():
        if name in known and not isinstance(value, dict | list):
            values[name] = known[name]
        for one in value if isinstance(value, list) else [value]:
            aim(one, known)
