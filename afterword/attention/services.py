"""The verbs of attention: raise a thing that waits, pass it on, say it is done.

They tell nobody outside the practice and weigh nothing; what waits, waits for a
named person until that person says that it is done.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import models

from afterword.attention.errors import AttentionError, NothingWaitsError
from afterword.attention.models import Item
from afterword.audit import services as audit
from afterword.audit.actors import Actor
from afterword.audit.refusals import refusals
from afterword.tenancy import practice


class Kind(StrEnum):
    """What may wait for a person. Other apps may name kinds of their own."""

    ANSWERS = "answers"
    ASKED_FOR_CONTACT = "asked_for_contact"
    ADDRESS_REFUSED = "address_refused"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"
    TO_CONFIRM = "to_confirm"
    TO_SETTLE = "to_settle"
    """For whoever settles questions here, and for nobody else."""
    TALKED_OVER = "talked_over"
    RISK_ANSWER = "risk_answer"
    """A question about risk was answered above its lowest answer."""


def raise_item(  # noqa: PLR0913 - one call says everything about what waits
    *,
    kind: str,
    key: str,
    by: Actor,
    at: datetime,
    client: UUID | None = None,
    about: models.Model | None = None,
    owner: UUID | None = None,
    due_at: datetime | None = None,
) -> UUID:
    """Let something wait for its owner, a clinician; without one, administrators.

    ``key`` names the thing itself: raising it twice leaves one item, and one that
    is done stays done. Inside a transaction it commits with what it speaks of.
    """
    with practice(by.practice):
        item, is_new = Item.objects.get_or_create(
            key=key,
            defaults={
                "kind": kind,
                "client_id": client,
                "about_kind": about._meta.label_lower if about is not None else "",
                "about_id": about.pk if about is not None else None,
                "owner_id": owner,
                "raised_at": at,
                "due_at": due_at,
            },
        )
        audit.record(
            "attention.raised",
            by=by,
            about=item,
            outcome="done" if is_new else "repeated",
            kind=kind,
        )
    return item.pk


def finish(*, item: UUID, by: Actor, at: datetime) -> None:
    """Say that it is done. Saying so twice is success and changes nothing."""
    event = "attention.finished"
    with refusals(event, by=by, when=AttentionError), practice(by.practice):
        row = _of(item)
        is_new = row.done_at is None
        if is_new:
            row.done_at, row.done_by = at, by.id
            row.save(update_fields=["done_at", "done_by"])
        audit.record(
            event,
            by=by,
            about=row,
            outcome="done" if is_new else "repeated",
        )


def pass_on(*, item: UUID, to: UUID | None, by: Actor) -> None:
    """Give it another owner, with the day it is due unchanged."""
    event = "attention.passed_on"
    with refusals(event, by=by, when=AttentionError), practice(by.practice):
        row = _of(item)
        before, row.owner_id = row.owner_id, to
        row.save(update_fields=["owner_id"])
        audit.record(
            event,
            by=by,
            about=row,
            outcome="repeated" if before == to else "done",
            owner=str(to or ""),
        )


def finish_about(*, kind: str, about: UUID, by: Actor, at: datetime) -> int:
    """Finish every item of a kind about one thing, and say how many there were."""
    with practice(by.practice):
        rows = Item.objects.filter(kind=kind, about_id=about, done_at__isnull=True)
        found = list(rows.values_list("id", flat=True))
        for item in found:
            finish(item=item, by=by, at=at)
        if not found:
            audit.record("attention.finished", by=by, outcome="repeated", kind=kind)
    return len(found)


def _of(item: UUID) -> Item:
    try:
        return Item.objects.select_for_update().get(pk=item)
    except Item.DoesNotExist:
        raise NothingWaitsError(item) from None
