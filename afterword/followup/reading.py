"""Read what a client answered, beside the end of therapy. It says what is known.

The record says who opened it before a byte is opened. No score is made up, and a
change is called reliable only where published values say how large chance is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from afterword.attention import services as attention
from afterword.attention.services import Kind
from afterword.audit import services as audit
from afterword.audit.actors import Actor
from afterword.clinic.models import Administration
from afterword.followup.errors import NotReadableError
from afterword.measures.change import Change, reliable_change
from afterword.measures.errors import AnswersError
from afterword.measures.instruments import Instrument, instrument
from afterword.measures.scoring import Score, score
from afterword.tenancy import practice
from afterword.vault import services as vault


@dataclass(frozen=True)
class Answered:
    """One question, and the words of its answer; ``None`` was left out."""

    question: str
    value: int | None
    words: str | None


@dataclass(frozen=True)
class Point:
    """One filling-in on the line of time."""

    administration: UUID
    moment: str  # start, during, end, follow_up
    sent_at: datetime
    score: Score | None
    """``None`` when its wording is no longer the one that is shipped."""


@dataclass(frozen=True)
class Reading:
    """One check-in as its reader sees it."""

    administration: UUID
    client: UUID
    instrument: Instrument
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
    opened = vault.open(
        by=by, purpose="read_answers", rows=rows, fields=["answers", "words"]
    )
    plain = {each.pk: texts for each, texts in zip(rows, opened, strict=True)}
    asked = instrument(row.instrument)
    points = tuple(_point(each, plain[each.pk]["answers"], asked) for each in rows)
    this = next(point for point in points if point.administration == row.pk)
    before = [p for p in points if p.moment == "end" and p.sent_at <= this.sent_at]
    at_the_end = before[-1] if before else None
    return Reading(
        administration=row.pk,
        client=row.client_id,
        instrument=asked,
        sent_at=this.sent_at,
        read_at=row.read_at,
        wants_contact=row.wants_contact,
        answers=_in_words(asked, plain[row.pk]["answers"]),
        words=plain[row.pk]["words"] or "",
        score=this.score,
        at_the_end=at_the_end,
        change=_change(asked, at_the_end, this),
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


def _point(row: Administration, answers: str | None, asked: Instrument) -> Point:
    if row.sent_at is None:
        raise NotReadableError(row.pk)
    return Point(row.pk, row.moment, row.sent_at, _score(row, answers, asked))


def _score(row: Administration, answers: str | None, asked: Instrument) -> Score | None:
    if answers is None or row.version != asked.items_hash:
        return None
    try:
        return score(asked, json.loads(answers))
    except (AnswersError, ValueError):
        return None


def _in_words(asked: Instrument, answers: str | None) -> tuple[Answered, ...]:
    given = json.loads(answers) if answers else [None] * len(asked.items)
    return tuple(
        Answered(item.text, value, said.get(value))
        for item, value in zip(asked.items, given, strict=False)
        for said in [{a.value: a.text for a in asked.answers_to(item.id)}]
    )


def _change(asked: Instrument, before: Point | None, after: Point) -> Change | None:
    if before is None or before.score is None or after.score is None:
        return None
    first, last = before.score.total, after.score.total
    if first is None or last is None:
        return None
    return reliable_change(asked, before=first, after=last)
