"""Which tax a sale bears and who collects it, told by whole quotes."""

from typing import Any

import pytest
from tests.domain.landed_cost.parcels import a_line, answer

from sampan.domain.tax.numbers import has_form

DAY = "2026-09-01"
GB = {"ship_to": "GB", "currency": "GBP"}
INSIDE = {"ship_from": "DE", "seller": "DE"}
IOSS = {"registrations": ["IOSS"]}
BUSINESS = {"buyer": "business"}
CH = {"ship_to": "CH", "currency": "CHF"}
SG = {"ship_to": "SG", "currency": "SGD", "registrations": ["SG_GST"]}
MY_LVG = {"currency": "MYR", "registrations": ["MY_LVG"]}
FR = {"ship_to": "FR"}
FR_BUSINESS = {"buyer": "business", "tax_id": "FR12345678901"}
PLATFORM_DE = {"ship_from": "DE", "marketplace": True}
NJ = {"ship_to": "US", "region": "NJ"}

# what, parcel: scheme, who collects the tax, import tax, sales tax
CASES: list[tuple[str, dict[str, Any], str]] = [
    ("IOSS", {"registrations": ["IOSS"]}, "IOSS seller 2.47 0.00"),
    ("a marketplace", {"marketplace": True}, "deemed_supplier platform 2.47 0.00"),
    ("no IOSS, at the door", {"incoterm": "DAP"}, "special_arrangements carrier 2.47 0.00"),
    ("no IOSS, paid by the seller", {}, "standard customs 2.47 0.00"),
    ("IOSS and a business", IOSS | {"buyer": "business"}, "standard customs 2.13 0.00"),
    ("a gift of 10 EUR", IOSS | {"buyer": "gift"}, "standard None 0.00 0.00"),
    ("UK up to 135 GBP", GB | {"registrations": ["UK_VAT"]}, "UK_VAT seller 2.00 0.00"),
    ("UK business", GB | {"tax_id": "GB123456789"} | BUSINESS, "reverse_charge None 0.00 0.00"),
    ("UK business, bad number", GB | {"tax_id": "GB12"} | BUSINESS, "standard customs 2.00 0.00"),
    ("Swiss seller", CH | {"registrations": ["CH_VAT"]}, "CH_VAT seller 0.81 0.00"),
    ("Singapore by sea", SG | {"mode": "sea"}, "standard customs 0.90 0.00"),
    ("Singapore by post", SG, "SG_GST seller 0.90 0.00"),
    ("AU, not registered", {"ship_to": "AU", "currency": "AUD"}, "standard None 0.00 0.00"),
    ("Malaysia", {"ship_to": "MY"} | MY_LVG, "MY_LVG seller 1.00 0.00"),
    ("stock in Germany", INSIDE | {"registrations": ["VAT:DE"]}, "domestic seller 0.00 1.90"),
    ("to France", INSIDE | FR | {"registrations": ["OSS"]}, "OSS seller 0.00 2.00"),
    ("to a French business", INSIDE | FR | FR_BUSINESS, "reverse_charge None 0.00 0.00"),
    ("a platform inside the EU", PLATFORM_DE, "deemed_supplier platform 0.00 1.90"),
    ("nexus in New Jersey", NJ | {"registrations": ["US:NJ"]}, "US:NJ seller 0.00 0.66"),
    ("nexus elsewhere", NJ | {"registrations": ["US:CT"]}, "none None 0.00 0.00"),
    ("a US marketplace", NJ | {"marketplace": True}, "deemed_supplier platform 0.00 0.66"),
    ("Oregon has none", NJ | {"region": "OR", "marketplace": True}, "none None 0.00 0.00"),
    ("Hong Kong has none", {"ship_to": "HK"}, "none None 0.00 0.00"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_scheme_collector_and_tax(case: Any) -> None:
    _, parcel, expected = case

    found = answer(**{"as_of": DAY, **parcel})

    sums = found["totals"]
    told = (found["scheme"], found["collected_by"], sums["import_tax"], sums["sales_tax"])
    assert " ".join(map(str, told)) == expected


@pytest.mark.parametrize(
    ("what", "place", "expected"),
    [
        (
            "the Canary Islands",
            {"ship_to": "ES", "postal_code": "35001"},
            "0.91 es-cn.igic.standard",
        ),
        ("Monaco", {"ship_to": "MC"}, "2.60 mc.tva.standard"),
        ("the Azores", {"ship_to": "PT", "postal_code": "9500-100"}, "2.08 pt-20.iva.standard"),
        ("Livigno", {"ship_to": "IT", "postal_code": "23041"}, "0.00 None"),
        ("Aland", {"ship_to": "FI", "postal_code": "22100"}, "3.32 fi.alv.standard"),
        ("Jersey", {"ship_to": "JE"}, "0.50 je.gst.standard"),
        ("Guernsey", {"ship_to": "GG"}, "0.00 None"),
        ("Belfast", {"ship_to": "GB", "postal_code": "BT1 1AA"}, "2.60 gb.vat.standard"),
    ],
)
def test_special_territories(what: str, place: Any, expected: str) -> None:
    found = answer(as_of=DAY, duty_pct={"610910": "0"}, fx={"GBP/EUR": "1"}, **place)

    taxes = [entry for entry in found["charges"] if entry["kind"] == "import_tax"]
    rule = taxes[0]["rule"]["id"] if taxes else None
    assert f"{found['totals']['import_tax']} {rule}" == expected
    assert "special_territory" in {note["code"] for note in found["warnings"]}


def test_northern_ireland_has_no_border_to_either_side() -> None:
    place = {"ship_to": "GB", "postal_code": "BT1 1AA", "fx": {"GBP/EUR": "1"}, "as_of": DAY}

    from_france = answer(**place, ship_from="FR", registrations=["OSS"])
    from_leeds = answer(**place, ship_from="GB", registrations=["VAT:GB"])

    assert (from_france["scheme"], from_france["totals"]["sales_tax"]) == ("OSS", "2.00")
    assert (from_leeds["scheme"], from_leeds["totals"]["sales_tax"]) == ("domestic", "2.00")


def test_lines_of_one_parcel_may_be_under_different_schemes() -> None:
    found = answer(
        a_line("1600.00", hs="950300"),
        a_line("3500.00", hs="850440"),
        as_of=DAY,
        ship_to="NO",
        currency="NOK",
        registrations=["VOEC"],
        duty_pct={"850440": "0"},
    )

    collectors = [c["collected_by"] for c in found["charges"] if c["kind"] == "import_tax"]
    assert collectors == ["seller", "customs"]
    assert found["identifiers"][0]["name"] == "VOEC"
    assert "mixed_schemes" in {note["code"] for note in found["warnings"]}


@pytest.mark.parametrize(
    ("category", "country", "rate"),
    [
        ("books", "DE", "7%"),
        ("childrens_clothing", "GB", "0%"),
        ("childrens_clothing", "DE", "19%"),
        ("apparel", "TR", "10%"),
        ("childrens_clothing", "TR", "10%"),
        ("books", "FR", "5.5%"),
    ],
)
def test_a_category_finds_its_reduced_rate(category: str, country: str, rate: str) -> None:
    found = answer(
        a_line("100", category=category), as_of=DAY, ship_to=country, duty_pct={"610910": "0"}
    )

    taxes = [entry for entry in found["charges"] if entry["kind"] == "import_tax"]
    assert taxes[0]["rule"]["rate"] == rate


def test_food_that_two_rates_may_fit_is_a_range() -> None:
    found = answer(
        a_line(hs="090230", category="food"),
        as_of=DAY,
        ship_to="ES",
        registrations=["IOSS"],
    )

    # 4, 10 or 21 % of 13.00
    assert found["status"] == "range"
    assert found["range"]["import_tax"] == {"min": "0.52", "max": "2.73"}


def test_a_state_with_city_taxes_is_partial_until_the_rate_is_known() -> None:
    parcel = {"as_of": DAY, "ship_to": "US", "region": "TX", "registrations": ["US:TX"]}

    unknown = answer(**parcel)
    known = answer(**parcel, tax_pct="8.25")

    assert unknown["status"] == "partial"
    assert [note["code"] for note in unknown["not_evaluated"]] == ["local_sales_tax"]
    assert (known["status"], known["totals"]["sales_tax"]) == ("exact", "0.83")


@pytest.mark.parametrize("country", ["CA", "BR"])
def test_a_missing_region_is_refused_where_it_decides_the_rate(country: str) -> None:
    found = answer(as_of=DAY, ship_to=country)

    assert found["error"]["code"] == "region_missing"
    assert found["error"]["field"] == "ship_to.region"


@pytest.mark.parametrize("country", ["US", "IN"])
def test_a_missing_region_is_named_where_it_may_decide(country: str) -> None:
    found = answer(as_of=DAY, ship_to=country, duty_pct={"610910": "10"})

    assert found["status"] == "partial"
    assert [note["field"] for note in found["not_evaluated"]] == ["ship_to.region"]


def test_a_seller_without_a_registration_is_warned() -> None:
    found = answer(as_of=DAY, **INSIDE)

    assert found["totals"]["sales_tax"] == "1.90"
    assert "registration_missing" in {note["code"] for note in found["warnings"]}


def test_numbers_have_the_form_of_their_country() -> None:
    assert has_form("ATU12345678", "AT")
    assert has_form("EL123456789", "GR")
    assert not has_form("GR123456789", "GR")
    assert not has_form("", "DE")
    assert not has_form(None, "DE")
