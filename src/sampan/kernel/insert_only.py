"""Insert-only tables: the database itself refuses to change a row, or to delete one.

A correction is a new row. History that goes when its subject goes (a demo shop, a request to be
forgotten) is deleted inside `erasing`, which leaves a row in the audit log; audit rows never go.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from sampan.kernel import audit
from sampan.kernel.models import Erasure

ERASING = "EXISTS (SELECT 1 FROM kernel_erasure)"


@contextmanager
def erasing(*, cause: str, actor: str, at: datetime) -> Iterator[None]:
    """Allow this transaction to delete erasable history, and record that it did."""
    assert transaction.get_connection().in_atomic_block, "erase inside a transaction"
    leave = Erasure.objects.create(cause=cause, at=at)
    yield
    leave.delete()
    audit.record(actor=actor, action="history_erased", subject=cause, at=at, changes={})


class InsertOnly(Operation):
    """Migration: guard a table; with `erasable`, rows may be deleted inside `erasing`."""

    reversible = True

    def __init__(self, table: str, erasable: bool = False) -> None:
        self.table, self.erasable = table, erasable

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Guards are no part of the models."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Create the guards."""
        for statement in self._create(schema_editor.connection.vendor):
            schema_editor.execute(statement)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Remove the guards."""
        for statement in self._drop(schema_editor.connection.vendor):
            schema_editor.execute(statement)

    def describe(self) -> str:
        """What the migration says of itself."""
        return f"Make {self.table} insert-only"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """How a migration file writes this operation."""
        return type(self).__name__, [self.table], {"erasable": self.erasable}

    def _create(self, vendor: str) -> list[str]:
        table = self.table
        if vendor == "sqlite":
            refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
            unless = f"WHEN NOT {ERASING} " if self.erasable else ""
            return [
                f"CREATE TRIGGER {table}_insert_only_update BEFORE UPDATE ON {table} {refuse}",
                f"CREATE TRIGGER {table}_insert_only_delete BEFORE DELETE ON {table} "
                f"{unless}{refuse}",
            ]
        allowed = f"TG_OP = 'DELETE' AND {ERASING}" if self.erasable else "FALSE"
        return [
            f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql "
            f"AS $$ BEGIN IF {allowed} THEN RETURN OLD; END IF; "
            f"RAISE EXCEPTION '{table} is insert-only' USING ERRCODE = 'check_violation'; END $$",
            f"CREATE TRIGGER {table}_insert_only_row BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
            f"CREATE TRIGGER {table}_insert_only_all BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
        ]

    def _drop(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return [f"DROP TRIGGER {self.table}_insert_only_{on}" for on in ("update", "delete")]
        return [f"DROP FUNCTION {self.table}_refuse() CASCADE"]
