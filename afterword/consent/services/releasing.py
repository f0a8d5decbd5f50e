"""Give and withdraw a release of information. Only the client's word gives one.

It lets a person tell somebody else something. It lets nobody write to the client, so
nothing here touches the ledger of directives.
"""

from __future__ import annotations

import base64
import logging
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from afterword.accounts.models import Membership
from afterword.audit import services as audit
from afterword.audit.actors import Actor, ActorKind, Role
from afterword.clinic.clinicians import own_row
from afterword.clinic.models import Client
from afterword.consent import journal, ledger
from afterword.consent.errors import (
    BadReleaseError,
    GivenTooLateError,
    NotAllowedError,
    NotAttestedError,
    ToldTooLateError,
    UnknownClientError,
)
from afterword.consent.models import InformationRelease
from afterword.consent.queries import ended_on_of
from afterword.consent.releases import AT_MOST, OWN, PAPER, SHARES, TOLD
from afterword.consent.services.refusals import only_their_own, recorded
from afterword.tenancy import practice
from afterword.tenancy.models import Practice
from afterword.vault import services as vault

log = logging.getLogger(__name__)
MAY_WITHDRAW: Final = (Role.CLINICIAN, Role.SUPERVISOR, Role.ADMINISTRATOR)
LONGEST: Final = 200


@dataclass(frozen=True)
class Release:
    """What the client said may be told: to whom, what, why and until when."""

    recipient: str
    shares: frozenset[str]
    why: str
    given_on: date
    until: date
    other: str = ""
    recipient_id: UUID | None = None
    """The service or referral that is meant, where there is one."""

    def check(self) -> None:
        """Refuse what does not say to whom, what, or until when."""
        named = self.recipient.strip()
        known = self.shares and set(self.shares) <= set(SHARES)
        told = bool(self.other.strip()) == ("other" in self.shares)
        if not (named and len(named) <= LONGEST and known and told):
            raise BadReleaseError("it names no recipient or not what is shared")
        if self.until < self.given_on:
            raise BadReleaseError("it ends before it begins")


def give_release(  # noqa: PLR0913 - a release has this many parts
    *,
    client: UUID,
    release: Release,
    by: Actor,
    at: datetime,
    door: str,
    attested_by: UUID | None = None,
    scan: bytes | None = None,
) -> UUID:
    """Keep what the client said may be told to one recipient, and give its id.

    ``door`` is where they said it: in a session to their own clinician, on signed
    paper that a second person saw (solo: with a scan), or on their own pages.
    """
    with (
        recorded("consent.release_given", by=by, client=client),
        practice(by.practice),
    ):
        only_their_own(by, client)
        person = Client.objects.filter(pk=client, removed_at__isnull=True).first()
        if person is None:
            raise UnknownClientError("no such client in this practice")
        release.check()
        if release.given_on > ledger.local_day(client, at):
            raise GivenTooLateError("given in the future")
        _by_whom(person, release, by, door)
        _attested(by, door, attested_by, scan)
        row = InformationRelease(
            client_id=client,
            recipient_id=release.recipient_id,
            shares=sorted(release.shares),
            given_on=release.given_on,
            until=release.until,
            door=door,
            by_kind=str(by.kind),
            by_id=by.id,
            attested_by=attested_by,
            at=at,
        )
        vault.seal(
            row,
            recipient=release.recipient.strip(),
            other=release.other.strip() or None,
            why=release.why.strip() or None,
            scan=base64.b64encode(scan).decode("ascii") if scan else None,
        )
        row.save(force_insert=True)
        audit.record("consent.release_given", by=by, about=row, why=door)
    return row.pk


def withdraw_release(*, release: UUID, client: UUID, by: Actor, at: datetime) -> bool:
    """End a release at once; doing it twice is success.

    Committed when this returns. Says whether it stands in the journal, too: if not,
    the database has it, and the journal is paid when it can be written again.
    """
    with recorded("consent.release_withdrawn", by=by, client=client):
        only_their_own(by, client)
        row = _withdrawn(release, client, by, at)
    try:
        with practice(by.practice):
            journal.append_release(row)
    except journal.AWAY as error:
        log.critical("a release: not in the journal: %s", type(error).__name__)
        return False
    return True


def _withdrawn(
    release: UUID, client: UUID, by: Actor, at: datetime
) -> InformationRelease:
    with practice(by.practice, durable=True):
        if by.kind is not ActorKind.CLIENT and not by.has(*MAY_WITHDRAW):
            raise NotAllowedError("the client withdraws, or tells somebody here")
        door = by.door if by.kind is ActorKind.CLIENT else "told_staff"
        rows = InformationRelease.objects.filter(pk=release, client_id=client)
        if not rows.exists():
            raise UnknownClientError("no such release of this client")
        changed = rows.filter(withdrawn_at__isnull=True).update(
            withdrawn_at=at, withdrawn_door=door
        )
        row = rows.get()
        audit.record(
            "consent.release_withdrawn",
            by=by,
            about=row,
            outcome="done" if changed else "repeated",
            why=door,
        )
    return row


def _by_whom(person: Client, release: Release, by: Actor, door: str) -> None:
    """Accept the client as themselves, their clinician in the session, or a paper."""
    if door in OWN:
        if by.kind is not ActorKind.CLIENT or by.door != door:
            raise NotAllowedError("at this door only the client gives a release")
        if release.until - release.given_on > AT_MOST:
            raise BadReleaseError("it holds for more than a year")
        return
    if by.kind is not ActorKind.STAFF or door not in {TOLD, PAPER}:
        raise NotAllowedError(f"nobody gives a release by `{door}`")
    own = own_row(by)
    if not by.has(Role.CLINICIAN) or own is None or person.clinician_id != own.pk:
        raise NotAllowedError("their own clinician writes down what they said")
    ended = ended_on_of(person.pk)
    if door == TOLD and ended is not None and release.given_on > ended:
        raise ToldTooLateError("there was no session on that day")


def _attested(
    by: Actor, door: str, attested_by: UUID | None, scan: bytes | None
) -> None:
    """Ask for a second person behind a paper; in a solo practice, for its scan."""
    if door != PAPER:
        if attested_by is not None or scan is not None:
            raise NotAllowedError("only a paper is attested")
        return
    if attested_by is not None:
        second = Membership.objects.filter(
            user_id=attested_by, practice_id=by.practice, left_at__isnull=True
        )
        if attested_by == by.id or not second.exists():
            raise NotAttestedError("a second person of this practice attests")
    elif not scan or not Practice.objects.get(pk=by.practice).is_solo:
        raise NotAttestedError("without a second person: a scan, in a solo practice")
