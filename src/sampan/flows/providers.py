"""The payment providers that this shop may call, by their codes."""

from urllib.parse import urlsplit

from django.conf import settings

from sampan.domain.errors import NotFound
from sampan.domain.payments.methods import METHODS, Method, methods_for
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


def methods_on_offer(country: str, currency: str) -> tuple[Method, ...]:
    """The ways to pay that a shopper sees, in the order of their country."""
    if not settings.SAMPAN_PAYMENT_PROVIDERS:
        return ()
    return methods_for(country, currency, METHODS)


def provider_of(method: str) -> str:
    """The provider that takes a method: the first that is set up, as each offers all so far."""
    return next(iter(settings.SAMPAN_PAYMENT_PROVIDERS), "")


def page_origins() -> tuple[str, ...]:
    """Where shoppers are sent to pay: a form may lead there, and nowhere else outside."""
    addresses = [
        urlsplit(chosen.get("page_url") or chosen.get("base_url", ""))
        for chosen in settings.SAMPAN_PAYMENT_PROVIDERS.values()
    ]
    return tuple(dict.fromkeys(f"{one.scheme}://{one.netloc}" for one in addresses if one.netloc))
