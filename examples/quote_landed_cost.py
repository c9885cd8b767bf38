"""What five T-shirts from China cost at a door in Berlin, on two days: no database, no network.

Run it with `python examples/quote_landed_cost.py`.
"""

from typing import Any

from sampan.domain.countries.quoting import quote
from sampan.domain.landed_cost.parsing import parse_request
from sampan.reference import load_rulebook


def main() -> None:
    """Quote the same parcel before and after 2026-07-01, and print each charge with its rule."""
    book = load_rulebook()
    for day in ("2026-06-30", "2026-07-01"):
        answer = quote(parse_request(parcel(day)), book)
        print(f"{day}: {answer['status']}, {answer['scheme']}")
        for charge in answer["charges"]:
            rule = charge["rule"]
            print(f"  {charge['kind']:<11}{charge['amount']:>7}  {rule['id']} ({rule['rate']})")
        print(f"  {'in all':<11}{answer['totals']['landed_cost']:>7} {answer['currency']}")


def parcel(day: str) -> dict[str, Any]:
    """Five T-shirts by post from China to Berlin, the VAT taken at checkout under IOSS."""
    return {
        "as_of": day,
        "ship_from": {"country": "CN"},
        "ship_to": {"country": "DE", "region": None, "postal_code": "10115"},
        "buyer": {"kind": "consumer", "tax_id": None},
        "seller": {"country": "CN", "registrations": ["IOSS"]},
        "incoterm": "DDP",
        "currency": "EUR",
        "prices_include": "none",
        "transport": {"mode": "post", "freight": "6.00", "insurance": "0.00"},
        "lines": [
            {
                "sku": "TEE",
                "description": "cotton t-shirt",
                "hs": "610910",
                "origin": "CN",
                "quantity": 5,
                "unit_price": "9.90",
                "weight_g": 180,
                "category": "apparel",
            }
        ],
    }


if __name__ == "__main__":
    main()
