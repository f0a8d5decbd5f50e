"""The verbs of a practice that closes: plan, begin, prepare, release, posted, call off.

Two people stand behind it, by a standing settlement. Preparing weighs each person and
sends nothing; a person releases letters a few at a time, each decided anew.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

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
    GateError,
    NoAddressError,
    NotBegunError,
    NotReleasedError,
    NotTwoPeopleError,
    NotYoursToCloseError,
    SettlingError,
    StoppedError,
    UnconfirmedError,
)
from afterword.contact.hours import wall
from afterword.contact.models import GoAhead
from afterword.contact.obligations import BY_WORD
from afterword.contact.rulings import StoredRuling
from afterword.contact.services import standing
from afterword.contact.services.going_ahead import open_go_ahead
from afterword.contact.services.looking_again import record_go_ahead
from afterword.contact.standing import LONGEST, rules_for
from afterword.contact.weighing import book
from afterword.ending.services.unplanned import open_by_event
from afterword.ending.unplanned import Closure, ClosureLine
from afterword.tenancy import practice
from afterword.tenancy.models import Practice

PLANNERS: Final = (Role.ADMINISTRATOR, Role.COMPLIANCE)
OPTIONS: Final = 3
BATCH: Final = 100
"""People weighed in one job, so that none takes long and any can be cut off."""
AT_ONCE: Final = 50
"""Letters that one person releases at once: what fits an afternoon at the printer."""
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
        _check(plan, today=_today(by, at))
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
        row = _live(closure)
        today = _today(by, at)
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
        row = _live(closure)
        if not closures.stands(row, _today(by, at)):
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
        row = _live(closure)
        if row.begun_at is None:
            raise NotBegunError
        if not closures.stands(row, _today(by, at)):
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
        row = _live(closure)
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


@refusing("contact.closure_released", when=(ClosureError, GateError))
def release(
    *, closure: UUID, confirmed: Collection[str], by: Actor, at: datetime
) -> list[UUID]:
    """Open the next letters for who posts them, until the day ends. Gives their lines.

    Each is decided anew; one that no longer may go is left out, with why.
    """
    go_aheads.insist_maker(by)
    with practice(by.practice):
        row = _live(closure)
        if not closures.stands(row, _today(by, at)):
            raise NotTwoPeopleError
        _take_in(row)
        lines = list(
            ClosureLine.objects.filter(_whose(by), closure=row, state="ready")
            .select_related("client")
            .order_by("client__reference")[:AT_ONCE]
        )
    kept = closures.SEEN_TO.union(confirmed)
    opened = [one.pk for one in lines if _open(row, one, kept, by=by, at=at)]
    with practice(by.practice):
        audit.record(
            "contact.closure_released",
            by=by,
            about=row,
            outcome="done" if opened else "repeated",
            letters=len(opened),
        )
    return opened


@refusing("contact.closure_posted", when=(ClosureError, GateError))
def record_posted(*, closure: UUID, posted: bool, by: Actor, at: datetime) -> int:
    """Say of one's own open letters that they were posted, or that they were not."""
    who = go_aheads.insist_maker(by)
    with practice(by.practice):
        row = closures.closure_of(closure)
        _take_in(row)
        found = own_open(row, who)
    for line in found:
        assert line.go_ahead_id is not None  # noqa: S101 - its state says so
        came = "done" if posted else "not_done"
        record_go_ahead(go_ahead=line.go_ahead_id, came=came, note="", by=by, at=at)
        with practice(by.practice):
            ClosureLine.objects.filter(pk=line.pk).update(
                state="posted" if posted else "ready", at=at
            )
    with practice(by.practice):
        audit.record(
            "contact.closure_posted",
            by=by,
            about=row,
            outcome="done" if found else "repeated",
            letters=len(found),
            posted=posted,
        )
    return len(found)


@refusing("contact.closure_called_off", when=ClosureError)
def call_off(*, closure: UUID, by: Actor) -> None:
    """End a closure at once: nothing more is prepared or opened. Twice is success."""
    _only(by, *PLANNERS)
    with practice(by.practice):
        row = closures.closure_of(closure)
        is_new = row.state != "called_off"
        if is_new:
            row.state = "called_off"
            row.save(update_fields=["state"])
        outcome = "done" if is_new else "repeated"
        audit.record("contact.closure_called_off", by=by, about=row, outcome=outcome)


def own_open(row: Closure, who: UUID) -> list[ClosureLine]:
    """Give the letters that somebody has open. Inside an open practice only."""
    mine = go_aheads.opened_by(who)
    lines = ClosureLine.objects.filter(
        closure=row, state="opened", go_ahead_id__in=mine
    )
    return list(lines.select_related("client__clinician").order_by("client__reference"))


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
        why = why_not(ruling)
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


def why_not(ruling: StoredRuling) -> str:
    """Name what keeps a letter back; nothing where a person's word is all it wants."""
    if ruling.outcome not in {"permit", "require"}:
        rules: Sequence[dict[str, Any]] = ruling.answer["because_of"]
        return str(rules[0]["rule"]) if rules else str(ruling.outcome)
    kept = closures.SEEN_TO.union(closures.TICKED)
    left = [name for name in ruling.unmet if name not in kept]
    return left[0] if left else ""


def _open(
    row: Closure,
    line: ClosureLine,
    confirmed: Collection[str],
    *,
    by: Actor,
    at: datetime,
) -> bool:
    """Open one letter, or leave it out with why."""
    today = wall(at, line.client.time_zone).date()
    with practice(by.practice):
        request = closures.request_for(line.client, on=today)
    try:
        made = open_go_ahead(
            request=request,
            confirmed=confirmed,
            said=closures.said_of(row),
            by=by,
            at=at,
        )
    except UnconfirmedError:
        raise
    except NotReleasedError as error:
        left = [name for name in error.unmet if name not in BY_WORD]
        _leave_out(line, left[0] if left else error.outcome, error.ruling, by, at)
        return False
    except (NoAddressError, StoppedError) as error:
        _leave_out(line, error.code, line.ruling_id, by, at)
        return False
    except GateError:  # tomorrow it may go: somebody opened it today, or all rests
        return False
    with practice(by.practice):
        ClosureLine.objects.filter(pk=line.pk).update(
            state="opened", go_ahead_id=made, at=at
        )
    return True


def _leave_out(
    line: ClosureLine, why: str, ruling: UUID | None, by: Actor, at: datetime
) -> None:
    with practice(by.practice):
        ClosureLine.objects.filter(pk=line.pk).update(
            state="left_out", why=why, ruling_id=ruling, at=at
        )


def _take_in(row: Closure) -> None:
    """Take in what was said of single letters on the pages of their go-aheads."""
    lines = ClosureLine.objects.filter(closure=row, state="opened")
    told = GoAhead.objects.filter(pk__in=lines.values("go_ahead_id")).exclude(came="")
    for go_ahead, came in told.values_list("pk", "came"):
        ClosureLine.objects.filter(closure=row, go_ahead_id=go_ahead).update(
            state="posted" if came == "done" else "ready"
        )


def _whose(by: Actor) -> Q:
    """Say whose letters somebody posts: a supervisor all, a clinician their own."""
    if by.has(Role.SUPERVISOR):
        return Q()
    return Q(client__clinician__user_id=by.id) | Q(client__clinician__isnull=True)


def waiting(row: Closure, by: Actor) -> int:
    """Count the letters that this person could post. Inside an open practice only."""
    return ClosureLine.objects.filter(_whose(by), closure=row, state="ready").count()


def _check(plan: Plan, *, today: date) -> None:
    words = (plan.custodian, plan.ask_how, plan.questions_to)
    places = [one for one in plan.options if one.strip()]
    if plan.last_day < today:
        raise ClosurePlanError("last_day")
    if not all(one.strip() for one in words):
        raise ClosurePlanError("words")
    if len(places) != OPTIONS or len(set(places)) != OPTIONS:
        raise ClosurePlanError("options")
    if Closure.objects.exclude(state="called_off").exists():
        raise ClosurePlanError("there_is_one")


def _live(closure: UUID) -> Closure:
    row = closures.closure_of(closure)
    if row.state == "called_off":
        raise NotBegunError
    return row


def _only(by: Actor, *roles: Role) -> None:
    if by.kind is not ActorKind.STAFF or by.id is None or not by.has(*roles):
        raise NotYoursToCloseError


def _today(by: Actor, at: datetime) -> date:
    return wall(at, Practice.objects.get(pk=by.practice).time_zone).date()
