"""One practice and one former client, as most tests of consent begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from afterword import clock
from afterword.audit.actors import Actor, Role, the_client
from afterword.clinic.models import Client, Clinician, ContactPoint
from afterword.tenancy.models import Practice
from tests import factories


@dataclass
class World:
    """What most tests of consent begin with."""

    home: Practice
    staff: Actor
    clinician: Clinician
    client: Client
    point: ContactPoint
    ended_on: date
    now: datetime
    directive: UUID | None = None

    def as_client(self, door: str = "portal") -> Actor:
        return the_client(self.home.id, self.client.id, door=door)


def a_world(*, agreed: bool) -> World:
    home = factories.a_practice()
    staff = factories.a_member(home, Role.CLINICIAN)
    clinician = factories.a_clinician(home, staff)
    now = clock.now()
    ended_on = clock.today("America/Los_Angeles")
    client = factories.a_client(home, clinician, ended_on=ended_on)
    point = factories.an_email(client)
    world = World(home, staff, clinician, client, point, ended_on, now)
    if agreed:
        world.directive = factories.confirmed_directive(
            client, clinician, point, by=staff, at=now, ended_on=ended_on
        )
    return world
