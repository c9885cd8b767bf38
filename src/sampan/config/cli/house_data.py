"""`sampan init` and `sampan demo`: the database, and the shop that is in it at first."""

import argparse
import os
import tempfile
from collections.abc import Callable, Sequence

from sampan.config import environment
from sampan.config.cli.house_home import CannotStart, prepare

Say = Callable[[str], None]


def run_init(argv: Sequence[str]) -> int:
    """Create or update the database and the static files."""
    parser = argparse.ArgumentParser(
        prog="sampan init", description="Create the database, or bring it up to date."
    )
    parser.add_argument("--quiet", action="store_true", help="say nothing when all is well")
    parser.add_argument(
        "--prepare", action="store_true", help="only keep an empty database for quick first starts"
    )
    options = parser.parse_args(argv)
    if options.prepare:
        return _prepare_empty()
    prepare(environment.home(os.environ))
    start_django()
    bring_up_to_date((lambda _: None) if options.quiet else _say)
    if not options.quiet:
        _say("the database is up to date")
    return 0


def run_demo(argv: Sequence[str]) -> int:
    """Load the demo shop into an empty shop, or take it out again."""
    parser = argparse.ArgumentParser(
        prog="sampan demo", description="Load the demo shop, or remove it; own goods stay."
    )
    parser.add_argument("action", choices=("load", "remove"))
    options = parser.parse_args(argv)
    prepare(environment.home(os.environ))
    start_django()
    bring_up_to_date(_say)
    if options.action == "load":
        _say(f"the demo shop is loaded: {_load_demo()} products")
    else:
        from sampan.flows.load_demo import remove_demo
        from sampan.kernel.clock import now

        _say(f"the demo shop is removed: {remove_demo(now())} products")
    return 0


def start_django() -> None:
    """Load the settings and the apps."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sampan.config.settings")
    django.setup()


def bring_up_to_date(say: Say) -> None:
    """Migrate the database and collect the static files, as far as needed."""
    from sampan.config.cli import house_schema

    house_schema.bring_up_to_date(say)


def first_start(say: Say, *, wants_demo: bool) -> None:
    """Fill a shop that was never started before; later starts find the note and do nothing."""
    from django.conf import settings

    from sampan.kernel import settings_store

    if settings_store.get("first_start_done"):
        return
    if wants_demo and not settings.ENVIRONMENT.production:
        from sampan.apps.catalog.selectors import listing

        if not listing.product_count():
            say(f"first start: the demo shop is loaded, {_load_demo()} products")
    settings_store.put("first_start_done", True)


def make_sign_in_link() -> str:
    """The secret part of a link that signs the owner in once."""
    from sampan.apps.accounts.services import make_sign_in_link as make
    from sampan.kernel.clock import now

    return make(at=now())


def _prepare_empty() -> int:
    """In a home of its own, so that no shop is touched."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update({"SAMPAN_HOME": folder, "SAMPAN_ENV": "local", "DATABASE_URL": ""})
        start_django()
        from sampan.config.cli import house_schema

        house_schema.prepare_empty()
    return 0


def _load_demo() -> int:
    from sampan.domain.errors import Conflict
    from sampan.flows.load_demo import load_demo
    from sampan.kernel.clock import now

    try:
        return load_demo(now(), with_orders=True)
    except Conflict as error:
        raise CannotStart(
            "This shop has products already; the demo goes into an empty shop only. "
            "Give it one with another SAMPAN_HOME."
        ) from error


def _say(sentence: str) -> None:
    print(f"sampan: {sentence}", flush=True)
