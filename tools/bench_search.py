"""What a search costs: CPU time of application and database for 24 hits, as JSON.

`python tools/bench_search.py [--products 3000 50000] [--database sqlite postgres]`

The catalog is invented: titles of three or four words out of 700 by a Zipf-like draw, descriptions
of 60 words, two languages. PostgreSQL runs in a private cluster; its backend's time is counted.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 200

QUESTIONS = {
    "the most common word": ("en", "{common}"),
    "a usual word": ("en", "{usual}"),
    "two words": ("en", "{common} {usual}"),
    "a word of one product": ("en", "{rare}"),
    "a misspelt word": ("en", "{misspelt}"),
    "an unfinished word": ("en", "{unfinished}"),
    "no hit": ("en", "qqqqzzzz wwwwxxxx"),
    "a SKU": ("en", "SKU-000042"),
    "one Chinese character": ("zh-hans", "壶"),
    "two Chinese characters": ("zh-hans", "茶壶"),
}


def main() -> None:
    """Run every combination in a process of its own and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, nargs="+", default=[3_000, 50_000])
    parser.add_argument("--database", nargs="+", default=["sqlite", "postgres"])
    parser.add_argument("--child", action="store_true")
    options = parser.parse_args()
    if options.child:
        print(json.dumps(measure(options.products[0])))
        return
    results = {}
    for database in options.database:
        for products in options.products:
            results[f"{database}, {products} products"] = run(database, products)
    print(json.dumps(results, indent=2, ensure_ascii=False))


def run(database: str, products: int) -> Any:
    """Measure one size on one database, made for it and removed afterwards."""
    sys.path.insert(0, str(ROOT))
    from tests import cluster, machine

    with tempfile.TemporaryDirectory(prefix="sampan-bench-") as home:
        if database == "sqlite":
            return child(home, "", products)
        binaries = machine.postgres_binaries()
        if not binaries:
            return "PostgreSQL's binaries are missing"
        with cluster.private_cluster(binaries) as server:
            return child(home, cluster.create_database(server, "bench"), products)


def child(home: str, url: str, products: int) -> Any:
    environment = os.environ | {
        "SAMPAN_HOME": home,
        "DATABASE_URL": url,
        "SAMPAN_SECRET_KEY": "bench-" * 10,
        "DJANGO_SETTINGS_MODULE": "sampan.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [sys.executable, __file__, "--child", "--products", str(products)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def measure(products: int) -> dict[str, Any]:
    """Fill the index, then ask every question again and again."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", "search", verbosity=0, skip_checks=True)
    from django.db import connection

    from sampan.apps.search import selectors, services

    words = Words(random.Random(7))
    before = time.process_time(), time.perf_counter()
    services.index(documents(words, products))
    indexing = {
        "cpu_s": round(time.process_time() - before[0], 2),
        "wall_s": round(time.perf_counter() - before[1], 2),
    }
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    spent = Clock()
    answers = {}
    for name, (language, pattern) in QUESTIONS.items():
        text = pattern.format_map(words.examples)
        found = selectors.search(language, "eu", text)
        spent.start()
        for _ in range(ROUNDS):
            selectors.search(language, "eu", text)
        answers[name] = {"ms": spent.each(ROUNDS), "hits": found.total, "more": found.are_more}
    spent.start()
    for _ in range(ROUNDS):
        selectors.suggest("en", "eu", words.examples["unfinished"])
    answers["suggestions"] = {"ms": spent.each(ROUNDS)}
    return {"indexing": indexing, "questions": answers}


class Words:
    """A vocabulary whose words are drawn as unevenly as those of real titles."""

    def __init__(self, chance: random.Random) -> None:
        syllables = [a + b for a in "bdfgklmnprstv" for b in ("a", "e", "i", "o", "u")]
        self.chance = chance
        self.words = [
            "".join(chance.choices(syllables, k=chance.choice((2, 3, 4)))) for _ in range(700)
        ]
        self.weights = [1 / (rank + 3) for rank in range(700)]
        common, usual = self.words[0], self.words[40]
        long = next(word for word in self.words[20:] if len(word) == 8)
        self.examples = {
            "common": common,
            "usual": usual,
            "rare": "unicorn17",
            "misspelt": long[:3] + "x" + long[4:],
            "unfinished": long[:5],
        }

    def some(self, count: int) -> str:
        return " ".join(self.chance.choices(self.words, self.weights, k=count))


def documents(words: Words, products: int) -> Iterator[Any]:
    from sampan.domain.search.documents import SearchDocument

    hanzi = "茶壶杯碗盘灯包衣巾伞桌椅瓶盒书笔香烛音乐旅行"
    for number in range(1, products + 1):
        title = words.some(words.chance.choice((3, 4)))
        yield SearchDocument(
            product_id=number,
            language="en",
            title=f"{title} unicorn17" if number == 17 else title,
            shown_in=("en", "de", "fr"),
            about=(words.some(4), words.some(1), words.some(2)),
            details=tuple(words.some(1) for _ in range(4)),
            description=words.some(60),
            codes=(f"SKU-{number:06}",),
        )
        yield SearchDocument(
            product_id=number,
            language="zh-hans",
            title="".join(words.chance.choices(hanzi, k=5)),
            shown_in=("zh-hans",),
            description="".join(words.chance.choices(hanzi, k=80)),
        )


class Clock:
    """CPU time of this process and of the PostgreSQL backend that serves it."""

    def __init__(self) -> None:
        import psutil
        from django.db import connection

        self.processes = [psutil.Process()]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.processes.append(psutil.Process(cursor.fetchone()[0]))
        self.start()

    def start(self) -> None:
        self.before = [self._spent(process) for process in self.processes]

    def each(self, rounds: int) -> dict[str, float]:
        parts = [
            (self._spent(process) - before) * 1000 / rounds
            for process, before in zip(self.processes, self.before, strict=True)
        ]
        names = ("application", "database")
        named = {name: round(part, 2) for name, part in zip(names, parts, strict=False)}
        return named | {"together": round(sum(parts), 2)}

    @staticmethod
    def _spent(process: Any) -> float:
        times = process.cpu_times()
        return float(times.user + times.system)


if __name__ == "__main__":
    main()
