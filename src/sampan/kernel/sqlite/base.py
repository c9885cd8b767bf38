"""SQLite with a cross-process write gate: writers wait in line instead of polling for the lock.

SQLite lets a blocked writer sleep and try again, so under many writers the unlucky one waits for
seconds. A file lock queues them fairly; it is taken before BEGIN IMMEDIATE and given back at the
end of the transaction, whatever way it ends; a single writing statement takes it for itself. The
gate is held by a connection, never by a thread.
"""

import fcntl
import os
from collections.abc import Callable
from typing import Any

from django.db.backends.sqlite3 import base

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLAC")


class DatabaseWrapper(base.DatabaseWrapper):
    """The connection of one thread; it holds the gate while a transaction is open."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._gate: int | None = None
        self.execute_wrappers.append(self._through_the_gate)

    def _through_the_gate(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any
    ) -> Any:
        """A write outside a transaction is one by itself."""
        if self.in_atomic_block or not str(sql).lstrip()[:6].upper().startswith(WRITES):
            return execute(sql, params, many, context)
        self._enter_gate()
        try:
            return execute(sql, params, many, context)
        finally:
            self._leave_gate()

    def _start_transaction_under_autocommit(self) -> None:
        self._enter_gate()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in the stubs
        except BaseException:
            self._leave_gate()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # not in the stubs
        self._leave_gate()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # not in the stubs
        finally:
            self._leave_gate()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # not in the stubs
        finally:
            self._leave_gate()

    def _enter_gate(self) -> None:
        name = str(self.settings_dict["NAME"])
        if self._gate is not None or ":memory:" in name or "mode=memory" in name:
            return
        descriptor = os.open(f"{name}.gate", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except BaseException:
            os.close(descriptor)
            raise
        self._gate = descriptor

    def _leave_gate(self) -> None:
        if self._gate is not None:
            descriptor, self._gate = self._gate, None
            os.close(descriptor)
