"""Landed-cost requests and answers, in the form that `sampan quote` fixes.

A request is judged by the engine, which names the field that it refuses; here it is described.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

_TEXT = {"type": "string"}
_AMOUNT = {"type": "string", "examples": ["9.90"]}

QUOTE_REQUEST: dict[str, Any] = {
    "type": "object",
    "title": "QuoteRequest",
    "description": "One parcel. Amounts are texts in `currency` with its own number of decimals.",
    "properties": {
        "id": {"type": ["string", "number", "null"]},
        "as_of": {"type": "string", "format": "date"},
        "dates": {"type": "object"},
        "ship_from": {"type": "object"},
        "ship_to": {"type": "object"},
        "buyer": {"type": "object"},
        "seller": {"type": "object"},
        "incoterm": _TEXT,
        "currency": _TEXT,
        "prices_include": {"enum": ["none", "tax", "duty_and_tax"]},
        "transport": {"type": "object"},
        "lines": {"type": "array", "items": {"type": "object"}},
        "assume": {"type": "object"},
    },
    "examples": [
        {
            "as_of": "2026-07-01",
            "ship_from": {"country": "CN"},
            "ship_to": {"country": "DE", "region": None, "postal_code": "10115"},
            "buyer": {"kind": "consumer", "tax_id": None},
            "seller": {
                "country": "CN",
                "registrations": ["IOSS"],
                "sells_through_marketplace": False,
            },
            "incoterm": "DDP",
            "currency": "EUR",
            "prices_include": "none",
            "transport": {
                "mode": "post",
                "freight": "6.00",
                "insurance": "0.00",
                "freight_shown": True,
            },
            "lines": [
                {
                    "sku": "TEE",
                    "description": "cotton t-shirt",
                    "hs": "610910",
                    "origin": "CN",
                    "quantity": 5,
                    "unit_price": "9.90",
                    "weight_g": 180,
                }
            ],
        }
    ],
}

QUOTE_BODY: dict[str, Any] = {
    "required": True,
    "content": {"application/json": {"schema": QUOTE_REQUEST}},
}

BATCH_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "title": "QuoteBatch",
                "required": ["requests"],
                "additionalProperties": False,
                "properties": {
                    "requests": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": 100,
                        "items": QUOTE_REQUEST,
                    }
                },
            }
        }
    },
}


class QuoteError(BaseModel):
    """Why a request was refused, and which field of it."""

    model_config = ConfigDict(extra="allow")

    code: str
    message: str
    field: str | None


class QuoteAnswer(BaseModel):
    """Every part of the price is a charge with its rule; `status` says how sure the sums are."""

    model_config = ConfigDict(extra="allow")

    id: Any = None
    status: Literal["exact", "range", "partial", "refused"]
    error: QuoteError | None = None


class QuoteAnswers(BaseModel):
    """One answer for each request, in their order."""

    answers: list[QuoteAnswer]
