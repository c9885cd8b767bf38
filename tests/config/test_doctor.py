"""`sampan doctor`: content with a sound shop, and finds every fault that is planted."""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass

import pytest
from tests.conftest import Shop


@dataclass(frozen=True, slots=True)
class Fault:
    """What somebody did to the database behind the shop's back."""

    code: str
    sql: str
    can_repair: bool


NO_GUARDS = (
    "DROP TRIGGER kernel_auditentry_insert_only_update;"
    "DROP TRIGGER pricing_pricechange_insert_only_delete;"
    "DROP TRIGGER kernel_auditseal_insert_only_delete;"
)
FAULTS = [
    Fault(
        "stock_differs",
        "UPDATE inventory_stocklevel SET on_hand = on_hand + 1 WHERE id IN (1, 2)",
        can_repair=True,
    ),
    Fault(
        "stock_differs",
        "UPDATE inventory_stocklevel SET reserved = 1 WHERE id = "
        "(SELECT MIN(id) FROM inventory_stocklevel WHERE on_hand > 0)",
        can_repair=True,
    ),
    Fault(
        "stock_impossible",
        "PRAGMA ignore_check_constraints=ON; UPDATE inventory_stocklevel SET reserved = 99999"
        " WHERE id = 1",
        can_repair=False,
    ),
    Fault(
        "price_history_differs",
        "UPDATE pricing_price SET amount_minor = amount_minor + 100 WHERE id = 1",
        can_repair=True,
    ),
    Fault(
        "price_negative",
        "PRAGMA ignore_check_constraints=ON;"
        "UPDATE pricing_price SET amount_minor = -5 WHERE id = 1",
        can_repair=False,
    ),
    Fault("window_stale", "DELETE FROM storefront_sheet WHERE id = 3", can_repair=True),
    Fault(
        "window_stale",
        "UPDATE storefront_card SET is_available = 1 - is_available WHERE product_id = 1",
        can_repair=True,
    ),
    Fault("guard_missing", NO_GUARDS, can_repair=False),
    Fault(
        "audit_broken",
        NO_GUARDS + "UPDATE kernel_auditentry SET actor = 'nobody' WHERE id = 7",
        can_repair=False,
    ),
    Fault("media_missing", "UPDATE catalog_media SET file = 'demo/gone.svg' WHERE id = 1", False),
    Fault(
        "events_late", "UPDATE kernel_outboxevent SET at = '2020-01-01', delivered_at = NULL", False
    ),
    Fault("given_up", "UPDATE kernel_outboxevent SET given_up_at = '2026-01-01'", False),
    Fault("schema_behind", "DELETE FROM django_migrations WHERE app = 'catalog'", can_repair=False),
    Fault(
        "schema_ahead",
        "INSERT INTO django_migrations (app, name, applied)"
        " VALUES ('catalog', '9999_later', '2030-01-01')",
        can_repair=False,
    ),
    Fault(
        "database_damaged",
        "PRAGMA foreign_keys=OFF; UPDATE catalog_variant SET product_id = 999999 WHERE id = 1",
        can_repair=False,
    ),
]


def test_the_demo_shop_is_sound(demo_shop: Shop) -> None:
    result = demo_shop.sampan("doctor")

    assert result.returncode == 0, result.stdout + result.stderr
    lines = result.stdout.splitlines()
    assert len(lines) == 9
    assert all(line.startswith("ok  ") for line in lines)


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{n}-{f.code}" for n, f in enumerate(FAULTS)])
def test_a_planted_fault_is_found_and_repaired_where_that_is_safe(
    demo_shop: Shop, fault: Fault
) -> None:
    plant(demo_shop, fault.sql)

    found = findings(demo_shop)
    assert fault.code in found
    assert found[fault.code] is fault.can_repair
    if fault.can_repair:
        assert findings(demo_shop, "--repair") == {}
        assert findings(demo_shop) == {}
        assert audited(demo_shop)


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
        demo_shop,
        NO_GUARDS + "DELETE FROM kernel_auditseal WHERE sequence = "
        "(SELECT MAX(sequence) FROM kernel_auditseal)",
    )

    assert "audit_cut" in findings(demo_shop)


def test_single_checks_can_be_asked_for_and_unknown_ones_are_refused(demo_shop: Shop) -> None:
    assert demo_shop.sampan("doctor", "stock").stdout.startswith("ok  stock")
    refused = demo_shop.sampan("doctor", "weather")
    assert refused.returncode == 2
    assert "no check 'weather'" in refused.stderr


def plant(shop: Shop, statements: str) -> None:
    """Change the database file behind the shop's back."""
    with closing(sqlite3.connect(shop.home / "sampan.sqlite3")) as database:
        database.executescript(statements)
        database.commit()


def findings(shop: Shop, *arguments: str) -> dict[str, bool]:
    """The codes that the doctor finds, and whether each can be repaired."""
    result = shop.sampan("doctor", "--json", *arguments)
    reports = json.loads(result.stdout)
    found = {one["code"]: one["can_repair"] for report in reports for one in report["findings"]}
    assert result.returncode == (1 if found else 0), result.stderr
    return found


def audited(shop: Shop) -> bool:
    """Whether the doctor left a row in the audit log."""
    with closing(sqlite3.connect(shop.home / "sampan.sqlite3")) as database:
        (count,) = database.execute(
            "SELECT COUNT(*) FROM kernel_auditentry WHERE actor = 'doctor'"
        ).fetchone()
    return bool(count)
