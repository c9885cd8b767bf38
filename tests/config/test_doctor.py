"""`sampan doctor`: content with a sound shop, and finds every fault that is planted."""

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.conftest import Shop


@dataclass(frozen=True, slots=True)
class Fault:
    """What somebody did to the database behind the shop's back, and which check has to see it."""

    check: str
    code: str
    sql: str
    can_repair: bool = False


NO_GUARDS = (
    "DROP TRIGGER kernel_auditentry_insert_only_update;"
    "DROP TRIGGER pricing_pricechange_insert_only_delete;"
    "DROP TRIGGER kernel_auditseal_insert_only_delete;"
)
SEEN_FIRST = "schema reference database audit events stock prices window media".split()
UNCHECKED = "PRAGMA ignore_check_constraints=ON;"
FAULTS = [
    Fault(
        "stock",
        "stock_differs",
        "UPDATE inventory_stocklevel SET on_hand = on_hand + 1 WHERE id IN (1, 2)",
        can_repair=True,
    ),
    Fault(
        "stock",
        "stock_differs",
        "UPDATE inventory_stocklevel SET reserved = 1 WHERE id = "
        "(SELECT MIN(id) FROM inventory_stocklevel WHERE on_hand > 0)",
        can_repair=True,
    ),
    Fault(
        "stock",
        "stock_impossible",
        UNCHECKED + "INSERT INTO inventory_stockmovement"
        " (variant_id, warehouse_id, quantity, reason, reference, actor, at)"
        " SELECT variant_id, warehouse_id, -5 - on_hand, 'sold', '', 'x', '2026-01-01'"
        " FROM inventory_stocklevel WHERE id = 1;"
        "UPDATE inventory_stocklevel SET on_hand = -5 WHERE id = 1",
    ),
    Fault(
        "prices",
        "price_history_differs",
        "UPDATE pricing_price SET amount_minor = amount_minor + 100 WHERE id = 1",
        can_repair=True,
    ),
    Fault(
        "prices",
        "price_negative",
        UNCHECKED + "UPDATE pricing_price SET amount_minor = -5 WHERE id = 1",
    ),
    Fault("window", "window_stale", "DELETE FROM storefront_sheet WHERE id = 3", can_repair=True),
    Fault(
        "window",
        "window_stale",
        "UPDATE storefront_card SET is_available = 1 - is_available WHERE product_id = 1",
        can_repair=True,
    ),
    Fault("database", "guard_missing", NO_GUARDS),
    Fault(
        "database",
        "database_damaged",
        "PRAGMA foreign_keys=OFF; UPDATE catalog_variant SET product_id = 999999 WHERE id = 1",
    ),
    Fault(
        "audit",
        "audit_broken",
        NO_GUARDS + "UPDATE kernel_auditentry SET actor = 'nobody' WHERE id = 7",
    ),
    Fault("media", "media_missing", "UPDATE catalog_media SET file = 'demo/gone.svg' WHERE id = 1"),
    Fault(
        "events",
        "events_late",
        "UPDATE kernel_outboxevent SET at = '2020-01-01', delivered_at = NULL",
    ),
    Fault("events", "given_up", "UPDATE kernel_outboxevent SET given_up_at = '2026-01-01'"),
]
SCHEMA = {
    "schema_behind": "DELETE FROM django_migrations WHERE app = 'catalog'",
    "schema_ahead": "INSERT INTO django_migrations (app, name, applied)"
    " VALUES ('catalog', '9999_later', '2030-01-01')",
}
NAMES = [f"{number}-{fault.code}" for number, fault in enumerate(FAULTS)]
# One process examines every broken copy, because starting one costs more than looking.
LOOK = """
import django, json, sys; django.setup()
from django.db import connection
from sampan.flows.examine_shop import examine_shop, repair_shop
from sampan.kernel.clock import now

def look(check):
    reports = examine_shop(now(), [check])
    return reports, {one.code: one.can_repair for report in reports for one in report.findings}

for line in sys.stdin:
    file, check = json.loads(line)
    connection.close()
    connection.settings_dict["NAME"] = file
    reports, found = look(check)
    repair_shop(reports, now())
    left = look(check)[1]
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM kernel_auditentry WHERE actor = 'doctor'")
        print(json.dumps([found, left, cursor.fetchone()[0]]))
"""


@pytest.fixture(scope="module")
def looks(
    demo_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[dict[str, bool], dict[str, bool], int]]:
    """For each fault: what is found, what is left after the repair, how many audit rows it left."""
    folder = tmp_path_factory.mktemp("broken")
    asked = []
    for name, fault in zip(NAMES, FAULTS, strict=True):
        file = folder / f"{name}.sqlite3"
        shutil.copyfile(demo_template / "sampan.sqlite3", file)
        plant(file, fault.sql)
        asked.append(json.dumps([str(file), fault.check]))
    shop = Shop(demo_template, "")
    result = shop.python("-c", LOOK, input="\n".join(asked))
    assert result.returncode == 0, result.stderr
    told = [json.loads(line) for line in result.stdout.splitlines()]
    return dict(zip(NAMES, told, strict=True))


def test_the_demo_shop_is_sound(demo_shop: Shop) -> None:
    result = demo_shop.sampan("doctor")

    assert result.returncode == 0, result.stdout + result.stderr
    lines = result.stdout.splitlines()
    assert [line.split()[1] for line in lines[:9]] == SEEN_FIRST
    assert all(line.startswith("ok  ") for line in lines)


@pytest.mark.parametrize(("name", "fault"), list(zip(NAMES, FAULTS, strict=True)), ids=NAMES)
def test_a_planted_fault_is_found_and_repaired_where_that_is_safe(
    looks: dict[str, tuple[dict[str, bool], dict[str, bool], int]], name: str, fault: Fault
) -> None:
    found, left, audited = looks[name]

    assert found.get(fault.code) is fault.can_repair
    if fault.can_repair:
        assert left == {}
        assert audited
    else:
        assert fault.code in left


@pytest.mark.parametrize("code", SCHEMA)
def test_a_database_of_another_version_is_told_and_nothing_else_is_asked(
    demo_shop: Shop, code: str
) -> None:
    plant(demo_shop.home / "sampan.sqlite3", SCHEMA[code])

    assert findings(demo_shop) == {code: False}


def test_the_command_repairs_what_it_says_it_can(demo_shop: Shop) -> None:
    plant(demo_shop.home / "sampan.sqlite3", FAULTS[0].sql)

    assert findings(demo_shop, "stock") == {"stock_differs": True}
    assert findings(demo_shop, "--repair", "stock") == {}


def test_a_chain_that_was_cut_off_is_found_by_the_noted_end(demo_shop: Shop) -> None:
    note = (
        "import django; django.setup()\n"
        "from sampan.flows.note_audit_end import note_audit_end\n"
        "from sampan.kernel.clock import now\n"
        "note_audit_end(now())"
    )
    assert demo_shop.python("-c", note).returncode == 0
    assert (demo_shop.home / "audit-ends.txt").stat().st_mode & 0o777 == 0o600
    assert findings(demo_shop) == {}
    plant(
        demo_shop.home / "sampan.sqlite3",
        NO_GUARDS + "DROP TRIGGER kernel_auditentry_insert_only_delete;"
        "DELETE FROM kernel_auditseal WHERE sequence ="
        " (SELECT MAX(sequence) FROM kernel_auditseal);"
        "DELETE FROM kernel_auditentry WHERE id = (SELECT MAX(id) FROM kernel_auditentry)",
    )

    assert "audit_cut" in findings(demo_shop)


def test_single_checks_can_be_asked_for_and_unknown_ones_are_refused(demo_shop: Shop) -> None:
    assert demo_shop.sampan("doctor", "stock").stdout.startswith("ok  stock")
    refused = demo_shop.sampan("doctor", "weather")
    assert refused.returncode == 2
    assert "no check 'weather'" in refused.stderr


def plant(file: Path, statements: str) -> None:
    """Change a database file behind the shop's back."""
    with closing(sqlite3.connect(file)) as database:
        database.executescript(statements)
        database.commit()


def findings(shop: Shop, *arguments: str) -> dict[str, bool]:
    """The codes that the doctor finds, and whether each can be repaired."""
    result = shop.sampan("doctor", "--json", *arguments)
    reports = json.loads(result.stdout)
    found = {one["code"]: one["can_repair"] for report in reports for one in report["findings"]}
    assert result.returncode == (1 if found else 0), result.stderr
    return found
