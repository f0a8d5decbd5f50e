"""Import scores: read a file, show what would happen, do it, undo it.

What is here stays as it is; nothing is stored before the last step. A row that was
imported once is known again, so bringing a file twice changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, Final
from uuid import UUID

from afterword import clock
from afterword.attention import queries as waiting
from afterword.attention.services import Kind
from afterword.audit import services as audit
from afterword.audit.actors import Actor
from afterword.audit.refusals import refusing
from afterword.clinic import episodes
from afterword.clinic.caseload import reading
from afterword.clinic.caseload import scores as rows
from afterword.clinic.caseload.errors import CaseloadError, TooLargeError
from afterword.clinic.caseload.rows import Refusal
from afterword.clinic.errors import ClinicError, NoSuchRowError, NotReadyError
from afterword.clinic.models import (
    Administration,
    Client,
    Episode,
    ImportBatch,
    ImportPart,
)
from afterword.clinic.services import brought, measuring
from afterword.clinic.services.measuring import Source
from afterword.ending.models import Ending
from afterword.ending.services import filling
from afterword.measures.errors import MeasureError
from afterword.measures.instruments import shell
from afterword.measures.scoring import score
from afterword.tenancy import current_practice, practice
from afterword.tenancy.models import Practice

MOST_ROWS: Final = 5_000
"""Rows in one file: so many are read while somebody looks on."""
CHUNK: Final = 200
WRONG = (ClinicError, CaseloadError, MeasureError)


@dataclass
class Counts:
    """What was found in a file, and what was left out of it."""

    rows: int = 0
    new: int = 0
    same: int = 0
    conflict: int = 0
    refused: int = 0
    columns: dict[str, str] = field(default_factory=dict)
    items: int = 0
    ignored: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """What would happen to one row, and why."""

    number: int
    becomes: str  # new, same, conflict, refused
    why: str
    cells: tuple[str, ...]
    row: rows.ScoreRow | None = None
    client: UUID | None = None
    fingerprint: bytes = b""


@refusing("ending.scores_taken", when=WRONG)
def take_scores(*, data: bytes, date_order: str, by: Actor) -> UUID:
    """Keep a file of scores, sealed, until it is imported or a day has passed."""
    brought.allowed(by)
    if data.count(b"\n") > MOST_ROWS:
        raise TooLargeError(f"{MOST_ROWS} rows")
    sheet = reading.read(data, layout=reading.SCORES)
    items = rows.item_places(sheet.header)
    used = {*sheet.mapping.values(), *items.values()}
    counts = Counts(
        columns={name: sheet.header[place] for name, place in sheet.mapping.items()},
        items=len(items),
        ignored=[each for at, each in enumerate(sheet.header) if at not in used],
    )
    with practice(by.practice):
        batch = ImportBatch.objects.create(
            holds="scores",
            file_hash=hashlib.sha256(data).hexdigest(),
            state="reading",
            mapping={"columns": dict(sheet.mapping), "date_order": date_order},
            counts=asdict(counts),
            made_at=clock.now(),
        )
        brought.keep(batch, "file", data)
        audit.record("ending.scores_taken", by=by, about=batch)
    return batch.pk


@refusing("ending.scores_read", when=WRONG)
def try_scores(*, batch: UUID, by: Actor) -> Counts:
    """Say what would happen to each row. Nothing is stored but the count."""
    brought.allowed(by)
    with practice(by.practice):
        found = _batch(batch)
        if found.state not in {"reading", "ready"}:
            raise NotReadyError
        kept = {name: found.counts[name] for name in ("columns", "items", "ignored")}
        counts = Counts(**kept)
        sheet = _sheet(found)
        aside = brought.SetAside(sheet.header)
        for line in _classify(sheet, found):
            counts.rows += 1
            setattr(counts, line.becomes, getattr(counts, line.becomes) + 1)
            aside.add(line.number, line.becomes, line.why, line.cells)
        aside.keep(found)
        found.state, found.counts = "ready", asdict(counts)
        found.save(update_fields=["state", "counts"])
        audit.record(
            "ending.scores_read", by=by, about=found, **brought.numbers(counts)
        )
    return counts


@refusing("ending.scores_imported", when=WRONG)
def import_scores(*, batch: UUID, by: Actor) -> int:
    """Keep the scores that are new; say how many. A second run goes on or repeats."""
    brought.allowed(by)
    with practice(by.practice):
        found = _batch(batch)
        if found.state not in {"ready", "running"}:
            audit.record(
                "ending.scores_imported", by=by, about=found, outcome="repeated"
            )
            return 0
        ImportBatch.objects.filter(pk=batch).update(state="running")
        fresh = [line for line in _classify(_sheet(found), found) if line.row]
    still = iter([line for line in fresh if line.becomes == "new"])
    done = 0
    while chunk := list(islice(still, CHUNK)):
        with practice(by.practice):
            for line in chunk:
                _enter(line, found, by=by, at=clock.now())
        done += len(chunk)
    with practice(by.practice):
        ImportPart.objects.filter(batch=batch, holds="file").delete()
        ImportBatch.objects.filter(pk=batch).update(
            state="done", finished_at=clock.now()
        )
        audit.record("ending.scores_imported", by=by, about=found, scores=done)
    return done


@refusing("ending.scores_undone", when=WRONG)
def undo_scores(*, batch: UUID, by: Actor) -> int:
    """Take out what came by this file; what was entered again by hand since stays.

    So does an answer about risk that waits to be looked at, and what an ending was
    closed with since: the import can be undone again afterwards.
    """
    brought.allowed(by)
    with practice(by.practice):
        found = _batch(batch)
        if found.state not in {"done", "running"}:
            audit.record("ending.scores_undone", by=by, about=found, outcome="repeated")
            return 0
        came = list(Administration.objects.filter(import_batch=batch))
        gone = [row for row in came if not _stays(row)]
        Administration.objects.filter(pk__in=[row.pk for row in gone]).delete()
        _unsettle(
            [one.episode_id for one in gone if one.episode_id and one.moment == "end"]
        )
        parts = ImportPart.objects.filter(batch=batch)
        stay = len(came) - len(gone)
        (parts.filter(holds="file") if stay else parts).delete()
        state = "done" if stay else "undone"
        ImportBatch.objects.filter(pk=batch).update(state=state)
        audit.record(
            "ending.scores_undone", by=by, about=found, gone=len(gone), stay=stay
        )
    return len(gone)


@refusing("ending.scores_refusals_read", when=WRONG)
def scores_set_aside(*, batch: UUID, by: Actor) -> bytes:
    """Give the rows that were refused or differ, with the reasons, as CSV."""
    brought.allowed(by)
    with practice(by.practice):
        found = _batch(batch)
        audit.record("ending.scores_refusals_read", by=by, about=found)
        return brought.set_aside(found)


def _classify(sheet: reading.Sheet, batch: ImportBatch) -> Iterator[Line]:
    """Say of each row what it would become, beside what is here now."""
    home = Practice.objects.get(pk=current_practice())
    read = partial(
        rows.row_of,
        mapping=sheet.mapping,
        items=rows.item_places(sheet.header),
        date_order=str(batch.mapping["date_order"]),
        today=clock.today(home.time_zone),
    )
    people, here = _people(), _here()
    current = episodes.current_of_each()
    index = brought.indexer(home.pk, "score")
    seen: dict[tuple[str, ...], int] = {}
    for number, cells in sheet.rows():
        refused = partial(Line, number, "refused", cells=tuple(cells))
        row = read(cells)
        if isinstance(row, Refusal):
            yield refused("; ".join(row.reasons))
            continue
        client = people.get(row.client.casefold())
        if client is None:
            yield refused(f"nobody here has the number or reference “{row.client}”")
        elif client.clinician_id is None:
            yield refused("nobody carries this client yet; name a clinician first")
        elif (key := (_place(client, current), *row.key[1:])) in seen:
            yield refused(f"this filling-in stands in line {seen[key]} already")
        else:
            seen[key] = number
            mark = index(row.fingerprint(), str(client.pk))
            becomes, why = _beside(row, mark, here.get(key))
            yield Line(number, becomes, why, tuple(cells), row, client.pk, mark)


def _beside(row: rows.ScoreRow, mark: bytes, here: bytes | None) -> tuple[str, str]:
    """Say what a row becomes beside what is here for the same time."""
    if here is None:
        return "new", ""
    if here == mark:
        return "same", ""
    name = shell(row.instrument).name
    return (
        "conflict",
        f"{name} is here already for that time, and is another; ours stays",
    )


def _people() -> dict[str, Client]:
    """Give clients by number and by reference; the number goes before."""
    found: dict[str, Client] = {}
    for client in Client.objects.filter(removed_at__isnull=True):
        found.setdefault(client.reference.casefold(), client)
    for client in list(found.values()):
        if client.external_id:
            found[client.external_id.casefold()] = client
    return found


def _place(client: Client, current: Mapping[UUID, Episode]) -> str:
    """Name whose filling-in it is: of the episode, or of one that is still to begin."""
    episode = current.get(client.pk)
    return str(episode.pk if episode else client.pk)


def _here() -> dict[tuple[str, ...], bytes]:
    """Give what is kept already, by episode, questionnaire, moment and perhaps day."""
    kept = Administration.objects.filter(
        moment__in=measuring.MOMENTS, sent_at__isnull=False
    ).values_list(
        "episode_id", "instrument", "moment", "taken_on", "import_fingerprint"
    )
    found: dict[tuple[str, ...], bytes] = {}
    for episode, instrument, moment, on, mark in kept:
        day = on.isoformat() if moment == "during" and on else ""
        found[str(episode), instrument, moment, day] = bytes(mark or b"")
    return found


def _enter(line: Line, batch: ImportBatch, *, by: Actor, at: datetime) -> None:
    """Keep one row; an answer about risk waits for their clinician with it."""
    row, client = line.row, line.client
    if row is None or client is None:
        raise NotReadyError
    person = Client.objects.filter(pk__in=[client]).get()
    episode = _episode(person)
    ending = Ending.objects.filter(episode=episode, state="open").first()
    enter = partial(
        measuring.enter,
        client=client,
        episode=episode.pk,
        instrument=row.instrument,
        moment=row.moment,
        occasion=filling.occasion_for(
            client=client,
            episode=episode.pk,
            instrument=row.instrument,
            moment=row.moment,
            on=row.on,
            ending=ending.pk if ending else None,
        ),
        source=Source(taken_on=row.on, batch=batch, fingerprint=line.fingerprint),
        by=by,
        at=at,
    )
    if row.total is not None:
        alone = partial(measuring.enter_total, **enter.keywords)
        alone(total=row.total)
    elif row.answers is not None:
        kept = enter(answers=row.answers)
        if score(shell(row.instrument), row.answers).risk:
            carries = episode.clinician_id
            filling.let_it_wait(kept, on=row.on, carries=carries, by=by, at=at)
    if ending is not None and row.moment == "end" and not ending.measure:
        Ending.objects.filter(pk=ending.pk).update(measure="done")


def _episode(person: Client) -> Episode:
    """Give the episode that goes on, else the last; an import begins one if needed."""
    there = episodes.current(person.pk)
    if there is not None:
        return there
    if person.clinician_id is None:
        raise NotReadyError
    return Episode.objects.create(client=person, clinician_id=person.clinician_id)


def _stays(row: Administration) -> bool:
    """Say whether undoing leaves it: unread risk, or an ending was closed with it."""
    if waiting.waits_about(row.pk, kind=Kind.RISK_ANSWER):
        return True
    closed = Ending.objects.filter(episode_id__in=[row.episode_id], state="closed")
    return closed.filter(closed_at__gte=row.sent_at).exists()


def _unsettle(episodes: Collection[UUID]) -> None:
    """Ask again in open endings whose only measure at the end was taken out."""
    rows_of = Ending.objects.filter(episode_id__in=episodes)
    for ending in rows_of.filter(state="open", measure="done"):
        left = Administration.objects.filter(
            episode_id=ending.episode_id, moment="end", sent_at__isnull=False
        )
        if not left.exists():
            Ending.objects.filter(pk=ending.pk).update(measure="")


def _batch(batch: UUID) -> ImportBatch:
    found = ImportBatch.objects.select_for_update().filter(pk=batch, holds="scores")
    if (row := found.first()) is not None:
        return row
    raise NoSuchRowError


def _sheet(batch: ImportBatch) -> reading.Sheet:
    data = brought.kept(batch, "file")
    if not data:
        raise NotReadyError
    columns: Mapping[str, Any] = batch.mapping["columns"]
    chosen = {str(name): int(at) for name, at in columns.items()}
    return reading.read(data, chosen=chosen, layout=reading.SCORES)
