"""Import a caseload: read it, show what would happen, do it, undo it.

Nobody becomes contactable by an import. What a file says about consent is kept as
evidence on the address and read by nobody who decides.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from afterword import clock
from afterword.audit import services as audit
from afterword.audit.actors import Actor
from afterword.audit.refusals import refusing
from afterword.clinic.caseload import reading, rows
from afterword.clinic.caseload.errors import CaseloadError
from afterword.clinic.errors import (
    ClinicError,
    NoSuchRowError,
    NotReadyError,
)
from afterword.clinic.models import (
    Client,
    Clinician,
    ContactPoint,
    ImportBatch,
    ImportPart,
)
from afterword.clinic.services import brought, likeness, people
from afterword.tenancy import practice
from afterword.tenancy.models import Practice
from afterword.vault import keys

CHUNK = 1000
SHOWN = 50
WRONG = (ClinicError, CaseloadError)


@dataclass
class Counts:
    """How far an import is, and what was found."""

    rows: int = 0
    new: int = 0
    same: int = 0
    conflict: int = 0
    refused: int = 0
    done: int = 0
    columns: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """What would happen to one row, and why."""

    number: int
    becomes: str  # new, same, conflict, refused
    reasons: tuple[str, ...]
    name: str
    cells: tuple[str, ...]
    newcomer: people.Newcomer | None = None


@refusing("clinic.import_taken", when=WRONG)
def take_file(
    *, data: bytes, date_order: str, by: Actor, chosen: Mapping[str, int] | None = None
) -> UUID:
    """Keep a file, sealed, until it is imported or a day has passed."""
    brought.allowed(by)
    sheet = reading.read(data, chosen=chosen)
    used = sheet.mapping.values()
    counts = Counts(
        columns={name: sheet.header[place] for name, place in sheet.mapping.items()},
        ignored=[each for at, each in enumerate(sheet.header) if at not in used],
    )
    with practice(by.practice):
        batch = ImportBatch.objects.create(
            file_hash=hashlib.sha256(data).hexdigest(),
            state="reading",
            mapping={
                "columns": dict(sheet.mapping),
                "date_order": date_order,
                "lines": sheet.text.count("\n"),
            },
            counts=asdict(counts),
            made_at=clock.now(),
        )
        brought.keep(batch, "file", data)
        audit.record("clinic.import_taken", by=by, about=batch)
    return batch.id


@refusing("clinic.import_read", when=WRONG)
def dry_run(*, batch: UUID, by: Actor) -> Counts:
    """Say what would happen to each row. Nothing is stored but the count."""
    brought.allowed(by)
    with practice(by.practice):
        found = _batch(batch)
        if found.state not in {"reading", "ready"}:
            raise NotReadyError
        counts = _fresh_counts(found)
        sheet, order = _sheet(found)
    aside = brought.SetAside(sheet.header)
    for line in _classify(sheet, order, by):
        counts.rows += 1
        setattr(counts, line.becomes, getattr(counts, line.becomes) + 1)
        aside.add(line.number, line.becomes, "; ".join(line.reasons), line.cells)
        if counts.rows % (5 * CHUNK) == 0:
            _show_progress(batch, counts, by)
    with practice(by.practice):
        aside.keep(found)
        ImportBatch.objects.filter(pk=batch).update(
            state="ready", counts=asdict(counts)
        )
        audit.record(
            "clinic.import_read", by=by, about=found, **brought.numbers(counts)
        )
    return counts


@refusing("clinic.import_read", when=WRONG)
def preview(*, batch: UUID, by: Actor, start: int = 0) -> list[Line]:
    """Show some rows and what would happen to them, for the person who imports."""
    brought.allowed(by)
    with practice(by.practice):
        found = _batch(batch)
        sheet, order = _sheet(found)
        audit.record("clinic.import_read", by=by, about=found, why="shown")
    return list(islice(_classify(sheet, order, by), start, start + SHOWN))


@refusing("clinic.import_begun", when=WRONG)
def begin(*, batch: UUID, by: Actor) -> bool:
    """Say that the import is on its way, before somebody else does the work."""
    brought.allowed(by)
    with practice(by.practice):
        changed = ImportBatch.objects.filter(pk=batch, state="ready").update(
            state="running"
        )
        audit.record(
            "clinic.import_begun",
            by=by,
            about=_batch(batch),
            outcome="done" if changed else "repeated",
        )
    return bool(changed)


@refusing("clinic.imported", when=WRONG)
def run(*, batch: UUID, by: Actor) -> Counts:
    """Add the people who are new. A second run goes on where the first ended."""
    brought.allowed(by)
    with practice(by.practice):
        changed = ImportBatch.objects.filter(
            pk=batch, state__in=["ready", "running"]
        ).update(state="running")
        if not changed:
            audit.record("clinic.imported", by=by, outcome="repeated")
            return _fresh_counts(_batch(batch))
        found = _batch(batch)
        counts = Counts(**found.counts)
        sheet, order = _sheet(found)
    fresh = (line for line in _classify(sheet, order, by) if line.newcomer is not None)
    counts.done = 0
    while chunk := list(islice(fresh, CHUNK)):
        with practice(by.practice, durable=True):
            people.add([_known(line) for line in chunk], batch=found)
            counts.done += len(chunk)
            ImportBatch.objects.filter(pk=batch).update(counts=asdict(counts))
    with practice(by.practice):
        ImportPart.objects.filter(batch=batch, holds="file").delete()
        ImportBatch.objects.filter(pk=batch).update(
            state="done", finished_at=clock.now()
        )
        audit.record("clinic.imported", by=by, about=found, **brought.numbers(counts))
    return counts


@refusing("clinic.import_undone", when=WRONG)
def undo(*, batch: UUID, by: Actor) -> tuple[int, int]:
    """Take out who came by this import; whoever has a history here since stays.

    Gives how many were taken out, and how many stayed.
    """
    brought.allowed(by)
    with practice(by.practice):
        found = _batch(batch)
        if found.state not in {"done", "running"}:
            audit.record("clinic.import_undone", by=by, about=found, outcome="repeated")
            return 0, 0
        came = Client.objects.filter(import_batch=batch)
        busy = people.with_history(came)
        everybody = came.values_list("pk", flat=True)
        leaving = [each for each in everybody if each not in busy]
        for start in range(0, len(leaving), CHUNK):
            some = leaving[start : start + CHUNK]
            ContactPoint.objects.filter(client__in=some).delete()
            likeness.forget(some)
            keys.destroy_all(some)
            Client.objects.filter(pk__in=some).delete()
        ImportPart.objects.filter(batch=batch).delete()
        ImportBatch.objects.filter(pk=batch).update(state="undone")
        audit.record(
            "clinic.import_undone",
            by=by,
            about=found,
            gone=len(leaving),
            stayed=len(busy),
        )
    return len(leaving), len(busy)


@refusing("clinic.import_dropped", when=WRONG)
def drop(*, batch: UUID, by: Actor) -> None:
    """Destroy a file that was only looked at."""
    brought.allowed(by)
    with practice(by.practice):
        found = _batch(batch)
        if found.state not in {"reading", "ready"}:
            raise NotReadyError
        ImportPart.objects.filter(batch=batch).delete()
        ImportBatch.objects.filter(pk=batch).update(state="undone")
        audit.record("clinic.import_dropped", by=by, about=found)


@refusing("clinic.import_refusals_read", when=WRONG)
def set_aside(*, batch: UUID, by: Actor) -> bytes:
    """Give the rows that were refused or differ, with the reasons, as CSV."""
    brought.allowed(by)
    with practice(by.practice):
        found = _batch(batch)
        audit.record("clinic.import_refusals_read", by=by, about=found)
        return brought.set_aside(found)


def forget_old(*, by: Actor) -> int:
    """Destroy files that nobody imported within a day, and old lists of refusals."""
    day_ago = clock.now() - clock.DAY
    with practice(by.practice):
        gone, _ = ImportPart.objects.filter(batch__made_at__lt=day_ago).delete()
        if gone:
            audit.record("clinic.import_forgotten", by=by, parts=gone)
    return gone


def _classify(sheet: reading.Sheet, order: str, by: Actor) -> Iterator[Line]:
    """Say of each row what it would become. Reads rows as they are now, once."""
    with practice(by.practice):
        home = Practice.objects.get(pk=by.practice)
        known = {
            external: bytes(fingerprint or b"")
            for external, fingerprint in Client.objects.exclude(
                external_id=""
            ).values_list("external_id", "import_fingerprint")
        }
        clinicians = list(Clinician.objects.filter(left_on__isnull=True))
        index = brought.indexer(home.pk, "client", "row")
    today = clock.today(home.time_zone)
    seen: set[str] = set()
    for number, cells in sheet.rows():
        read = rows.person_of(
            cells,
            sheet.mapping,
            date_order=order,
            country=home.country,
            today=today,
        )
        line = Line(number, "refused", (), "", tuple(cells))
        if isinstance(read, rows.Refusal):
            yield _with(line, reasons=read.reasons)
            continue
        line = _with(line, name=read.name)
        whose = _whose(read, clinicians)
        if read.external_id in seen:
            why = f"client number “{read.external_id}” is in this file twice"
            yield _with(line, reasons=(why,))
        elif whose is None and read.clinician:
            why = f"no clinician here is called “{read.clinician}”; add them first"
            yield _with(line, reasons=(why,))
        elif read.external_id not in known:
            yield _with(line, becomes="new", newcomer=people.Newcomer(read, whose))
        elif known[read.external_id] == index(read.fingerprint()):
            yield _with(line, becomes="same")
        else:
            why = "this person is here already and the file says something else; "
            yield _with(line, becomes="conflict", reasons=(why + "ours stays",))
        seen.add(read.external_id)


def _with(line: Line, **changes: Any) -> Line:
    return Line(**{**vars(line), **changes})


def _whose(person: rows.Person, clinicians: list[Clinician]) -> UUID | None:
    if person.clinician:
        return people.clinician_called(person.clinician, clinicians)
    return clinicians[0].id if len(clinicians) == 1 else None


def _known(line: Line) -> people.Newcomer:
    if line.newcomer is None:
        raise NotReadyError
    return line.newcomer


def _batch(batch: UUID) -> ImportBatch:
    if (
        found := ImportBatch.objects.filter(pk=batch, holds="people").first()
    ) is not None:
        return found
    raise NoSuchRowError


def _fresh_counts(batch: ImportBatch) -> Counts:
    return Counts(columns=batch.counts["columns"], ignored=batch.counts["ignored"])


def _show_progress(batch: UUID, counts: Counts, by: Actor) -> None:
    with practice(by.practice, durable=True):
        ImportBatch.objects.filter(pk=batch).update(counts=asdict(counts))


def _sheet(batch: ImportBatch) -> tuple[reading.Sheet, str]:
    data = brought.kept(batch, "file")
    if not data:
        raise NotReadyError
    columns = {str(name): int(at) for name, at in batch.mapping["columns"].items()}
    return reading.read(data, chosen=columns), str(batch.mapping["date_order"])
