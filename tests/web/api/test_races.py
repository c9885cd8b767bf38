"""Programs that write at the same moment, on SQLite and on PostgreSQL: each write is done once."""

import json

from tests.conftest import Shop
from tests.web.api.racer import RACERS, ROUNDS


def test_what_is_written_at_once_is_done_once(database: Shop) -> None:
    done = database.python("-m", "tests.web.api.racer")
    assert done.returncode == 0, done.stderr[-3000:]

    rounds = json.loads(done.stdout.splitlines()[-1])

    assert len(rounds) == ROUNDS
    for (tagged, version), (first, again), handle in rounds:
        assert tagged == {"200": 1, "412": RACERS - 1} and version == 2
        assert first["201"] >= 1 and set(first) <= {"201", "409"}
        assert again == {"201": RACERS}
        assert handle == {"201": 1, "409": RACERS - 1}
