"""Add many rows at once. COPY cannot be used: it does not know row security."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def insert(rows: Sequence[models.Model], *, ignore_conflicts: bool = False) -> None:
    """Insert rows of one model in one statement, a column at a time as an array.

    Several times faster than ``bulk_create``, which sends each value by itself.
    Every column must be set; defaults of the model are already on the rows.
    """
    if not rows:
        return
    model = type(rows[0])
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    names = ", ".join(f'"{field.column}"' for field in fields)
    arrays = ", ".join(_array(field) for field in fields)
    table = model._meta.db_table.replace('"', "")  # the schema may be in the name
    quoted = ".".join(f'"{part}"' for part in table.split("."))
    conflict = " ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    aliases = ", ".join(f"c{number}" for number in range(len(fields)))
    picked = ", ".join(
        f"c{number}::jsonb" if isinstance(field, models.JSONField) else f"c{number}"
        for number, field in enumerate(fields)
    )
    statement = (
        f"INSERT INTO {quoted} ({names}) SELECT {picked} "  # noqa: S608 - names of ours
        f"FROM unnest({arrays}) AS given ({aliases}){conflict}"
    )
    values = [list(_values(field, rows)) for field in fields]
    connection.ensure_connection()
    with connection.wrap_database_errors, server_side_cursor() as cursor:
        cursor.execute(statement, values)


def server_side_cursor() -> Any:
    """Give a cursor that binds on the server: arrays of bytes travel as they are."""
    import psycopg  # noqa: PLC0415 - the driver's own cursor is needed here alone

    return psycopg.Cursor(connection.connection)


def _array(field: Any) -> str:
    if isinstance(field, models.JSONField):
        return "%s::text[]"
    if isinstance(field, models.BinaryField):
        return "%b::bytea[]"
    kind = field.db_type(connection)
    return f"%s::{kind}[]"


def _values(field: Any, rows: Iterable[models.Model]) -> Iterable[Any]:
    for row in rows:
        value = getattr(row, field.attname)
        if value is not None and isinstance(field, models.JSONField):
            yield json.dumps(value)
        elif value is not None and isinstance(field, models.BinaryField):
            yield bytes(value)
        else:
            yield value
