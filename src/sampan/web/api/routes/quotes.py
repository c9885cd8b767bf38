"""Landed cost: what a parcel costs at the buyer's door, answered as `sampan quote` answers it."""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router

from sampan.domain.landed_cost.request import Refused
from sampan.flows.quote_landed_cost import BadTable, RuleBook, quote_landed_cost, read_json
from sampan.flows.read_rule_book import read_rule_book
from sampan.web.api.problems import Problem
from sampan.web.api.scopes import Needs
from sampan.web.api.shapes.quotes import BATCH_BODY, QUOTE_BODY, QuoteAnswer, QuoteAnswers

MOST_REQUESTS = 100

router = Router(tags=["Landed cost"])


@router.post(
    "/quotes",
    response=QuoteAnswer,
    auth=Needs("quotes:read"),
    summary="Quote one parcel",
    openapi_extra={"requestBody": QUOTE_BODY},
)
def quote(request: HttpRequest) -> HttpResponse:
    """What a parcel costs and why; a request that cannot be answered is `refused` with the field.

    Nothing is stored, and the same request at the same tables always gets the same answer.
    """
    return _json(quote_landed_cost(_body(request), _book()))


@router.post(
    "/quotes/batch",
    response=QuoteAnswers,
    auth=Needs("quotes:read"),
    summary="Quote many parcels",
    openapi_extra={"requestBody": BATCH_BODY},
)
def quote_batch(request: HttpRequest) -> HttpResponse:
    """Answers to at most 100 requests, in their order; one that is refused stops no other."""
    body = _body(request)
    requests = body.get("requests") if isinstance(body, Mapping) and len(body) == 1 else None
    if not isinstance(requests, list) or not 1 <= len(requests) <= MOST_REQUESTS:
        raise Problem(422, "invalid", f'It takes {{"requests": [...]}} with 1 to {MOST_REQUESTS}.')
    book = _book()
    return _json({"answers": [quote_landed_cost(one, book) for one in requests]})


def _book() -> RuleBook:
    try:
        return read_rule_book(settings.HOME)
    except BadTable as error:
        raise Problem(503, "bad_table", "A table of rules cannot be read.") from error


def _body(request: HttpRequest) -> object:
    try:
        return read_json(request.body)
    except Refused as refusal:
        raise Problem(400, "malformed", refusal.message[:200]) from refusal


def _json(answer: Mapping[str, Any]) -> HttpResponse:
    body = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(body, content_type="application/json")
