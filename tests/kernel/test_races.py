"""Several processes at once, on SQLite and on PostgreSQL: each thing happens exactly once."""

import json

from tests.conftest import Shop
from tests.kernel.racing import race

LOOK = """
import django, json; django.setup()
from sampan.kernel import audit, stamps
from sampan.kernel.models import AuditEntry, AuditSeal
audit.seal_new()
print(json.dumps({"broken": audit.verify(), "rows": AuditEntry.objects.count(),
                  "seals": AuditSeal.objects.count(), "stamps": dict(stamps.current())}))
"""


def test_audit_rows_written_at_once_form_one_chain_and_no_bump_is_lost(database: Shop) -> None:
    race(database, 4, "write_audit", "40")

    seen = json.loads(database.python("-c", LOOK).stdout)

    assert seen == {
        "broken": None,
        "rows": 160,
        "seals": 160,
        "stamps": {"catalog": 160, "prices": 160},
    }


def test_of_many_requests_with_one_key_a_single_one_does_the_work(database: Shop) -> None:
    said = race(database, 6, "claim_key", "k-1")

    assert said.count("first") == 1
    assert set(said) <= {"first", "in progress", "answer 201"}
    assert set(race(database, 2, "claim_key", "k-1")) == {"answer 201"}


def test_of_many_workers_one_takes_the_turn(database: Shop) -> None:
    assert sorted(race(database, 6, "take_turn", "sweep")) == ["False"] * 5 + ["True"]


def test_of_many_workers_one_starts_the_job(database: Shop) -> None:
    create = (
        "import django; django.setup()\n"
        "from sampan.kernel import jobs\n"
        "from sampan.kernel.clock import now\n"
        "print(jobs.create(kind='t', title='t', actor='t', at=now(), payload={}))"
    )
    job_id = database.python("-c", create).stdout.strip()

    assert sorted(race(database, 6, "start_job", job_id)) == ["False"] * 5 + ["True"]
