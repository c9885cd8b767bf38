"""Write letters about an account: to confirm an address, to choose a new password."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sampan.kernel.mail import Intent, Message

ACCOUNT_WRITERS: Mapping[str, Callable[[Intent, datetime], Message | None]] = {}
