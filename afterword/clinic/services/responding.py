"""State when a clinician looks at answers about risk, and within which time."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from afterword.audit import services as audit
from afterword.audit.actors import Actor, Role
from afterword.audit.refusals import refusals
from afterword.clinic.errors import (
    ClinicError,
    MissingWordsError,
    NobodyHereError,
    NotAllowedError,
)
from afterword.clinic.models import Clinician
from afterword.tenancy import practice

LONGEST: Final = 72
"""Hours: one working day, a weekend included. Later is no response."""


def state_response(
    *, clinician: UUID, hours: str, within_hours: int | None, by: Actor
) -> None:
    """Say when answers about risk are looked at; both empty takes it back.

    An administrator says so, or the clinician themselves. What was asked already
    keeps the time that it was asked under.
    """
    event = "clinic.response_stated"
    with refusals(event, by=by, when=ClinicError), practice(by.practice):
        row = Clinician.objects.filter(pk=clinician, left_on__isnull=True).first()
        if row is None:
            raise NobodyHereError(clinician)
        own = by.id is not None and row.user_id == by.id
        if not own and not by.has(Role.ADMINISTRATOR):
            raise NotAllowedError
        said = hours.strip()
        if bool(said) != bool(within_hours) or not 0 <= (within_hours or 0) <= LONGEST:
            raise MissingWordsError
        before = (row.risk_hours, row.risk_within_hours)
        row.risk_hours, row.risk_within_hours = said, within_hours or None
        row.save(update_fields=["risk_hours", "risk_within_hours"])
        same = before == (row.risk_hours, row.risk_within_hours)
        audit.record(event, by=by, about=row, outcome="repeated" if same else "done")
