"""Declare a second relationship. Only the clinician whose it is can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from afterword.attention import services as attention
from afterword.audit import services as audit
from afterword.audit.actors import Actor, ActorKind
from afterword.audit.refusals import refusals
from afterword.clinic.models import Client, Clinician
from afterword.screening import kinds
from afterword.screening.errors import (
    NoSuchRelationshipError,
    NotTheirsError,
    ScreeningError,
    UnknownWordError,
)
from afterword.screening.models import DualRelationship, RelationshipEntry
from afterword.tenancy import practice
from afterword.vault import services as vault

TO_PLAN: Final = "relationship_to_plan"
PLAN_WITHIN: Final = timedelta(days=14)
"""So long a declared relationship may be without a plan and a day to look again."""
SAID: Final = ("yes", "no", "")
_WORDS: Final[Mapping[str, Sequence[str]]] = {
    "kind": tuple(kinds.PURPOSES),
    "stage": kinds.STAGES,
    "person_is": kinds.PERSONS,
    "started_by": kinds.STARTERS,
    "preexisting": SAID,
    "small_community": SAID,
}


@dataclass(frozen=True)
class Declaration:
    """What a clinician says of a second relationship. The note is kept sealed."""

    kind: str
    stage: str
    person_is: str
    started_by: str
    preexisting: str = ""
    small_community: str = ""
    note: str = ""

    def codes(self) -> dict[str, str]:
        """Give what may stand in plain: the codes. Refuse what is none."""
        found = {name: str(getattr(self, name)) for name in _WORDS}
        for name, value in found.items():
            if value not in _WORDS[name]:
                raise UnknownWordError(name, value)
        return found


def declare(
    *, client: UUID, clinician: UUID, said: Declaration, by: Actor, at: datetime
) -> UUID:
    """Declare a relationship, existing or planned. It waits for a plan from then on."""
    event = "screening.declared"
    with (
        refusals(event, by=by, when=ScreeningError, client=client),
        practice(by.practice),
    ):
        codes = said.codes()
        only_theirs(clinician, by)
        if not Client.objects.filter(pk=client, removed_at__isnull=True).exists():
            raise NoSuchRelationshipError(client)
        made = DualRelationship.objects.create(
            client_id=client,
            clinician_id=clinician,
            declared_at=at,
            declared_by=by.id,
        )
        entry = RelationshipEntry(
            relationship=made,
            client_id=client,
            number=1,
            says="declared",
            at=at,
            by_id=by.id,
            **codes,
        )
        vault.seal(entry, note=said.note or None)
        entry.save(force_insert=True)
        attention.raise_item(
            kind=TO_PLAN,
            key=f"{TO_PLAN}:{made.pk}",
            by=by,
            at=at,
            client=client,
            about=made,
            owner=clinician,
            due_at=at + PLAN_WITHIN,
        )
        audit.record(event, by=by, about=made, why=said.kind, stage=said.stage)
    return made.pk


def only_theirs(clinician: UUID, by: Actor) -> None:
    """Refuse everybody but the clinician themselves. A check inside verbs."""
    row = Clinician.objects.filter(pk=clinician).first()
    if (
        by.kind is not ActorKind.STAFF
        or row is None
        or row.user_id is None
        or row.user_id != by.id
    ):
        raise NotTheirsError
