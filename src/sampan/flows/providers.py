"""The payment providers that this shop may call, by their codes."""

from django.conf import settings

from sampan.domain.errors import NotFound
from sampan.domain.payments.port import PaymentProvider
from sampan.integrations.payments import PROVIDERS

_open: dict[str, tuple[object, PaymentProvider]] = {}


def payment_provider(code: str) -> PaymentProvider:
    """The provider under a code, set up as the settings say, its connection kept open.

    Raises NotFound for one that this shop has not set up.
    """
    if code not in PROVIDERS or code not in settings.SAMPAN_PAYMENT_PROVIDERS:
        raise NotFound(what="payment_provider", code=code[:40])
    chosen = settings.SAMPAN_PAYMENT_PROVIDERS[code]
    known = _open.get(code)
    if known is None or known[0] != chosen:
        known = _open[code] = (dict(chosen), PROVIDERS[code](chosen))
    return known[1]
