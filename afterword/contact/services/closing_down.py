"""The verbs of a practice that closes: plan, begin, prepare, release, posted, call off.

Two people stand behind it, by a standing settlement. Preparing weighs each person and
sends nothing; a person releases letters a few at a time, each decided anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from afterword.audit import services as audit
from afterword.audit.actors import Actor, ActorKind, Role
from afterword.audit.refusals import refusing
from afterword.clinic.models import Client
from afterword.contact import closures, go_aheads
from afterword.contact import services as gate
from afterword.contact.asked import SETTLERS
from afterword.contact.errors import (
    ClosureError,
    ClosurePlanError,
    NotBegunError,
    NotTwoPeopleError,
    NotYoursToCloseError,
    SettlingError,
)
from afterword.contact.hours import wall
from afterword.contact.services import standing
from afterword.contact.standing import LONGEST, rules_for
from afterword.contact.weighing import book
from afterword.ending.services.unplanned import open_by_event
from afterword.ending.unplanned import Closure, ClosureLine
from afterword.letters.drafts import are_places
from afterword.tenancy import practice
from afterword.tenancy.models import Practice

PLANNERS: Final = (Role.ADMINISTRATOR, Role.COMPLIANCE)
BATCH: Final = 100
"""People weighed in one job, so that none takes long and any can be cut off."""
AFTERWARDS: Final = timedelta(days=90)
"""How long after the last day letters may still go under the settlement."""
KIND: Final = "practice_change"


@dataclass(frozen=True)
class Plan:
    """How a practice closes, in words for everybody; no client is named in it."""

    last_day: date
    custodian: str
    ask_how: str
    questions_to: str
    options: tuple[str, ...]
    former_since: date | None = None
    """Former clients whose therapy ended on or after it; none: all on file."""


@refusing("contact.closure_planned", when=ClosureError)
def plan_closure(*, plan: Plan, by: Actor, at: datetime) -> UUID:
    """Write down how the practice closes. It reaches nobody."""
    _only(by, *PLANNERS)
    with practice(by.practice):
        _check(plan, today=today_of(by, at))
        row = Closure.objects.create(
            last_day=plan.last_day,
            former_since=plan.former_since,
            custodian=plan.custodian.strip(),
            ask_how=plan.ask_how.strip(),
            questions_to=plan.questions_to.strip(),
            options=[one.strip() for one in plan.options],
            planned_by=by.id,
            planned_at=at,
        )
        audit.record(
            "contact.closure_planned", by=by, about=row, last_day=str(row.last_day)
        )
    return row.pk


@refusing("contact.closure_backed", when=(ClosureError, SettlingError))
def stand_behind(*, closure: UUID, reasons: str, by: Actor, at: datetime) -> UUID:
    """Propose the settlement that a second person confirms. Nothing begins by it."""
    _only(by, *SETTLERS)
    with practice(by.practice):
        row = live(closure)
        today = today_of(by, at)
        found = closures.settlement_of(row)
        if found is not None and found.state(today) in {"proposed", "coming", "holds"}:
            audit.record("contact.closure_backed", by=by, about=row, outcome="repeated")
            return found.row.pk
        made = standing.propose(
            proposal=standing.Proposal(
                purpose=closures.PURPOSE,
                population="Everybody on file when the practice closes",
                rules=frozenset(
                    rule.id for rule in rules_for(closures.PURPOSE, book())
                ),
                reasons=reasons,
                starts_on=today,
                ends_on=min(row.last_day + AFTERWARDS, LONGEST.after(today)),
            ),
            by=by,
            at=at,
        )
        row.standing_id = made
        row.save(update_fields=["standing_id"])
        audit.record("contact.closure_backed", by=by, about=row, standing=str(made))
    return made


@refusing("contact.closure_begun", when=ClosureError)
def begin(*, closure: UUID, by: Actor, at: datetime) -> None:
    """Let the letters be prepared, once two people stand behind it."""
    _only(by, *PLANNERS)
    with practice(by.practice):
        row = live(closure)
        if not closures.stands(row, today_of(by, at)):
            raise NotTwoPeopleError
        is_new = row.begun_at is None
        if is_new:
            row.state, row.begun_at = "running", at
            row.save(update_fields=["state", "begun_at"])
        outcome = "done" if is_new else "repeated"
        audit.record("contact.closure_begun", by=by, about=row, outcome=outcome)


@refusing("contact.closure_prepared", when=ClosureError)
def prepare(*, closure: UUID, by: Actor, at: datetime, most: int = BATCH) -> int:
    """Weigh some of those who were not yet, and open their endings. Gives who is left.

    Each person is kept by itself, so it goes on where it was cut off. It sends nothing.
    """
    _only(by, *PLANNERS)
    with practice(by.practice):
        row = live(closure)
        if row.begun_at is None:
            raise NotBegunError
        if not closures.stands(row, today_of(by, at)):
            raise NotTwoPeopleError
        people = list(closures.not_looked_at(row)[:most])
    for person in people:
        _look_at(row, person, by=by, at=at)
    with practice(by.practice):
        left = closures.not_looked_at(row).count()
        if not left and row.prepared_at is None:
            Closure.objects.filter(pk=row.pk).update(state="prepared", prepared_at=at)
        audit.record(
            "contact.closure_prepared",
            by=by,
            about=row,
            outcome="done" if people else "repeated",
            people=len(people),
            left=left,
        )
    return left


@refusing("contact.closure_reconsidered", when=ClosureError)
def reconsider(*, closure: UUID, by: Actor) -> int:
    """Look again at everybody who was left out, once something about them changed."""
    _only(by, *PLANNERS)
    with practice(by.practice):
        row = live(closure)
        out = ClosureLine.objects.filter(closure=row, state="left_out")
        people, _each = out.delete()
        if people:
            Closure.objects.filter(pk=row.pk).update(state="running", prepared_at=None)
        audit.record(
            "contact.closure_reconsidered",
            by=by,
            about=row,
            outcome="done" if people else "repeated",
            people=people,
        )
    return people


@refusing("contact.closure_called_off", when=ClosureError)
def call_off(*, closure: UUID, by: Actor, at: datetime) -> None:
    """End a closure at once, and what two people stood behind. Twice is success.

    Nothing more is prepared or opened. What was posted stays in its lines.
    """
    _only(by, *PLANNERS)
    with practice(by.practice):
        row = closures.closure_of(closure)
        is_new = row.state != "called_off"
        if is_new:
            row.state = "called_off"
            row.save(update_fields=["state"])
        if row.standing_id is not None:
            standing.end_with_it(standing=row.standing_id, by=by, at=at)
        outcome = "done" if is_new else "repeated"
        audit.record("contact.closure_called_off", by=by, about=row, outcome=outcome)


def _look_at(row: Closure, person: Client, *, by: Actor, at: datetime) -> None:
    """Weigh one person, open their ending, and keep what becomes of their letter."""
    today = wall(at, person.time_zone).date()
    ending = open_by_event(client=person.pk, kind=KIND, by=by)
    with practice(by.practice):
        request = closures.request_for(person, on=today)
        lacks = go_aheads.lacks_address(request)
    ruling, why = None, ""
    if lacks:
        why = "no_address"
    elif not closures.speaks_to(person):
        why = "other_language"
    else:
        ruling = gate.ask(request=request, by=by, at=at, extra=closures.said_of(row))
        kept = closures.SEEN_TO.union(closures.TICKED)
        why = next(iter(closures.kept_back(ruling.answer, kept)), "")
    with practice(by.practice):
        ClosureLine.objects.get_or_create(
            closure=row,
            client=person,
            defaults={
                "state": "left_out" if why else "ready",
                "why": why,
                "ruling_id": ruling.id if ruling else None,
                "ending_id": ending,
                "at": at,
            },
        )


def _check(plan: Plan, *, today: date) -> None:
    words = (plan.custodian, plan.ask_how, plan.questions_to)
    if plan.last_day < today:
        raise ClosurePlanError("last_day")
    if not all(one.strip() for one in words):
        raise ClosurePlanError("words")
    if not are_places(plan.options):
        raise ClosurePlanError("options")
    if Closure.objects.exclude(state="called_off").exists():
        raise ClosurePlanError("there_is_one")


def live(closure: UUID) -> Closure:
    row = closures.closure_of(closure)
    if row.state == "called_off":
        raise NotBegunError
    return row


def _only(by: Actor, *roles: Role) -> None:
    if by.kind is not ActorKind.STAFF or by.id is None or not by.has(*roles):
        raise NotYoursToCloseError


def today_of(by: Actor, at: datetime) -> date:
    return wall(at, Practice.objects.get(pk=by.practice).time_zone).date()
