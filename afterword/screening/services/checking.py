"""Ask across the whole practice whether somebody is known, and learn nothing else.

Whoever asks hears "talk to the compliance lead" or "nothing here". Both ways it looks
up as many hashes, writes the same rows and the same lines; what waits for the lead is
written each time and taken back where nothing was found. Names are in no table, no log
and no line: what was asked is sealed, and destroyed once nothing waits for it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from afterword.accounts.models import Membership
from afterword.attention import queries as waiting
from afterword.attention import services as attention
from afterword.audit import services as audit
from afterword.audit.actors import Actor, ActorKind, Role
from afterword.audit.refusals import refusals
from afterword.clinic import likeness
from afterword.clinic.services.likeness import Wanted, alike, is_complete
from afterword.screening import queries
from afterword.screening.errors import (
    NoSuchCheckError,
    NotForYouError,
    NothingAskedError,
    NotReadyError,
    ScreeningError,
    TooManyChecksError,
    UnknownWordError,
)
from afterword.screening.models import ConflictCheck
from afterword.tenancy import practice
from afterword.vault import services as vault

CHECKS_A_DAY: Final = 10
"""So often one person may ask within 24 hours, so that nobody tries out a list."""
MATCH: Final = "conflict_match"
ABOUT: Final = ("hire", "contract", "treat", "treated_by")
MAY_ASK: Final = (
    Role.CLINICIAN,
    Role.SUPERVISOR,
    Role.COMPLIANCE,
    Role.ADMINISTRATOR,
)
SETTLE_WITHIN: Final = timedelta(days=7)
KEPT_AT_LEAST: Final = timedelta(hours=1)
LONGEST: Final = 300
_LENGTH: Final = 4096
"""What is sealed is filled up to one length, so that it tells nothing by its size."""


class Answer(StrEnum):
    """All that anybody who asks is told."""

    TALK = "talk"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Asked:
    """What was asked, and whom it may be: for the compliance lead alone."""

    about: str
    wanted: Wanted
    by: UUID
    at: datetime
    clients: tuple[UUID, ...]


def check_conflict(*, about: str, wanted: Wanted, by: Actor, at: datetime) -> Answer:
    """Ask whether somebody is known here. At most so often a day for each person."""
    event = "screening.conflict_checked"
    with refusals(event, by=by, when=ScreeningError), practice(by.practice):
        if by.kind is not ActorKind.STAFF or not by.has(*MAY_ASK) or by.id is None:
            raise NotForYouError
        if about not in ABOUT:
            raise UnknownWordError("about", about)
        _enough(wanted)
        _not_too_often(by.id, at)
        if not is_complete():
            raise NotReadyError
        row = ConflictCheck(about=about, asked_by=by.id, asked_at=at)
        row.asked = _sealed(wanted, row.pk)
        row.save(force_insert=True)
        audit.record(event, by=by, about=row)
        is_known = bool(alike(wanted))
        with transaction.atomic():
            attention.raise_item(
                kind=MATCH,
                key=f"{MATCH}:{row.pk}",
                by=by,
                at=at,
                about=row,
                due_at=at + SETTLE_WITHIN,
            )
            transaction.set_rollback(not is_known)
    return Answer.TALK if is_known else Answer.NOTHING


def read_check(*, check: UUID, by: Actor) -> Asked:
    """Give a lead what was asked, and whom it may be. The record says so first."""
    event = "screening.conflict_read"
    with (
        refusals(event, by=by, when=ScreeningError),
        practice(by.practice, durable=True),
    ):
        row = _waiting(check, by)
        audit.record(event, by=by, about=row)
    with practice(by.practice):
        text = vault.unseal_for_practice(bytes(row.asked or b""), *_place(row.pk))
        wanted = Wanted(**json.loads(text))
        return Asked(
            row.about, wanted, row.asked_by, row.asked_at, tuple(alike(wanted))
        )


def settle_check(*, check: UUID, by: Actor, at: datetime) -> None:
    """Say that it was talked over. What was asked is destroyed with it."""
    event = "screening.conflict_settled"
    with refusals(event, by=by, when=ScreeningError), practice(by.practice):
        row = queries.check(check)
        if row is not None and is_lead(by) and row.asked is None:
            audit.record(event, by=by, about=row, outcome="repeated")
            return
        row = _waiting(check, by)
        attention.finish_about(kind=MATCH, about=row.pk, by=by, at=at)
        ConflictCheck.objects.filter(pk=row.pk).update(asked=None)
        audit.record(event, by=by, about=row)


def forget_asked(*, by: Actor, at: datetime) -> int:
    """Destroy what was asked wherever nothing waits for it any more."""
    with practice(by.practice):
        kept = {one.about for one in waiting.everything_waiting(kinds=[MATCH])}
        rows = ConflictCheck.objects.filter(
            asked__isnull=False, asked_at__lt=at - KEPT_AT_LEAST
        )
        gone = rows.exclude(pk__in={one for one in kept if one}).update(asked=None)
        if gone:
            audit.record("screening.conflict_forgotten", by=by, checks=gone)
    return gone


def is_lead(by: Actor) -> bool:
    """Say whether somebody leads compliance: where nobody does, administrators.

    Inside an open practice only.
    """
    here = Membership.objects.filter(practice_id=by.practice, left_at__isnull=True)
    somebody = here.filter(roles__contains=[str(Role.COMPLIANCE)]).exists()
    return by.has(Role.COMPLIANCE if somebody else Role.ADMINISTRATOR)


def _waiting(check: UUID, by: Actor) -> ConflictCheck:
    """Give a check that waits for a lead. To others there is none."""
    if not is_lead(by):
        raise NotForYouError
    row = queries.check(check)
    open_ones = {one.about for one in waiting.everything_waiting(kinds=[MATCH])}
    if row is None or row.asked is None or row.pk not in open_ones:
        raise NoSuchCheckError(check)
    return row


def _enough(wanted: Wanted) -> None:
    texts = asdict(wanted).values()
    reachable = any(each.isalnum() for each in f"{wanted.phone}{wanted.email}")
    if any(len(text) > LONGEST for text in texts):
        raise UnknownWordError("wanted", "longer than a name")
    if not reachable and not likeness.is_whole(wanted.name):
        raise NothingAskedError


def _not_too_often(user: UUID, at: datetime) -> None:
    """Count under a lock, so that many at once are counted one by one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"afterword.conflict:{user}"],
        )
    since = at - timedelta(days=1)
    asked = ConflictCheck.objects.filter(asked_by=user, asked_at__gt=since).count()
    if asked >= CHECKS_A_DAY:
        raise TooManyChecksError


def _sealed(wanted: Wanted, row: UUID) -> bytes:
    text = json.dumps(asdict(wanted), ensure_ascii=False).encode()
    return vault.seal_for_practice(text.ljust(_LENGTH), *_place(row))


def _place(row: UUID) -> tuple[str, str]:
    return "conflict", str(row)
