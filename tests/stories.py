"""One invented client who agreed to three check-ins, made by the verbs alone.

The session was at the end of January 2027 in California; the first check-in is due
on Sunday 28 February.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from unittest import mock
from uuid import UUID

from afterword import clock
from afterword.audit.actors import Actor, machine, the_client
from afterword.clinic.models import (
    Client,
    Clinician,
    ContactPoint,
    Episode,
    OwnRules,
)
from afterword.clinic.services.reports import report
from afterword.consent.services import confirm_directive
from afterword.contact.requests import ContactRequest
from afterword.ending.models import Ending
from afterword.followup import steps
from afterword.followup.models import Step
from afterword.followup.sending import request_for
from afterword.tenancy import practice
from afterword.tenancy.models import Practice
from tests import factories as make

AGREED_AT = datetime(2027, 1, 31, 18, tzinfo=UTC)
ENDED_ON = date(2027, 1, 31)
FIRST_NOON = datetime(2027, 2, 28, 20, tzinfo=UTC)
THIRD_MONTH_NOON = datetime(2027, 4, 30, 19, tzinfo=UTC)
REPORTED = {"capacity": "has", "risk_level": "none"}


@dataclass(frozen=True)
class Story:
    """A client who agreed, and everybody around them."""

    practice: Practice
    clinician: Clinician
    client: Client
    point: ContactPoint
    directive: UUID
    staff: Actor

    @property
    def machine(self) -> Actor:
        return machine(self.practice.id)

    def by_client(self, door: str = "portal") -> Actor:
        """Give the client as an actor."""
        return the_client(self.practice.id, self.client.id, door=door)

    def plan(self, at: datetime = FIRST_NOON) -> None:
        """Plan the steps as a sweep does."""
        with practice(self.practice.id):
            steps.refresh(by=self.machine, at=at)

    def step(self, key: str = "m1") -> Step:
        """Give a step as it stands."""
        with practice(self.practice.id):
            return Step.objects.get(directive_id=self.directive, key=key)

    def request(self, key: str = "m1", at: datetime = FIRST_NOON) -> ContactRequest:
        """Give the contact that a step asks for."""
        self.plan(at)
        with practice(self.practice.id):
            found = request_for(self.step(key), at=at)
        assert found is not None
        return found

    def report(self, name: str, value: str, at: datetime = FIRST_NOON) -> None:
        """Let staff report something about the client."""
        report(
            client=self.client.id,
            name=name,
            value=value,
            as_of=at.date(),
            by=self.staff,
            at=at,
        )


@contextmanager
def the_clock_at(moment: datetime) -> Any:
    """Let the clock stand at a moment."""
    with mock.patch.object(clock, "now", return_value=moment):
        yield moment


def an_agreement(  # noqa: PLR0913 - everything about one invented client
    *,
    address: str = "jo@mail.example",
    sender_label: str = "Alder House",
    home: Practice | None = None,
    home_values: dict[str, Any] | None = None,
    clinician: dict[str, Any] | None = None,
    client: dict[str, Any] | None = None,
    reported: dict[str, str | None] | None = None,
    episode: dict[str, Any] | None = None,
    terms: dict[str, Any] | None = None,
    guardian: bool = False,
) -> Story:
    """Let an invented client agree to three check-ins, on the day of the ending."""
    with the_clock_at(AGREED_AT):
        home = home or make.a_practice(**{"is_solo": True, **(home_values or {})})
        staff = make.a_member(home)
        known = {
            "professions": ["marriage_family_therapist"],
            "registers": ["us-ca-bbs"],
            "sets_complete": True,
            "hipaa_covered": "yes",
            "part2_program": "no",
        }
        therapist = make.a_clinician(home, staff, **(known | (clinician or {})))
        person = make.a_client(
            home,
            therapist,
            ended_on=ENDED_ON,
            **({"majority_on": date(2003, 5, 17)} | (client or {})),
        )
        with practice(home.id):  # no board's own rules are held here
            for place in person.places:
                OwnRules.objects.create(
                    clinician=therapist, place=place, stated_on=ENDED_ON
                )
        point = make.an_email(person, address, confirmed_on=ENDED_ON, shared="no")
        _ending(person, {"approach": "cbt", **(episode or {})})
        directive = make.proposed_directive(
            person,
            therapist,
            point,
            by=staff,
            at=AGREED_AT,
            ended_on=ENDED_ON,
            **(terms or {}),
        )
        _confirm(directive, person, staff if guardian else None)
        make.safe_contact(
            person,
            by=the_client(home.id, person.id, door="tablet"),
            sender_label=sender_label,
            hours_from=time(9),
            hours_until=time(20),
            time_zone=person.time_zone,
        )
    told = Story(home, therapist, person, point, directive, staff)
    for name, value in (REPORTED | (reported or {})).items():
        if value:
            told.report(name, value, AGREED_AT)
    return told


def _confirm(directive: UUID, person: Client, staff: Actor | None) -> None:
    """The client confirms on the tablet; for a guardian, on attested paper."""
    home = person.practice
    attested_by = make.a_member(home).id if staff else None
    confirm_directive(
        directive=directive,
        client=person.id,
        by=staff or the_client(home.id, person.id, door="tablet"),
        at=AGREED_AT,
        door="paper" if staff else "tablet",
        attested_by=attested_by,
        given_by="guardian" if staff else "client",
        assent=staff is not None,
    )


def _ending(person: Client, episode: dict[str, Any]) -> None:
    with practice(person.practice_id):
        held = Episode.objects.get(client=person)
        Episode.objects.filter(pk=held.pk).update(**episode)
        Ending.objects.create(
            client=person,
            episode=held,
            clinician=held.clinician,
            state="closed",
            kind="planned",
            ended_by="both",
            agreed="yes",
            ending_form="formal",
            ended_on=held.ended_on,
            last_professional_contact_on=held.ended_on,
            opened_at=AGREED_AT,
            closed_at=AGREED_AT,
        )
