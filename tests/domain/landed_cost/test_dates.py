"""The same parcel on two days: each day has its own law."""

from typing import Any

import pytest
from tests.domain.landed_cost.parcels import a_line, answer, rules, totals

TEE_TO_US: dict[str, Any] = {"ship_to": "US", "region": "OR", "currency": "USD", "mode": "courier"}
TEE_100 = a_line("100")

PAIRS = [
    # what, parcel, one day, its sums, the next day, its sums
    (
        "the EU's 3 EUR per heading replaces the relief up to 150 EUR",
        {"registrations": ["IOSS"]},
        ("2026-06-30", {"import_tax": "1.90"}),
        ("2026-07-01", {"duty": "3.00", "import_tax": "2.47"}),
    ),
    (
        "goods of China lose the US exemption up to 800 USD",
        TEE_TO_US,
        ("2025-05-01", {}),
        # 16.5 % tariff, 7.5 % list 4A, 20 % fentanyl, 125 % reciprocal
        ("2025-05-02", {"duty": "16.90", "fees": "2.62"}),
    ),
    (
        "goods of every other origin lose it too",
        TEE_TO_US | {"lines": [a_line("100", origin="BD")], "ship_from": "BD"},
        ("2025-08-28", {}),
        ("2025-08-29", {"duty": "16.50", "fees": "2.62"}),
    ),
    (
        "Section 122 takes the place of the IEEPA duties",
        TEE_TO_US,
        ("2026-02-23", {"duty": "4.40", "fees": "2.69"}),
        ("2026-02-24", {"duty": "3.40", "fees": "2.69"}),
    ),
    (
        "the forced-labor duty takes the place of Section 122",
        TEE_TO_US,
        ("2026-07-23", {"duty": "3.40", "fees": "2.69"}),
        ("2026-07-24", {"duty": "3.65", "fees": "2.69"}),
    ),
    (
        "Turkey ends its simplified regime for small parcels",
        {"ship_to": "TR", "duty_pct": {"610910": "12"}},
        ("2026-02-05", {"duty": "6.00"}),
        ("2026-02-06", {"duty": "1.20", "import_tax": "2.24"}),
    ),
    (
        "Thailand's duty starts at the first baht",
        {"ship_to": "TH", "duty_pct": {"610910": "10"}},
        ("2025-12-31", {"import_tax": "0.70"}),
        ("2026-01-01", {"duty": "1.00", "import_tax": "0.77"}),
    ),
    (
        "Mexico's global rate rises",
        {"ship_to": "MX", "mode": "courier", "currency": "MXN", "lines": [a_line("1000")]}
        | {"fx": {"USD/MXN": "20"}},
        ("2025-08-14", {"duty": "190.00"}),
        ("2025-08-15", {"duty": "335.00"}),
    ),
    (
        "Brazil's small parcels pay 20 %",
        {"ship_to": "BR", "region": "SP", "registrations": ["BR_RC"], "currency": "BRL"}
        | {"lines": [a_line("100")], "fx": {"USD/BRL": "5.50"}},
        ("2024-07-31", {"import_tax": "20.48"}),
        ("2024-08-01", {"duty": "20.00", "import_tax": "24.58"}),
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0])
def test_each_day_has_its_own_law(pair: Any) -> None:
    _, parcel, *days = pair

    for day, sums in days:
        assert totals(**parcel, as_of=day) == sums, day


@pytest.mark.parametrize(
    ("day", "rule", "duty"),
    [
        ("2025-05-01", "us.section_321", "0.00"),
        ("2025-05-02", "us.postal_eo14256_120", "12.00"),
        ("2025-08-28", "us.postal_eo14256_54", "5.40"),
        ("2025-08-29", "us.postal_eo14324_30", "3.00"),
        ("2026-02-23", "us.postal_eo14324_20", "2.00"),
        ("2026-02-24", "us.postal_section_122", "1.00"),
        ("2026-07-23", "us.postal_section_122", "1.00"),
        ("2026-07-24", "us.tariff.61091000", "3.65"),
    ],
)
def test_a_postal_parcel_to_the_us_has_its_own_history(day: str, rule: str, duty: str) -> None:
    found = answer(as_of=day, ship_to="US", region="OR", currency="USD", mode="post")

    assert (rules(found)[0], found["totals"]["duty"]) == (rule, duty)


def test_goods_in_transit_keep_the_old_law_for_a_few_days() -> None:
    shirt = a_line("100", origin="BR")
    parcel = TEE_TO_US | {"ship_from": "BR", "as_of": "2026-07-28"}

    before = answer(shirt, **parcel, exported="2026-07-21")
    after = answer(shirt, **parcel, exported="2026-07-22")

    assert "us.301.brazil" not in rules(before)
    assert "us.301.brazil" in rules(after)


def test_a_day_before_the_tables_begin_is_partial_and_says_so() -> None:
    found = answer(as_of="1995-01-01", ship_to="GB", currency="GBP")

    assert found["status"] == "partial"
    assert "no_rule" in {note["code"] for note in found["not_evaluated"]}
