"""Add what a client filled in to an ending: asked aloud, from paper, on the tablet.

An answer about risk lets something wait for a named person, by a time, in the same
transaction as the answers. Nobody else is told, and nothing is decided by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from afterword import clock
from afterword.attention import queries as waiting
from afterword.attention import services as attention
from afterword.attention.services import Kind
from afterword.audit import services as audit
from afterword.audit.actors import Actor, the_client
from afterword.clinic import offering
from afterword.clinic.clinicians import own_row
from afterword.clinic.models import Administration
from afterword.clinic.scored import score_kept
from afterword.clinic.services import measuring
from afterword.clinic.services.measuring import MOMENTS, Answers, Source
from afterword.consent import doors
from afterword.consent.doors import Opened
from afterword.ending import looking
from afterword.ending.errors import (
    ClosedError,
    LookFirstError,
    NoSuchEndingError,
    NothingGivenError,
    NotTheirsError,
)
from afterword.ending.measured import FIRST
from afterword.ending.models import Ending
from afterword.ending.queries import occasion_of
from afterword.ending.services import writing
from afterword.measures.instruments import shell
from afterword.measures.parts import Number
from afterword.tenancy import practice

LOOK_WITHIN: Final = timedelta(days=1)
"""By when an answer about risk is looked at where nobody has stated a time."""
RECENT: Final = timedelta(days=31)
"""An older answer about risk is shown, and lets nothing wait: it was then."""


@dataclass(frozen=True)
class Filling:
    """What is written down: a questionnaire, when, and answers or a score alone."""

    instrument: str = FIRST
    moment: str = "end"
    on: date | None = None
    """The day it was filled in; without one, today."""
    answers: Answers | None = None
    total: Number | None = None
    is_asked: bool = False
    """The questions were put to the client in our words, not copied from paper."""


@dataclass(frozen=True)
class Kept:
    """What became of it: its row, and who looks at an answer about risk, by when."""

    id: UUID
    risk: bool = False
    owner: UUID | None = None
    due: datetime | None = None


def add(*, ending: UUID, filling: Filling, by: Actor) -> Kept:
    """Keep what was filled in, by hand. One at the start and the end replaces itself.

    Raises ``MeasureError`` and ``ClinicError`` for what is no answer, no possible
    score, or may not be put before this client. Nothing is saved then.
    """
    with writing.changing(ending, by, "ending.measure_added") as found:
        at = clock.now()
        if filling.moment not in MOMENTS:
            raise NothingGivenError(f"no such moment: `{filling.moment}`")
        if filling.is_asked:
            offering.to_show(filling.instrument, client=found.client_id, at=at)
        kept = _keep(found, filling, by=by, at=at)
        _settled(found, filling.moment)
    return kept


def fill_in(*, opened: Opened, answers: Answers) -> Kept:
    """Keep what the client answered on the tablet, once; the tablet opens no more."""
    by = the_client(opened.practice, opened.client, door="tablet")
    event = "ending.questions_answered"
    with writing.recorded(event, by, opened.client), practice(opened.practice):
        found = (
            Ending.objects.select_for_update(of=("self",))
            .select_related("client")
            .filter(pk__in=[opened.about_id], client_id=opened.client, state="open")
            .first()
        )
        if found is None:
            raise NoSuchEndingError("the tablet's ending is over")
        filling = Filling(instrument=opened.occasion or FIRST, answers=answers)
        kept = _keep(found, filling, by=by, at=clock.now())
        _settled(found, filling.moment)
        doors.end_all(opened.client, opens="tablet")
        audit.record(event, by=by, about=found)
    return kept


def looked_at(*, measure: UUID, by: Actor) -> None:
    """Say that an answer about risk was looked at. Saying so twice is success."""
    event = "ending.risk_looked_at"
    with writing.recorded(event, by, None), practice(by.practice):
        row = _of(measure)
        today = clock.today(row.client.practice.time_zone)
        if not looking.may_look(row, by=by, on=today):
            raise NotTheirsError("another clinician carries this client")
        done = attention.finish_about(
            kind=Kind.RISK_ANSWER, about=measure, by=by, at=clock.now()
        )
        audit.record(event, by=by, about=row, outcome="done" if done else "repeated")


def take_out(*, measure: UUID, by: Actor) -> None:
    """Take out what was written down by mistake; its answers and score are gone.

    Not while an answer about risk in it waits, and not once the ending is closed.
    """
    event = "ending.measure_taken_out"
    with writing.recorded(event, by, None), practice(by.practice):
        row = _of(measure)
        writing.acting(by, row.client)
        rows = Ending.objects.select_for_update().filter(episode_id=_episode(row))
        endings = list(rows)
        if any(one.state != "open" for one in endings):
            raise ClosedError("it is closed")
        if waiting.waits_about(measure, kind=Kind.RISK_ANSWER):
            raise LookFirstError("an answer about risk waits")
        audit.record(event, by=by, about=row, why=row.moment)
        left = _fillings(row.client_id, _episode(row)).exclude(pk=measure)
        if row.moment == "end" and not left.filter(moment="end").exists():
            rows.filter(measure="done").update(measure="")
        row.delete()


def let_it_wait(
    row: UUID, *, on: date | None, carries: UUID | None, by: Actor, at: datetime
) -> Kept:
    """Let an answer about risk wait for who looks at it. Inside its transaction.

    ``carries`` is whose work it was, where nobody else can open it.
    """
    found = Administration.objects.select_related("client__clinician").get(pk=row)
    client = found.client
    today = at.astimezone(ZoneInfo(client.time_zone)).date()
    if on is not None and on < today - RECENT:
        return Kept(row, risk=True)
    responder, own = offering.responder_of(client.pk, at=at), own_row(by)
    wanted = [
        responder.clinician if responder else None,
        own.pk if own else None,
        client.clinician_id,
        client.clinician.covered_by_id if client.clinician else None,
        carries,
    ]
    owner = looking.owner_of(wanted, by=by, on=today)
    due = responder.due(at) if responder else at + LOOK_WITHIN
    attention.raise_item(
        kind=Kind.RISK_ANSWER,
        key=f"{Kind.RISK_ANSWER}:{row}:{at.isoformat()}",
        by=by,
        at=at,
        client=client.pk,
        about=found,
        owner=owner,
        due_at=due,
    )
    return Kept(row, risk=True, owner=owner, due=due)


def occasion_for(  # noqa: PLR0913 - what tells one filling-in from another
    *,
    client: UUID,
    episode: UUID,
    instrument: str,
    moment: str,
    on: date | None,
    ending: UUID | None,
) -> str:
    """Give the key of a filling-in: one at the start and the end, one a day between."""
    if moment == "during":
        return f"during:{episode}:{instrument}:{on}"
    there = _fillings(client, episode).filter(instrument=instrument, moment=moment)
    kept = there.values_list("occasion", flat=True).first()
    if kept is not None:
        return kept
    if moment == "end" and ending is not None:
        own = occasion_of(ending)
        return own if instrument == FIRST else f"{own}:{instrument}"
    return f"{moment}:{episode}:{instrument}"


def _keep(found: Ending, filling: Filling, *, by: Actor, at: datetime) -> Kept:
    on = filling.on
    if on is None and filling.moment == "during":
        on = at.astimezone(ZoneInfo(found.client.time_zone)).date()
    occasion = occasion_for(
        client=found.client_id,
        episode=found.episode_id,
        instrument=filling.instrument,
        moment=filling.moment,
        on=on,
        ending=found.pk,
    )
    enter = partial(
        measuring.enter,
        client=found.client_id,
        episode=found.episode_id,
        instrument=filling.instrument,
        moment=filling.moment,
        occasion=occasion,
        source=Source(taken_on=on),
        by=by,
        at=at,
    )
    if filling.total is not None:
        alone = partial(measuring.enter_total, **enter.keywords)
        return Kept(alone(total=filling.total))
    if filling.answers is None:
        raise NothingGivenError("neither answers nor a score")
    row = enter(answers=filling.answers)
    if not score_kept(shell(filling.instrument), filling.answers).risk:
        return Kept(row)
    return let_it_wait(row, on=on, carries=found.clinician_id, by=by, at=at)


def _settled(found: Ending, moment: str) -> None:
    if moment == "end":
        found.measure = "done"
        found.save(update_fields=["measure"])


def _of(measure: UUID) -> Administration:
    rows = Administration.objects.select_related("client__practice")
    row = rows.filter(pk=measure, moment__in=MOMENTS).first()
    if row is None:
        raise NoSuchEndingError("no such measure in this practice")
    return row


def _episode(row: Administration) -> UUID:
    if row.episode_id is None:
        raise NoSuchEndingError("a measure of no episode")
    return row.episode_id


def _fillings(client: UUID, episode: UUID) -> QuerySet[Administration]:
    return Administration.objects.filter(
        client_id=client, episode_id=episode, moment__in=MOMENTS
    )
