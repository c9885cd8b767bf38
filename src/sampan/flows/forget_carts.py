"""By the clock: forget carts that nobody came back to, and tries that no limit needs any more."""

from datetime import datetime

from sampan.apps.checkout import services as checkouts
from sampan.kernel import limits


def forget_carts(at: datetime) -> None:
    """Delete what is past its time, with all that was typed in it."""
    checkouts.forget_old(at)
    limits.forget_old_tries(at)
