"""Hand something to the client: the tablet, with one page on it; a card; the questions.

What they do with it is theirs. Nothing here says yes for anybody.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from afterword import clock
from afterword.attention import services as attention
from afterword.audit import services as audit
from afterword.audit.actors import Actor, Role
from afterword.clinic import offering
from afterword.clinic.models import Client, Clinician
from afterword.consent import doors
from afterword.ending.errors import (
    EndingError,
    NoSuchEndingError,
    NothingToConfirmError,
    NotTheirsError,
    PlanIsTheirsError,
)
from afterword.ending.measured import FIRST
from afterword.ending.models import Ending
from afterword.ending.queries import directive_of
from afterword.ending.services import writing
from afterword.tenancy import practice

TABLET_LASTS: Final = timedelta(minutes=45)
MAY_PRINT = (Role.CLINICIAN, Role.SUPERVISOR, Role.ADMINISTRATOR)
PAPER: Final = "paper_to_attest"
PLAN_TABLET: Final = "tablet_plan"
"""A tablet that opens the draft of a plan, and no other page."""


def hand_over(*, ending: UUID, by: Actor) -> str:
    """Make the key of the tablet's page, on which the client says yes or no."""
    with writing.recorded("ending.tablet_given", by, None), practice(by.practice):
        found = _theirs(ending, by)
        directive = waiting_directive(found)
        return _tablet(found, by, directive=directive, why="choice")


def hand_over_questions(*, ending: UUID, by: Actor, instrument: str = FIRST) -> str:
    """Make the key of the tablet's page with the questions of one questionnaire.

    Raises ``MeasureError`` or ``ClinicError`` where it may not be put before them.
    """
    with writing.recorded("ending.tablet_given", by, None), practice(by.practice):
        found = _theirs(ending, by)
        if found.state != "open":
            raise EndingError("it is closed")
        offering.to_show(instrument, client=found.client_id, at=clock.now())
        return _tablet(found, by, directive=None, why="questions", occasion=instrument)


def hand_over_plan(*, ending: UUID, by: Actor) -> str:
    """Make the key of the tablet's pages on which the client writes their plan."""
    with writing.recorded("ending.tablet_given", by, None), practice(by.practice):
        found = _theirs(ending, by)
        if found.state != "open" or found.plan_given_at is not None:
            raise PlanIsTheirsError("the ending was closed")
        return _tablet(found, by, directive=None, why="plan", opens=PLAN_TABLET)


def make_card(*, client: UUID, by: Actor) -> str:
    """Make the code of a new card; the old card opens nothing from then on."""
    allowed = by.has(*MAY_PRINT)
    with practice(by.practice):
        found = Client.objects.filter(pk=client, removed_at__isnull=True).first()
        if found is None or not allowed:
            audit.record("consent.card_made", by=by, outcome="refused", why="role")
            code = ""
        else:
            code = doors.make_card(client)
            audit.record("consent.card_made", by=by, client=client)
    if not code:
        raise NotTheirsError("no such client, or no role for it")
    return code


def ask_second_person(*, ending: UUID, second: Clinician | None, by: Actor) -> UUID:
    """Let a signed paper wait for a second person; without one, for administrators."""
    with writing.recorded("ending.paper_shown", by, None), practice(by.practice):
        found = _theirs(ending, by)
        directive = waiting_directive(found)
        item = attention.raise_item(
            kind=PAPER,
            key=f"paper:{directive}:{by.id}",
            by=by,
            at=clock.now(),
            client=found.client_id,
            about=found,
            owner=second.pk if second else None,
        )
        attention.pass_on(item=item, to=second.pk if second else None, by=by)
        audit.record("ending.paper_shown", by=by, about=found)
    return item


def waiting_directive(ending: Ending) -> UUID:
    """Give the proposal of an ending that waits for the client's own yes."""
    found = directive_of(ending)
    if found is not None and found.state == "proposed":
        return found.id
    raise NothingToConfirmError("nothing is proposed")


def _theirs(ending: UUID, by: Actor) -> Ending:
    found = Ending.objects.select_related("client").filter(pk=ending).first()
    if found is None:
        raise NoSuchEndingError("no such ending in this practice")
    writing.holding(by, found)
    return found


def _tablet(  # noqa: PLR0913 - one key, and what it opens
    found: Ending,
    by: Actor,
    *,
    directive: UUID | None,
    why: str,
    opens: str = "tablet",
    occasion: str = "",
) -> str:
    for before in ("tablet", PLAN_TABLET):
        doors.end_all(found.client_id, opens=before)
    token = doors.make(
        client=found.client_id,
        opens=opens,
        lasts=TABLET_LASTS,
        occasion=occasion,
        directive_id=directive,
        about_id=found.pk,
    )
    audit.record("ending.tablet_given", by=by, about=found, why=why)
    return token
