"""One proof on the shop of this process, as `python -m tools.prove` starts it."""

import importlib
import json
import logging
import sys

import django

NAMES = ("placing", "news", "kills", "unknown")


def main(name: str, address: str, secret: str, size: str, plant: str) -> None:
    """Run a proof; print what it found as one line of JSON."""
    django.setup()
    logging.disable(logging.ERROR)
    from tools.prove.goods import use_provider

    assert name in NAMES
    use_provider(address, secret)
    found = importlib.import_module(f"tools.prove.{name}").prove(json.loads(size), plant == "plant")
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
