"""Write down a questionnaire that was filled in, or a score. It judges nobody."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from afterword.audit import services as audit
from afterword.audit.actors import Actor, ActorKind
from afterword.audit.refusals import refusals
from afterword.clinic.caseload.scores import FIRST_DAY
from afterword.clinic.errors import ClinicError, DayError, NobodyHereError
from afterword.clinic.models import Administration, Client, ImportBatch
from afterword.clinic.scored import Given, apart
from afterword.measures.change import check_total
from afterword.measures.errors import AnswersError, MeasureError
from afterword.measures.instruments import shell
from afterword.measures.parts import Adding, Number
from afterword.measures.scoring import answered
from afterword.tenancy import practice
from afterword.vault import services as vault

Answers = Sequence[Given]
MOMENTS: Final = ("start", "during", "end")
"""When in the work it was filled in. Afterwards there are check-ins of their own."""
WRONG = (ClinicError, MeasureError)


@dataclass(frozen=True)
class Source:
    """Where a filling-in comes from: a day of the past, or a file that was brought."""

    taken_on: date | None = None
    batch: ImportBatch | None = None
    fingerprint: bytes | None = None
    """By which the same row of a file is known again."""


def enter(  # noqa: PLR0913 - one filling-in: whose, of what, when, by whom
    *,
    client: UUID,
    instrument: str,
    moment: str,
    occasion: str,
    answers: Answers,
    by: Actor,
    at: datetime,
    episode: UUID | None = None,
    source: Source | None = None,
) -> UUID:
    """Keep one filling-in, sealed. Entering the same occasion again replaces it.

    ``None`` is a question that was left out; ``scored.NOT_APPLICABLE`` one that does
    not apply. Raises ``AnswersError`` for what is no answer to this questionnaire.
    Staff enter by hand, a client on the tablet.
    """
    event = "clinic.measure_entered"
    with refusals(event, by=by, when=WRONG, client=client), practice(by.practice):
        asked = shell(instrument)
        given, aside = apart(asked, answers)
        if not answered(asked, given, not_applicable=aside):
            raise AnswersError("every question is left out")
        row, is_new = _row(client, occasion, episode, at)
        row.instrument, row.version = asked.id, asked.items_hash
        _about(row, moment, source or Source(), by=by, at=at)
        vault.seal(row, answers=json.dumps(list(answers)), total=None)
        row.save(force_insert=is_new)
        _recorded(event, row, is_new=is_new, by=by)
    return row.pk


def enter_total(  # noqa: PLR0913 - one score: whose, of what, when, by whom
    *,
    client: UUID,
    instrument: str,
    moment: str,
    occasion: str,
    total: Number,
    by: Actor,
    at: datetime,
    episode: UUID | None = None,
    source: Source | None = None,
) -> UUID:
    """Keep a score alone, as from an old paper, sealed. The same occasion replaces it.

    Its answers are not here, so nothing is said of gaps, scales or risk. Raises
    ``AnswersError`` for what this questionnaire cannot come to.
    """
    event = "clinic.measure_entered"
    with refusals(event, by=by, when=WRONG, client=client), practice(by.practice):
        asked = shell(instrument)
        if asked.adding is Adding.NONE:
            raise AnswersError(f"{asked.name} has no total; enter its answers")
        check_total(asked, total)
        row, is_new = _row(client, occasion, episode, at)
        row.instrument, row.version = asked.id, asked.items_hash
        _about(row, moment, source or Source(), by=by, at=at)
        vault.seal(row, answers=None, total=json.dumps(total))
        row.save(force_insert=is_new)
        _recorded(event, row, is_new=is_new, by=by)
    return row.pk


def _row(
    client: UUID, occasion: str, episode: UUID | None, at: datetime
) -> tuple[Administration, bool]:
    if not Client.objects.filter(pk=client, removed_at__isnull=True).exists():
        raise NobodyHereError(client)
    rows = Administration.objects.select_for_update()
    row = rows.filter(client_id=client, occasion=occasion).first()
    if row is not None:
        return row, False
    made = Administration(
        client_id=client, occasion=occasion, episode_id=episode, started_at=at
    )
    return made, True


def _about(
    row: Administration, moment: str, source: Source, *, by: Actor, at: datetime
) -> None:
    """Say when it was filled in and how it came here."""
    day = source.taken_on
    zone = row.client.time_zone
    if day is not None and not FIRST_DAY <= day <= at.astimezone(ZoneInfo(zone)).date():
        raise DayError
    by_hand = by.kind is ActorKind.STAFF
    how = "clinician" if by_hand else "tablet"
    row.moment = moment
    row.entered_by = "import" if source.batch is not None else how
    row.taken_on = day
    row.import_batch, row.import_fingerprint = source.batch, source.fingerprint
    row.sent_at = at
    row.read_at, row.read_by = (at, by.id) if by_hand else (None, None)


def _recorded(event: str, row: Administration, *, is_new: bool, by: Actor) -> None:
    outcome = "done" if is_new else "corrected"
    audit.record(event, by=by, about=row, outcome=outcome, why=row.moment)
