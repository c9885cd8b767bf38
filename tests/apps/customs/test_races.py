"""Two people who decide at once: one decision becomes the version, the other is refused."""

import time

CREATE = """
import django; django.setup()
from datetime import UTC, datetime
from sampan.apps.catalog.models import Product, Variant
at = datetime(2026, 11, 22, tzinfo=UTC)
product = Product.objects.create(handle="shirt", created_at=at, updated_at=at)
for n in range(12):
    print(Variant.objects.create(product=product, sku=f"S{n}", option1=f"{n}").pk)
"""
DECIDE = """
import sys, time, django; django.setup()
from datetime import UTC, datetime
from sampan.apps.customs import services
from sampan.domain.errors import Conflict
code, start, *variants = sys.argv[1:]
at = datetime(2026, 11, 22, tzinfo=UTC)
time.sleep(max(0.0, float(start) - time.time()))
for variant in map(int, variants):
    try:
        approval = services.Approval(code, 0)
        print(code, services.approve(variant, approval, actor=code, at=at))
    except Conflict:
        print("conflict")
"""
READ = """
import django; django.setup()
from sampan.apps.customs.models import Classification
from sampan.kernel import audit
for row in Classification.objects.all():
    print(row.hs_code, row.version)
print("audit", audit.verify())
"""


def test_two_first_decisions_make_one_version(database):
    variants = database.python("-c", CREATE).stdout.split()
    start = str(time.time() + 4)
    deciding = [
        database.start("-c", DECIDE, code, start, *variants) for code in ("610910", "610990")
    ]
    said = [process.communicate(timeout=120)[0].splitlines() for process in deciding]

    stored = database.python("-c", READ).stdout.splitlines()

    assert len(variants) == 12
    for one, other in zip(*said, strict=True):
        assert sorted([one == "conflict", other == "conflict"]) == [False, True], (one, other)
    won = sorted(line for lines in said for line in lines if line != "conflict")
    assert won == sorted(stored[:-1])
    assert stored[-1] == "audit None"
