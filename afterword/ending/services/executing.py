"""A clinician's professional will, and the way in that it opens when it is needed.

The executor states what happened, a second person confirms it, and only then is there
a list of people and how they are reached, until a day. Nothing clinical is opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.db.models.query import QuerySet

from afterword import clock
from afterword.accounts.models import Membership
from afterword.attention import services as attention
from afterword.audit import services as audit
from afterword.audit.actors import Actor, ActorKind, Role
from afterword.audit.refusals import refusing
from afterword.clinic.models import Client, Clinician
from afterword.clinic.services import reports
from afterword.ending.errors import (
    EndingError,
    NoSuchWillError,
    NotForThemError,
    NotOpenError,
    WillError,
)
from afterword.ending.services.unplanned import open_by_event
from afterword.ending.unplanned import BreakGlass, ProfessionalWill
from afterword.letters.drafts import are_places
from afterword.tenancy import practice

WHAT: Final = ("died", "cannot_work")
TRIGGERS: Final = {"died": "death", "cannot_work": "incapacity"}
PURPOSES: Final = {"died": "therapist_death", "cannot_work": "therapist_incapacity"}
LASTS: Final = timedelta(days=90)
"""How long it is open once it is confirmed. It can be stated and confirmed anew."""
PEOPLE: Final = 3
"""The clinician, the executor, and the second person. Nobody is two of them."""
KIND: Final = "executor_came_in"
"""What waits for whoever supervises here."""


@dataclass(frozen=True)
class Named:
    """Whom a clinician names, and where things are. About no client."""

    executor: UUID
    second: UUID
    instructions_at: str
    records_holder: str
    records_how: str
    questions_to: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Stated:
    """What an executor says has happened."""

    what: str
    since: date
    how_known: str


@refusing("ending.will_made", when=EndingError)
def make_will(*, clinician: UUID, named: Named, by: Actor) -> UUID:
    """Name an executor and a second person; an earlier will ends by it, and its way in.

    Only the clinician can. The two are others than the clinician, and sign in here.
    """
    with practice(by.practice):
        row = Clinician.objects.filter(pk=clinician).first()
        if row is None or row.user_id is None or row.user_id != by.id:
            raise NotForThemError
        _check(named, row.user_id, by.practice)
        now = clock.now()
        _end_the_earlier(row, by=by, at=now)
        made = ProfessionalWill.objects.create(
            clinician=row,
            executor_id=named.executor,
            second_id=named.second,
            instructions_at=named.instructions_at.strip(),
            records_holder=named.records_holder.strip(),
            records_how=named.records_how.strip(),
            questions_to=named.questions_to.strip(),
            options=[one.strip() for one in named.options],
            made_at=now,
            made_by=by.id,
        )
        audit.record("ending.will_made", by=by, about=made)
    return made.pk


@refusing("ending.way_in_stated", when=EndingError)
def break_glass(*, will: UUID, stated: Stated, by: Actor, at: datetime) -> UUID:
    """State what happened. It opens nothing yet; whoever supervises sees it at once."""
    with practice(by.practice):
        row = _will(will)
        if by.id is None or by.id != row.executor_id or not by.has(Role.EXECUTOR):
            raise NotForThemError
        today = clock.today()
        if stated.what not in WHAT or not stated.how_known.strip():
            raise WillError("what")
        if stated.since > today:
            raise WillError("since")
        open_one = _ways_in(row.clinician).first()
        if open_one is not None and not _is_over(open_one, today):
            audit.record(
                "ending.way_in_stated", by=by, about=open_one, outcome="repeated"
            )
            return open_one.pk
        if open_one is not None:
            _close(open_one, by=by, at=at)
        made = BreakGlass.objects.create(
            clinician=row.clinician,
            will=row,
            what=stated.what,
            since=stated.since,
            how_known=stated.how_known.strip(),
            stated_by=by.id,
            stated_at=at,
        )
        attention.raise_item(
            kind=KIND, key=f"{KIND}:{made.pk}", by=by, at=at, about=made
        )
        audit.record("ending.way_in_stated", by=by, about=made, what=made.what)
    return made.pk


@refusing("ending.way_in_confirmed", when=EndingError)
def confirm_glass(*, glass: UUID, by: Actor, at: datetime) -> None:
    """Say the same as the executor. From now on it is open, until a day.

    The clinician counts as not practising, so what rested on them stops. The second
    person of the will does it, or somebody who supervises; never who stated it.
    """
    with practice(by.practice):
        row = _glass(glass)
        may = by.id == row.will.second_id or by.has(Role.SUPERVISOR, Role.COMPLIANCE)
        own = row.clinician.user_id
        if by.kind is not ActorKind.STAFF or by.id in {row.stated_by, own} or not may:
            raise NotForThemError
        if _has_ended(row):
            raise NotOpenError
        is_new = row.confirmed_at is None
        if is_new:
            row.confirmed_by, row.confirmed_at = by.id, at
            row.until = clock.today() + LASTS
            row.save(update_fields=["confirmed_by", "confirmed_at", "until"])
            reports.report(
                clinician=row.clinician_id,
                name="practising",
                value="no",
                as_of=row.since,
                by=by,
                at=at,
            )
        audit.record(
            "ending.way_in_confirmed",
            by=by,
            about=row,
            outcome="done" if is_new else "repeated",
            until=str(row.until or ""),
        )


@refusing("ending.way_in_closed", when=EndingError)
def close_glass(*, glass: UUID, by: Actor, at: datetime) -> None:
    """Close it, before its day. One of those concerned is enough; twice is success.

    Whether the clinician works again is for them to say, on their own page.
    """
    with practice(by.practice):
        row = _glass(glass)
        named = {row.will.executor_id, row.will.second_id, row.clinician.user_id}
        if by.id not in named and not by.has(Role.SUPERVISOR, Role.COMPLIANCE):
            raise NotForThemError
        _close(row, by=by, at=at)


@refusing("ending.endings_opened_for", when=EndingError)
def open_endings(*, glass: UUID, by: Actor, most: int = 200) -> int:
    """Open the endings of everybody in care with that clinician. Gives who is left.

    Each person by itself, so it goes on where it was cut off. Nobody was asked, so no
    follow-up can start after it.
    """
    row = opened(glass, by=by)
    with practice(by.practice):
        people = in_care(row)
        ids = list(people.values_list("pk", flat=True)[:most])
    for client in ids:
        open_by_event(
            client=client, kind="death_or_incapacity", last_day=row.since, by=by
        )
    with practice(by.practice):
        left = in_care(row).count()
        audit.record(
            "ending.endings_opened_for",
            by=by,
            about=row,
            outcome="done" if ids else "repeated",
            people=len(ids),
            left=left,
        )
    return left


def opened(glass: UUID, *, by: Actor) -> BreakGlass:
    """Give a way in that is open for this executor today, or refuse."""
    with practice(by.practice):
        row = _glass(glass)
    if by.id is None or by.id != row.will.executor_id or not by.has(Role.EXECUTOR):
        raise NotForThemError
    if not is_open(row, clock.today()):
        raise NotOpenError
    return row


def open_for(client: UUID, *, by: Actor) -> BreakGlass | None:
    """Give what is open today for this executor to reach somebody, if anything is."""
    if by.id is None or not by.has(Role.EXECUTOR):
        return None
    with practice(by.practice):
        person = Client.objects.filter(pk=client, removed_at__isnull=True).first()
        if person is None or person.clinician_id is None:
            return None
        rows = BreakGlass.objects.select_related("will").filter(
            clinician_id=person.clinician_id,
            will__executor_id=by.id,
            ended_at__isnull=True,
        )
        return next((one for one in rows if is_open(one, clock.today())), None)


def to_confirm(user: UUID | None) -> set[UUID]:
    """Name what waits for this second person's word. Inside an open practice only."""
    rows = BreakGlass.objects.filter(
        will__second_id__in=[user],
        will__ended_at__isnull=True,
        confirmed_at__isnull=True,
        ended_at__isnull=True,
    )
    return set(rows.values_list("pk", flat=True))


def is_open(row: BreakGlass, on: date) -> bool:
    """Say whether it opens anything: confirmed by somebody else, and not over."""
    confirmed = row.confirmed_by is not None and row.confirmed_by != row.stated_by
    return confirmed and not _is_over(row, on)


def clients_of(row: BreakGlass) -> QuerySet[Client]:
    """Give everybody whom that clinician carries or carried last."""
    return Client.objects.filter(
        clinician_id=row.clinician_id, removed_at__isnull=True
    ).order_by("reference")


def in_care(row: BreakGlass) -> QuerySet[Client]:
    """Give those of them whose therapy nobody has begun to end."""
    begun = Q(ending__state="open", ending__kind="death_or_incapacity")
    return (
        clients_of(row)
        .filter(episode__ended_on__isnull=True, episode__isnull=False)
        .exclude(pk__in=Client.objects.filter(begun).values("pk"))
        .exclude(pk__in=Client.objects.filter(_other_kind()).values("pk"))
        .distinct()
    )


def _other_kind() -> Q:
    """Name those whose ending was begun for another reason; it keeps its kind."""
    return Q(ending__state="open") & ~Q(ending__kind="")


def _is_over(row: BreakGlass, on: date) -> bool:
    return _has_ended(row) or (row.until is not None and on > row.until)


def _has_ended(row: BreakGlass) -> bool:
    """Say whether somebody closed it, or the will that it rests on ended."""
    return row.ended_at is not None or row.will.ended_at is not None


def _ways_in(clinician: Clinician) -> QuerySet[BreakGlass]:
    rows = BreakGlass.objects.filter(clinician=clinician, ended_at__isnull=True)
    return rows.select_related("will")


def _end_the_earlier(clinician: Clinician, *, by: Actor, at: datetime) -> None:
    """End a will, and what it opened: it opens for whom the next one names."""
    rows = ProfessionalWill.objects.filter(clinician=clinician, ended_at__isnull=True)
    rows.update(ended_at=at)
    for one in _ways_in(clinician):
        _close(one, by=by, at=at)


def _close(row: BreakGlass, *, by: Actor, at: datetime) -> None:
    is_new = row.ended_at is None
    if is_new:
        row.ended_by, row.ended_at = by.id, at
        row.save(update_fields=["ended_by", "ended_at"])
        attention.finish_about(kind=KIND, about=row.pk, by=by, at=at)
    outcome = "done" if is_new else "repeated"
    audit.record("ending.way_in_closed", by=by, about=row, outcome=outcome)


def _check(named: Named, own: UUID, home: UUID) -> None:
    if len({named.executor, named.second, own}) != PEOPLE:
        raise WillError("same_person")
    told = (
        named.instructions_at,
        named.records_holder,
        named.records_how,
        named.questions_to,
    )
    if not all(one.strip() for one in told):
        raise WillError("where")
    if not are_places(named.options):
        raise WillError("options")
    here = {
        one.user_id: one.actor()
        for one in Membership.objects.filter(practice_id=home, left_at__isnull=True)
    }
    executor = here.get(named.executor)
    if executor is None or not executor.has(Role.EXECUTOR):
        raise WillError("executor")
    if named.second not in here:
        raise WillError("second")


def _will(will: UUID) -> ProfessionalWill:
    row = (
        ProfessionalWill.objects.select_related("clinician")
        .filter(pk=will, ended_at__isnull=True)
        .first()
    )
    if row is None:
        raise NoSuchWillError
    return row


def _glass(glass: UUID) -> BreakGlass:
    row = (
        BreakGlass.objects.select_related("will", "clinician", "clinician__practice")
        .filter(pk=glass)
        .first()
    )
    if row is None:
        raise NoSuchWillError
    return row
