"""Give a client their plan, once, as the ending closes: the draft becomes their own.

Reading commits its line first, so what must be read is read before the ending closes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from afterword import clock
from afterword.audit.actors import Actor, machine
from afterword.ending import parts, plans, queries
from afterword.ending.errors import EndingError, PlanMovedError
from afterword.ending.models import Ending, PlanSection
from afterword.ending.services import planning, writing
from afterword.tenancy import practice
from afterword.vault import services as vault

SEEDS: Final = {"coping": "helps", "early_signs": "early_signs"}
"""What the ending itself holds in the client's words, and the part it begins."""


@dataclass(frozen=True)
class Ready:
    """What was read to give a plan, and the versions that it was read from."""

    added: Mapping[str, plans.Words] = field(default_factory=dict)
    stood: Mapping[str, plans.Words] = field(default_factory=dict)
    seen: frozenset[UUID] = frozenset()


def prepare(*, ending: UUID, by: Actor) -> Ready:
    """Read the draft of an ending that can be closed, and what it is added to."""
    with practice(by.practice):
        found = Ending.objects.select_related("client").filter(pk=ending).first()
        if found is None or not _can_give(found, by):
            return Ready()
        drafts = planning.newest(found.client_id, found.pk)
        own = planning.newest(found.client_id, None)
    drafted = {row.key for row in drafts}
    seeds = [
        name
        for name, key in SEEDS.items()
        if getattr(found, name) and key not in drafted
    ]
    reader, why = machine(by.practice), "plan_given"
    told = vault.open(
        by=reader, purpose=why, rows=[found] if seeds else [], fields=seeds
    )
    added = {
        SEEDS[name]: {"text": text.strip()}
        for name, text in (told[0] if told else {}).items()
        if text and text.strip()
    }
    rows = [*drafts, *(row for row in own if row.key in drafted | added.keys())]
    words = planning.words_of(
        vault.open(by=reader, purpose=why, rows=rows, fields=["words"])
    )
    opened = {row.pk: one for row, one in zip(rows, words, strict=True)}
    added |= {row.key: opened[row.pk] for row in drafts}
    return Ready(
        added={key: one for key, one in added.items() if one},
        stood={row.key: opened[row.pk] for row in own if row.pk in opened},
        seen=frozenset(row.pk for row in (*drafts, *own)),
    )


def give(found: Ending, ready: Ready, *, by: Actor) -> int:
    """Make the draft the client's own, once. Inside the transaction that closes.

    Gives how many parts it gave. New words stand below those that were there.
    """
    if found.plan_given_at is not None:
        return 0
    planning.lock(found.client_id)
    drafts = planning.newest(found.client_id, found.pk)
    now = (*drafts, *planning.newest(found.client_id, None))
    if {row.pk for row in now} != ready.seen:
        raise PlanMovedError("a part was written in the meantime")
    for key, words in ready.added.items():
        joined = plans.joined(key, ready.stood.get(key, {}), words)
        planning.add_version(found.client_id, key, joined, by=by)
    PlanSection.objects.filter(ending=found).delete()
    found.plan_given_at = clock.now()
    found.save(update_fields=["plan_given_at"])
    return len(ready.added)


def _can_give(found: Ending, by: Actor) -> bool:
    """Say whether closing it now would give a plan; nothing is read in vain."""
    try:
        writing.holding(by, found)
    except EndingError:
        return False
    is_first = found.state == "open" and found.plan_given_at is None
    return is_first and not parts.missing(
        found, queries.held(found, on=clock.today(found.client.time_zone))
    )
