"""Time the quotes of landed cost on this machine and print the figures as JSON.

Cold start of `sampan quote` with one request, 10-line carts over mixed destinations, carts a second
on one core, a price matrix of 1,000 variants by 60 destinations, and the memory at its peak. On a
machine that others use too, the figures by processor time say what the quotes themselves cost.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from sampan.flows.quote_landed_cost import quote_landed_cost, rule_book  # noqa: E402

COLD_RUNS = 7
CARTS = 2_000
VARIANTS = 1_000
CODES = (
    "610910 611020 620342 640299 420222 711719 850440 851713 950300 940542 "
    "330499 392410 691200 732393 960321 482010 900410 910211 630260 871200"
).split()
DESTINATIONS = (
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK MC GB NO CH "
    "LI IS US CA AU NZ JP KR SG MY TH ID PH IN IL ZA BR MX AE SA BH OM QA HK CN BA ME XK AD"
).split()
REGIONS = {"CA": "ON", "US": "OR", "BR": "SP", "IN": "MH"}


def main() -> None:
    """Run every measurement and print one JSON object."""
    assert len(DESTINATIONS) == 60
    cold = [_cold_start() for _ in range(COLD_RUNS)]
    book = rule_book()
    carts = [_request(DESTINATIONS[n % 60], 10, n) for n in range(CARTS)]
    for cart in carts[:120]:
        quote_landed_cost(cart, book)
    times = []
    busy = time.process_time()
    for cart in carts:
        start = time.perf_counter()
        quote_landed_cost(cart, book)
        times.append(time.perf_counter() - start)
    busy = time.process_time() - busy
    start, matrix_busy = time.perf_counter(), time.process_time()
    for n in range(VARIANTS):
        for country in DESTINATIONS:
            quote_landed_cost(_request(country, 1, n), book)
    matrix = time.perf_counter() - start
    print(
        json.dumps(
            {
                "cold_start_s": round(median(cold), 3),
                "ten_lines_p50_ms": round(median(times) * 1000, 3),
                "ten_lines_p95_ms": round(quantiles(times, n=20)[-1] * 1000, 3),
                "carts_per_s": round(CARTS / sum(times)),
                "carts_per_cpu_s": round(CARTS / busy),
                "matrix_1000_by_60_s": round(matrix, 2),
                "matrix_1000_by_60_cpu_s": round(time.process_time() - matrix_busy, 2),
                "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
                "load_average": round(os.getloadavg()[0], 2),
                "python": sys.version.split()[0],
            }
        )
    )


def _cold_start() -> float:
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write(json.dumps(_request("DE", 1, 0)))
        file.flush()
        command = [sys.executable, "-m", "sampan.config.cli", "quote", file.name]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env=environment)
        return time.perf_counter() - start


def _request(country: str, lines: int, n: int) -> dict[str, Any]:
    return {
        "as_of": "2026-09-15",
        "ship_from": {"country": "CN"},
        "ship_to": {"country": country, "region": REGIONS.get(country), "postal_code": "10115"},
        "buyer": {"kind": "consumer", "tax_id": None},
        "seller": {"country": "CN", "registrations": ["IOSS", "UK_VAT", "VOEC"]},
        "incoterm": "DDP",
        "currency": "EUR",
        "prices_include": "none",
        "transport": {"mode": "courier", "freight": "6.00", "insurance": "0.50"},
        "lines": [
            {
                "sku": f"V{n}-{i}",
                "hs": CODES[(n + i) % len(CODES)],
                "origin": "CN",
                "quantity": 1 + i % 3,
                "unit_price": f"{5 + (7 * n + i) % 40}.90",
                "weight_g": 200,
                "category": "general",
            }
            for i in range(lines)
        ],
        "assume": {"duty_rate_pct": {"610910": "12"}},
    }


if __name__ == "__main__":
    main()
