"""How often somebody may try something: counted in the database, so a restart forgives nothing.

A kind of try is limited for each of several subjects at once (a cart, an address on the network,
everybody). When everybody together tries too often, nobody is locked out: each subject is only
held to its tighter number, so that a flood cannot close the door for a shopper who comes once.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from sampan.domain.errors import DomainError
from sampan.kernel.models import Tries

EVERYBODY = "all"
KEPT_FOR = timedelta(days=2)


class TooMany(DomainError):
    """Somebody tried too often; `wait_s` says for how long they are refused."""

    code = "too_many_tries"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries in each window; `tight` holds while everybody together is over their limit."""

    most: int
    window: timedelta
    tight: int


HOUR = timedelta(hours=1)
COUNT = (
    'INSERT INTO kernel_tries (subject, "window", count) VALUES {values} '
    'ON CONFLICT (subject, "window") DO UPDATE SET count = kernel_tries.count + 1 '
    "RETURNING subject, count"
)
LIMITS: Mapping[str, Mapping[str, Limit]] = {
    "coupon": {
        "cart": Limit(12, HOUR, 3),
        "address": Limit(40, HOUR, 5),
        EVERYBODY: Limit(2_000, HOUR, 0),
    },
    "placing": {
        "cart": Limit(20, HOUR, 6),
        "address": Limit(60, HOUR, 10),
        EVERYBODY: Limit(20_000, HOUR, 0),
    },
    "withdrawal": {
        "mail": Limit(5, HOUR, 3),
        "address": Limit(20, HOUR, 5),
        EVERYBODY: Limit(5_000, HOUR, 0),
    },
    "register": {
        "mail": Limit(3, HOUR, 1),
        "address": Limit(20, HOUR, 3),
        EVERYBODY: Limit(2_000, HOUR, 0),
    },
    "erase": {
        "mail": Limit(6, HOUR, 3),
        "address": Limit(20, HOUR, 5),
        EVERYBODY: Limit(2_000, HOUR, 0),
    },
    "reset": {
        "mail": Limit(3, HOUR, 1),
        "address": Limit(20, HOUR, 3),
        EVERYBODY: Limit(2_000, HOUR, 0),
    },
}


def count_try(kind: str, subjects: Mapping[str, str], at: datetime) -> None:
    """Count one try of some subjects, each by its sort (`cart`, `address`). Raises TooMany.

    Only keyed digests of the subjects are stored. SAMPAN_LIMITS off counts nothing.
    """
    if not settings.SAMPAN_LIMITS:
        return
    rules = LIMITS[kind]
    hour = max(rule.window for rule in rules.values())
    start = _start(at, hour)
    rows = {
        sort: f"{kind}:{sort}:{_digest(who)}" for sort, who in subjects.items() if sort in rules
    }
    rows[EVERYBODY] = f"{kind}:{EVERYBODY}"
    counts = _raise(list(rows.values()), start)
    is_flood = counts[rows[EVERYBODY]] > rules[EVERYBODY].most
    for sort, row in rows.items():
        rule = rules[sort]
        if sort != EVERYBODY and counts[row] > (rule.tight if is_flood else rule.most):
            raise TooMany(kind=kind, wait_s=round((start + hour - at).total_seconds()) + 1)


def forget_old_tries(at: datetime) -> None:
    """By the clock: delete what no window needs any more."""
    Tries.objects.filter(window__lt=at - KEPT_FOR).delete()


def _raise(subjects: list[str], start: datetime) -> dict[str, int]:
    """Add one to every subject's count in one statement; returns the new counts."""
    values = ", ".join(["(%s, %s, 1)"] * len(subjects))
    moment = connection.ops.adapt_datetimefield_value(start)
    statement = COUNT.format(values=values)
    parameters = [value for subject in sorted(subjects) for value in (subject, moment)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return {str(subject): int(count) for subject, count in cursor.fetchall()}


def _start(at: datetime, window: timedelta) -> datetime:
    seconds = int(window.total_seconds())
    return datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, at.tzinfo)


def _digest(who: str) -> str:
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, b"limits:" + who.encode(), hashlib.sha256).hexdigest()[:32]
