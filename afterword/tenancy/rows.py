"""Migration steps that put row security, ties and append-only rights on a table."""

from __future__ import annotations

from typing import Any

from django.db.migrations import RunSQL

POLICY = "practice_id = NULLIF(current_setting('afterword.practice', true), '')::uuid"


def secure(table: str, *, append_only: bool = False) -> RunSQL:
    """Let each practice see its own rows alone; perhaps forbid changing them.

    The NULLIF is needed: once set in a session the variable falls back to ''.
    """
    steps: list[Any] = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"CREATE POLICY practice ON {table} USING ({POLICY}) WITH CHECK ({POLICY})",
        (
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_practice_row "
            "UNIQUE (practice_id, id)"
        ),
    ]
    if append_only:
        steps.append(f"REVOKE ALL ON {table} FROM afterword_app")
        steps.append(f"GRANT SELECT, INSERT ON {table} TO afterword_app")
    undo: list[Any] = [
        f"ALTER TABLE {table} DROP CONSTRAINT {table}_practice_row",
        f"DROP POLICY practice ON {table}",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    ]
    return RunSQL(steps, undo)


def tie(table: str, column: str, to: str) -> RunSQL:
    """Tie a row to a row of the same practice: foreign keys ignore row security."""
    name = f"{table}_{column}_same_practice"
    return RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} "
        f"FOREIGN KEY (practice_id, {column}) REFERENCES {to} (practice_id, id) "
        "DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )
