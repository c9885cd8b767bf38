"""The refusals that a reader may see: a stable code and the fields that its wording needs."""

from collections.abc import Mapping


class DomainError(Exception):
    """A request that the rules refuse; worded at the edge, in the reader's language.

    `code` never changes once published. `fields` are plain values for the wording; none of
    them is personal data, because refusals are logged.
    """

    code = "refused"

    def __init__(self, **fields: object) -> None:
        super().__init__(self.code)
        self.fields: Mapping[str, object] = fields

    def __str__(self) -> str:
        detail = ", ".join(f"{name}={value!r}" for name, value in self.fields.items())
        return f"{self.code}({detail})" if detail else self.code


class UnknownCurrency(DomainError):
    """A currency code that ISO 4217 does not list."""

    code = "unknown_currency"


class CurrencyMismatch(DomainError):
    """Two amounts in different currencies were mixed without a conversion."""

    code = "currency_mismatch"


class BadAmount(DomainError):
    """Text that is no amount of money in its currency."""

    code = "bad_amount"


class UnknownCountry(DomainError):
    """A country code that ISO 3166-1 does not list."""

    code = "unknown_country"


class NoRate(DomainError):
    """No exchange rate is known for a pair of currencies on a date."""

    code = "no_rate"


class NotFound(DomainError):
    """The thing asked for does not exist, or is not for this reader."""

    code = "not_found"


class Conflict(DomainError):
    """The thing was changed by someone else, or exists already."""

    code = "conflict"


class Invalid(DomainError):
    """A value that the rules do not accept; `field` and `reason` say which and why."""

    code = "invalid"
