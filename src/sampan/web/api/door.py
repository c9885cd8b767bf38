"""Through which every call of the API goes: size, caller, rate, answer, tags and counts."""

import time
from collections.abc import Callable, Mapping
from functools import wraps

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.crypto import salted_hmac
from django.views.decorators.csrf import csrf_exempt

from sampan.apps.accounts.selectors.tokens import token_of
from sampan.apps.accounts.services.tokens import NOBODY
from sampan.kernel import clock
from sampan.kernel.callers import address_of
from sampan.web.api import problems, scopes
from sampan.web.api.limits import limiter
from sampan.web.api.moments import begin, moment
from sampan.web.api.problems import Problem
from sampan.web.api.tags import with_tag
from sampan.web.api.usage import counter

MOST_BYTES = 1024 * 1024
LONGEST_QUERY = 4_000

View = Callable[..., HttpResponseBase]


def through_the_door(view: View) -> View:
    """The view with all that holds for every call."""

    @csrf_exempt
    @wraps(view)
    def call(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        started, at = time.perf_counter(), clock.now()
        begin(request, at)
        headers: Mapping[str, str] = {}
        try:
            headers = _let_in(request)
            response = view(request, *args, **kwargs)
        except Exception as error:  # the outermost loop: logged with its id
            response = problems.answer_for(request, error)
        response = _finished(request, response, headers)
        token = scopes.token_of(request)
        milliseconds = round((time.perf_counter() - started) * 1000)
        counter.note(token.id if token else NOBODY, response.status_code, milliseconds, at)
        return response

    return call


def _let_in(request: HttpRequest) -> Mapping[str, str]:
    """Look the caller up and count the call. Raises Problem."""
    at = moment(request)
    address = _hashed_address(request)
    secret = scopes.secret_in(request)
    token = token_of(secret, at) if secret else None
    request.api_token = token  # type: ignore[attr-defined]  # read back by `scopes.token_of`
    limiter.spend("address", address, at)
    headers = (
        limiter.spend("token", token.prefix, at)
        if token
        else limiter.spend("stranger", address, at)
    )
    if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
        raise Problem(414, "too_large", f"A query has at most {LONGEST_QUERY} characters.", headers)
    _check_size(request, headers)
    return headers


def _check_size(request: HttpRequest, headers: Mapping[str, str]) -> None:
    """Read the body, within the limit. Raises Problem 411 and 413."""
    if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
        raise Problem(411, "length_required", "Send the body with its Content-Length.", headers)
    too_large = Problem(413, "too_large", f"A body has at most {MOST_BYTES} bytes.", headers)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdecimal()) or int(length) > MOST_BYTES:
        raise too_large
    try:
        if len(request.body) > MOST_BYTES:
            raise too_large
    except RequestDataTooBig as error:
        raise too_large from error


def _finished(
    request: HttpRequest, response: HttpResponseBase, headers: Mapping[str, str]
) -> HttpResponseBase:
    if response.status_code >= 400 and response.get("Content-Type") != problems.CONTENT_TYPE:
        response = _as_problem(response)
    elif isinstance(response, HttpResponse):
        response = with_tag(request, response)
    for name, value in headers.items():
        response.setdefault(name, value)
    if "Cache-Control" not in response:
        is_read = request.method in {"GET", "HEAD"}
        response["Cache-Control"] = "private, no-cache" if is_read else "no-store"
    patch_vary_headers(response, ["Authorization"])
    return response


def _as_problem(response: HttpResponseBase) -> HttpResponse:
    """What the framework refused by itself, worded like everything else."""
    code = {404: "not_found", 405: "method_not_allowed"}.get(response.status_code, "malformed")
    kept = {name: response[name] for name in ("Allow",) if name in response}
    return problems.respond(response.status_code, code, headers=kept)


def _hashed_address(request: HttpRequest) -> str:
    """Who calls, without keeping the address: a keyed digest that changes with the secret."""
    address = address_of(request)
    if address is None:
        return "unknown"
    return salted_hmac("sampan.api.address", address, algorithm="sha256").hexdigest()[:32]
