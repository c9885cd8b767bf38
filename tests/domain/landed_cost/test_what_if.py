"""Other ways to deliver a cart, each quoted by the same engine, and where the cheaper one turns."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.domain.landed_cost.parcels import LINE, PARCEL, book

from sampan.domain.countries.quoting import quote
from sampan.domain.landed_cost.break_even import break_even
from sampan.domain.landed_cost.parsing import parse_request
from sampan.domain.landed_cost.request import Refused, Request
from sampan.domain.landed_cost.splitting import SPLIT_NOTE, Freight, below, merged, splits
from sampan.domain.landed_cost.what_if import (
    BulkImport,
    Cost,
    as_asked,
    at_unit_price,
    by_incoterm,
    by_registration,
    compare,
    cost_of,
    from_bulk,
)
from sampan.domain.money import Money
from sampan.domain.places import Place

FREE = Freight(Money.zero("EUR"), Money.zero("EUR"))


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


def ask(request: Request) -> Any:
    return quote(request, book())


def parcel(*lines: dict[str, Any], duty_pct: dict[str, str] | None = None, **top: Any) -> Request:
    document = {
        **PARCEL,
        "seller": {"country": "CN", "registrations": ["IOSS"]},
        "assume": {"duty_rate_pct": duty_pct or {}},
        "lines": [LINE | line for line in lines or ({},)],
        **top,
    }
    return parse_request(document)


def landed(costs: tuple[Cost, ...]) -> dict[str, str]:
    return {cost.name: cost.landed.text for cost in costs}


WATCH = {"sku": "WATCH", "hs": "910211", "unit_price": "29"}


def test_one_heading_in_two_parcels_pays_the_flat_duty_twice():
    two = parcel({"sku": "A"}, {"sku": "B"})

    costs = {cost.name: cost for cost in compare(splits(two, FREE), ask)}

    assert costs["one parcel"].parts["duty"] == eur("3.00")
    assert costs["A | B"].parts["duty"] == eur("6.00")
    assert costs["A | B"].notes == (SPLIT_NOTE,)
    assert costs["one parcel"].notes == ()


def test_pieces_below_the_threshold_escape_the_tariff_of_a_large_parcel():
    dear = parcel({"unit_price": "80", "quantity": 3}, duty_pct={"610910": "12"})

    costs = {cost.name: cost for cost in compare(splits(dear, FREE, [eur("150")]), ask)}
    packed = costs["parcels up to EUR 150.00"]

    assert costs["one parcel"].parts["duty"] == eur("28.80")
    assert packed.parts["duty"] == eur("9.00")
    assert packed.parcels == 3


def test_more_parcels_pay_more_freight():
    heavy = parcel({"sku": "A", "weight_g": 500}, {"sku": "B", "weight_g": 500})
    freight = Freight(eur("4"), eur("6"))

    costs = {cost.name: cost for cost in compare(splits(heavy, freight), ask)}

    assert costs["one parcel"].parts["freight"] == eur("10.00")
    assert costs["A | B"].parts["freight"] == eur("14.00")


def test_carts_of_one_buyer_share_the_flat_duty_when_merged():
    first, second = parcel({"sku": "A"}), parcel({"sku": "B"})

    assert landed(compare(merged([first, second], FREE), ask)) == {
        "one parcel": "27.37",
        "apart": "30.94",
    }


def test_packing_loses_no_piece_and_no_cent_of_discount():
    request = parcel(
        {"sku": "A", "unit_price": "70", "quantity": 3, "discount": "10"},
        {"sku": "B", "unit_price": "40", "quantity": 2},
    )

    packed = below(request.lines, eur("150"))

    assert packed is not None
    assert sum(line.quantity for lines in packed for line in lines) == 5
    assert sum(line.net.minor for lines in packed for line in lines) == 280_00
    for lines in packed:
        assert sum(line.net.minor for line in lines) <= 150_00
    assert below(request.lines, eur("66")) is None


def test_every_grouping_of_four_lines_is_tried_once():
    request = parcel(*({"sku": sku, "unit_price": "1"} for sku in "ABCD"))

    ways = splits(request, FREE)

    assert len(ways) == 15
    assert len({way.name for way in ways}) == 15
    for way in ways:
        assert sorted(line.sku for one in way.requests for line in one.lines) == list("ABCD")


def test_a_cart_of_many_lines_is_not_tried_in_every_grouping():
    request = parcel(*({"sku": f"S{n}", "unit_price": "1"} for n in range(40)))

    assert [len(way.requests) for way in splits(request, FREE)] == [1, 40]


def test_the_incoterm_moves_who_pays_when_not_how_much():
    request = parcel({"unit_price": "200"}, duty_pct={"610910": "12"})
    request = replace(request, registrations=frozenset())

    ddp, dap = (cost_of(way, ask) for way in by_incoterm(request))

    assert ddp.landed == dap.landed == eur("266.56")
    assert ddp.parts["due_on_delivery"] == eur("0.00")
    assert dap.parts["due_on_delivery"] == eur("66.56")


def test_a_registration_is_compared_with_and_without():
    with_it, without = (cost_of(way, ask) for way in by_registration(parcel(), ["IOSS"]))

    assert (with_it.name, without.name) == ("with IOSS", "without IOSS")
    assert with_it.parts["duty"] == eur("3.00")
    assert with_it.parts["import_tax"] == eur("2.47")
    assert without.parts["due_at_checkout"] == without.landed


PLAN = BulkImport(
    warehouse=Place("DE"),
    orders=100,
    unit_costs={"TEE": eur("4.00")},
    freight=eur("50.00"),
    last_mile=eur("4.00"),
)


def test_a_bulk_import_shares_duty_and_freight_and_reclaims_its_tax():
    """100 x 4.00 + 50.00 freight at 12 % is 54.00; 1.04 an order; then 10.00 + 4.00 + 19 %."""
    request = parcel(duty_pct={"610910": "12"})

    way = from_bulk(request, PLAN, ask)
    cost = cost_of(way, ask)

    assert way.shared == eur("1.04")
    assert cost.parts["import_tax"] == eur("0.00")
    assert cost.parts["sales_tax"] == eur("2.66")
    assert cost.landed == eur("17.70")


def test_a_bulk_import_with_an_unknown_rate_says_so():
    way = from_bulk(parcel({"hs": "999999"}), PLAN, ask)

    assert "bulk_partial" in way.notes


def test_a_refused_parcel_stands_last_with_its_reason():
    def refuse(request: Request) -> Any:
        if request.incoterm.seller_clears_import:
            raise Refused("no_rate", "none", "assume.fx")
        return ask(request)

    costs = compare(by_incoterm(parcel()), refuse)

    assert [(cost.name, cost.status) for cost in costs] == [("DAP", "exact"), ("DDP", "refused")]
    assert costs[1].notes == ("no_rate",)


def test_an_unknown_rate_puts_a_way_behind_the_known_ones():
    known = as_asked(parcel({"unit_price": "900"}, duty_pct={"610910": "12"}), "known")
    cheap = as_asked(parcel({"unit_price": "200", "hs": "999999"}), "cheap")

    costs = compare([cheap, known], ask)

    assert [(cost.name, cost.status) for cost in costs] == [
        ("known", "exact"),
        ("cheap", "partial"),
    ]


def test_three_euro_a_line_against_twelve_percent_turns_at_twenty_five():
    """Direct parcels pay 3.00 a line; the same goods imported in bulk at 12 % pay 0.12 x value.

    12 % of 24.95 is 2.99 (cents, half up), of 24.96 to 25.04 it is 3.00, of 25.05 it is 3.01.
    """
    direct = parcel()
    bulk = replace(
        parcel({"unit_price": "9"}, duty_pct={"610910": "12"}),
        buyer_kind="business",
        registrations=frozenset(),
    )

    def duty(request: Request, price: Money) -> Money:
        return cost_of(as_asked(at_unit_price(request, 0, price)), ask).parts["duty"]

    def duty_in_bulk(price: Money) -> Money:
        """A tenth of ten such pieces, so that the parcel is over 150 EUR."""
        many = replace(bulk, lines=(replace(bulk.lines[0], quantity=100),))
        return duty(many, price).times(Decimal("0.01"))

    (crossing,) = break_even(
        lambda price: duty(direct, price),
        duty_in_bulk,
        start=eur("2.00"),
        end=eur("100.00"),
        names=("direct", "bulk"),
        steps=20,
    )

    assert crossing.cheaper_below == "bulk"
    assert (crossing.below, crossing.above) == (eur("24.95"), eur("25.05"))


def test_a_cliff_gives_two_crossings():
    def flat(_: Money) -> Money:
        return eur("10.00")

    def cliff(value: Money) -> Money:
        return value.times(Decimal("0.2")) if value < eur("80") else eur("1.00")

    crossings = break_even(
        flat, cliff, start=eur("0"), end=eur("100"), names=("flat", "cliff"), steps=10
    )

    assert [(c.below.text, c.above.text, c.cheaper_below) for c in crossings] == [
        ("49.97", "50.03", "cliff"),
        ("79.99", "80.00", "flat"),
    ]


def test_equal_ways_never_cross():
    assert (
        break_even(lambda v: v, lambda v: v, start=eur("0"), end=eur("9"), names=("a", "b")) == ()
    )
