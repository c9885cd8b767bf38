"""Before a quote can be exact, a destination has to know the code, origin, weight and measures."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sampan.domain.customs.descriptions import Objection
from sampan.domain.customs.national import (
    NationalLine,
    NoLine,
    OneLine,
    SeveralLines,
    choose_line,
)
from sampan.domain.customs.needs import Border, NationalCodeRule, missing_facts
from sampan.domain.errors import Invalid
from sampan.domain.goods import TradeFacts
from sampan.reference.national_code_rules import load_national_code_rules

ON = date(2026, 7, 24)
SHIRT = TradeFacts(
    hs_code="610910", origin="CN", customs_description="Knitted cotton T-shirt", net_weight_g=180
)


def line(code: str, percent: str | None, needs: tuple[str, ...] = ()) -> NationalLine:
    rate = f"{percent}%" if percent else "0.4 USD/kg + 10.4%"
    number = Decimal(percent) if percent else None
    return NationalLine(code, rate, number, needs, "a line", "a made table", "high")


ONE = [line("61091000", "16.5")]
TWO = [line("09021010", "6.4"), line("09021090", "0")]
SPECIFIC = [line("17049068", None, ("kg",)), line("17049090", "10.4")]


def gaps(facts: TradeFacts = SHIRT, lines=ONE, *, measures=None, objections=(), **border):
    found = missing_facts(
        facts,
        Border("US", lines, **border),
        ON,
        measures=measures or {},
        objections=objections,
    )
    return [(gap.field, gap.effect, gap.reason) for gap in found]


def test_a_variant_that_tells_everything_has_no_gap():
    assert gaps() == []


@pytest.mark.parametrize(
    ("lacks", "gap"),
    [
        ({"hs_code": None}, ("hs_code", "blurs", "duty_depends_on_it")),
        ({"origin": None}, ("origin", "blurs", "duty_depends_on_it")),
        ({"net_weight_g": None}, ("weight", "holds", "customs_forms_state_it")),
        ({"customs_description": None}, ("customs_description", "holds", "empty")),
        ({"hs_code": "6109"}, ("hs_code", "blurs", "not_six_digits")),
        (
            {"national_codes": {"US": "6110201000"}},
            ("national_code", "blurs", "not_under_hs6"),
        ),
        (
            {"national_codes": {"US": "61091"}},
            ("national_code", "blurs", "not_seven_to_ten_digits"),
        ),
    ],
)
def test_each_missing_fact_is_one_gap(lacks, gap):
    assert gaps(replace(SHIRT, **lacks)) == [gap]


def test_another_country_s_national_code_is_no_gap_here():
    assert gaps(replace(SHIRT, national_codes={"AU": "wrong"})) == []


def test_a_refused_description_holds_the_parcel_and_a_weak_one_does_not():
    vague = Objection("vague", "refused", "items")
    weak = Objection("vague", "weak", "parts")

    assert gaps(objections=[vague]) == [("customs_description", "holds", "vague")]
    assert gaps(objections=[weak]) == []


def test_several_lines_with_different_rates_ask_for_the_national_code():
    tea = replace(SHIRT, hs_code="090210")

    assert gaps(tea, TWO) == [("national_code", "blurs", "several_national_lines")]
    assert gaps(replace(tea, national_codes={"US": "0902101015"}), TWO) == []
    assert gaps(tea, [line("09021010", "5"), line("09021090", "5")]) == []


def test_a_rate_by_quantity_asks_for_its_measure():
    candy = replace(SHIRT, hs_code="170490", national_codes={"US": "17049068"})
    litres = [line("17049068", None, ("l",))]

    assert gaps(candy, SPECIFIC) == []
    assert gaps(replace(candy, net_weight_g=None), SPECIFIC) == [
        ("weight", "holds", "customs_forms_state_it"),
        ("measures.kg", "blurs", "rate_asks_for_it"),
    ]
    assert gaps(candy, litres) == [("measures.l", "blurs", "rate_asks_for_it")]
    assert gaps(candy, litres, measures={"l": Decimal("0.75")}) == []


def test_the_united_states_want_ten_digits_by_post_from_the_day_of_their_rule():
    rules = load_national_code_rules()
    before = [replace(rule, valid_from=date(2030, 1, 1)) for rule in rules]

    assert gaps(code_rules=rules) == [("national_code", "holds", "too_few_digits")]
    assert gaps(replace(SHIRT, national_codes={"US": "6109100012"}), code_rules=rules) == []
    assert gaps(code_rules=rules, mode="sea") == []
    assert gaps(code_rules=before) == []


def test_a_code_rule_of_another_country_is_not_asked():
    rule = NationalCodeRule(
        destination="JP", modes=("post",), digits=9, source="made", confidence="high"
    )
    assert gaps(code_rules=[rule]) == []


def test_an_unknown_rate_is_named():
    assert gaps(lines=[]) == [("duty_rate", "blurs", "no_rate_known")]


@pytest.mark.parametrize(
    ("lines", "code", "expected"),
    [
        (ONE, None, OneLine(ONE[0])),
        (TWO, None, SeveralLines(tuple(TWO), Decimal(0), Decimal("6.4"))),
        (TWO, "0902109000", OneLine(TWO[1])),
        (SPECIFIC, None, SeveralLines(tuple(SPECIFIC), None, None)),
        ([], None, NoLine("610910")),
    ],
)
def test_a_line_is_chosen_only_where_one_is_left(lines, code, expected):
    hs6 = lines[0].code[:6] if lines else "610910"
    assert choose_line(lines, hs6, code) == expected


def test_a_national_code_of_another_heading_is_refused():
    with pytest.raises(Invalid):
        choose_line(ONE, "610910", "6110201010")
