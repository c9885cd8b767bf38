"""The page that explains the API: rendered here from its description, with no script."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from sampan.apps.accounts.services.tokens import SCOPES
from sampan.web.api.api import api
from sampan.web.api.problems import TITLES
from sampan.web.api.shapes.kinds import BIGGEST_ID

DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter or field; `depth` is how far it is nested."""

    name: str
    kind: str
    is_required: bool
    text: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation as the page shows it."""

    anchor: str
    method: str
    path: str
    summary: str
    text: SafeString
    scope: str
    parameters: list[Field]
    body: list[Field]
    answer: list[Field]
    example: str


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Every operation with its parameters, scope and refusals."""
    schema = api.get_openapi_schema()
    context = {
        "title": schema["info"]["title"],
        "introduction": _prose(schema["info"]["description"]),
        "groups": _groups(),
        "scopes": SCOPES.items(),
        "problems": TITLES.items(),
        "host": request.build_absolute_uri("/").rstrip("/"),
    }
    response = render(request, "api/docs.html", context)
    response["Cache-Control"] = "public, max-age=300"
    return response


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description in OpenAPI 3.1."""
    return HttpResponse(
        _description(),
        content_type="application/json",
        headers={"Cache-Control": "public, max-age=300"},
    )


@cache
def _description() -> bytes:
    return json.dumps(api.get_openapi_schema(), ensure_ascii=False).encode()


@cache
def _groups() -> dict[str, list[Entry]]:
    schema = api.get_openapi_schema()
    groups: dict[str, list[Entry]] = {}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            entry = _entry(path, method, operation, schema["components"]["schemas"])
            groups.setdefault(operation["tags"][0], []).append(entry)
    return groups


def _entry(path: str, method: str, operation: Mapping[str, Any], known: Mapping[str, Any]) -> Entry:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    good = next(answer for status, answer in operation["responses"].items() if int(status) < 300)
    shown = good.get("content", {}).get("application/json", {})
    example = body.get("schema", {}).get("examples")
    return Entry(
        anchor=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        text=_prose(operation.get("description", "")),
        scope=operation["x-scope"],
        parameters=[
            Field(
                one["name"],
                f"{_kind(one['schema'], known)} in {one['in']}",
                bool(one.get("required")),
                _meaning(one["schema"]),
            )
            for one in operation["parameters"]
        ],
        body=_fields(body.get("schema", {}), known),
        answer=_fields(shown.get("schema", {}), known),
        example=json.dumps(example[0], indent=2, ensure_ascii=False) if example else "",
    )


def _fields(schema: Mapping[str, Any], known: Mapping[str, Any], depth: int = 0) -> list[Field]:
    """A shape as rows: each field, and below it the fields of what it holds."""
    schema = _resolved(schema, known)
    if "items" in schema:
        return _fields(schema["items"], known, depth)
    rows: list[Field] = []
    required = schema.get("required", [])
    for name, one in schema.get("properties", {}).items():
        rows.append(Field(name, _kind(one, known), name in required, _meaning(one), depth))
        if depth < DEEPEST:
            rows += _fields(_only(one), known, depth + 1)
    return rows


def _resolved(schema: Mapping[str, Any], known: Mapping[str, Any]) -> Mapping[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: Mapping[str, Any] = known[name] if name else schema
    return found


def _only(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a value is when it is not null."""
    choices = [one for one in schema.get("anyOf", []) if one.get("type") != "null"]
    return choices[0] if len(choices) == 1 else schema


def _prose(text: str) -> SafeString:
    """Paragraphs, with what stands between backquotes as code."""
    paragraphs = [_with_code(" ".join(part.split())) for part in text.split("\n\n") if part.strip()]
    return format_html_join("\n", "<p>{}</p>", ((one,) for one in paragraphs))


def _with_code(text: str) -> SafeString:
    parts = enumerate(text.split("`"))
    marked = (format_html("<code>{}</code>", part) if odd % 2 else part for odd, part in parts)
    return format_html_join("", "{}", ((part,) for part in marked))


def _meaning(schema: Mapping[str, Any]) -> str:
    """What a value is for, and how long or large it may be."""
    words = [str(schema.get("description", ""))]
    bounds = _only(schema)
    if "maxLength" in bounds:
        words.append(f"At most {bounds['maxLength']} characters.")
    if "maxItems" in bounds:
        words.append(f"At most {bounds['maxItems']}.")
    if "maximum" in bounds and bounds["maximum"] < BIGGEST_ID:
        words.append(f"{bounds.get('minimum', 0)} to {bounds['maximum']}.")
    if "pattern" in bounds and "x00" not in bounds["pattern"]:
        words.append(f"Like {bounds['pattern']}")
    return " ".join(filter(None, words))


def _kind(schema: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_kind(one, known) for one in schema["anyOf"]))
    schema = _resolved(schema, known)
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "items" in schema:
        return f"list of {_kind(schema['items'], known)}"
    kind = schema.get("type", "any")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)
