"""Write down that somebody stopped coming, or that they came back. It reaches nobody.

No follow-up can start after it: nobody was asked before the end, so consent is *none*.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Final
from uuid import UUID

from afterword import clock
from afterword.audit import services as audit
from afterword.audit.actors import Actor
from afterword.clinic import episodes
from afterword.clinic.models import Client, Episode
from afterword.ending import queries
from afterword.ending.errors import (
    ClosedError,
    IncompleteError,
    NoSuchEndingError,
    OtherKindError,
)
from afterword.ending.models import Ending
from afterword.ending.services import writing
from afterword.ending.unplanned import Dropout
from afterword.tenancy import practice

KIND: Final = "dropout"
NOTICES: Final = ("none", "message", "said")
RECORDED: Final = "ending.dropout_recorded"
CAME_BACK: Final = "ending.came_back"


@dataclass(frozen=True)
class Absence:
    """What is known about somebody who stopped coming: days, and a word or none."""

    last_attended_on: date
    missed_on: date | None = None
    notice: str = "none"
    """none: no word; message: they wrote or rang; said: they said so in person."""


def record_dropout(*, client: UUID, absence: Absence, by: Actor) -> UUID:
    """Open the ending of somebody who stopped coming, on the day they last came.

    The same facts again are success, other ones correct them while it is open. Raises
    ``OtherKindError`` where another ending is being written.
    """
    with writing.recorded(RECORDED, by, client), practice(by.practice):
        person = Client.objects.filter(pk=client, removed_at__isnull=True).first()
        if person is None:
            raise NoSuchEndingError("no such client in this practice")
        clinician = writing.acting(by, person)
        _check(absence, today=clock.today(person.time_zone))
        rows = Ending.objects.filter(queries.WRITTEN_BY_WHO_CARRIES, client=person)
        ending = rows.filter(state="open").first()
        if ending is not None and ending.kind not in {"", KIND}:
            raise OtherKindError(ending.kind)
        if ending is not None and ending.contact_decision not in {"", "none"}:
            raise OtherKindError(ending.contact_decision)
        if ending is None:
            episode = episodes.going_on(person.pk) or Episode.objects.create(
                client=person, clinician=clinician
            )
            ending = Ending(
                client=person,
                episode=episode,
                clinician=clinician,
                opened_at=clock.now(),
            )
        _write(ending, absence)
        is_new = _keep(ending, absence, by)
        audit.record(
            RECORDED,
            by=by,
            about=ending,
            outcome="done" if is_new else "repeated",
            notice=absence.notice,
        )
    return ending.pk


def came_back(*, ending: UUID, by: Actor) -> None:
    """Say that they came again, so that nothing ended. The facts stay as they were."""
    with writing.recorded(CAME_BACK, by, None), practice(by.practice):
        found = (
            Ending.objects.select_for_update(of=("self",))
            .select_related("client")
            .filter(pk=ending)
            .first()
        )
        row = Dropout.objects.filter(ending_id=ending).first()
        if found is None or row is None:
            raise NoSuchEndingError("nobody stopped coming in this ending")
        writing.holding(by, found)
        if found.state != "open":
            raise ClosedError("it is closed")
        is_new = row.came_back_at is None
        if is_new:
            row.came_back_at = clock.now()
            row.save(update_fields=["came_back_at"])
            _blank(found)
        outcome = "done" if is_new else "repeated"
        audit.record(CAME_BACK, by=by, about=found, outcome=outcome)


def _check(absence: Absence, *, today: date) -> None:
    if absence.notice not in NOTICES:
        raise IncompleteError(["notice"])
    if absence.last_attended_on > today:
        raise IncompleteError(["ended_on_in_future"])
    if absence.missed_on is not None and (
        not absence.last_attended_on < absence.missed_on <= today
    ):
        raise IncompleteError(["missed_day"])


def _write(ending: Ending, absence: Absence) -> None:
    """Write what follows from it: theirs to end, no form, nothing asked, no measure.

    What was settled with them before stays as it was.
    """
    ending.kind = KIND
    ending.ended_by, ending.agreed, ending.ending_form = "client", "no", "none"
    ending.ended_on = absence.last_attended_on
    ending.last_professional_contact_on = absence.last_attended_on
    ending.measure = ending.measure or "skipped"
    ending.contact_decision = ending.contact_decision or "none"
    ending.save()


def _blank(ending: Ending) -> None:
    """Take back what followed from it. What comes after the end is asked anew."""
    ending.kind = ending.ended_by = ending.agreed = ending.ending_form = ""
    ending.ended_on = ending.last_professional_contact_on = None
    ending.measure = "done" if ending.measure == "done" else ""
    ending.contact_decision = ""
    ending.save()


def _keep(ending: Ending, absence: Absence, by: Actor) -> bool:
    row = Dropout.objects.filter(ending=ending).first()
    if row is None:
        row = Dropout(client_id=ending.client_id, ending=ending)
    values = asdict(absence)
    same = row.came_back_at is None and all(
        getattr(row, name) == value for name, value in values.items()
    )
    if same and row.recorded_at is not None:
        return False
    for name, value in values.items():
        setattr(row, name, value)
    row.came_back_at = None
    row.recorded_by, row.recorded_at = by.id, clock.now()
    row.save()
    return True
