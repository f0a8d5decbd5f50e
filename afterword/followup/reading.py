"""Read what a client answered, beside the end of therapy. It says what is known.

The record says who opened it before a byte is opened. No score is made up, and a
change is called reliable only where published values say how large chance is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from afterword.attention import services as attention
from afterword.attention.services import Kind
from afterword.audit import services as audit
from afterword.audit.actors import Actor
from afterword.clinic import scored
from afterword.clinic.models import Administration
from afterword.clinic.offering import accepted
from afterword.followup.errors import NotReadableError
from afterword.measures.change import Change
from afterword.measures.errors import MeasureError
from afterword.measures.instruments import Instrument, Shell, instrument, shell
from afterword.measures.parts import Number
from afterword.measures.scoring import Score
from afterword.tenancy import practice
from afterword.tenancy.models import Practice
from afterword.vault import services as vault


@dataclass(frozen=True)
class Answered:
    """One question, and the words of its answer; ``None`` was left out."""

    question: str
    value: Number | None
    words: str | None


@dataclass(frozen=True)
class Point:
    """One filling-in on the line of time."""

    administration: UUID
    moment: str  # start, during, end, follow_up
    sent_at: datetime
    on: date
    """The day it was filled in, where that was before it came here."""
    score: Score | None
    """``None`` when its wording is no longer the one that is shipped."""


@dataclass(frozen=True)
class Reading:
    """One check-in as its reader sees it."""

    administration: UUID
    client: UUID
    instrument: Shell
    stem: str
    sent_at: datetime
    read_at: datetime | None
    wants_contact: bool
    answers: tuple[Answered, ...]
    words: str
    score: Score | None
    at_the_end: Point | None
    """The newest filling-in at the end of therapy."""
    change: Change | None
    """From the end to now; ``None`` when either cannot be scored."""
    points: tuple[Point, ...]
    """Every filling-in of this questionnaire, oldest first."""


def read_answers(*, administration: UUID, by: Actor) -> Reading:
    """Open one client's answers, with those before it. The record says so first."""
    with practice(by.practice):
        row = Administration.objects.filter(
            pk=administration, sent_at__isnull=False
        ).first()
        if row is None:
            raise NotReadableError(administration)
        rows = list(
            Administration.objects.filter(
                client_id=row.client_id,
                instrument=row.instrument,
                sent_at__isnull=False,
            ).order_by("sent_at", "id")
        )
        zone = ZoneInfo(Practice.objects.get(pk=by.practice).time_zone)
        asked, words = _asked(row.instrument)
        words = words if row.version == asked.items_hash else None
    opened = vault.open(
        by=by, purpose="read_answers", rows=rows, fields=[*scored.COLUMNS, "words"]
    )
    plain = {each.pk: texts for each, texts in zip(rows, opened, strict=True)}
    found = [_point(each, plain[each.pk], asked, zone) for each in rows]
    points = tuple(sorted(found, key=lambda point: point.on))
    this = next(point for point in points if point.administration == row.pk)
    before = [p for p in points if p.moment == "end" and p.on <= this.on]
    at_the_end = before[-1] if before else None
    return Reading(
        administration=row.pk,
        client=row.client_id,
        instrument=asked,
        stem=words.stem if words else "",
        sent_at=this.sent_at,
        read_at=row.read_at,
        wants_contact=row.wants_contact,
        answers=_in_words(asked, words, plain[row.pk]["answers"]),
        words=plain[row.pk]["words"] or "",
        score=this.score,
        at_the_end=at_the_end,
        change=scored.change_between(
            asked, at_the_end.score if at_the_end else None, this.score
        ),
        points=points,
    )


def mark_read(*, administration: UUID, by: Actor, at: datetime) -> None:
    """Say that it was read and looked at. Saying so twice is success."""
    with practice(by.practice):
        rows = Administration.objects.select_for_update()
        row = rows.filter(pk=administration, sent_at__isnull=False).first()
        if row is None:
            raise NotReadableError(administration)
        is_new = row.read_at is None
        if is_new:
            row.read_at, row.read_by = at, by.id
            row.save(update_fields=["read_at", "read_by"])
            attention.finish_about(kind=Kind.ANSWERS, about=row.pk, by=by, at=at)
        audit.record(
            "followup.answers_read",
            by=by,
            about=row,
            outcome="done" if is_new else "repeated",
        )


def _asked(name: str) -> tuple[Shell, Instrument | None]:
    """Give a questionnaire as numbers, and its words where they may be shown."""
    try:
        return shell(name), instrument(name, accepted=accepted())
    except MeasureError:
        return shell(name), None


def _point(
    row: Administration, told: Mapping[str, str | None], asked: Shell, zone: ZoneInfo
) -> Point:
    if row.sent_at is None:
        raise NotReadableError(row.pk)
    return Point(
        administration=row.pk,
        moment=row.moment,
        sent_at=row.sent_at,
        on=scored.day_of(row, zone),
        score=scored.score_of(row, told, asked),
    )


def _in_words(
    asked: Shell, words: Instrument | None, answers: str | None
) -> tuple[Answered, ...]:
    """Give each question with its answer; by number without today's words for it."""
    given = json.loads(answers) if answers else [None] * len(asked.questions)
    found = []
    for number, (item, value) in enumerate(
        zip(asked.item_ids, given, strict=False), start=1
    ):
        if words is None:
            said = None if value is None else f"{value:g}"
            found.append(Answered(str(number), value, said))
            continue
        texts = {answer.value: answer.text for answer in words.answers_to(item)}
        question = words.items[number - 1].text
        found.append(Answered(question, value, texts.get(value)))
    return tuple(found)
