"""Import a made-up catalog into an empty shop and print how long it takes and how much it needs.

    python tools/bench_import.py [--products 10000] [--variants 3] [--dialect csv] [--again]

Prints JSON: seconds of the whole command and its peak memory, as the machine counts them. The shop
is SQLite in a folder of its own, or `DATABASE_URL` (an empty database).
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from sampan.domain.catalog.drafts import (  # noqa: E402 - the path comes first
    AttributeDraft,
    PictureDraft,
    ProductDraft,
    TextDraft,
    VariantDraft,
)
from sampan.domain.goods import TradeFacts  # noqa: E402 - the path comes first
from sampan.domain.money import Money  # noqa: E402 - the path comes first
from sampan.integrations.product_files import (  # noqa: E402 - the path comes first
    DIALECTS,
    Terms,
    write_product_file,
)

SENTENCE = "Made by hand from slow materials, for a table that is used every day. "


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--products", type=int, default=10_000)
    parser.add_argument("--variants", type=int, default=3)
    parser.add_argument("--dialect", choices=list(DIALECTS), default="csv")
    parser.add_argument("--again", action="store_true", help="import the same file once more")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sampan-bench-") as folder:
        print(json.dumps(measure(Path(folder), options), indent=1))


def measure(folder: Path, options: argparse.Namespace) -> dict[str, object]:
    """Make the file and the shop, import, and look at the clock."""
    file = folder / "products.csv"
    drafts = list(products(options.products, options.variants))
    file.write_bytes(b"".join(write_product_file(drafts, options.dialect, Terms("EUR"))))
    del drafts
    sampan(folder, "demo", "load")
    sampan(folder, "demo", "remove")
    runs = [run(folder, file) for _ in range(1 + options.again)]
    return {
        "dialect": options.dialect,
        "products": options.products,
        "variants": options.products * options.variants,
        "file_mb": round(file.stat().st_size / 2**20, 1),
        "runs": runs,
    }


def run(folder: Path, file: Path) -> dict[str, object]:
    """One import in a process of its own: its time, its peak, its report."""
    started = time.perf_counter()
    with subprocess.Popen(
        command("import", "products", str(file), "--json"), env=environment(folder), stdout=-1
    ) as process:
        assert process.stdout is not None
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    report = json.loads(output)
    return {
        "seconds": round(seconds, 1),
        "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 1),
        "peak_mb": round(peak_kb(usage) / 1024),
        "exit": process.returncode,
        "created": report["created"],
        "unchanged": report["unchanged"],
        "errors": len(report["errors"]),
    }


def peak_kb(usage: resource.struct_rusage) -> int:
    """Linux counts in kilobytes, macOS in bytes."""
    return usage.ru_maxrss // 1024 if sys.platform == "darwin" else usage.ru_maxrss


def products(count: int, variants: int) -> Iterator[ProductDraft]:
    """Products with texts, a picture, a category, tags, an attribute, prices and stock."""
    sizes = [f"Size {number}" for number in range(1, variants + 1)]
    for number in range(count):
        branch, leaf = f"branch-{number % 10}", f"leaf-{number % 50}"
        yield ProductDraft(
            handle=f"product-{number}",
            kind="goods",
            status="active",
            product_type="Tableware",
            brand=f"Brand {number % 40}",
            option_names=("Size",),
            texts=(
                TextDraft(
                    "en",
                    title=f"Product number {number}",
                    description=f"<p>{SENTENCE * 6}</p><ul><li>One</li><li>Two</li></ul>",
                ),
            ),
            categories=((branch, leaf),),
            category_names={(branch,): branch.title(), (branch, leaf): leaf.title()},
            tags=("new", f"tag-{number % 100}"),
            attributes=(AttributeDraft("material", f"Material {number % 30}", name="Material"),),
            pictures=(PictureDraft(source_url=f"https://pictures.example/{number}.jpg"),),
            variants=tuple(
                VariantDraft(
                    options=(size,),
                    sku=f"SKU-{number}-{place}",
                    price=Money(1990 + 100 * place, "EUR"),
                    cost=Money(900, "EUR"),
                    stock={"": number % 50},
                    trade=TradeFacts(hs_code="691110", origin="CN", gross_weight_g=400),
                )
                for place, size in enumerate(sizes)
            ),
        )


def sampan(folder: Path, *arguments: str) -> None:
    """One command on the bench's shop."""
    subprocess.run(command(*arguments), env=environment(folder), check=True, stdout=sys.stderr)


def command(*arguments: str) -> list[str]:
    """How a command is started from the source tree."""
    return [sys.executable, "-m", "sampan.config.cli", *arguments]


def environment(folder: Path) -> dict[str, str]:
    """The bench's own home."""
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), "SAMPAN_HOME": str(folder / "home")}


if __name__ == "__main__":
    main()
