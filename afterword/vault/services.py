"""Seal columns, and open them only after the record says who opens what and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models

from afterword.audit import services as audit
from afterword.audit.actors import Actor
from afterword.tenancy import current_practice, practice
from afterword.vault import keys, ring, sealing
from afterword.vault.fields import DataClass, Sealed, SealedField
from afterword.vault.models import ClientKey


def seal(row: Sealed, *, using: keys.Keys | None = None, **values: str | None) -> None:
    """Put sealed text into a row's columns; the caller saves the row.

    ``using`` may hold keys made beforehand, for many rows at once.
    """
    using = {} if using is None else using
    for column, text in values.items():
        field = _field(type(row), column)
        if text is None:
            setattr(row, column, None)
            continue
        place = (row.sealed_for, field.data_class)
        if place not in using:
            using.update(keys.make([row.sealed_for], field.data_class))
        setattr(
            row,
            column,
            sealing.seal(
                using[place], text.encode(), row._meta.db_table, column, str(row.pk)
            ),
        )


def open(  # noqa: A001 - vault.open is its name
    *, by: Actor, purpose: str, rows: Sequence[Sealed], fields: Sequence[str]
) -> list[dict[str, str | None]]:
    """Give the plain text of some columns of some rows, in their order.

    The event (one a client) commits before a single byte is opened. Text whose key
    was destroyed is ``None``, as is an empty column.
    """
    if not rows:
        return []
    model = type(rows[0])
    _record_opening(by=by, purpose=purpose, model=model, rows=rows, fields=fields)
    classes = {_field(model, name).data_class for name in fields}
    with practice(by.practice):
        using = keys.of({row.sealed_for for row in rows}, classes)
    return [{name: _plain(row, name, using) for name in fields} for row in rows]


def index(value: str, *place: str) -> bytes:
    """Give the keyed blind index of a value, in this practice and place."""
    kept = ring.load(settings.KEYS)
    return sealing.blind_index(kept.index, value, str(current_practice()), *place)


def indexer(*place: str) -> Callable[[str], bytes]:
    """Give what makes blind indexes of many values, each in its one form already."""
    kept = ring.load(settings.KEYS)
    own = sealing.index_key(kept.index, str(current_practice()), *place)
    return partial(sealing.indexed, own)


def without_key(rows: models.QuerySet[Any], data_class: DataClass) -> set[UUID]:
    """Name those of some clients whose key of a class is not there (any more)."""
    there = ClientKey.objects.filter(data_class=data_class).values("client_id")
    return set(rows.exclude(pk__in=there).values_list("pk", flat=True))


def seal_for_practice(data: bytes, *place: str) -> bytes:
    """Seal bytes that belong to the practice and to no one client, for a short time."""
    kept = ring.load(settings.KEYS)
    body = sealing.seal(
        kept.wrapping[kept.primary], data, "practice", str(current_practice()), *place
    )
    return kept.primary.to_bytes(4, "big") + body


def unseal_for_practice(sealed: bytes, *place: str) -> bytes:
    """Open what ``seal_for_practice`` sealed in the same place."""
    key = ring.load(settings.KEYS).wrapping[int.from_bytes(sealed[:4], "big")]
    return sealing.unseal(key, sealed[4:], "practice", str(current_practice()), *place)


def _record_opening(
    *,
    by: Actor,
    purpose: str,
    model: type[models.Model],
    rows: Sequence[Sealed],
    fields: Sequence[str],
) -> None:
    counts: dict[Any, int] = {}
    for row in rows:
        counts[row.sealed_for] = counts.get(row.sealed_for, 0) + 1
    with practice(by.practice, durable=True):
        audit.record_many(
            [
                audit.event(
                    "vault.opened",
                    by=by,
                    client=client,
                    about=rows[0] if len(rows) == 1 else None,
                    why=purpose,
                    table=model._meta.db_table,
                    fields=list(fields),
                    rows=count,
                )
                for client, count in counts.items()
            ]
        )


def _plain(row: Sealed, column: str, using: keys.Keys) -> str | None:
    sealed = getattr(row, column)
    key = using.get((row.sealed_for, _field(type(row), column).data_class))
    if sealed is None or key is None:
        return None
    table = row._meta.db_table
    return sealing.unseal(key, bytes(sealed), table, column, str(row.pk)).decode()


def _field(model: type[models.Model], column: str) -> SealedField:
    field = model._meta.get_field(column)
    if not isinstance(field, SealedField):
        raise TypeError(f"`{column}` is not a sealed column")
    return field
