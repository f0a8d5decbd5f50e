"""Narrow, pause, start again, move to another address, open what was closed.

Narrowing may be done by staff on the client's word; all else is the client's own.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from afterword.audit import services as audit
from afterword.audit.actors import Actor, ActorKind
from afterword.clinic.models import ContactPoint
from afterword.consent import ledger, suppression
from afterword.consent.errors import (
    AddressStoppedError,
    BadTermsError,
    NotAllowedError,
    NotReadyError,
    UnknownClientError,
    WiderThanAgreedError,
)
from afterword.consent.models import LedgerEntry
from afterword.consent.services.proposing import open_address, usable_point
from afterword.consent.services.refusals import (
    only_client,
    only_their_own,
    recorded,
)
from afterword.consent.standing import OWN_DOORS, DirectiveState, Standing
from afterword.consent.terms import Terms, TermsError
from afterword.tenancy import practice

CHANGEABLE: Final = frozenset({"proposed", "confirmed", "paused"})


def narrow(
    *, directive: UUID, client: UUID, terms: Terms, by: Actor, at: datetime
) -> str:
    """Put narrower terms in the place of a directive's; give the receipt."""
    with (
        recorded("consent.narrowed", by=by, client=client),
        practice(by.practice),
    ):
        only_their_own(by, client)
        _client_or_staff(by)
        now, found = _known(client, directive)
        if found.state not in CHANGEABLE:
            raise NotReadyError(f"it is {found.state}")
        try:
            terms.check()
        except TermsError as error:
            raise BadTermsError(str(error)) from error
        if not terms.is_within(found.terms):
            raise WiderThanAgreedError("the new terms are not within the old")
        row = ledger.add(
            "narrowed",
            client=client,
            by=by,
            at=at,
            expecting=now.sequence,
            directive_id=directive,
            terms=terms.to_json(),
        )
        _record("consent.narrowed", by, row)
    return row.receipt


def pause(*, directive: UUID, client: UUID, by: Actor, at: datetime) -> str:
    """Let a directive rest until the client starts it again. Twice is success."""
    with (
        recorded("consent.paused", by=by, client=client),
        practice(by.practice),
    ):
        only_their_own(by, client)
        _client_or_staff(by)
        now, found = _known(client, directive)
        if found.state == "paused":
            audit.record("consent.paused", by=by, client=client, outcome="repeated")
            return now.receipt
        if found.state != "confirmed":
            raise NotReadyError(f"it is {found.state}")
        row = ledger.add("paused", client=client, by=by, at=at, directive_id=directive)
        _record("consent.paused", by, row)
    return row.receipt


def resume(*, directive: UUID, client: UUID, by: Actor, at: datetime) -> str:
    """Start again what was agreed, inside its window and nothing beside it.

    Only the client, at a door that knows them: a link may stop and never start.
    """
    with (
        recorded("consent.resumed", by=by, client=client),
        practice(by.practice),
    ):
        only_client(by, client, WiderThanAgreedError("only the client starts again"))
        _at_own_door(by)
        now, found = _known(client, directive)
        if found.is_live and not now.bars(directive):
            audit.record("consent.resumed", by=by, client=client, outcome="repeated")
            return now.receipt
        today = ledger.local_day(client, at)
        if not found.can_resume or today > found.terms.ends_on:
            raise NotReadyError(f"it is {found.on(today)}")
        row = ledger.add(
            "resumed",
            client=client,
            by=by,
            at=at,
            expecting=now.sequence,
            directive_id=directive,
        )
        open_address(client, found.terms.contact_point)
        _record("consent.resumed", by, row)
    return row.receipt


def change_address(  # noqa: PLR0913 - which, whose, where to, in which language
    *,
    directive: UUID,
    client: UUID,
    contact_point: UUID,
    by: Actor,
    at: datetime,
    language: str = "",
) -> str:
    """Send what was agreed to another address of the client's, by its channel.

    The old address is told nothing. An address at which a stop holds is refused: who
    asked for that stop is not known here.
    """
    with (
        recorded("consent.address_changed", by=by, client=client),
        practice(by.practice),
    ):
        only_client(by, client, WiderThanAgreedError("only the client moves it"))
        _at_own_door(by)
        now, found = _known(client, directive)
        if found.state not in {"confirmed", "paused"}:
            raise NotReadyError(f"it is {found.state}")
        wanted = ContactPoint.objects.filter(pk=contact_point, client_id=client).first()
        if wanted is None:
            raise UnknownClientError("no such address of this client")
        point = usable_point(client, contact_point, wanted.channel)
        if suppression.is_stopped(bytes(point.address_index)):
            raise AddressStoppedError("a stop holds for it")
        terms = replace(
            found.terms,
            channel=point.channel,
            contact_point=point.pk,
            language=language or found.terms.language,
        )
        row = ledger.add(
            "address_changed",
            client=client,
            by=by,
            at=at,
            expecting=now.sequence,
            directive_id=directive,
            terms=terms.to_json(),
        )
        _record("consent.address_changed", by, row)
    return row.receipt


def reopen_contact(*, client: UUID, by: Actor, at: datetime, occasion: str = "") -> str:
    """Open what `no_contact` closed, because the client asks for it.

    With ``occasion`` (``inbound:…``) it opens one contact: the answer to what they
    wrote. Without, the practice may write first again; that widens no directive.
    """
    with (
        recorded("consent.contact_reopened", by=by, client=client),
        practice(by.practice),
    ):
        only_client(by, client, WiderThanAgreedError("only the client opens contact"))
        if not occasion:
            _at_own_door(by)
        now = ledger.standing_now(client)
        row = ledger.add(
            "contact_reopened",
            client=client,
            by=by,
            at=at,
            expecting=now.sequence,
            scope={"occasion": occasion} if occasion else {},
        )
        _record("consent.contact_reopened", by, row)
    return row.receipt


def lapse(*, directive: UUID, client: UUID, by: Actor, at: datetime, why: str) -> None:
    """End a directive that has run out: its window is over, or its grantee is gone."""
    with (
        recorded("consent.lapsed", by=by, client=client),
        practice(by.practice),
    ):
        _, found = _known(client, directive)
        if by.kind is ActorKind.CLIENT:
            raise NotAllowedError("a client stops it instead")
        if found.state in {"lapsed", "void", "declined"}:
            audit.record("consent.lapsed", by=by, client=client, outcome="repeated")
            return
        row = ledger.add("lapsed", client=client, by=by, at=at, directive_id=directive)
        audit.record("consent.lapsed", by=by, about=row, why=why)


def _known(client: UUID, directive: UUID) -> tuple[Standing, DirectiveState]:
    now = ledger.standing_now(client)
    if directive not in now.directives:
        raise UnknownClientError("no such directive of this client")
    return now, now.directives[directive]


def _client_or_staff(by: Actor) -> None:
    if by.kind not in {ActorKind.CLIENT, ActorKind.STAFF}:
        raise NotAllowedError("a person does this, on the client's word")


def _at_own_door(by: Actor) -> None:
    if by.door not in OWN_DOORS:
        raise WiderThanAgreedError(f"the door `{by.door}` does not know the client")


def _record(name: str, by: Actor, row: LedgerEntry) -> None:
    audit.record(name, by=by, about=row, directive=str(row.directive_id or ""))
