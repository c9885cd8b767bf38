"""The port behind which payment providers stand.

Whatever a provider says (an answer, a notification, a look-up) arrives as a `PaymentView`: what it
holds for us in total, under our own key. Recording a view twice, late or out of order is therefore
harmless: amounts only grow. A call whose end is not known is `Unknown`, never a guess.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from sampan.domain.errors import DomainError
from sampan.domain.money import Money

Status = Literal["waiting", "authorized", "captured", "declined", "voided", "expired"]


class Forged(DomainError):
    """A notification whose signature, age or form does not hold; nothing of it is believed."""

    code = "forged_notification"


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """What a provider needs to open its hosted page; `key` is our attempt's id, sent out."""

    key: UUID
    amount: Money
    method: str
    reference: str
    language: str
    country: str
    return_url: str
    notify_url: str


@dataclass(frozen=True, slots=True)
class PaymentView:
    """All that a provider holds for one key; captured and refunded are totals so far.

    `pay_by` is when a delayed method lapses.
    """

    key: UUID
    provider_ref: str
    status: Status
    amount: Money
    captured: Money
    refunded: Money
    reason: str = ""
    pay_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Started:
    """The provider opened a payment; the shopper goes to its page."""

    view: PaymentView
    page_url: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The provider answered no, and did nothing."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody knows whether the provider did it: ask again under the same key."""

    reason: str


@dataclass(frozen=True, slots=True)
class Missing:
    """The provider has nothing under this key."""


@dataclass(frozen=True, slots=True)
class Notification:
    """A verified message of a provider; its event id is processed once."""

    event_id: str
    view: PaymentView


class PaymentProvider(Protocol):
    """One payment provider; every method answers within its time-out and raises nothing else."""

    @property
    def code(self) -> str:
        """The name under which the provider is registered."""

    def start(self, request: PaymentRequest) -> Started | Refused | Unknown:
        """Open a payment with a hosted page; the same key again gives the same payment."""

    def capture(self, ref: str, amount: Money, key: str) -> PaymentView | Refused | Unknown:
        """Take what was authorized, at most once under a key."""

    def void(self, ref: str, key: str) -> PaymentView | Refused | Unknown:
        """Give an authorization back, or close a page that nobody paid on."""

    def refund(self, ref: str, amount: Money, key: str) -> PaymentView | Refused | Unknown:
        """Give captured money back, at most once under a key."""

    def look_up(self, key: UUID) -> PaymentView | Missing | Unknown:
        """What the provider holds under our key."""

    def read(self, headers: Mapping[str, str], body: bytes, at: datetime) -> Notification:
        """Verify and read a notification. Raises Forged."""
