"""Show somebody a copy of some parts of a plan, and take it back.

A copy is what the plan said when its owner showed it. It never follows the plan.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from afterword import clock
from afterword.audit import services as audit
from afterword.audit.actors import Actor, ActorKind
from afterword.clinic.models import Clinician
from afterword.ending import plans, queries
from afterword.ending.errors import (
    NobodyToShowError,
    NoCopyError,
    PlanNotYoursError,
    PlanWordsError,
)
from afterword.ending.models import PlanCopy
from afterword.ending.plans import Part
from afterword.ending.services import planning, writing
from afterword.tenancy import practice
from afterword.vault import services as vault

AUDIENCES: Final = ("clinician", "guardian")
"""For whom a copy is: the clinician, or a parent or carer, to whom it is handed."""


@dataclass(frozen=True)
class Copy:
    """A copy that was opened."""

    id: UUID
    client: UUID
    audience: str
    made_at: datetime
    parts: tuple[Part, ...]


def share(
    *,
    client: UUID,
    audience: str,
    keys: Sequence[str],
    by: Actor,
    ending: UUID | None = None,
) -> UUID:
    """Make a copy of the parts that were chosen; only whose plan it is can do so."""
    with writing.recorded("ending.plan_shared", by, client):
        if by.kind is not ActorKind.CLIENT:
            raise PlanNotYoursError("only they show it")
        if audience not in AUDIENCES:
            raise PlanWordsError("a copy is for a clinician or a carer")
        plan = planning.read(client=client, by=by, ending=ending)
        chosen = [part for part in plan.written if part.key in keys]
        if not chosen:
            raise PlanWordsError("nothing was chosen")
        with practice(by.practice):
            planning.only_theirs(client, ending, by)
            row = PlanCopy(
                client_id=client,
                clinician=_reader(client),
                audience=audience,
                keys=[part.key for part in chosen],
                made_at=clock.now(),
                made_by_door=by.door,
            )
            words = {part.key: part.words for part in chosen}
            vault.seal(row, words=json.dumps(words, ensure_ascii=False))
            row.save(force_insert=True)
            audit.record("ending.plan_shared", by=by, about=row, audience=audience)
    return row.pk


def take_back(*, client: UUID, copy: UUID, by: Actor) -> None:
    """Take a copy back: its words are gone, and nobody can open it any more."""
    with (
        writing.recorded("ending.plan_taken_back", by, client),
        practice(by.practice),
    ):
        planning.only_theirs(client, None, by)
        row = PlanCopy.objects.select_for_update().filter(pk=copy).first()
        if row is None or row.client_id != client:
            raise NoCopyError("no such copy of theirs")
        outcome = "repeated" if row.taken_back_at else "done"
        if row.taken_back_at is None:
            row.words, row.taken_back_at = None, clock.now()
            row.save(update_fields=["words", "taken_back_at"])
        audit.record("ending.plan_taken_back", by=by, about=row, outcome=outcome)


def read_copy(*, copy: UUID, by: Actor) -> Copy:
    """Open a copy: the clinician it was shown to, or whose plan it is."""
    with writing.recorded("ending.plan_copy_read", by, None):
        with practice(by.practice):
            row = PlanCopy.objects.filter(pk=copy, taken_back_at__isnull=True).first()
            if row is None or not _may_open(row, by):
                raise NoCopyError("no such copy for them")
        why = "own_pages" if by.kind is ActorKind.CLIENT else "shared_plan"
        (told,) = vault.open(by=by, purpose=why, rows=[row], fields=["words"])
    words = json.loads(told["words"] or "{}")
    return Copy(
        id=row.pk,
        client=row.client_id,
        audience=row.audience,
        made_at=row.made_at,
        parts=tuple(Part(key, words[key]) for key in plans.KEYS if key in words),
    )


def _reader(client: UUID) -> Clinician:
    """Give the clinician who carries the client now."""
    found = queries.reader_of(client)
    if found is None:
        raise NobodyToShowError("nobody carries this client")
    return found


def _may_open(row: PlanCopy, by: Actor) -> bool:
    if by.kind is ActorKind.CLIENT:
        return by.id == row.client_id
    return Clinician.objects.filter(
        pk=row.clinician_id, user_id=by.id, left_on__isnull=True
    ).exists()
