"""Bring in a file of services: look first, nothing is kept until somebody says yes.

What stands here and is not in the file stays. Where both say something, the one that
was checked later holds.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from afterword.audit import services as audit
from afterword.audit.actors import Actor
from afterword.audit.refusals import refusing
from afterword.support import service_files
from afterword.support.directory import ServiceFacts, view_of
from afterword.support.models import Service, ServiceFile
from afterword.support.services.errors import (
    ChangeError,
    NoSuchRowError,
    NotReadyError,
    ServiceFileError,
)
from afterword.support.services.listing import only_administrators
from afterword.tenancy import practice

WRONG: Final = (ChangeError, ServiceFileError)
NEW, SAME, CHANGED, OLDER, REFUSED = "new", "same", "changed", "older", "refused"


@dataclass(frozen=True)
class Becomes:
    """What would happen to one line of a file, and why."""

    number: int
    name: str
    becomes: str
    reasons: tuple[str, ...] = ()
    said: ServiceFacts | None = None
    ours: UUID | None = None


@refusing("support.services_read", when=WRONG)
def take_services(*, data: bytes, by: Actor, at: datetime, today: date) -> UUID:
    """Read a file and keep it until somebody says yes; one that waited is dropped."""
    only_administrators(by)
    rows = service_files.read(data, today=today)
    with practice(by.practice):
        ServiceFile.objects.filter(state="ready").update(state="dropped", data=None)
        counts = Counter(line.becomes for line in _compare(rows))
        row = ServiceFile.objects.create(
            data=data, state="ready", counts=dict(counts), made_at=at, made_by=by.id
        )
        audit.record("support.services_read", by=by, about=row, **counts)
    return row.pk


@refusing("support.services_read", when=WRONG)
def look_at_services(*, file: UUID, by: Actor, today: date) -> list[Becomes]:
    """Say what would happen to each line, as things stand now."""
    only_administrators(by)
    with practice(by.practice):
        row = _waiting(file)
        found = _compare(service_files.read(bytes(row.data or b""), today=today))
        audit.record("support.services_read", by=by, about=row, why="shown")
    return found


@refusing("support.services_imported", when=WRONG)
def bring_in_services(
    *, file: UUID, by: Actor, at: datetime, today: date
) -> dict[str, int]:
    """Add what is new, and change what the file knows later. All of it or nothing."""
    only_administrators(by)
    with practice(by.practice):
        row = ServiceFile.objects.select_for_update().filter(pk=file).first()
        if row is None:
            raise NoSuchRowError
        if row.state == "done":
            audit.record("support.services_imported", by=by, outcome="repeated")
            return {str(name): int(n) for name, n in row.counts.items()}
        if row.state != "ready":
            raise NotReadyError
        found = _compare(service_files.read(bytes(row.data or b""), today=today))
        Service.objects.bulk_create(
            Service(added_at=at, added_by=by.id, **line.said.values())
            for line in found
            if line.becomes == NEW and line.said is not None
        )
        for line in found:
            if line.becomes == CHANGED and line.said and line.ours:
                Service.objects.filter(pk=line.ours).update(**line.said.values())
        counts = Counter(line.becomes for line in found)
        ServiceFile.objects.filter(pk=file).update(
            state="done", data=None, counts=dict(counts)
        )
        audit.record("support.services_imported", by=by, about=row, **counts)
    return dict(counts)


@refusing("support.services_dropped", when=WRONG)
def drop_services(*, file: UUID, by: Actor) -> None:
    """Set a file aside that was only looked at."""
    only_administrators(by)
    with practice(by.practice):
        row = _waiting(file)
        ServiceFile.objects.filter(pk=row.pk).update(state="dropped", data=None)
        audit.record("support.services_dropped", by=by, about=row)


def _waiting(file: UUID) -> ServiceFile:
    row = ServiceFile.objects.filter(pk=file).first()
    if row is None:
        raise NoSuchRowError
    if row.state != "ready":
        raise NotReadyError
    return row


def _compare(rows: list[service_files.Row]) -> list[Becomes]:
    """Hold each line against what is here. Inside an open practice."""
    ours = _Ours()
    taken: set[UUID] = set()
    found = []
    for line in rows:
        if line.said is None:
            found.append(Becomes(line.number, line.name, REFUSED, line.reasons))
            continue
        same, why = ours.known(line.said, taken)
        if why:
            found.append(Becomes(line.number, line.name, REFUSED, (why,)))
            continue
        taken |= {same.pk} if same else set()
        found.append(_one(line.number, line.said, same))
    return found


class _Ours:
    """The services that are here, by number and by name."""

    def __init__(self) -> None:
        self._numbered: dict[str, Service] = {}
        self._named: dict[str, list[Service]] = {}
        for row in Service.objects.order_by("added_at", "pk"):
            self._numbered[row.external_id] = row
            self._named.setdefault(row.name.casefold(), []).append(row)

    def known(self, said: ServiceFacts, taken: set[UUID]) -> tuple[Service | None, str]:
        """Give the service that a line is about, or why nobody can tell which.

        By its number; by its name only where one of the two has no number, as
        branches share a name. What stands in the list comes before what was taken out.
        """
        number = said.external_id
        if number and number in self._numbered:
            return self._numbered[number], ""
        named = self._named.get(said.name.casefold(), [])
        if number:
            free = [row for row in named if not row.external_id]
            named = [row for row in free if row.pk not in taken]
        named = [row for row in named if row.retired_at is None] or named[-1:]
        if len(named) > 1:
            return None, _("there is more than one of that name here; give its number")
        if named and named[0].pk in taken:
            return None, _("this service is in the file twice")
        return (named[0] if named else None), ""


def _one(number: int, said: ServiceFacts, ours: Service | None) -> Becomes:
    if ours is None:
        return Becomes(number, said.name, NEW, said=said)
    if ours.retired_at is not None:
        why = _("it was taken out of the list here; add it by hand if it is back")
        return Becomes(number, said.name, REFUSED, (why,))
    before = view_of(ours).said
    if not said.external_id and before.external_id:
        said = ServiceFacts(**{**vars(said), "external_id": before.external_id})
    if said == before:
        return Becomes(number, said.name, SAME, said=said, ours=ours.pk)
    if said.checked_on < before.checked_on:
        why = _("ours was checked later, so ours stays")
        return Becomes(number, said.name, OLDER, (why,), said, ours.pk)
    differs = tuple(
        part.name.replace("_", " ")
        for part in fields(said)
        if getattr(said, part.name) != getattr(before, part.name)
    )
    return Becomes(number, said.name, CHANGED, differs, said, ours.pk)
