"""Entity tags: what was read is asked for again cheaply, and changed only if it still stands."""

from hashlib import blake2b

from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel

from sampan.web.api.problems import Problem

MOST_TAGS = 20


def tag_of(resource: BaseModel) -> str:
    """The strong tag of one resource: a digest of all that it shows."""
    return _quoted(resource.model_dump_json().encode())


def show(resource: BaseModel, *, status: int = 200, location: str = "") -> HttpResponse:
    """One resource as JSON, with its tag."""
    body = resource.model_dump_json().encode()
    headers = {"ETag": _quoted(body), **({"Location": location} if location else {})}
    return HttpResponse(body, status=status, content_type="application/json", headers=headers)


def require_match(request: HttpRequest, resource: BaseModel | None) -> None:
    """Refuse a change of what is no longer as the caller read it. Raises Problem 412.

    RFC 9110, 13.1.1. Without `If-Match` the change is let through; `If-Match: *` asks only that
    the thing exists.
    """
    wanted = request.headers.get("If-Match")
    if wanted is None:
        return
    fits = resource is not None and (wanted.strip() == "*" or tag_of(resource) in _listed(wanted))
    if not fits:
        raise Problem(412, "precondition_failed", "Read it again, then decide.")


def with_tag(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Tag what was read; 304 without a body for who has it already."""
    if request.method not in {"GET", "HEAD"} or response.status_code != 200:
        return response
    if "ETag" not in response:
        response["ETag"] = _quoted(response.content)
    tag = response["ETag"]
    known = request.headers.get("If-None-Match", "")
    if known.strip() != "*" and tag not in _listed(known, weak=True):
        return response
    unchanged = HttpResponse(status=304, headers={"ETag": tag})
    del unchanged["Content-Type"]
    return unchanged


def _listed(header: str, *, weak: bool = False) -> list[str]:
    tags = [one.strip() for one in header.split(",")[:MOST_TAGS]]
    return [one.removeprefix("W/") for one in tags] if weak else tags


def _quoted(content: bytes) -> str:
    return f'"{blake2b(content, digest_size=16).hexdigest()}"'
