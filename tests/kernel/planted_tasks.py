"""A task that dies, for the worker that has to bear it."""

from django_tasks import task
from tests.kernel import planted


@task()
def die_at_work() -> None:
    """See `planted.die_at_work`."""
    planted.die_at_work()


@task()
def fail() -> None:
    """Fail whenever it is tried."""
    raise RuntimeError("it does not work")
