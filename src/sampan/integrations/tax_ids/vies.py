"""VIES, the European Commission's register of VAT numbers, by its REST service.

Source: VIES REST API, `POST /check-vat-number`, as documented by the European Commission (form of
requests and errors; read 2026-11-22 from public client code, not called). The service forwards to
each member state's own register, which may be down by itself: then the answer is no answer.
"""

import json
from typing import Any

from sampan.domain.places import EU_MEMBERS
from sampan.domain.tax.checking import Confirmed, Denied, Unverified

URL = "https://ec.europa.eu/taxation_customs/vies/rest-api/check-vat-number"
TIMEOUT_S = 3.0
LARGEST = 64 * 1024
COVERED = EU_MEMBERS | {"XI"}


class Vies:
    """The register at its own address, or at another one for a test."""

    code = "vies"

    def __init__(self, url: str = URL) -> None:
        self.url = url

    def covers(self, country: str) -> bool:
        """The member states of the EU, and Northern Ireland."""
        return country in COVERED

    def check(self, number: str, requester: str) -> Confirmed | Denied | Unverified:
        """Ask once; whatever is not a clear yes or no leaves the number unverified."""
        import httpx

        try:
            with httpx.Client(timeout=TIMEOUT_S, follow_redirects=False) as client:
                reply = client.post(self.url, json=request_of(number, requester))
        except httpx.HTTPError as error:
            return Unverified(type(error).__name__)
        return answer_of(reply.status_code, reply.content)


def request_of(number: str, requester: str) -> dict[str, str]:
    """The body of a question; with our own number the answer holds a consultation number."""
    body = {"countryCode": number[:2], "vatNumber": number[2:]}
    if requester:
        body |= {"requesterMemberStateCode": requester[:2], "requesterNumber": requester[2:]}
    return body


def answer_of(status: int, body: bytes) -> Confirmed | Denied | Unverified:
    """What an answer says.

    >>> answer_of(200, b'{"valid": true, "requestIdentifier": "WAPIAAAA"}')
    Confirmed(consultation='WAPIAAAA')
    >>> answer_of(200, b'{"errorWrappers": [{"error": "MS_UNAVAILABLE"}]}')
    Unverified(reason='MS_UNAVAILABLE')
    """
    if status != 200 or len(body) > LARGEST:
        return Unverified(_error(body) or f"status_{status}")
    try:
        values = json.loads(body)
    except ValueError:
        return Unverified("malformed")
    if not isinstance(values, dict) or not isinstance(values.get("valid"), bool):
        return Unverified(_error(body) or "malformed")
    if not values["valid"]:
        # The register answers "not valid" also while it is out of order, and says so beside it.
        return Unverified(_error(body)) if _error(body) else Denied()
    return Confirmed(str(values.get("requestIdentifier") or "")[:60])


def _error(body: bytes) -> str:
    """The error that an answer names; the empty text where it names none."""
    if len(body) > LARGEST:
        return "too_large"
    try:
        values: Any = json.loads(body)
    except ValueError:
        return ""
    if not isinstance(values, dict):
        return ""
    wrappers = values.get("errorWrappers")
    if isinstance(wrappers, list) and wrappers and isinstance(wrappers[0], dict):
        return str(wrappers[0].get("error") or "")[:40]
    named = str(values.get("userError") or "")
    return named[:40] if named not in {"", "VALID", "INVALID"} else ""
