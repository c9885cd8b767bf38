"""How the sandbox provider misbehaves when it is told to, as real providers do untold."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ON_CALLS = frozenset(
    {"hang", "drop_before", "drop_after_commit", "fail_before", "fail_after_commit", "garbage"}
)
ON_MESSAGES = frozenset(
    {"duplicate", "drop", "delay", "reorder", "forge", "old", "wrong_amount", "wrong_currency"}
)
KNOWN = ON_CALLS | ON_MESSAGES


@dataclass
class Faults:
    """A queue of faults for calls and one for messages; each is used once."""

    _calls: list[str] = field(default_factory=list)
    _messages: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def plan(self, names: list[str]) -> None:
        """Queue faults by name. Raises ValueError for an unknown one."""
        for name in names:
            if name not in KNOWN:
                raise ValueError(name)
        with self._lock:
            self._calls += [name for name in names if name in ON_CALLS]
            self._messages += [name for name in names if name in ON_MESSAGES]

    def next_call(self) -> str:
        """The fault of the call that is being answered; empty for none."""
        with self._lock:
            return self._calls.pop(0) if self._calls else ""

    def next_message(self) -> str:
        """The fault of the message that is being sent; empty for none."""
        with self._lock:
            return self._messages.pop(0) if self._messages else ""

    def clear(self) -> None:
        """Behave again."""
        with self._lock:
            self._calls.clear()
            self._messages.clear()


def distorted(payment: Mapping[str, Any], fault: str) -> dict[str, Any]:
    """A payment as a wrong message reports it; the book stays right."""
    wrong = dict(payment)
    if fault == "wrong_amount":
        wrong["amount"] = wrong["captured"] = max(1, payment["amount"] // 100)
    if fault == "wrong_currency":
        wrong["currency"] = "USD" if payment["currency"] != "USD" else "JPY"
    return wrong
