"""Goods leave in as few parcels as can be, and never more than there are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.domain.inventory.allocation import NotEnough, allocate

places = ["HAM", "NGB", "LAX"]
wanted = st.dictionaries(st.sampled_from("ABC"), st.integers(1, 20), min_size=1)
stocks = st.dictionaries(
    st.tuples(st.sampled_from("ABC"), st.sampled_from(places)), st.integers(-2, 20)
)


@given(wanted, stocks)
def test_everything_wanted_is_taken_from_what_is_there_or_nothing_is(goods, stock):
    available = {sku: sum(max(0, stock.get((sku, place), 0)) for place in places) for sku in goods}
    if any(available[sku] < quantity for sku, quantity in goods.items()):
        with pytest.raises(NotEnough):
            allocate(goods, stock, places)
        return

    chosen = allocate(goods, stock, places)

    for sku, quantity in goods.items():
        assert sum(one.quantity for one in chosen if one.sku == sku) == quantity
    assert all(0 < one.quantity <= stock[one.sku, one.warehouse] for one in chosen)
    whole = [p for p in places if all(stock.get((s, p), 0) >= q for s, q in goods.items())]
    if whole:
        assert {one.warehouse for one in chosen} == {whole[0]}
