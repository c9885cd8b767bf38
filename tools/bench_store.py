"""What the store's pages cost: CPU time of application and database per request, as JSON.

`python tools/bench_store.py [--products 1000 50000] [--requests 2000] [--database postgres]`

An invented catalog (three variants a product, 50 categories with two of them a product) is imported
by the same flows as a real one. Then two workers answer eight connections that never rest, with
pages kept and with no page kept, and the same machine answers a bare Django view with one indexed
query: the floor. CPU time is that of the whole process tree and of all of PostgreSQL, read before
and after; memory is the tree's proportional share (PSS) right after the load.
"""

import argparse
import gc
import http.client
import itertools
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parent.parent
CONNECTIONS = 8
WORKERS = 2
WARM_UP = 4
CATEGORIES = 50
AT_ONCE = 1_000
WORDS = (
    "amber birch cedar delta ember fjord grove heron inlet jetty kelp lotus maple north ocean"
).split()
COLORS = {"Red": "#B5533C", "Green": "#56705F", "Blue": "#3F5568", "Sand": "#D8C9A8"}
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def main() -> None:
    """Measure every size and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, nargs="+", default=[1_000, 50_000])
    parser.add_argument("--requests", type=int, default=2_000)
    parser.add_argument("--database", choices=("postgres", "sqlite"), default="postgres")
    parser.add_argument("--fill", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.fill:
        print(json.dumps(fill(options.fill)))
        return
    results = {}
    for number in options.products:
        results[f"{number} products"] = run(number, options.requests, options.database)
        print(f"{number} products measured", file=sys.stderr)
    print(json.dumps(results, indent=2))


def run(products: int, requests: int, database: str) -> Any:
    """One catalog, made for this and removed afterwards."""
    sys.path.insert(0, str(ROOT))
    from tests import cluster, machine

    with tempfile.TemporaryDirectory(prefix="sampan-bench-") as home:
        if database == "sqlite":
            return measure(products, requests, variables(home, ""))
        binaries = machine.postgres_binaries()
        if not binaries:
            return "PostgreSQL's binaries are missing"
        with cluster.private_cluster(binaries) as server:
            url = cluster.create_database(server, "bench")
            return measure(products, requests, variables(home, url))


def variables(home: str, url: str) -> dict[str, str]:
    """The environment of every process that is measured."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return kept | {
        "HOME": home,
        "SAMPAN_HOME": home,
        "DATABASE_URL": url,
        "SAMPAN_SECRET_KEY": "bench-" * 10,
        "DJANGO_SETTINGS_MODULE": "sampan.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT / 'tools'}",
    }


def measure(products: int, requests: int, environment: dict[str, str]) -> Any:
    """Fill the shop, then ask every kind of page."""
    command = [sys.executable, __file__, "--fill", str(products)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout.splitlines()[-1])
    with floor(environment) as server:
        pages = itertools.cycle([f"/{number}/" for number in facts["ids"]])
        facts["floor_ms"] = server.cost(pages, requests)
    with sampan(environment):
        pass  # the first start brings everything up to date
    kinds = addresses(facts.pop("ids"), facts.pop("slugs"))
    for name, keeps in (("kept", "1"), ("none_kept", "0")):
        with sampan(environment | {"SAMPAN_KEEP_PAGES": keeps}) as server:
            found = {
                kind: server.cost(itertools.cycle(paths), requests, warm=len(paths) * WARM_UP)
                for kind, paths in kinds.items()
            }
            facts[f"ms_with_pages_{name}"] = found
            facts[f"start_s_{name}"] = round(server.started_s, 2)
            facts[f"pss_mb_{name}"] = server.memory_mb()
    return facts


def addresses(ids: Sequence[int], slugs: Sequence[str]) -> dict[str, list[str]]:
    """What is asked for: a sample of each kind of page."""
    place = random.Random(11)
    return {
        "category": [f"/en/c/category-{number}/" for number in range(CATEGORIES)],
        "product": [f"/en/p/{slug}/" for slug in place.sample(slugs, min(100, len(slugs)))],
        "search": [f"/en/search/?q={first}+{second}" for first, second in _pairs(place)],
        "home": ["/en/"],
    }


def _pairs(place: random.Random) -> list[tuple[str, str]]:
    return [(word, other) for word in WORDS for other in place.sample(WORDS, 3) if word != other]


class Running:
    """A server that answers, with the processes that its answers cost."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, started_s: float) -> None:
        self.process, self.port, self.started_s = process, port, started_s

    def cost(self, paths: Iterator[str], requests: int, warm: int = 200) -> float:
        """Milliseconds of CPU for one request, after some that do not count."""
        self._ask(paths, warm)
        before = cpu_s(self.process.pid)
        self._ask(paths, requests)
        return round((cpu_s(self.process.pid) - before) / requests * 1000, 2)

    def memory_mb(self) -> float:
        """What the process tree holds, shared pages counted by their share."""
        processes = [psutil.Process(self.process.pid), *_below(self.process.pid)]
        return round(sum(one.memory_full_info().pss for one in processes) / 1024**2, 1)

    def _ask(self, paths: Iterator[str], number: int) -> None:
        todo = list(itertools.islice(paths, number))
        threads = [
            threading.Thread(target=_ask_for, args=(self.port, todo[index::CONNECTIONS]))
            for index in range(CONNECTIONS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def _ask_for(port: int, paths: Sequence[str]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Accept-Encoding": "gzip", "User-Agent": BROWSER, "Host": "localhost"}
    for path in paths:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, (path, answer.status)
    connection.close()


def cpu_s(pid: int) -> float:
    """CPU time of a process tree and of every PostgreSQL process of this machine's bench."""
    own = [psutil.Process(pid), *_below(pid)]
    database = [one for one in psutil.process_iter(["name"]) if one.info["name"] == "postgres"]
    total = 0.0
    for process in [*own, *database]:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total


def _below(pid: int) -> list[psutil.Process]:
    return psutil.Process(pid).children(recursive=True)


@contextmanager
def sampan(environment: dict[str, str]) -> Iterator[Running]:
    """The store as `sampan up` starts it, without the worker."""
    port = _free_port()
    command = [sys.executable, "-m", "sampan.config.cli", "up", "--only-server", "--without-demo"]
    command += ["--port", str(port), "--workers", str(WORKERS)]
    with _serving(command, environment, port, "/en/") as running:
        yield running


@contextmanager
def floor(environment: dict[str, str]) -> Iterator[Running]:
    """The bare view behind the same server."""
    port = _free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "bench_floor:application"]
    command += ["--port", str(port), "--workers", str(WORKERS), "--blocking-threads", "4"]
    command += ["--no-ws", "--log-level", "warning"]
    with _serving(command, environment, port, "/1/") as running:
        yield running


@contextmanager
def _serving(
    command: list[str], environment: dict[str, str], port: int, path: str
) -> Iterator[Running]:
    began = time.monotonic()
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        while not _answers(port, path):
            assert process.poll() is None, "the server ended"
            time.sleep(0.02)
        yield Running(process, port, time.monotonic() - began)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _answers(port: int, path: str) -> bool:
    try:
        _ask_for(port, [path])
    except (OSError, AssertionError, http.client.HTTPException):
        return False
    return True


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def fill(products: int) -> dict[str, Any]:
    """Import an invented catalog by the flows of a real one; returns what the pages are called."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, skip_checks=True)
    from sampan.kernel.clock import now

    at = now()
    _open_markets(at)
    began = time.process_time()
    ids: list[int] = []
    refresh: list[float] = []
    for start in range(0, products, AT_ONCE):
        drafts = [_draft(number) for number in range(start, min(products, start + AT_ONCE))]
        stored, seconds = _sell(drafts, at)
        ids += stored
        refresh.append(seconds)
        gc.collect()
    _tidy()
    from sampan.apps.storefront.models import Sheet

    slugs = list(Sheet.objects.filter(language="en").values_list("slug", flat=True)[:2_000])
    return {
        "import_cpu_s": round(time.process_time() - began, 1),
        "refresh_1000_s": round(sorted(refresh)[len(refresh) // 2], 2),
        "ids": ids[:1_000],
        "slugs": slugs,
    }


def _open_markets(at: Any) -> None:
    from sampan.flows import load_demo
    from sampan.flows.read_demo import read_demo

    load_demo._load_markets(read_demo(), at)
    from sampan.apps.inventory.services import save_warehouse

    save_warehouse("HAM", "Hamburg", "DE", position=0)


def _draft(number: int) -> Any:
    from sampan.domain.catalog.drafts import AttributeDraft, ProductDraft, TextDraft, VariantDraft
    from sampan.domain.money import Money

    place = random.Random(number)
    title = " ".join([*place.sample(WORDS, 3), str(number)])
    main, other = place.sample(range(CATEGORIES), 2)
    price = Money(place.randrange(500, 20_000), "EUR")
    text = TextDraft(
        language="en",
        title=title.capitalize(),
        subtitle=" ".join(place.choices(WORDS, k=6)),
        description=f"<p>{' '.join(place.choices(WORDS, k=60))}</p>",
    )
    return ProductDraft(
        handle=f"product-{number}",
        status="active",
        kind="goods",
        brand=f"Brand {number % 20}",
        option_names=("Color",),
        texts=(text,),
        categories=((f"category-{main}",), (f"category-{other}",)),
        category_names={(f"category-{one}",): f"Category {one}" for one in (main, other)},
        attributes=(
            AttributeDraft("material", place.choice(WORDS), name="Material", is_facet=True),
        ),
        variants=tuple(
            VariantDraft(
                options=(color,),
                sku=f"{number}-{color}",
                price=price,
                swatch=COLORS[color],
                stock={"HAM": place.randrange(0, 9)},
            )
            for color in place.sample(list(COLORS), 3)
        ),
    )


def _sell(drafts: list[Any], at: Any) -> tuple[list[int], float]:
    from django.db import transaction

    from sampan.apps.catalog.services.store import store_products
    from sampan.apps.inventory import services as inventory
    from sampan.apps.pricing import services as pricing
    from sampan.flows.refresh_window import refresh_window

    with transaction.atomic():
        stored = store_products(drafts, actor="bench", at=at, cause="bench")
        rows = [
            (stored.variant_ids[draft.handle, variant.options], variant)
            for draft in drafts
            for variant in draft.variants
        ]
        cause = pricing.Cause("bench", at, "bench")
        pricing.set_prices("eu-eur", {row: variant.price for row, variant in rows}, cause)
        pricing.derive_prices([row for row, _ in rows], cause)
        counts = {(row, "HAM"): variant.stock["HAM"] for row, variant in rows}
        inventory.set_on_hand(counts, inventory.Movement("bench", at, "opening", "bench"))
        began = time.perf_counter()
        refresh_window(stored.product_ids, at)
        return list(stored.product_ids), time.perf_counter() - began


def _tidy() -> None:
    """What a database does by itself after a while: statistics for its planner."""
    from django.db import connection

    statement = "VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE"
    with connection.cursor() as cursor:
        cursor.execute(statement)


if __name__ == "__main__":
    main()
