"""A clinician leaves: announced, each client's own choice, and the handing on.

Choices are the clients', said in session and written down by their clinician. Nothing
is sent by any of it, and nobody is handed on who did not choose it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models.query import QuerySet

from afterword import clock
from afterword.audit import services as audit
from afterword.audit.actors import Actor, Role
from afterword.audit.refusals import refusing
from afterword.clinic.models import Client, Clinician, Episode
from afterword.consent import queries as consent
from afterword.ending.errors import (
    EndingError,
    LeavingError,
    NoSuchEndingError,
    NotTheirsError,
)
from afterword.ending.models import Ending
from afterword.ending.services.writing import acting, holding
from afterword.ending.unplanned import Leaving, LeavingChoice, Transfer
from afterword.tenancy import practice
from afterword.tenancy.models import Practice

CHOICES: Final = ("transfer", "referral", "ending")
TRANSFER: Final = "transfer"


@dataclass(frozen=True)
class Announcement:
    """When a clinician leaves, and who is there afterwards. About no client."""

    last_day: date
    choose_by: date
    records_holder: str
    records_how: str
    questions_to: str


@dataclass(frozen=True)
class Choice:
    """One client of a clinician who leaves, and what they chose, if they have."""

    client: Client
    choice: str = ""
    chosen_on: date | None = None
    to_clinician: str = ""


@refusing("ending.leaving_announced", when=EndingError)
def announce(*, clinician: UUID, said: Announcement, by: Actor) -> UUID:
    """Say from which day on a clinician is not here any more. Saying it anew corrects.

    It ends nothing yet: that they have left is reported once it is so.
    """
    with practice(by.practice):
        row = Clinician.objects.filter(pk=clinician, left_on__isnull=True).first()
        own = row is not None and row.user_id == by.id
        if row is None or not (own or by.has(Role.ADMINISTRATOR)):
            raise NotTheirsError("an administrator, or the clinician")
        today = clock.today(Practice.objects.get(pk=by.practice).time_zone)
        told = (said.records_holder, said.records_how, said.questions_to)
        if not today <= said.choose_by <= said.last_day or not all(
            one.strip() for one in told
        ):
            raise LeavingError("days_or_words")
        found = Leaving.objects.filter(
            clinician=row, called_off_at__isnull=True
        ).first() or Leaving(clinician=row)
        same = found.announced_at is not None and all(
            getattr(found, name) == value for name, value in vars(said).items()
        )
        if not same:
            for name, value in vars(said).items():
                setattr(found, name, value)
            found.announced_at, found.announced_by = clock.now(), by.id
            found.save()
        audit.record(
            "ending.leaving_announced",
            by=by,
            about=found,
            outcome="repeated" if same else "done",
            last_day=str(said.last_day),
        )
    return found.pk


@refusing("ending.leaving_called_off", when=EndingError)
def stay(*, leaving: UUID, by: Actor) -> None:
    """Say that they stay after all. What clients chose stays written down."""
    with practice(by.practice):
        row = Leaving.objects.select_related("clinician").filter(pk=leaving).first()
        if row is None:
            raise NoSuchEndingError("nobody announced this")
        if row.clinician.user_id != by.id and not by.has(Role.ADMINISTRATOR):
            raise NotTheirsError("an administrator, or the clinician")
        is_new = row.called_off_at is None
        if is_new:
            row.called_off_at = clock.now()
            row.save(update_fields=["called_off_at"])
        outcome = "done" if is_new else "repeated"
        audit.record("ending.leaving_called_off", by=by, about=row, outcome=outcome)


@refusing("ending.choice_written", when=EndingError)
def write_choice(
    *, leaving: UUID, client: UUID, choice: str, by: Actor, to: UUID | None = None
) -> None:
    """Write down what a client chose in session. The newest line holds."""
    with practice(by.practice):
        row = Leaving.objects.filter(pk=leaving, called_off_at__isnull=True).first()
        person = Client.objects.filter(pk=client, removed_at__isnull=True).first()
        if row is None or person is None or person.clinician_id != row.clinician_id:
            raise NoSuchEndingError("no client of somebody who leaves")
        acting(by, person)
        if choice not in CHOICES or (choice == TRANSFER) != (to is not None):
            raise LeavingError("choice")
        if to is not None:
            _receiver(to, row.clinician_id)
        last = _newest(row).get(client)
        same = last is not None and (last.choice, last.to_clinician_id) == (choice, to)
        if not same:
            LeavingChoice.objects.create(
                leaving=row,
                client=person,
                choice=choice,
                chosen_on=clock.today(person.time_zone),
                to_clinician_id=to,
                written_by=by.id,
                at=clock.now(),
            )
        audit.record(
            "ending.choice_written",
            by=by,
            about=person,
            client=person.pk,
            outcome="repeated" if same else "done",
            choice=choice,
        )


@refusing("ending.receiver_named", when=EndingError)
def name_receiver(*, ending: UUID, to: UUID, by: Actor) -> None:
    """Write down to which colleague somebody goes. They see nothing by it yet."""
    with practice(by.practice):
        found = (
            Ending.objects.select_related("client").filter(pk=ending, state="open")
        ).first()
        if found is None:
            raise NoSuchEndingError("no open ending")
        own = holding(by, found)
        if found.kind != TRANSFER:
            raise LeavingError("not_a_transfer")
        _receiver(to, own.pk)
        row = Transfer.objects.filter(ending=found).first() or Transfer(
            ending=found, client_id=found.client_id
        )
        same = row.to_clinician_id == to
        if not same:
            row.to_clinician_id = to
            row.written_by, row.written_at = by.id, clock.now()
            row.save()
        outcome = "repeated" if same else "done"
        audit.record("ending.receiver_named", by=by, about=found, outcome=outcome)


@refusing("ending.taken_over", when=EndingError)
def take_over(*, transfer: UUID, started_on: date, by: Actor) -> UUID:
    """Begin with somebody who was handed on. Gives the new episode.

    Only the colleague who was named, and only once the ending is closed. What was
    written in it stays with who wrote it: a summary goes only with a release.
    """
    with practice(by.practice):
        row = (
            Transfer.objects.select_related("client", "ending", "to_clinician")
            .filter(pk=transfer)
            .first()
        )
        if row is None or row.to_clinician.user_id != by.id or by.id is None:
            raise NotTheirsError("somebody else was named")
        if row.ending.state != "closed":
            raise LeavingError("not_closed")
        ended = row.ending.ended_on
        if row.episode_id is None and ended is not None and started_on < ended:
            raise LeavingError("before_the_end")
        is_new = row.episode_id is None
        if is_new:
            row.episode = Episode.objects.create(
                client=row.client,
                clinician=row.to_clinician,
                started_on=started_on,
            )
            row.taken_over_at = clock.now()
            row.save(update_fields=["episode", "taken_over_at"])
            Client.objects.filter(pk=row.client_id).update(
                clinician=row.to_clinician, status="current"
            )
        outcome = "done" if is_new else "repeated"
        audit.record("ending.taken_over", by=by, about=row, outcome=outcome)
    assert row.episode_id is not None  # noqa: S101 - made above, or before
    return row.episode_id


def choices_of(row: Leaving) -> list[Choice]:
    """Give every client in care, who has chosen and who not. Inside a practice only."""
    said = _newest(row)
    names = dict(Clinician.objects.values_list("pk", "name"))
    return [
        Choice(
            client,
            said[client.pk].choice,
            said[client.pk].chosen_on,
            _called(names, said[client.pk].to_clinician_id),
        )
        if client.pk in said
        else Choice(client)
        for client in _in_care(row.clinician_id)
    ]


def resting_on(clinician: UUID) -> int:
    """Count former clients whose live agreement dies with this clinician.

    Inside an open practice only.
    """
    former = Client.objects.filter(
        clinician_id=clinician, status="former", removed_at__isnull=True
    )
    return sum(
        any(
            one.is_live and one.terms.grantee == clinician
            for one in consent.standing_of(client).directives.values()
        )
        for client in former.values_list("pk", flat=True)
    )


def _called(names: dict[UUID, str], who: UUID | None) -> str:
    return names.get(who, "") if who is not None else ""


def _in_care(clinician: UUID) -> QuerySet[Client]:
    return Client.objects.filter(
        clinician_id=clinician, status="current", removed_at__isnull=True
    ).order_by("reference")


def _newest(row: Leaving) -> dict[UUID, LeavingChoice]:
    lines = LeavingChoice.objects.filter(leaving=row).order_by("at", "id")
    return {line.client_id: line for line in lines}


def _receiver(to: UUID, own: UUID) -> None:
    here = Clinician.objects.filter(
        pk=to, left_on__isnull=True, practising="yes", user_id__isnull=False
    )
    if to == own or not here.exists():
        raise LeavingError("receiver")
