"""Relationships for tests, declared by the verbs with as few words as a test needs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from afterword.audit.actors import Actor
from afterword.clinic.models import Client, Clinician
from afterword.screening import queries, services
from afterword.tenancy import practice

NOON = datetime(2026, 11, 26, 20, tzinfo=UTC)
TODAY = date(2026, 11, 26)
SOON = TODAY + timedelta(days=60)
NEIGHBOUR = {
    "kind": "community",
    "stage": "existing",
    "person_is": "client",
    "started_by": "chance",
    "preexisting": "no",
    "small_community": "yes",
}


def said(**changed: Any) -> services.Declaration:
    """Say that a client is a neighbour in a small town, or something else."""
    return services.Declaration(**(NEIGHBOUR | changed))


def declared(client: Client, clinician: Clinician, by: Actor, **changed: Any) -> UUID:
    """Declare a relationship."""
    return services.declare(
        client=client.pk, clinician=clinician.pk, said=said(**changed), by=by, at=NOON
    )


def planned(relationship: UUID, by: Actor, **changed: Any) -> None:
    """Write a plan down."""
    values = {"review_on": SOON, "safeguards": ["say_the_limits"]}
    services.save_plan(
        relationship=relationship,
        plan=services.Plan(**(values | changed)),
        by=by,
        at=NOON,
    )


def looked_at(relationship: UUID, by: Actor, found: str, **given: Any) -> None:
    """Look at a relationship again."""
    if found != "ended":
        given = {"review_on": SOON} | given
    at = given.pop("at", NOON)
    services.revisit(relationship=relationship, found=found, by=by, at=at, **given)


def as_it_stands(home: Any, relationship: UUID) -> queries.Relationship:
    """Give a relationship as it stands."""
    with practice(home.pk):
        found = queries.relationship(relationship)
    assert found is not None
    return found
