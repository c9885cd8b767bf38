"""Who calls is counted by an address that nobody can invent, behind a proxy as well."""

from dataclasses import replace

import pytest
from allauth.account.adapter import get_adapter
from axes.helpers import get_client_ip_address
from django.http import HttpRequest
from django.test import RequestFactory

from sampan.kernel.callers import address_of


def request_from(address: str, forwarded: str = "") -> HttpRequest:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return RequestFactory().get("/", REMOTE_ADDR=address, headers=headers)


@pytest.mark.parametrize(
    ("address", "forwarded", "alone", "behind_proxy"),
    [
        ("192.0.2.7", "", "192.0.2.7", "192.0.2.7"),
        ("127.0.0.1", "192.0.2.7", "127.0.0.1", "192.0.2.7"),
        ("127.0.0.1", "198.51.100.1, 192.0.2.7", "127.0.0.1", "192.0.2.7"),
        ("2001:db8::1:2", "", "2001:db8::", "2001:db8::"),
        ("fe80::1%eth0", "", "fe80::", "fe80::"),
        ("::ffff:192.0.2.7", "", "192.0.2.7", "192.0.2.7"),
        ("127.0.0.1", "nobody", "127.0.0.1", None),
        ("", "", None, None),
    ],
)
def test_only_the_proxys_own_word_is_believed(settings, address, forwarded, alone, behind_proxy):
    request = request_from(address, forwarded)
    for is_behind, expected in ((False, alone), (True, behind_proxy)):
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, behind_proxy=is_behind)

        assert address_of(request) == expected


def test_wrong_passwords_are_counted_for_whoever_types_them_not_for_the_proxy(settings):
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, behind_proxy=True)
    request = request_from("127.0.0.1", "192.0.2.7")

    assert get_client_ip_address(request) == "192.0.2.7"
    assert get_adapter().get_client_ip(request) == "192.0.2.7"
