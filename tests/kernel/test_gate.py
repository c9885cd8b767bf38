"""The write gate: writers of one SQLite file wait in line, and none is left behind."""

from tests.conftest import Shop
from tests.kernel.racing import race

SECONDS, WRITERS = "2.5", 6


def test_writers_take_turns_and_the_planted_fault_shows(sqlite_shop: Shop) -> None:
    """Each writer holds the database for 4 ms. In line, everyone waits about five times that."""
    with_gate = _longest_waits(sqlite_shop, "on")
    without = _longest_waits(sqlite_shop, "off")

    assert max(with_gate) < 1000
    assert max(without) > 2 * max(with_gate), "the harness would not find a missing gate"


def test_a_single_writing_statement_takes_its_turn_too(sqlite_shop: Shop) -> None:
    """While another process holds the gate, even an UPDATE outside a transaction waits."""
    script = """
import django, fcntl, os, threading, time; django.setup()
from django.conf import settings
from sampan.kernel.models import Setting
from sampan.kernel import settings_store
settings_store.put("x", 1)
gate = os.open(f"{settings.DATABASES['default']['NAME']}.gate", os.O_RDWR)
fcntl.flock(gate, fcntl.LOCK_EX)
threading.Timer(0.5, lambda: os.close(gate)).start()
began = time.monotonic()
Setting.objects.filter(name="x").update(value=2)
print(round(time.monotonic() - began, 1), settings_store.get("x"))
"""
    result = sqlite_shop.python("-c", script)

    waited, value = result.stdout.split()
    assert 0.4 <= float(waited) <= 2, result.stderr
    assert value == "2"


def test_the_gate_is_given_back_however_a_transaction_ends(sqlite_shop: Shop) -> None:
    script = """
import django; django.setup()
from django.db import connection, transaction, IntegrityError
from sampan.kernel.models import Setting
from sampan.kernel import settings_store
def held(): return connection._gate if hasattr(connection, "_gate") else None
with transaction.atomic():
    settings_store.put("a", 1); assert held() is not None
assert held() is None
try:
    with transaction.atomic():
        raise RuntimeError
except RuntimeError:
    pass
assert held() is None
with transaction.atomic():
    try:
        with transaction.atomic():
            Setting.objects.create(name="a", value=1)
    except IntegrityError:
        pass
    assert held() is not None, "a savepoint does not end the turn"
assert held() is None
connection.close(); assert held() is None
print("fine")
"""
    result = sqlite_shop.python("-c", script)

    assert result.stdout.strip() == "fine", result.stderr


def _longest_waits(shop: Shop, gate: str) -> list[float]:
    said = [line.split() for line in race(shop, WRITERS, "hold_and_measure", SECONDS, gate)]
    if gate == "on":
        assert sum(int(failures) for _, failures, _, _ in said) == 0
    return [float(longest) for _, _, _, longest in said]
