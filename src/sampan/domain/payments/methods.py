"""Which ways to pay a country's shoppers expect, in their order.

Own choice from public habits of each market (see docs/algorithms/payment-methods.md); a provider
offers a subset. Delayed methods hold the stock until the shopper has paid or the slip lapses.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

INSTANT_HOLD = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Method:
    """A way to pay; `hold` is how long stock waits for the money."""

    code: str
    name: str
    hold: timedelta = INSTANT_HOLD
    is_delayed: bool = False
    currencies: frozenset[str] = frozenset()


def _delayed(code: str, name: str, days: int, *currencies: str) -> Method:
    return Method(code, name, timedelta(days=days), True, frozenset(currencies))


METHODS = {
    method.code: method
    for method in (
        Method("card", "Card"),
        Method("paypal", "PayPal"),
        Method("klarna", "Klarna"),
        Method("ideal", "iDEAL | Wero", currencies=frozenset({"EUR"})),
        _delayed("sepa", "SEPA", 3, "EUR"),
        Method("bancontact", "Bancontact", currencies=frozenset({"EUR"})),
        Method("blik", "BLIK", currencies=frozenset({"PLN"})),
        Method("pix", "Pix", currencies=frozenset({"BRL"})),
        _delayed("boleto", "Boleto", 3, "BRL"),
        _delayed("oxxo", "OXXO", 3, "MXN"),
        _delayed("konbini", "コンビニ", 3, "JPY"),
        Method("paypay", "PayPay", currencies=frozenset({"JPY"})),
        Method("kakaopay", "Kakao Pay", currencies=frozenset({"KRW"})),
        Method("naverpay", "Naver Pay", currencies=frozenset({"KRW"})),
        Method("alipay", "Alipay"),
        Method("wechat", "WeChat Pay"),
        Method("mada", "mada", currencies=frozenset({"SAR"})),
    )
}

LOCAL_ORDER = {
    "NL": ("ideal", "card", "paypal", "klarna", "sepa"),
    "DE": ("paypal", "klarna", "sepa", "card"),
    "AT": ("paypal", "klarna", "card", "sepa"),
    "BE": ("bancontact", "card", "paypal", "sepa"),
    "PL": ("blik", "card", "paypal"),
    "BR": ("pix", "card", "boleto"),
    "MX": ("card", "oxxo", "paypal"),
    "JP": ("card", "paypay", "konbini"),
    "KR": ("kakaopay", "naverpay", "card"),
    "CN": ("alipay", "wechat"),
    "HK": ("card", "alipay", "wechat", "paypal"),
    "SA": ("mada", "card"),
}
ANYWHERE = ("card", "paypal")


def methods_for(country: str, currency: str, offered: Collection[str]) -> tuple[Method, ...]:
    """The ways to pay for a buyer's country and currency that a provider offers, in local order.

    >>> [method.code for method in methods_for("NL", "EUR", METHODS)]
    ['ideal', 'card', 'paypal', 'klarna', 'sepa']
    >>> [method.code for method in methods_for("NL", "USD", METHODS)]
    ['card', 'paypal', 'klarna']
    """
    order = LOCAL_ORDER.get(country, ANYWHERE)
    methods = (METHODS[code] for code in order if code in offered)
    return tuple(m for m in methods if not m.currencies or currency in m.currencies)
