"""Name somebody whom a release can name: a parent, a partner, whoever sent the client.

Naming tells them nothing and lets nobody tell them anything. It gives them an id.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from afterword.audit import services as audit
from afterword.audit.actors import Actor, ActorKind, Role
from afterword.clinic.clinicians import own_row
from afterword.clinic.models import Client
from afterword.consent.errors import (
    BadReleaseError,
    NotAllowedError,
    UnknownClientError,
)
from afterword.consent.models import NamedPerson
from afterword.consent.releases import KINDS
from afterword.consent.services.refusals import recorded
from afterword.tenancy import practice
from afterword.vault import services as vault

NAMED: Final = "consent.person_named"
LONGEST: Final = 200


def name_person(*, client: UUID, kind: str, name: str, by: Actor, at: datetime) -> UUID:
    """Keep somebody by name and what they are to the client, and give their id."""
    with recorded(NAMED, by=by, client=client), practice(by.practice):
        person = Client.objects.filter(pk=client, removed_at__isnull=True).first()
        if person is None:
            raise UnknownClientError("no such client in this practice")
        own = own_row(by)
        is_theirs = own is not None and person.clinician_id == own.pk
        if by.kind is not ActorKind.STAFF or not by.has(Role.CLINICIAN):
            raise NotAllowedError("a clinician names somebody")
        if not is_theirs:
            raise NotAllowedError("their own clinician names somebody")
        if kind not in KINDS or not 0 < len(name.strip()) <= LONGEST:
            raise BadReleaseError("no name, or nothing that is known")
        row = NamedPerson(client=person, kind=kind, at=at, by_id=by.id)
        vault.seal(row, name=name.strip())
        row.save(force_insert=True)
        audit.record(NAMED, by=by, about=row, kind=kind)
    return row.pk
