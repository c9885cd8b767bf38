"""An entry is a balanced group of postings: debits positive, credits negative, their sum nothing.

>>> eur = Money(1000, "EUR")
>>> Entry("order:1:paid", (Posting("asset:clearing:sandbox", eur), Posting("income:goods", -eur)))
Entry(cause='order:1:paid', postings=(Posting(account='asset:clearing:sandbox', \
amount=Money('10.00', 'EUR')), Posting(account='income:goods', amount=Money('-10.00', 'EUR'))))
"""

import re
from dataclasses import dataclass

from sampan.domain.errors import DomainError
from sampan.domain.money import Money

ACCOUNT = re.compile(r"(asset|liability|income|expense|equity)(:[a-z0-9_-]{1,40}){1,3}", re.ASCII)


class Unbalanced(DomainError):
    """Debits and credits of an entry are not the same in each currency."""

    code = "unbalanced_entry"


@dataclass(frozen=True, slots=True)
class Posting:
    """One side of an entry; an account is a path such as `liability:import_tax:ioss`."""

    account: str
    amount: Money

    def __post_init__(self) -> None:
        assert ACCOUNT.fullmatch(self.account), self.account


@dataclass(frozen=True, slots=True)
class Entry:
    """Postings with one cause; the same cause is booked once."""

    cause: str
    postings: tuple[Posting, ...]

    def __post_init__(self) -> None:
        sums: dict[str, int] = {}
        for posting in self.postings:
            currency = posting.amount.currency
            sums[currency] = sums.get(currency, 0) + posting.amount.minor
        if any(sums.values()):
            raise Unbalanced(cause=self.cause)
