"""Answer a check-in: open it, save one answer at a time, send it once.

Only the client acts here. Nothing is scored here and nobody is told a number.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from afterword.attention import services as attention
from afterword.attention.services import Kind
from afterword.audit import services as audit
from afterword.audit.actors import Actor, ActorKind
from afterword.clinic import offering
from afterword.clinic.models import Administration, Episode
from afterword.consent import queries
from afterword.consent.standing import OWN_DOORS
from afterword.followup import steps
from afterword.followup.calendar import is_due
from afterword.followup.errors import (
    AlreadySentError,
    BadAnswerError,
    CheckInClosedError,
    CheckInError,
    NoCheckInError,
)
from afterword.followup.models import Step
from afterword.followup.readers import reader_of
from afterword.measures.errors import MeasureError
from afterword.measures.instruments import Instrument, Shell, shell
from afterword.tenancy import practice
from afterword.vault import services as vault

ANSWERABLE: Final = frozenset({"planned", "held", "sent", "not_sent", "unknown"})
REPLY_WITHIN: Final = timedelta(days=2)
"""By when somebody looks who was asked to get in touch."""
TRIES: Final = 10
Answers = list[int | None]


@dataclass(frozen=True)
class CheckIn:
    """One check-in as its client may see it. It holds no answer."""

    occasion: str
    step: UUID
    instrument: str
    questions: int
    reader: str
    told_who_reads: str
    open_until: date
    administration: UUID | None
    sent_at: datetime | None
    closed: str
    """Why it cannot be answered: empty while it can."""

    @property
    def is_open(self) -> bool:
        """Say whether it can be answered now."""
        return not self.closed and self.sent_at is None


def open_for(*, occasion: str, by: Actor, at: datetime) -> CheckIn:
    """Give the check-in behind a link, as it stands. Reading it changes nothing."""
    with practice(by.practice):
        return _view(_step(occasion, by), at)


def open_now(*, by: Actor, at: datetime) -> list[CheckIn]:
    """Give every check-in that this client could answer now."""
    with practice(by.practice):
        rows = Step.objects.filter(client_id=_client(by), state__in=ANSWERABLE)
        found = [_view(step, at) for step in rows.order_by("due_on")]
    return [each for each in found if each.is_open]


def questions_of(name: str, *, by: Actor) -> Instrument:
    """Give the words of a questionnaire, as they may be shown in this practice."""
    try:
        with practice(by.practice):
            return offering.words_of(name)
    except MeasureError as error:
        raise NoCheckInError(name) from error


def start(*, occasion: str, by: Actor, at: datetime) -> UUID:
    """Begin to answer, or go on where the client left off."""
    with practice(by.practice):
        step = _step(occasion, by)
        _insist_open(step, by, at)
        row, is_new = Administration.objects.get_or_create(
            client_id=step.client_id,
            occasion=step.occasion,
            defaults={
                "episode": _episode(step),
                "instrument": step.instrument,
                "version": shell(step.instrument).items_hash,
                "moment": "follow_up",
                "entered_by": "client",
                "started_at": at,
            },
        )
        audit.record(
            "followup.started",
            by=by,
            about=row,
            outcome="done" if is_new else "repeated",
        )
    return row.pk


def answers_so_far(*, administration: UUID, by: Actor) -> Answers:
    """Give what this client answered so far; ``None`` for what is left out.

    Somebody who came by a code that was sent to an address sees an empty form.
    """
    row = _own(administration, by)
    if by.door not in OWN_DOORS:
        return [None] * len(shell(row.instrument).questions)
    return _opened(row, by)


def save_answer(
    *, administration: UUID, item: int, value: int | None, by: Actor, at: datetime
) -> None:
    """Save one answer, counted from 1; ``None`` leaves the question out.

    Saving the same twice is success. Two that are saved at once are both kept.

    Somebody who came by a code that was sent to an address saves into the same row
    and never sees it. So only what they filled in is saved for them: what they leave
    blank on their empty form leaves a stored answer as it is, and takes none back.
    """
    row = _own(administration, by)
    _check_answer(shell(row.instrument), item, value)
    for _ in range(TRIES):
        so_far = _opened(row, by)
        is_new = so_far[item - 1] != value
        so_far[item - 1] = value
        if _replace(row, so_far, is_new=is_new, by=by, at=at):
            return
        row = _own(administration, by)
    raise CheckInError("answers were saved from elsewhere at the same time")


def save_words(*, administration: UUID, words: str, by: Actor, at: datetime) -> None:
    """Save what the client wrote beside the answers, replacing what stood there."""
    with practice(by.practice):
        row = _locked(administration, by, at)
        vault.seal(row, words=words[:4000] or None)
        row.save(update_fields=["words"])
        audit.record("followup.words_saved", by=by, about=row)


def ask_for_contact(*, administration: UUID, by: Actor, at: datetime) -> None:
    """Ask that somebody gets in touch: at once, before or after sending, and once."""
    with practice(by.practice):
        row = _row(administration, by)
        is_new = not row.wants_contact
        row.wants_contact = True
        row.save(update_fields=["wants_contact"])
        reader = reader_of(row.client_id, at=at)
        attention.raise_item(
            kind=Kind.ASKED_FOR_CONTACT,
            key=f"{Kind.ASKED_FOR_CONTACT}:{row.pk}",
            by=by,
            at=at,
            client=row.client_id,
            about=row,
            owner=reader.pk if reader else None,
            due_at=at + REPLY_WITHIN,
        )
        audit.record(
            "followup.asked_for_contact",
            by=by,
            about=row,
            outcome="done" if is_new else "repeated",
        )


def send(*, administration: UUID, by: Actor, at: datetime) -> None:
    """Send the answers to who reads them. Once: then they are neither changed nor sent.

    Whoever reads them has them on a list, with a day, in the same transaction.
    """
    with practice(by.practice):
        already = _row(administration, by).sent_at is not None
        if already:
            audit.record(
                "followup.answers_sent", by=by, client=by.id, outcome="repeated"
            )
        else:
            _send(_locked(administration, by, at), by=by, at=at)
    if already:
        raise AlreadySentError(administration)


def _send(row: Administration, *, by: Actor, at: datetime) -> None:
    row.sent_at = at
    row.save(update_fields=["sent_at"])
    reader = reader_of(row.client_id, at=at)
    days = reader.reads_within_days if reader else 7
    attention.raise_item(
        kind=Kind.ANSWERS,
        key=f"{Kind.ANSWERS}:{row.pk}",
        by=by,
        at=at,
        client=row.client_id,
        about=row,
        owner=reader.pk if reader else None,
        due_at=at + timedelta(days=days),
    )
    steps.change(_step(row.occasion, by), "answered", "", by=by)
    audit.record("followup.answers_sent", by=by, about=row)


def _replace(
    row: Administration, answers: Answers, *, is_new: bool, by: Actor, at: datetime
) -> bool:
    """Put the answers in place of those they were made from; else nothing happens."""
    with practice(by.practice):
        now = _locked(row.pk, by, at)
        if bytes(now.answers or b"") != bytes(row.answers or b""):
            return False
        vault.seal(now, answers=json.dumps(answers))
        now.save(update_fields=["answers"])
        audit.record(
            "followup.answer_saved",
            by=by,
            about=now,
            outcome="done" if is_new else "repeated",
        )
    return True


def _opened(row: Administration, by: Actor) -> Answers:
    length = len(shell(row.instrument).questions)
    if row.answers is None:
        return [None] * length
    (opened,) = vault.open(by=by, purpose="check_in", rows=[row], fields=["answers"])
    return list(json.loads(opened["answers"] or "null") or [None] * length)


def _own(administration: UUID, by: Actor) -> Administration:
    with practice(by.practice):
        return _row(administration, by)


def _row(administration: UUID, by: Actor) -> Administration:
    rows = Administration.objects.filter(pk=administration, moment="follow_up")
    row = rows.filter(client_id=_client(by)).first()
    if row is None:
        raise NoCheckInError(str(administration))
    return row


def _client(by: Actor) -> UUID:
    """Give the client who acts; nobody else answers, or sees what can be answered."""
    if by.kind is not ActorKind.CLIENT or by.id is None:
        raise NoCheckInError("for somebody who is not a client")
    return by.id


def _locked(administration: UUID, by: Actor, at: datetime) -> Administration:
    """Give the row, held until the transaction ends, if it may still be changed."""
    _row(administration, by)
    row = Administration.objects.select_for_update().get(pk=administration)
    if row.sent_at is not None:
        raise AlreadySentError(administration)
    _insist_open(_step(row.occasion, by), by, at)
    return row


def _insist_open(step: Step, by: Actor, at: datetime) -> None:
    view = _view(step, at)
    if view.sent_at is not None and view.administration is not None:
        raise AlreadySentError(view.administration)
    if view.closed or by.id != step.client_id:
        raise CheckInClosedError(step.pk, view.closed)


def _step(occasion: str, by: Actor) -> Step:
    """Find the step of an occasion among this client's own."""
    for step in Step.objects.select_related("client").filter(client_id=_client(by)):
        if step.occasion == occasion and step.instrument:
            return step
    raise NoCheckInError(occasion[:60])


def _view(step: Step, at: datetime) -> CheckIn:
    row = Administration.objects.filter(
        client_id=step.client_id, occasion=step.occasion
    ).first()
    safe = queries.safe_contact_of(step.client_id)
    reader = reader_of(step.client_id, at=at)
    return CheckIn(
        occasion=step.occasion,
        step=step.pk,
        instrument=step.instrument,
        questions=len(shell(step.instrument).questions),
        reader=reader.client_facing_name if reader else "",
        told_who_reads=safe.told_who_reads if safe else "",
        open_until=step.closes_on,
        administration=row.pk if row else None,
        sent_at=row.sent_at if row else None,
        closed=_closed(step, at),
    )


def _closed(step: Step, at: datetime) -> str:
    if step.state not in ANSWERABLE and step.state != "answered":
        return step.state
    directive = queries.standing_of(step.client_id).directives.get(step.directive_id)
    if directive is None or directive.state not in {"confirmed", "paused"}:
        return "stopped"  # without their agreement nothing is asked or kept
    if offering.why_not_shown(step.instrument, client=step.client_id, at=at):
        return "not_offered"  # its words are off, or nobody looks at risk
    zone = step.client.time_zone
    return "" if is_due(steps.days(step), at=at, zone=zone) else "window_over"


def _check_answer(asked: Shell, item: int, value: int | None) -> None:
    if not 1 <= item <= len(asked.questions):
        raise BadAnswerError(item)
    allowed = asked.questions[item - 1].values
    if value is not None and (type(value) is not int or value not in allowed):
        raise BadAnswerError(item)


def _episode(step: Step) -> Episode | None:
    ended = Episode.objects.filter(client_id=step.client_id, ended_on__isnull=False)
    return ended.order_by("-ended_on", "id").first()
