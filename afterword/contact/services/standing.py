"""The verbs of standing settlements: propose, confirm, end. Two people, and an end.

They settle what the named rules want talked over, for one purpose and one named
population. Bars, holds and the client's own choices stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from afterword.audit import services as audit
from afterword.audit.actors import Actor, ActorKind
from afterword.audit.refusals import refusing
from afterword.clinic.models import Clinician
from afterword.contact.asked import SETTLERS
from afterword.contact.errors import (
    NoReasonsError,
    NotStandingError,
    NotYoursToSettleError,
    SettlingError,
    TooLongError,
)
from afterword.contact.hours import wall
from afterword.contact.models import StandingLine, StandingSettlement
from afterword.contact.standing import LONGEST, Standing, all_of, rules_for
from afterword.contact.weighing import book
from afterword.tenancy import practice
from afterword.tenancy.models import Practice


@dataclass(frozen=True)
class Proposal:
    """What is to stand: for which purpose, which people, which rules, and when."""

    purpose: str
    population: str
    """Its name, in words of the practice. No client is named in it."""
    rules: frozenset[str]
    reasons: str
    starts_on: date
    ends_on: date
    clinician: UUID | None = None
    ended_from: date | None = None
    ended_until: date | None = None


@refusing("contact.standing_proposed", when=SettlingError)
def propose(*, proposal: Proposal, by: Actor, at: datetime) -> UUID:
    """Put a standing settlement before a second person. It settles nothing yet."""
    who = _only_settlers(by)
    with practice(by.practice):
        _check(proposal, today=_today(by, at))
        named = [book().rules[rule] for rule in sorted(proposal.rules)]
        made = StandingSettlement.objects.create(
            purpose=proposal.purpose,
            population=proposal.population.strip(),
            clinician_id=proposal.clinician,
            ended_from=proposal.ended_from,
            ended_until=proposal.ended_until,
            rules=[rule.id for rule in named],
            editions={rule.pack.id: rule.pack.hash for rule in named},
            reasons=proposal.reasons.strip(),
            starts_on=proposal.starts_on,
            ends_on=proposal.ends_on,
            proposed_by=who,
            proposed_at=at,
        )
        audit.record(
            "contact.standing_proposed",
            by=by,
            about=made,
            purpose=made.purpose,
            rules=made.rules,
        )
    return made.pk


@refusing("contact.standing_confirmed", when=SettlingError)
def confirm(*, standing: UUID, by: Actor, at: datetime) -> None:
    """Say the same as who proposed it. From then on it holds, between its days."""
    who = _only_settlers(by)
    with practice(by.practice):
        found = _of(standing)
        if found.row.proposed_by == who:
            raise NotYoursToSettleError
        if found.confirmed is None and found.state(_today(by, at)) != "proposed":
            raise NotStandingError(standing)
        is_new = _say("confirmed", found, who, at)
        audit.record(
            "contact.standing_confirmed",
            by=by,
            about=found.row,
            outcome="done" if is_new else "repeated",
            purpose=found.row.purpose,
        )


@refusing("contact.standing_ended", when=SettlingError)
def end(*, standing: UUID, by: Actor, at: datetime) -> None:
    """End it at once. One person is enough; ending it twice is success."""
    _only_settlers(by)
    with practice(by.practice):
        end_with_it(standing=standing, by=by, at=at)


def end_with_it(*, standing: UUID, by: Actor, at: datetime) -> None:
    """End it because what it was for is over, whoever says so. Inside a practice only.

    Ending one only ever narrows what may go.
    """
    found = _of(standing)
    assert by.id is not None  # noqa: S101 - a person ends it
    is_new = _say("ended", found, by.id, at)
    audit.record(
        "contact.standing_ended",
        by=by,
        about=found.row,
        outcome="done" if is_new else "repeated",
        purpose=found.row.purpose,
    )


def _say(says: str, found: Standing, who: UUID, at: datetime) -> bool:
    """Add a line unless it is there, also where two people say it at once."""
    _line, is_new = StandingLine.objects.get_or_create(
        standing=found.row, says=says, defaults={"by_id": who, "at": at}
    )
    return is_new


def _check(proposal: Proposal, *, today: date) -> None:
    if not (proposal.reasons.strip() and proposal.population.strip()):
        raise NoReasonsError
    last = LONGEST.after(proposal.starts_on)
    if not today <= proposal.starts_on <= proposal.ends_on <= last:
        raise TooLongError(proposal.ends_on)
    allowed = {rule.id for rule in rules_for(proposal.purpose, book())}
    if not proposal.rules or not proposal.rules <= allowed:
        raise NotStandingError(proposal.purpose)
    who = proposal.clinician
    if who is not None and not Clinician.objects.filter(pk=who).exists():
        raise NotStandingError(who)


def _of(standing: UUID) -> Standing:
    found = all_of(StandingSettlement.objects.filter(pk=standing))
    if not found:
        raise NotStandingError(standing)
    return found[0]


def _only_settlers(by: Actor) -> UUID:
    if by.kind is not ActorKind.STAFF or by.id is None or not by.has(*SETTLERS):
        raise NotYoursToSettleError
    return by.id


def _today(by: Actor, at: datetime) -> date:
    return wall(at, Practice.objects.get(pk=by.practice).time_zone).date()
