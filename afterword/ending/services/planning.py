"""Read, write, hide and take away a plan: a draft by two, then the client's own.

While an ending is open, its clinician and its client write a draft together. From its
closing on the plan is the client's, and nobody else opens or changes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import QuerySet

from afterword import clock
from afterword.audit import services as audit
from afterword.audit.actors import Actor, ActorKind
from afterword.clinic.models import Client
from afterword.ending import plans
from afterword.ending.errors import (
    NoSuchEndingError,
    PlanIsTheirsError,
    PlanNotYoursError,
    PlanWordsError,
    PlanWrittenError,
)
from afterword.ending.models import Ending, PlanCopy, PlanSection
from afterword.ending.plans import Part, Plan
from afterword.ending.services import writing
from afterword.tenancy import practice
from afterword.vault import services as vault

OWN_DOORS: Final = ("portal", "tablet")
BY_STAFF: Final = "staff"
KEPT: Final = 2
"""How many versions stay: what holds, and what held before."""


def read(*, client: UUID, by: Actor, ending: UUID | None = None) -> Plan:
    """Open a plan: the client's own, or the draft of an ending that is still open."""
    with writing.recorded("ending.plan_read", by, client), practice(by.practice):
        zone = only_theirs(client, ending, by)
        rows = newest(client, ending)
        undo = _can_undo(client, ending)
    opened = _opened(rows, by, "own_pages" if ending is None else "plan_draft")
    return plans.plan_of(
        {
            row.key: Part(
                key=row.key,
                words=words,
                hidden=row.hidden,
                can_undo=row.key in undo,
                changed_on=row.changed_at.astimezone(zone).date(),
                version=row.version,
            )
            for row, words in zip(rows, opened, strict=True)
        }
    )


def write(  # noqa: PLR0913 - a part that two may write has this many
    *,
    client: UUID,
    key: str,
    typed: Mapping[str, str],
    by: Actor,
    ending: UUID | None = None,
    expecting: int | None = None,
) -> None:
    """Write one part. What stood there is kept until the change after this one.

    ``expecting`` names the version that was read; over another nothing is written.
    """
    event = "ending.plan_written" if ending is None else "ending.plan_drafted"
    with writing.recorded(event, by, client):
        with practice(by.practice):
            zone = only_theirs(client, ending, by)
            before = [row for row in newest(client, ending) if row.key == key]
        if key not in plans.KEYS:
            raise PlanWordsError("no such part")
        words = plans.kept(key, typed, on=clock.now().astimezone(zone).date())
        why = "own_pages" if ending is None else "plan_draft"
        stood = (_opened(before, by, why) or [{}])[0]
        with practice(by.practice):
            lock(client)
            only_theirs(client, ending, by)
            if expecting not in {None, _version(client, ending, key)}:
                raise PlanWrittenError(f"`{key}` has another version")
            if plans.same(stood, words):
                _look_through(before, words)
                audit.record(event, by=by, client=client, part=key, outcome="repeated")
                return
            add_version(client, key, words, by=by, ending=ending)
            audit.record(event, by=by, client=client, part=key)


def set_hidden(*, client: UUID, key: str, hidden: bool, by: Actor) -> None:
    """Hide a part from the page and from what is taken along, or show it again."""
    event = "ending.plan_part_hidden" if hidden else "ending.plan_part_shown"
    with writing.recorded(event, by, client), practice(by.practice):
        only_theirs(client, None, by)
        lock(client)
        if key not in plans.KEYS:
            raise PlanWordsError("no such part")
        row = next((one for one in newest(client, None) if one.key == key), None)
        is_so = (row.hidden if row else False) == hidden
        if not is_so:
            row = row or add_version(client, key, {}, by=by)
            PlanSection.objects.filter(pk=row.pk).update(hidden=hidden)
        outcome = "repeated" if is_so else "done"
        audit.record(event, by=by, client=client, part=key, outcome=outcome)


def undo(*, client: UUID, key: str, by: Actor) -> None:
    """Take the last change of one part back; there is one to take back, or none."""
    with (
        writing.recorded("ending.plan_undone", by, client),
        practice(by.practice),
    ):
        only_theirs(client, None, by)
        lock(client)
        row = next((one for one in newest(client, None) if one.key == key), None)
        if row is None or key not in _can_undo(client, None):
            outcome = "repeated"
        else:
            outcome = "done"
            row.delete()
        audit.record(
            "ending.plan_undone", by=by, client=client, part=key, outcome=outcome
        )


def delete(*, client: UUID, by: Actor) -> None:
    """Delete the whole plan, with every version of it and every copy that was shown."""
    with (
        writing.recorded("ending.plan_deleted", by, client),
        practice(by.practice),
    ):
        only_theirs(client, None, by)
        lock(client)
        own = PlanSection.objects.filter(client_id=client, ending__isnull=True)
        gone, _each = own.delete()
        out = PlanCopy.objects.filter(client_id=client, taken_back_at__isnull=True)
        gone += out.update(words=None, taken_back_at=clock.now())
        audit.record(
            "ending.plan_deleted",
            by=by,
            client=client,
            outcome="done" if gone else "repeated",
        )


def only_theirs(client: UUID, ending: UUID | None, by: Actor) -> ZoneInfo:
    """Let in whoever may open and change this plan. Inside an open practice only.

    Gives the time zone in which the client lives.
    """
    found = Client.objects.filter(pk=client, removed_at__isnull=True).first()
    is_client = by.kind is ActorKind.CLIENT and by.id == client
    if found is None:
        raise PlanNotYoursError("no such client here")
    if ending is None:
        if not is_client or by.door not in OWN_DOORS:
            raise PlanNotYoursError("not their own plan")
        return ZoneInfo(found.time_zone)
    row = Ending.objects.filter(pk=ending, client_id=client).first()
    if row is None:
        raise NoSuchEndingError("no such ending of this client")
    if not is_client:
        writing.holding(by, row)
    elif by.door != "tablet":
        raise PlanNotYoursError("a draft is written in the session")
    if row.state != "open" or row.plan_given_at is not None:
        raise PlanIsTheirsError("the ending was closed")
    return ZoneInfo(found.time_zone)


def newest(client: UUID, ending: UUID | None) -> list[PlanSection]:
    """Give the version of each part that holds. Inside an open practice only."""
    rows = _versions(client, ending)
    return list(rows.order_by("key", "-version").distinct("key"))


def add_version(
    client: UUID,
    key: str,
    words: plans.Words,
    *,
    by: Actor,
    ending: UUID | None = None,
) -> PlanSection:
    """Add what holds from now on, and forget what is older than the one before."""
    rows = _versions(client, ending).filter(key=key)
    last = rows.order_by("-version").first()
    row = PlanSection(
        client_id=client,
        ending_id=ending,
        key=key,
        version=last.version + 1 if last else 1,
        hidden=last.hidden if last else False,
        changed_at=clock.now(),
        changed_by_door=by.door or BY_STAFF,
    )
    vault.seal(row, words=json.dumps(words, ensure_ascii=False) if words else None)
    row.save(force_insert=True)
    rows.filter(version__lte=row.version - KEPT).delete()
    return row


def lock(client: UUID) -> None:
    """Let one change of a client's plan wait for the other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"afterword.plan:{client}"],
        )


def words_of(opened: Sequence[Mapping[str, str | None]]) -> list[plans.Words]:
    """Read the words of rows that were opened; what cannot be read is empty."""
    return [json.loads(one["words"] or "{}") for one in opened]


def _version(client: UUID, ending: UUID | None, key: str) -> int:
    rows = _versions(client, ending).filter(key=key).order_by("-version")
    return rows.values_list("version", flat=True).first() or 0


def _look_through(rows: Sequence[PlanSection], words: plans.Words) -> None:
    """Keep the day on which a safety plan was looked through without a change."""
    if rows and rows[0].key == plans.SAFETY and words:
        vault.seal(rows[0], words=json.dumps(words, ensure_ascii=False))
        rows[0].save(update_fields=["words"])


def _can_undo(client: UUID, ending: UUID | None) -> set[str]:
    """Name the parts whose last change can be taken back.

    What was given at the end is no change of theirs: it can be changed, not undone.
    """
    rows = _versions(client, ending).order_by("version")
    held: dict[str, list[PlanSection]] = {}
    for row in rows.defer("words"):
        held.setdefault(row.key, []).append(row)
    return {
        key
        for key, (first, *more) in held.items()
        if more or (first.version == 1 and first.changed_by_door != BY_STAFF)
    }


def _versions(client: UUID, ending: UUID | None) -> QuerySet[PlanSection]:
    rows = PlanSection.objects.filter(client_id=client)
    if ending is None:
        return rows.filter(ending__isnull=True)
    return rows.filter(ending_id=ending)


def _opened(rows: list[PlanSection], by: Actor, purpose: str) -> list[plans.Words]:
    return words_of(vault.open(by=by, purpose=purpose, rows=rows, fields=["words"]))
