"""Plainly invented people and practices, made with as few words as a test needs.

Each opens the practice it writes in by itself; inside an open one it joins it.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from afterword import clock
from afterword.accounts.models import Membership, StaffUser
from afterword.audit.actors import Actor, Role, the_client
from afterword.clinic.likeness import EDITION
from afterword.clinic.models import Client, Clinician, ContactPoint, Episode
from afterword.clinic.services import likeness
from afterword.clinic.services.people import address_index
from afterword.consent import services as consent
from afterword.consent.terms import StepTerms, Terms
from afterword.tenancy import practice
from afterword.tenancy.models import Practice
from afterword.vault import services as vault

STEPS = (
    StepTerms("m1", "P1M", 3, 7, "outcome_measure", "phq4"),
    StepTerms("m3", "P3M", 7, 14, "outcome_measure", "phq4"),
    StepTerms("m6", "P6M", 7, 14, "outcome_measure", "phq4"),
)
NAME = "Jo Example"
_numbers = count(1)


def a_practice(**kept: object) -> Practice:
    """Make a practice; nothing about it is real."""
    values: dict[str, object] = {
        "name": "Alder House Example Practice",
        "neutral_name": "Alder House",
        "country": "US-CA",
        "time_zone": "America/Los_Angeles",
        "created_at": clock.now(),
    }
    return Practice.objects.create(**(values | kept))


def a_member(home: Practice, *roles: Role) -> Actor:
    """Make somebody who signs in for a practice, and give them as an actor."""
    user = StaffUser.objects.create(
        email=f"staff{next(_numbers)}@alder-house.example", name="Sam Example"
    )
    member = Membership.objects.create(
        practice=home,
        user=user,
        roles=[str(role) for role in roles or (Role.CLINICIAN,)],
        since=clock.now(),
    )
    return member.actor()


def a_clinician(home: Practice, by: Actor | None = None, **kept: Any) -> Clinician:
    """Make a clinician; ``by`` is the actor they are when they sign in."""
    values = {
        "user_id": by.id if by else None,
        "name": "Ruth Example",
        "client_facing_name": "Ruth",
        "professions": ["psychologist"],
        "places": ["US-CA"],
        "reads_answers": "on Tuesdays",
    }
    with practice(home.id):
        return Clinician.objects.create(**(values | kept))


def a_client(
    home: Practice,
    clinician: Clinician | None = None,
    *,
    ended_on: date | None = None,
    **kept: Any,
) -> Client:
    """Make a client; with ``ended_on`` and a clinician, one whose therapy has ended."""
    values = {
        "reference": f"T-{next(_numbers):04d}",
        "clinician": clinician,
        "status": "former" if ended_on else "current",
        "places": ["US-CA"],
        "places_told_on": ended_on or clock.today(),
        "time_zone": "America/Los_Angeles",
        "added_at": clock.now(),
    }
    with practice(home.id):
        client = Client(**({"likeness_edition": EDITION} | values | kept))
        vault.seal(client, name=NAME, date_of_birth="1985-05-17")
        client.save(force_insert=True)
        likeness.write([likeness.Known(client.pk, NAME)])
        if clinician is not None:
            Episode.objects.create(
                client=client,
                clinician=clinician,
                ended_on=ended_on,
                last_professional_contact_on=ended_on,
            )
    return client


def an_email(client: Client, address: str = "", **kept: Any) -> ContactPoint:
    """Make an e-mail address of a client's."""
    address = address or f"jo{next(_numbers)}@mail.example"
    with practice(client.practice_id):
        point = ContactPoint(
            client=client,
            channel="email",
            address_index=address_index(address),
            added_at=clock.now(),
            **kept,
        )
        vault.seal(point, address=address)
        point.save(force_insert=True)
        likeness.write([likeness.Known(client.pk, addresses=[("email", address)])])
    return point


def light_terms(point: ContactPoint, clinician: Clinician, **kept: Any) -> Terms:
    """Give the terms of the light check-in, from today on unless told otherwise."""
    starts_on = kept.pop("starts_on", None) or clock.today()
    values = {
        "protocol": "light_check_in",
        "purposes": ("outcome_measure",),
        "grantee_kind": "clinician",
        "grantee": clinician.pk,
        "channel": point.channel,
        "contact_point": point.pk,
        "steps": STEPS,
        "count": 3,
        "starts_on": starts_on,
        "ends_on": starts_on + timedelta(days=210),
        "language": "en",
        "wording_hash": "e" * 64,
    }
    return Terms(**(values | kept))


def proposed_directive(  # noqa: PLR0913 - who is asked by whom, where and when
    client: Client,
    clinician: Clinician,
    point: ContactPoint,
    *,
    by: Actor,
    at: datetime | None = None,
    ended_on: date | None = None,
    **terms: Any,
) -> UUID:
    """Let staff put the light check-in before a client."""
    return consent.propose(
        client=client.pk,
        terms=light_terms(point, clinician, starts_on=ended_on, **terms),
        by=by,
        at=at or clock.now(),
        ended_on=ended_on,
        asked_on=ended_on,
    )


def confirmed_directive(  # noqa: PLR0913 - who agreed with whom, where and when
    client: Client,
    clinician: Clinician,
    point: ContactPoint,
    *,
    by: Actor,
    at: datetime | None = None,
    ended_on: date | None = None,
    **terms: Any,
) -> UUID:
    """Let staff propose the light check-in and the client confirm it on the tablet."""
    at = at or clock.now()
    directive = proposed_directive(
        client, clinician, point, by=by, at=at, ended_on=ended_on, **terms
    )
    consent.confirm_directive(
        directive=directive,
        client=client.pk,
        by=the_client(by.practice, client.pk, door="tablet"),
        at=at,
        door="tablet",
    )
    return directive


def safe_contact(client: Client, *, by: Actor, **kept: Any) -> None:
    """Write down how a client wants to be reached: all day, as Alder House."""
    values = {
        "sender_label": "Alder House",
        "name_to_use": "Jo",
        "hours_from": time(0, 0),
        "hours_until": time(23, 59),
        "time_zone": "America/Los_Angeles",
        "address_shared": False,
        "told_not_private": True,
        "told_who_reads": "Ruth reads answers on Tuesdays.",
    }
    at = kept.pop("at", None) or clock.now()
    consent.set_safe_contact(
        client=client.pk, reach=consent.Reach(**(values | kept)), by=by, at=at
    )
