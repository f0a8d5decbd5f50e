"""Close an ending, and open it again; the record keeps what it was."""

from __future__ import annotations

import hashlib
from datetime import date
from uuid import UUID

from afterword import clock
from afterword.audit import services as audit
from afterword.audit.actors import Actor
from afterword.clinic.models import Client, Episode
from afterword.ending import parts, queries
from afterword.ending.errors import IncompleteError, NoSuchEndingError, NotClosedError
from afterword.ending.models import Ending, EndingPart, EndingVersion
from afterword.ending.services import giving, writing
from afterword.tenancy import practice

PLAIN = (
    "kind",
    "ended_by",
    "agreed",
    "ending_form",
    "ended_on",
    "last_professional_contact_on",
    "measure",
    "contact_decision",
    "directive_id",
    "later_directive_id",
)


PART = "part_"
"""How the name of a part begins in a version."""


def close(*, ending: UUID, by: Actor) -> None:
    """Close an ending: its dates count now, its agreement can be carried out.

    Without the agreement on contact it stays open, whatever else is there. What was
    written together becomes the client's own plan, once.
    """
    ready = giving.prepare(ending=ending, by=by)
    with writing.changing(ending, by, "ending.closed") as found:
        missing = parts.missing(
            found, queries.held(found, on=clock.today(found.client.time_zone))
        )
        if missing:
            raise IncompleteError(missing)
        now = clock.now()
        found.state = "closed"
        found.closed_at = now
        found.save(update_fields=["state", "closed_at"])
        Episode.objects.filter(pk=found.episode_id).update(
            ended_on=found.ended_on,
            last_professional_contact_on=found.last_professional_contact_on,
        )
        Client.objects.filter(pk=found.client_id).update(status="former")
        if given := giving.give(found, ready, by=by):
            audit.record("ending.plan_given", by=by, about=found, parts=given)
        _keep(found, "closed", by)


def reopen(*, ending: UUID, by: Actor) -> None:
    """Open a closed ending to correct it. What it was stays in its versions.

    While it is open it says nothing to the gate, so nothing that needs it goes out.
    """
    with writing.recorded("ending.reopened", by, None), practice(by.practice):
        found = Ending.objects.select_related("client").filter(pk=ending).first()
        if found is None:
            raise NoSuchEndingError("no such ending in this practice")
        writing.holding(by, found)
        if found.state == "open":
            raise NotClosedError("it is open")
        found.state = "open"
        found.version += 1
        found.save(update_fields=["state", "version"])
        Episode.objects.filter(pk=found.episode_id).update(ended_on=None)
        _keep(found, "reopened", by)
        audit.record("ending.reopened", by=by, about=found, version=found.version)


def _keep(ending: Ending, says: str, by: Actor) -> None:
    """Add a version: plain columns as they are, words as hashes of what is sealed."""
    kept = EndingPart.objects.filter(ending=ending)
    rows = [row for row in kept if row.plain or row.words]
    plain: dict[str, object] = {name: _text(getattr(ending, name)) for name in PLAIN}
    plain |= {f"{PART}{row.key}": row.plain for row in rows}
    words = {
        name: hashlib.sha256(bytes(sealed)).hexdigest() if sealed else ""
        for name in writing.WORDS
        for sealed in [getattr(ending, name)]
    }
    words |= {
        f"{PART}{row.key}": hashlib.sha256(bytes(row.words)).hexdigest()
        for row in rows
        if row.words
    }
    EndingVersion.objects.create(
        ending=ending,
        version=ending.version,
        says=says,
        snapshot={"plain": plain, "words": words},
        by_id=by.id,
        at=clock.now(),
    )


def _text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
