"""What every operation shares and Ninja does not say: scopes, tags, keys and refusals."""

from typing import TYPE_CHECKING, Any

from sampan.apps.accounts.services.tokens import SCOPES
from sampan.web.api.problems import CONTENT_TYPE
from sampan.web.api.scopes import Needs
from sampan.web.api.shapes.problem import ProblemDocument

if TYPE_CHECKING:
    from ninja import NinjaAPI
    from ninja.operation import Operation

INTRODUCTION = """\
Products, variants, categories, markets, prices, stock, search and landed-cost quotes of this shop.

Every call carries a token: `Authorization: Bearer spn_...`. A token has scopes; each operation
names the one it needs. Lists come in pages: send the `next` of a page as `cursor`. What was read
has an `ETag`: `If-None-Match` saves the body, `If-Match` on a write refuses what has changed.
A write with an `Idempotency-Key` is done once, however often it is sent. Refusals are problem
documents (RFC 9457) whose `code` never changes."""

PREFIX = "/api/v1/"
WRITES = {"post", "put", "patch"}
NO_BODY = "What you have is still what there is"

REFUSALS = {
    400: "The request cannot be read",
    401: "No valid token",
    403: "The token lacks the scope",
    404: "There is no such thing",
    405: "This address does not answer that method",
    409: "Something else stands in the way",
    411: "A body came without its length",
    412: "It was changed since it was read",
    413: "The body is too large",
    414: "The query is too long",
    422: "A value is not accepted",
    429: "Too many calls; `Retry-After` says when to try again",
    503: "A table of rules cannot be read",
}
SELDOM = {409: WRITES, 411: WRITES, 412: {"put", "patch"}, 413: WRITES}


def completed(schema: dict[str, Any], api: "NinjaAPI") -> dict[str, Any]:
    """The schema with refusals, tags, keys and scopes."""
    components = schema["components"]
    problem = ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
    components["schemas"] |= problem.pop("$defs")
    components["schemas"]["Problem"] = problem
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "A token of this shop."}
    }
    scopes = scopes_of(api)
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            _complete(operation, method, scopes[method.upper(), path])
    schema["x-scopes"] = dict(SCOPES)
    return schema


def scopes_of(api: "NinjaAPI") -> dict[tuple[str, str], str]:
    """The scope that each operation needs, by method and path as the schema names it."""
    found = {}
    for path, operations in _operations(api):
        for operation in operations:
            [needs] = operation.auth_callbacks
            assert isinstance(needs, Needs), "every operation needs a scope"
            for method in operation.methods:
                found[method, path] = needs.scope
    return found


def _operations(api: "NinjaAPI") -> list[tuple[str, list["Operation"]]]:
    from ninja.openapi.schema import OpenAPISchema

    schema = OpenAPISchema(api, PREFIX)
    paths = list(schema["paths"])
    views = [
        view.operations
        for router in api._get_bound_routers()
        for view in router.path_operations.values()
    ]
    assert len(paths) == len(views), "each path has one view"
    return list(zip(paths, views, strict=True))


def _complete(operation: dict[str, Any], method: str, scope: str) -> None:
    operation["security"] = [{"token": [scope]}]
    operation["x-scope"] = scope
    parameters = operation.setdefault("parameters", [])
    is_quote = scope == "quotes:read"
    if method == "get":
        parameters.append(_header("If-None-Match", "The tag you have."))
        operation["responses"][304] = {"description": NO_BODY}
    elif not is_quote:
        parameters.append(_header("Idempotency-Key", "Any text; the same call sent again.", 255))
        if method in {"put", "patch"}:
            parameters.append(_header("If-Match", "The tag that must still hold."))
    for status, text in REFUSALS.items():
        if method in SELDOM.get(status, {method}) and (status != 503 or is_quote):
            operation["responses"][status] = _refusal(text)
    for answer in operation["responses"].values():
        answer.setdefault("headers", {}).update(_RATE)


def _header(name: str, text: str, longest: int = 1_000) -> dict[str, Any]:
    return {
        "in": "header",
        "name": name,
        "required": False,
        "description": text,
        "schema": {"type": "string", "minLength": 1, "maxLength": longest},
    }


def _refusal(text: str) -> dict[str, Any]:
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": text, "content": content}


_RATE = {
    "RateLimit": {"description": "What is left of the minute.", "schema": {"type": "string"}},
    "RateLimit-Policy": {"description": "Calls a minute.", "schema": {"type": "string"}},
}
