"""Open the endings that an event brings about, without the clinician's session.

A practice that closes, a clinician who has died or cannot work. It sends nothing, and
no follow-up can start by it: nobody was asked.
"""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from afterword import clock
from afterword.audit import services as audit
from afterword.audit.actors import Actor
from afterword.clinic import episodes
from afterword.ending.errors import WrongEventError
from afterword.ending.models import Ending
from afterword.ending.services.writing import recorded
from afterword.tenancy import practice

EVENTS: Final = frozenset({"practice_change", "death_or_incapacity"})
OPENED: Final = "ending.opened_by_event"
ENDED_BY: Final = {"practice_change": "service", "death_or_incapacity": "other"}


def open_by_event(
    *, client: UUID, kind: str, by: Actor, last_day: date | None = None
) -> UUID | None:
    """Open the ending of an episode that is under way; nothing where there is none.

    One that is open keeps what was written in it. With a last day it is an ending in
    which nobody was asked anything, and can be closed as it is.
    """
    with recorded(OPENED, by, client), practice(by.practice):
        if kind not in EVENTS:
            raise WrongEventError(kind)
        episode = episodes.going_on(client)
        if episode is None:
            audit.record(OPENED, by=by, client=client, outcome="repeated", kind=kind)
            return None
        found = Ending.objects.filter(client=client, state="open").first()
        if found is None:
            found = Ending(
                client_id=client,
                episode=episode,
                clinician_id=episode.client.clinician_id or episode.clinician_id,
                opened_at=clock.now(),
            )
        is_new = not found.kind
        if is_new:
            found.kind, found.ended_by = kind, ENDED_BY[kind]
            if last_day is not None:
                _nobody_was_asked(found, last_day)
            found.save()
        audit.record(
            OPENED,
            by=by,
            about=found,
            outcome="done" if is_new else "repeated",
            kind=kind,
        )
    return found.pk


def _nobody_was_asked(ending: Ending, last_day: date) -> None:
    """Write what follows from it. What was settled with them before stays as it was."""
    ending.agreed, ending.ending_form = "no", "none"
    ending.ended_on = last_day
    ending.last_professional_contact_on = last_day
    ending.measure = ending.measure or "skipped"
    ending.contact_decision = ending.contact_decision or "none"
