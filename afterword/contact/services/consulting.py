"""The verbs of a talk: ask a colleague, settle, decline, ask for more, note advice.

Each settles at most the talk that one stored ruling asked for: never a bar, never a
hold, and nothing that the client agreed to becomes wider by it. It sends nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from afterword.attention import services as attention
from afterword.attention.services import Kind
from afterword.audit import services as audit
from afterword.audit.actors import Actor, ActorKind, Role
from afterword.audit.refusals import refusing
from afterword.consent import register
from afterword.contact.asked import (
    ASKERS,
    SETTLERS,
    WEEK,
    Asked,
    asker_of,
    check_current,
    gives_way,
    is_alone,
    may_say,
    opened,
    who_settles,
)
from afterword.contact.errors import (
    NobodySettlesError,
    NoReasonsError,
    NotAloneError,
    NotToSettleError,
    NotYoursToSettleError,
    OutdatedError,
    SettlingError,
    StopStandsError,
    TooLongError,
)
from afterword.contact.hours import wall
from afterword.contact.models import ConditionsMet, Consultation, Settlement
from afterword.contact.settled import HOLDS, LONGEST, lines_of, state_of
from afterword.rules.deciding import made_on
from afterword.tenancy import current_practice, practice
from afterword.tenancy.models import Practice
from afterword.vault import services as vault

VERDICTS: Final = ("yes", "no", "more")
_WHERE_TWO_MEET: Final = {"yes": "duty", "no": "other_route", "more": "more"}
"""What yes and no mean where a duty and a bar meet."""
NOON: Final = time(12)


@dataclass(frozen=True)
class Advice:
    """What somebody says of a question, and for how long it holds."""

    reasons: str
    conditions: str = ""
    until: date | None = None
    done: frozenset[str] = frozenset()
    """What the rules want done beforehand and this person saw to be done."""


@dataclass(frozen=True)
class Consultant:
    """Somebody outside who was asked, as whoever works alone names them."""

    name: str
    role: str
    reach: str


@dataclass(frozen=True)
class _Said:
    """One thing that is said of one ruling, on its way to the record."""

    event: str
    asked: Asked
    verdict: str
    advice: Advice
    by: Actor
    at: datetime
    consultant: Consultant | None = None


@refusing("contact.consultation_asked", when=SettlingError)
def ask_colleague(*, ruling: UUID, by: Actor, at: datetime) -> UUID:
    """Put a ruling before whoever settles questions here, by a day. Once is enough."""
    who = _staff(by, *ASKERS)
    asked = opened(ruling, by=by, purpose="settle")
    row = asked.ruling
    with practice(by.practice):
        check_current(asked)
        due = _due(asked, at)
        found, is_new = Consultation.objects.get_or_create(
            ruling=row,
            defaults={
                "client_id": row.client_id,
                "asked_by": who,
                "asked_at": at,
                "due_at": due,
            },
        )
        if is_new and not who_settles(row):
            raise NobodySettlesError
        if is_new:
            _put_before_settlers(asked, due, by, at)
        audit.record(
            "contact.consultation_asked",
            by=by,
            about=found,
            outcome="done" if is_new else "repeated",
            ruling=str(row.pk),
        )
    return found.pk


@refusing("contact.settled", when=SettlingError)
def settle(*, ruling: UUID, advice: Advice, by: Actor, at: datetime) -> UUID:
    """Say yes, on conditions and until a day; or: do the duty, this way.

    Where a duty and a bar meet it counts once a second person has said the same.
    """
    return _answer("contact.settled", ruling, "yes", advice, by=by, at=at)


@refusing("contact.settlement_declined", when=SettlingError)
def decline(*, ruling: UUID, advice: Advice, by: Actor, at: datetime) -> UUID:
    """Say no; or: the duty is met by another route. A yes of before is over by it."""
    return _answer("contact.settlement_declined", ruling, "no", advice, by=by, at=at)


@refusing("contact.more_asked", when=SettlingError)
def ask_for_more(*, ruling: UUID, advice: Advice, by: Actor, at: datetime) -> UUID:
    """Say what is needed before anything can be said. A yes of before is over by it."""
    return _answer("contact.more_asked", ruling, "more", advice, by=by, at=at)


@refusing("contact.advice_recorded", when=SettlingError)
def record_advice(  # noqa: PLR0913 - what was said, by whom, and who writes it down
    *,
    ruling: UUID,
    verdict: str,
    advice: Advice,
    consultant: Consultant,
    by: Actor,
    at: datetime,
) -> UUID:
    """Write down what somebody outside said, where one clinician works alone."""
    _staff(by, *ASKERS)
    if not (consultant.name.strip() and consultant.role.strip()):
        raise NoReasonsError
    asked = opened(ruling, by=by, purpose="settle")
    with practice(by.practice):
        if not is_alone(asked.ruling, on=_today(by, at)):
            raise NotAloneError
    said = _Said(
        "contact.advice_recorded",
        asked,
        _verdict(asked, verdict),
        advice,
        by,
        at,
        consultant,
    )
    return _write(said, allowed=lambda _lines: True)


@refusing("contact.conditions_met", when=SettlingError)
def meet_conditions(*, ruling: UUID, by: Actor, at: datetime) -> None:
    """Say that the conditions of what was settled are met. Until then nothing goes."""
    who = _staff(by, *ASKERS)
    with practice(by.practice):
        state = state_of(lines_of(ruling))
        held = state.lines if state and state.verdict in HOLDS else ()
        lines = [line for line in held if line.conditions is not None]
        if not lines:
            raise NotToSettleError(ruling)
        added = [_meet(line, who, at) for line in lines]
        audit.record(
            "contact.conditions_met",
            by=by,
            about=lines[-1],
            outcome="done" if any(added) else "repeated",
            ruling=str(ruling),
        )


def _meet(line: Settlement, who: UUID, at: datetime) -> bool:
    """Add one line unless it is there."""
    _row, is_new = ConditionsMet.objects.get_or_create(
        settlement=line,
        defaults={"client_id": line.client_id, "by_id": who, "at": at},
    )
    return is_new


def _answer(  # noqa: PLR0913 - what is said of which ruling, by whom and when
    event: str, ruling: UUID, verdict: str, advice: Advice, *, by: Actor, at: datetime
) -> UUID:
    """Say something of a ruling that somebody else asked about."""
    _staff(by, *SETTLERS, *ASKERS)
    asked = opened(ruling, by=by, purpose="settle")
    said = _Said(event, asked, _verdict(asked, verdict), advice, by, at)
    return _write(
        said,
        allowed=lambda lines: (
            Consultation.objects.filter(ruling=asked.ruling).exists()
            and may_say(by, asked.ruling, lines, collision=asked.is_collision)
        ),
    )


def _verdict(asked: Asked, verdict: str) -> str:
    if verdict not in VERDICTS:
        raise NotToSettleError(verdict)
    return _WHERE_TWO_MEET[verdict] if asked.is_collision else verdict


def _write(said: _Said, *, allowed: Callable[[list[Settlement]], bool]) -> UUID:
    """Add one line under the client's lock, so that no hand-off is half-way past it."""
    asked, by = said.asked, said.by
    row = asked.ruling
    with register.locked(row.client_id, practice_id=by.practice):
        lines = list(Settlement.objects.filter(ruling=row).order_by("number"))
        if not allowed(lines):
            raise NotYoursToSettleError
        _check(said)
        if lines and _is_repeated(lines[-1], said):
            made, is_new = lines[-1], False
        else:
            made, is_new = _line(said, number=len(lines) + 1), True
            _tell(said, made, [*lines, made])
        audit.record(
            said.event,
            by=by,
            about=made,
            outcome="done" if is_new else "repeated",
            why=made.verdict,
            ruling=str(row.pk),
            rules=made.rules,
        )
    return made.pk


def _check(said: _Said) -> None:
    """Refuse what may not be said, or would change nothing."""
    today = _today(said.by, said.at)
    if not said.advice.reasons.strip():
        raise NoReasonsError
    if said.verdict not in HOLDS:
        return  # whoever says no is heard, whatever has changed
    check_current(said.asked)
    until = said.advice.until
    if until is None or not today <= until <= today + LONGEST:
        raise TooLongError(until)
    if not gives_way(said.asked, on=max(today, said.asked.ruling.on)):
        raise StopStandsError if said.asked.is_collision else OutdatedError


def _is_repeated(last: Settlement, said: _Said) -> bool:
    """Say whether the newest line is this person's, and says the same."""
    until = said.advice.until if said.verdict in HOLDS else None
    return (last.by_id, last.verdict, last.until) == (said.by.id, said.verdict, until)


def _line(said: _Said, *, number: int) -> Settlement:
    asked, advice, by = said.asked, said.advice, said.by
    roles = SETTLERS if said.consultant is None else ASKERS
    held = [role for role in (*roles, *ASKERS) if by.has(role)]
    made = Settlement(
        ruling=asked.ruling,
        client_id=asked.ruling.client_id,
        number=number,
        verdict=said.verdict,
        rules=asked.rules,
        facts_hash=made_on(asked.facts),
        editions=dict(asked.plain["packs"]),
        done=sorted(advice.done & set(asked.to_be_done)),
        by_id=_staff(by, *SETTLERS, *ASKERS),
        by_role=held[0],
        outside=said.consultant is not None,
        at=said.at,
        until=advice.until if said.verdict in HOLDS else None,
    )
    who = said.consultant
    vault.seal(
        made,
        reasons=advice.reasons.strip(),
        conditions=advice.conditions.strip() or None,
        consultant=json.dumps(vars(who), sort_keys=True) if who else None,
    )
    made.save(force_insert=True)
    return made


def _tell(said: _Said, made: Settlement, lines: list[Settlement]) -> None:
    """Take it from the settlers once it is answered; let who asked know each time."""
    row = said.asked.ruling
    state = state_of(lines)
    if state is not None and state.verdict:
        attention.finish_about(
            kind=Kind.TO_SETTLE, about=row.pk, by=said.by, at=said.at
        )
    owner = asker_of(row)
    if said.consultant is None and owner is not None:
        attention.raise_item(
            kind=Kind.TALKED_OVER,
            key=f"talked_over:{made.pk}",
            by=said.by,
            at=said.at,
            client=row.client_id,
            about=row,
            owner=owner,
        )


def _put_before_settlers(asked: Asked, due: datetime, by: Actor, at: datetime) -> None:
    attention.raise_item(
        kind=Kind.TO_SETTLE,
        key=f"to_settle:{asked.ruling.pk}",
        by=by,
        at=at,
        client=asked.ruling.client_id,
        about=asked.ruling,
        due_at=due,
    )


def _due(asked: Asked, at: datetime) -> datetime:
    """Give a week, or up to noon of the day of the duty if that is sooner."""
    duty_on = asked.duty_on
    if duty_on is None:
        return at + WEEK
    zone = ZoneInfo(Practice.objects.get(pk=current_practice()).time_zone)
    noon = datetime.combine(duty_on, NOON, tzinfo=zone)
    return max(at, min(at + WEEK, noon))


def _staff(by: Actor, *roles: Role) -> UUID:
    """Give who this is, if they work here in one of these roles."""
    if by.kind is not ActorKind.STAFF or by.id is None or not by.has(*roles):
        raise NotYoursToSettleError
    return by.id


def _today(by: Actor, at: datetime) -> date:
    return wall(at, Practice.objects.get(pk=by.practice).time_zone).date()
