"""Books that refuse not to balance, and refunds in parts that take back what one would."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.domain.charges import Kind
from sampan.domain.ledger.entries import Entry, Posting, Unbalanced
from sampan.domain.ledger.rules import CUSTOMERS, Sold, captured, refunded, sale, sale_reversed
from sampan.domain.money import Money


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def sums(*entries: Entry) -> dict[str, int]:
    result: dict[str, int] = {}
    for entry in entries:
        for posting in entry.postings:
            account = posting.account
            result[account] = result.get(account, 0) + posting.amount.minor
    return {account: minor for account, minor in result.items() if minor}


@pytest.mark.parametrize("amounts", [(1,), (5, -4), (5, -5, 1)])
def test_an_entry_that_does_not_balance_is_refused(amounts):
    with pytest.raises(Unbalanced):
        Entry("x", tuple(Posting("asset:cash", eur(amount)) for amount in amounts))


def test_each_currency_balances_by_itself():
    with pytest.raises(Unbalanced):
        Entry("x", (Posting("asset:cash", eur(5)), Posting("asset:cash", Money(-5, "USD"))))


PARTS = (
    Sold(Kind.GOODS, eur(4950)),
    Sold(Kind.DISCOUNT, eur(-500)),
    Sold(Kind.FREIGHT, eur(600)),
    Sold(Kind.DUTY, eur(300)),
    Sold(Kind.IMPORT_TAX, eur(1017)),
)


def test_a_paid_order_leaves_the_customer_and_the_clearing_account_even():
    books = sums(captured("a", "sandbox", eur(6367)), sale("b", PARTS))

    assert books == {
        "asset:clearing:sandbox": 6367,
        "income:goods": -4450,
        "income:freight": -600,
        "liability:duty": -300,
        "liability:import_tax": -1017,
    }


parts = st.lists(
    st.tuples(st.sampled_from([k for k in Kind if k is not Kind.DISCOUNT]), st.integers(0, 10**6)),
    min_size=1,
    max_size=8,
).filter(lambda rows: sum(minor for _, minor in rows) > 0)


@given(parts, st.data())
def test_refunds_in_parts_take_back_exactly_the_sale(rows, data):
    sold = [Sold(kind, eur(minor)) for kind, minor in rows]
    whole = sum(minor for _, minor in rows)
    cuts = sorted(data.draw(st.lists(st.integers(0, whole), max_size=5)))
    steps = [0, *cuts, whole]
    entries = [sale("s", sold), captured("c", "sandbox", eur(whole))]
    for before, after in itertools.pairwise(steps):
        if after > before:
            entries.append(sale_reversed(f"r{after}", sold, eur(before), eur(after)))
            entries.append(refunded(f"m{after}", "sandbox", eur(after - before)))

    assert sums(*entries) == {}
    assert CUSTOMERS not in sums(*entries)
