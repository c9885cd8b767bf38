"""Whatever is sent, the API answers as its description says, and never with a failure."""

import json
from typing import Any

import pytest
import schemathesis
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


schema = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema())))
schema.app = application


@pytest.fixture
def _no_limits(settings: Any) -> None:
    settings.SAMPAN_API_LIMITS = dict.fromkeys(("token", "address", "stranger"), 1_000_000)


@pytest.mark.usefixtures("_no_limits", "shop")
@schema.parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_one_of_those_described(case: schemathesis.Case) -> None:
    headers = {"Authorization": f"Bearer {a_token()}"}
    case.call_and_validate(headers=headers, checks=CHECKS)
