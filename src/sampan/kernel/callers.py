"""Where a request comes from: the one place that knows which address to believe.

Behind a proxy everybody shares the proxy's own address, so what it says is believed: the last entry
of `X-Forwarded-For`, which is the proxy's, never the ones before it, which the caller may invent.
Without SAMPAN_BEHIND_PROXY the header is worth nothing.
"""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """The caller's address, None for none; an IPv6 network counts as one, as it is one household.

    `2001:db8::/64` is told by its first address, `2001:db8::`.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.ENVIRONMENT.behind_proxy:
        address = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or address
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((int(parsed), 64), strict=False).network_address)
