"""What VIES is asked, and how its answers are read: recorded forms, no network."""

import httpx
import pytest
import respx

from sampan.domain.tax.checking import Confirmed, Denied, Unverified
from sampan.integrations.tax_ids.vies import URL, Vies, answer_of, request_of


def test_the_question_names_the_number_and_who_asks():
    assert request_of("DE136695976", "ATU13585627") == {
        "countryCode": "DE",
        "vatNumber": "136695976",
        "requesterMemberStateCode": "AT",
        "requesterNumber": "U13585627",
    }
    assert "requesterNumber" not in request_of("DE136695976", "")


@pytest.mark.parametrize(
    ("status", "body", "answer"),
    [
        (200, b'{"valid":true,"requestIdentifier":"WAPIAAAAW1"}', Confirmed("WAPIAAAAW1")),
        (200, b'{"valid":true,"requestIdentifier":"","extra":[1]}', Confirmed("")),
        (200, b'{"valid":false,"userError":"INVALID"}', Denied()),
        (200, b'{"valid":false,"userError":"MS_UNAVAILABLE"}', Unverified("MS_UNAVAILABLE")),
        (200, b'{"actionSucceed":false,"errorWrappers":[{"error":"MS_MAX_CONCURRENT_REQ"}]}',
         Unverified("MS_MAX_CONCURRENT_REQ")),
        (200, b'{"valid":"yes"}', Unverified("malformed")),
        (200, b"[]", Unverified("malformed")),
        (200, b"<html>", Unverified("malformed")),
        (200, b'{"valid":true}' + b" " * 70_000, Unverified("too_large")),
        (302, b"", Unverified("status_302")),
        (500, b"", Unverified("status_500")),
        (429, b"", Unverified("status_429")),
    ],
)  # fmt: skip
def test_only_a_clear_answer_counts(status, body, answer):
    assert answer_of(status, body) == answer


@respx.mock
def test_a_register_that_hangs_leaves_the_number_unverified():
    respx.post(URL).mock(side_effect=httpx.ReadTimeout("slow"))

    assert Vies().check("DE136695976", "") == Unverified("ReadTimeout")


@respx.mock
def test_a_redirect_is_not_followed():
    route = respx.post(URL).mock(
        return_value=httpx.Response(302, headers={"Location": "http://x/"})
    )

    assert isinstance(Vies().check("DE136695976", ""), Unverified)
    assert route.call_count == 1


def test_member_states_and_northern_ireland_are_covered():
    assert [Vies().covers(country) for country in ("DE", "XI", "GB", "US")] == [
        True, True, False, False,
    ]  # fmt: skip
