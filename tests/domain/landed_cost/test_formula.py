"""Rates of duty as text: by value, by quantity, both, with limits."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.domain.landed_cost.formula import BadFormula, alternatives, parse


def amount(text: str, value: str, **measures: str) -> Decimal:
    given_measures = {name: Decimal(number) for name, number in measures.items()}
    return parse(text).amount(Decimal(value), given_measures, lambda part, _: part)


@pytest.mark.parametrize(
    ("text", "value", "measures", "expected"),
    [
        ("12%", "50", {}, "6"),
        ("0%", "50", {}, "0"),
        ("0.9 USD/pair + 20%", "50", {"pairs": "2"}, "11.8"),
        ("14.00 EUR/100kg", "50", {"kg": "25"}, "3.5"),
        ("0.144 USD/gross + 2%", "50", {"item": "288"}, "1.288"),
        ("32.00 EUR/hl", "50", {"l": "1.5"}, "0.48"),
        ("1.53 USD/item + 4.2% of case", "50", {"item": "1", "case": "30"}, "2.79"),
        ("4.5% max 0.80 EUR/item min 0.30 EUR/item", "100", {"item": "1"}, "0.80"),
        ("4.5% max 0.80 EUR/item min 0.30 EUR/item", "2", {"item": "1"}, "0.30"),
        ("15% max 125 JPY/l min 67 JPY/l", "600", {"l": "1"}, "90"),
        ("30% min 4300 JPY/pair", "10000", {"pairs": "1"}, "4300"),
        ("9.1% + 45.10 EUR/100kg max 18.9% + 16.50 EUR/100kg", "10", {"kg": "1"}, "1.361"),
    ],
)
def test_an_amount_is_what_the_text_says(
    text: str, value: str, measures: dict[str, str], expected: str
) -> None:
    assert amount(text, value, **measures) == Decimal(expected)


@pytest.mark.parametrize(
    "text",
    ["", "12", "%", "-5%", "5 %", "5% +", "1 EUR/barrel", "1 eur/kg", "=1+1", "5% min", "١٢%"],
)
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(BadFormula):
        parse(text)


def test_several_rates_are_several_national_lines() -> None:
    assert [rate.text for rate in alternatives("10% | 20%")] == ["10%", "20%"]
    assert alternatives("") == ()


@given(st.text(max_size=60))
def test_any_text_is_a_rate_or_refused(text: str) -> None:
    try:
        parse(text)
    except BadFormula:
        return
    assert parse(text).text == text.strip()
