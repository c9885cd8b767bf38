"""Which event books what: money first lands in a clearing account and on the customer's side.

A capture owes the customer; the sale uses that debt up and splits it over income and what is owed
to states and carriers; a refund pays the debt back. The customer's account and the clearing account
must return to zero, so whatever is forgotten shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sampan.domain.charges import Kind
from sampan.domain.ledger.entries import Entry, Posting
from sampan.domain.money import Money, total

CUSTOMERS = "liability:customers"
CREDIT = {
    Kind.GOODS: "income:goods",
    Kind.DISCOUNT: "income:goods",
    Kind.FREIGHT: "income:freight",
    Kind.INSURANCE: "income:freight",
    Kind.DUTY: "liability:duty",
    Kind.IMPORT_TAX: "liability:import_tax",
    Kind.SALES_TAX: "liability:sales_tax",
    Kind.FEE: "liability:border_fees",
}


@dataclass(frozen=True, slots=True)
class Sold:
    """A part of an order's price."""

    kind: Kind
    amount: Money


def clearing(provider: str) -> str:
    """The account of what a provider holds for us."""
    return f"asset:clearing:{provider}"


def captured(cause: str, provider: str, amount: Money) -> Entry:
    """Money arrived at a provider; until the sale is booked it is the customer's."""
    return Entry(cause, (Posting(clearing(provider), amount), Posting(CUSTOMERS, -amount)))


def refunded(cause: str, provider: str, amount: Money) -> Entry:
    """Money went back from a provider to the customer."""
    return Entry(cause, (Posting(CUSTOMERS, amount), Posting(clearing(provider), -amount)))


def sale(cause: str, parts: Sequence[Sold]) -> Entry:
    """A paid order: the customer's money becomes income and what is owed to others."""
    sides = _sides(parts)
    whole = total(list(sides.values()), parts[0].amount.currency)
    postings = [Posting(account, -amount) for account, amount in sides.items() if amount]
    return Entry(cause, (Posting(CUSTOMERS, whole), *postings))


def sale_reversed(cause: str, parts: Sequence[Sold], before: Money, after: Money) -> Entry:
    """The sale taken back up to `after`, of which `before` had been taken back already.

    Shares follow the sale's own split, and are computed from totals, so that refunds in parts take
    back exactly what one refund of the whole would.
    """
    sides = _sides(parts)
    weights = [amount.minor for amount in sides.values()]
    shares = zip(before.split(weights), after.split(weights), strict=True)
    postings = [
        Posting(account, new - old)
        for account, (old, new) in zip(sides, shares, strict=True)
        if new != old
    ]
    return Entry(cause, (*postings, Posting(CUSTOMERS, before - after)))


def sale_corrected(cause: str, parts: Sequence[Sold], booked: Mapping[str, Money]) -> Entry | None:
    """Bring a booked sale to what an order's charges are now; None when it is that already.

    `booked` is what each account has been credited with so far.
    """
    sides = _sides(parts)
    zero = Money.zero(parts[0].amount.currency)
    postings = [
        Posting(account, booked.get(account, zero) - sides.get(account, zero))
        for account in {**booked, **sides}
        if booked.get(account, zero) != sides.get(account, zero)
    ]
    if not postings:
        return None
    change = total([posting.amount for posting in postings], zero.currency)
    return Entry(cause, (*postings, Posting(CUSTOMERS, -change)))


def _sides(parts: Sequence[Sold]) -> dict[str, Money]:
    """What each account is credited with; discounts come off the goods, so none is below zero."""
    sides: dict[str, Money] = {}
    for part in parts:
        account = CREDIT[part.kind]
        known = sides.get(account, Money.zero(part.amount.currency))
        sides[account] = known + part.amount
    assert all(amount.minor >= 0 for amount in sides.values()), "goods cost no less than nothing"
    return sides
