"""The practice and its clinicians: what they are called, licensed for, and state.

Who is away or has left is reported (``reports``); who signs in is in accounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from uuid import UUID

from afterword import clock
from afterword.accounts.models import Membership
from afterword.audit import services as audit
from afterword.audit.actors import Actor, ActorKind, Role
from afterword.audit.refusals import refusals
from afterword.clinic.errors import (
    ClinicError,
    NobodyHereError,
    NotAllowedError,
    NotYoursToStateError,
)
from afterword.clinic.models import Clinician, OwnRules
from afterword.tenancy import practice
from afterword.tenancy.models import Practice

GOOD_FOR = timedelta(days=365)
"""How long a clinician's statement about a place's own rules may be relied on."""


@dataclass(frozen=True)
class Naming:
    """What a practice is called, and where and how it is reached."""

    name: str
    neutral_name: str
    country: str
    time_zone: str
    is_solo: bool
    phone: str
    reads_replies: bool
    coming_back: str


@dataclass(frozen=True)
class Licence:
    """One licence: where it holds, on which register, under which number."""

    place: str
    register: str
    number: str


@dataclass(frozen=True)
class Details:
    """What is known about a clinician: it decides which texts bind them."""

    name: str
    client_facing_name: str
    user_id: UUID | None
    professions: Sequence[str]
    memberships: Sequence[str]
    licences: Sequence[Licence]
    other_places: Sequence[str]
    sets_complete: bool
    hipaa_covered: str
    part2_program: str
    employer_policy: str
    reads_answers: str
    reads_within_days: int


@dataclass(frozen=True)
class Statement:
    """What a clinician last stated about one place, and whether it still counts."""

    place: str
    stated_on: date | None
    good_until: date | None
    is_good: bool


def name_practice(*, naming: Naming, by: Actor) -> None:
    """Say what the practice is called, to itself and to the world outside."""
    event = "clinic.practice_named"
    with refusals(event, by=by, when=ClinicError), practice(by.practice):
        _administrator_only(by)
        row = Practice.objects.select_for_update().get(pk=by.practice)
        changed = [
            name
            for name, value in asdict(naming).items()
            if getattr(row, name) != value
        ]
        for name, value in asdict(naming).items():
            setattr(row, name, value)
        row.save(update_fields=list(asdict(naming)))
        outcome = "done" if changed else "repeated"
        audit.record(
            event, by=by, about=row, outcome=outcome, changed=",".join(changed)
        )


def finish_set_up(*, by: Actor) -> None:
    """Say that the practice is set up. Saying so twice is success."""
    event = "clinic.practice_set_up"
    with refusals(event, by=by, when=ClinicError), practice(by.practice):
        _administrator_only(by)
        done = Practice.objects.filter(pk=by.practice, set_up_at__isnull=True).update(
            set_up_at=clock.now()
        )
        audit.record(event, by=by, outcome="done" if done else "repeated")


def add_clinician(*, details: Details, by: Actor) -> UUID:
    """Add a clinician."""
    event = "clinic.clinician_added"
    with refusals(event, by=by, when=ClinicError), practice(by.practice):
        _administrator_only(by)
        _signs_in_here(details.user_id, by)
        row = Clinician.objects.create(**_columns(details))
        audit.record(event, by=by, about=row)
    return row.pk


def change_clinician(*, clinician: UUID, details: Details, by: Actor) -> None:
    """Change what is known about a clinician. An administrator, or they themselves."""
    event = "clinic.clinician_changed"
    with refusals(event, by=by, when=ClinicError), practice(by.practice):
        row = _clinician(clinician)
        own = by.id is not None and row.user_id == by.id
        if not own:
            _administrator_only(by)
        columns = _columns(details)
        if own and not by.has(Role.ADMINISTRATOR):
            columns["user_id"] = row.user_id
        else:
            _signs_in_here(details.user_id, by)
        changed = [
            name for name, value in columns.items() if getattr(row, name) != value
        ]
        for name, value in columns.items():
            setattr(row, name, value)
        row.save(update_fields=list(columns))
        outcome = "done" if changed else "repeated"
        audit.record(
            event, by=by, about=row, outcome=outcome, changed=",".join(changed)
        )


def state_own_rules(*, clinician: UUID, place: str, on: date, by: Actor) -> None:
    """State that nothing else that binds in a place forbids a check-in.

    Only the clinician can say so, for a year. It is a new line each time.
    """
    event = "clinic.own_rules_stated"
    with refusals(event, by=by, when=ClinicError), practice(by.practice):
        row = _clinician(clinician)
        if (
            by.kind is not ActorKind.STAFF
            or row.user_id is None
            or row.user_id != by.id
        ):
            raise NotYoursToStateError
        today = OwnRules.objects.filter(clinician=row, place=place, stated_on=on)
        outcome = "repeated"
        if not today.exists():
            OwnRules.objects.create(clinician=row, place=place, stated_on=on)
            outcome = "done"
        audit.record(event, by=by, about=row, outcome=outcome, place=place)


def statements(clinician: Clinician, *, on: date) -> list[Statement]:
    """Give what a clinician stated, for their own places and every other one stated."""
    newest: dict[str, date | None] = dict.fromkeys(clinician.places)
    for line in OwnRules.objects.filter(clinician=clinician).order_by("stated_on"):
        newest[line.place] = line.stated_on
    return [
        Statement(
            place=place,
            stated_on=day,
            good_until=day + GOOD_FOR if day else None,
            is_good=day is not None and on <= day + GOOD_FOR,
        )
        for place, day in newest.items()
    ]


def _columns(details: Details) -> dict[str, object]:
    licences = [asdict(licence) for licence in details.licences]
    places = [*(licence.place for licence in details.licences), *details.other_places]
    registers = [one.register.lower() for one in details.licences if one.register]
    return {
        "name": details.name,
        "client_facing_name": details.client_facing_name,
        "user_id": details.user_id,
        "professions": list(details.professions),
        "registers": list(dict.fromkeys(registers)),
        "memberships": list(details.memberships),
        "places": list(dict.fromkeys(places)),
        "licences": licences,
        "sets_complete": details.sets_complete,
        "hipaa_covered": details.hipaa_covered,
        "part2_program": details.part2_program,
        "employer_policy": details.employer_policy,
        "reads_answers": details.reads_answers,
        "reads_within_days": details.reads_within_days,
    }


def _clinician(clinician: UUID) -> Clinician:
    row = Clinician.objects.filter(pk=clinician).first()
    if row is None:
        raise NobodyHereError(clinician)
    return row


def _signs_in_here(user: UUID | None, by: Actor) -> None:
    """Tie a clinician to somebody of this practice, never to a stranger."""
    here = Membership.objects.filter(
        practice_id=by.practice, user_id=user, left_at__isnull=True
    )
    if user is not None and not here.exists():
        raise NobodyHereError(user)


def _administrator_only(by: Actor) -> None:
    if by.kind is not ActorKind.OPERATOR and not by.has(Role.ADMINISTRATOR):
        raise NotAllowedError
