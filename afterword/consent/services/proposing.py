"""Propose, confirm, decline, and let a proposal become void.

Staff propose; nothing takes effect until the client confirms.
"""

from __future__ import annotations

import base64
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from afterword.accounts.models import Membership
from afterword.audit import services as audit
from afterword.audit.actors import Actor, ActorKind, Role, machine
from afterword.clinic import offering
from afterword.clinic.models import Client, Clinician, ContactPoint
from afterword.clinic.services import together
from afterword.consent import ledger, suppression
from afterword.consent.errors import (
    AssentMissingError,
    BadTermsError,
    BarredEndingError,
    GivenTooLateError,
    NotAllowedError,
    NotAttestedError,
    NotConfirmedInTimeError,
    NotOfferedError,
    NotReadyError,
    NotTheirYesError,
    UnknownClientError,
    UnsafeAddressError,
)
from afterword.consent.models import LedgerEntry, PaperForm
from afterword.consent.queries import ended_on_of
from afterword.consent.services.refusals import only_their_own, recorded
from afterword.consent.standing import (
    CONFIRM_WITHIN,
    CONFIRMING_DOORS,
    GUARDIAN,
    GUARDIAN_DOORS,
    DirectiveState,
    Standing,
)
from afterword.consent.terms import Terms, TermsError
from afterword.tenancy import current_practice, practice
from afterword.tenancy.models import Practice
from afterword.vault import services as vault

BARRED_ENDINGS: Final = frozenset(
    {"dropout", "boundary_or_safety", "death_or_incapacity", "client_died"}
)
"""After these nobody was free to agree, or nobody asked in time."""

GIVERS: Final = frozenset({"client", "guardian", "representative"})


def propose(  # noqa: PLR0913 - a proposal has this many parts
    *,
    client: UUID,
    terms: Terms,
    by: Actor,
    at: datetime,
    ended_on: date | None = None,
    ending_kind: str = "",
    asked_on: date | None = None,
    asks: str = "",
) -> UUID:
    """Put a directive before the client, and give its id. It releases nothing.

    ``asked_on`` is the day it was talked over (default: today); it is not later than
    the ending. Inside a transaction it commits with the ending. ``asks`` names whose
    yes it waits for, where that is not simply the client's own.
    """
    with (
        recorded("consent.proposed", by=by, client=client),
        practice(by.practice),
    ):
        if not by.has(Role.CLINICIAN, Role.SUPERVISOR):
            raise NotAllowedError("clinicians and supervisors propose")
        _may_agree(ending_kind, asks or "client")
        today = ledger.local_day(client, at)
        asked = asked_on or today
        ended = ended_on or ended_on_of(client)
        if asked > today or (ended is not None and asked > ended):
            raise GivenTooLateError("proposed after the ending, or in the future")
        if ended is not None and today > ended + CONFIRM_WITHIN:
            raise NotConfirmedInTimeError("it could not be confirmed any more")
        _check(client, terms)
        _may_ask(client, terms, at)
        directive = uuid4()
        row = ledger.add(
            "proposed",
            client=client,
            by=by,
            at=at,
            directive_id=directive,
            terms=terms.to_json(),
            given_on=asked,
            given_by=asks,
            ended_on=ended,
            wording_hash=terms.wording_hash,
            language=terms.language,
        )
        audit.record("consent.proposed", by=by, about=row, directive=str(directive))
    return directive


def confirm_directive(  # noqa: PLR0913 - a confirmation has this many parts
    *,
    directive: UUID,
    client: UUID,
    by: Actor,
    at: datetime,
    door: str,
    attested_by: UUID | None = None,
    scan: bytes | None = None,
    given_on: date | None = None,
    given_by: str = "client",
    assent: bool = False,
    ended_on: date | None = None,
    ending_kind: str = "",
) -> str:
    """Make a proposal a directive, on the client's word; give the receipt.

    ``door`` is tablet or card with the client as actor, or paper with staff as actor
    and a second person (or, where one clinician works alone, a scan) behind it.
    ``given_on`` is the day of the yes: by default the day they were asked. ``assent``:
    beside a guardian's yes the young person said yes too.
    """
    with recorded("consent.confirmed", by=by, client=client), practice(by.practice):
        only_their_own(by, client)
        _may_agree(ending_kind, given_by)
        now, found = _proposal(client, directive)
        both = _is_theirs(found, given_by, door, assent=assent)
        ended = ended_on or ended_on_of(client) or found.ended_on
        given = given_on or found.proposed_on
        _in_time(ledger.local_day(client, at), given, ended)
        row = ledger.add(
            "confirmed",
            client=client,
            by=by,
            at=at,
            door=door,
            expecting=now.sequence,
            directive_id=directive,
            scope=_by_whom(by, door, attested_by, scan) | both,
            attested_by=attested_by,
            given_on=given,
            given_by=given_by,
            ended_on=ended,
            wording_hash=found.terms.wording_hash,
            language=found.terms.language,
        )
        _keep_paper(row, attested_by, scan, given)
        open_address(client, found.terms.contact_point)
        audit.record("consent.confirmed", by=by, about=row, directive=str(directive))
    return row.receipt


def decline(*, directive: UUID, client: UUID, by: Actor, at: datetime) -> None:
    """Record that the client said no. A no is as good as a yes."""
    with (
        recorded("consent.declined", by=by, client=client),
        practice(by.practice),
    ):
        only_their_own(by, client)
        _, found = _known(client, directive)
        if found.state == "proposed":
            row = ledger.add(
                "declined", client=client, by=by, at=at, directive_id=directive
            )
            audit.record("consent.declined", by=by, about=row)
        elif found.state == "declined":
            audit.record("consent.declined", by=by, client=client, outcome="repeated")
        else:
            raise NotReadyError(f"it is {found.state}; a stop ends it")


def void_unconfirmed(*, practice_id: UUID, at: datetime) -> int:
    """Make void what was not confirmed within 14 days of the ending. Reminds nobody."""
    by = machine(practice_id)
    made = 0
    with practice(practice_id):
        proposals = LedgerEntry.objects.filter(says="proposed")
        later = LedgerEntry.objects.exclude(says="proposed").filter(
            says__in=["confirmed", "declined", "void"]
        )
        waiting = proposals.exclude(directive_id__in=later.values("directive_id"))
        pairs = list(waiting.values_list("client_id", "directive_id"))
    for client, directive in pairs:
        if directive is None:
            continue
        with practice(practice_id):
            _, found = _known(client, directive)
            ended = ended_on_of(client) or found.ended_on
            today = ledger.local_day(client, at)
            late = ended is not None and today > ended + CONFIRM_WITHIN
            if found.state != "proposed" or not late:
                continue
            row = ledger.add(
                "void", client=client, by=by, at=at, directive_id=directive
            )
            audit.record("consent.voided", by=by, about=row, directive=str(directive))
            made += 1
    return made


def open_address(client: UUID, contact_point: UUID) -> None:
    """Lift a stop from an address, on the owner's own act alone."""
    point = ContactPoint.objects.filter(pk=contact_point, client_id=client).first()
    if point is not None:
        suppression.reopen_address(bytes(point.address_index))


def usable_point(client: UUID, contact_point: UUID, channel: str) -> ContactPoint:
    """Give the client's own address if it can be agreed on."""
    point = ContactPoint.objects.filter(pk=contact_point, client_id=client).first()
    if point is None:
        raise UnknownClientError("no such address of this client")
    if point.retired_at is not None or point.channel != channel:
        raise BadTermsError("the address is retired or of another channel")
    if point.unsafe or point.pk in together.read_by_others(client):
        raise UnsafeAddressError("not safe for them")
    return point


def _check(client: UUID, terms: Terms) -> None:
    try:
        terms.check()
    except TermsError as error:
        raise BadTermsError(str(error)) from error
    usable_point(client, terms.contact_point, terms.channel)
    if terms.grantee_kind == "practice":
        known = terms.grantee == current_practice()
    else:
        known = Clinician.objects.filter(
            pk=terms.grantee, left_on__isnull=True
        ).exists()
    if not known:
        raise BadTermsError("the grantee is not here")


def _may_ask(client: UUID, terms: Terms, at: datetime) -> None:
    """Refuse a questionnaire whose words may not be shown, or that nobody answers."""
    for name in {step.instrument for step in terms.steps if step.instrument}:
        if offering.why_not_shown(name, client=client, at=at):
            raise NotOfferedError(name)


def _known(client: UUID, directive: UUID) -> tuple[Standing, DirectiveState]:
    if not Client.objects.filter(pk=client).exists():
        raise UnknownClientError("no such client in this practice")
    now = ledger.standing_now(client)
    if directive not in now.directives:
        raise UnknownClientError("no such directive of this client")
    return now, now.directives[directive]


def _proposal(client: UUID, directive: UUID) -> tuple[Standing, DirectiveState]:
    now, found = _known(client, directive)
    if found.state == "void":
        raise NotConfirmedInTimeError("the proposal is void")
    if found.state != "proposed":
        raise NotReadyError(f"it is {found.state}, not proposed")
    usable_point(client, found.terms.contact_point, found.terms.channel)
    return now, found


def _may_agree(ending_kind: str, given_by: str) -> None:
    """Refuse a yes after an ending that bars one, or from somebody else."""
    if ending_kind in BARRED_ENDINGS:
        raise BarredEndingError(ending_kind)
    if given_by not in GIVERS:
        raise NotAllowedError("only the client, a guardian or a representative")


def _is_theirs(
    found: DirectiveState, given_by: str, door: str, *, assent: bool
) -> dict[str, str]:
    """Refuse the yes of somebody else than is asked, and a guardian's alone.

    A guardian answers where both are. A card shows who holds it, and only one does.

    Gives what stands in the ledger beside a guardian's: the young person's own yes.
    """
    if found.asks and given_by != found.asks:
        raise NotTheirYesError(f"it waits for the {found.asks}")
    if given_by == GUARDIAN and door not in GUARDIAN_DOORS:
        raise NotTheirYesError(f"a guardian does not answer by `{door}`")
    if given_by == GUARDIAN and not assent:
        raise AssentMissingError("the young person did not say yes too")
    return {"assent": "yes"} if given_by == GUARDIAN else {}


def _in_time(today: date, given: date, ended: date | None) -> None:
    if given > today or (ended is not None and given > ended):
        raise GivenTooLateError("the yes is later than the ending, or in the future")
    if ended is not None and today > ended + CONFIRM_WITHIN:
        raise NotConfirmedInTimeError("more than 14 days after the ending")


def _by_whom(
    by: Actor, door: str, attested_by: UUID | None, scan: bytes | None
) -> dict[str, Any]:
    """Accept the client at a door that knows them, or a paper that is attested."""
    if door in CONFIRMING_DOORS:
        if by.kind is not ActorKind.CLIENT or by.door != door:
            raise NotAllowedError("at this door only the client confirms")
        return {}
    if door != "paper" or by.kind is not ActorKind.STAFF or by.id is None:
        raise NotAllowedError(f"nobody confirms by `{door}`")
    if attested_by is not None:
        second = Membership.objects.filter(
            user_id=attested_by, practice_id=by.practice, left_at__isnull=True
        )
        if attested_by == by.id or not second.exists():
            raise NotAttestedError("a second person of this practice attests")
        return {}
    if not scan or not Practice.objects.get(pk=by.practice).is_solo:
        raise NotAttestedError("without a second person: a scan, in a solo practice")
    return {"scan": True}


def _keep_paper(
    row: LedgerEntry, second: UUID | None, scan: bytes | None, signed_on: date
) -> None:
    if row.door != "paper":
        return
    if row.by_id is None or row.directive_id is None:
        raise NotAttestedError("a paper is brought by a person")
    paper = PaperForm(
        client_id=row.client_id,
        directive_id=row.directive_id,
        first_attested_by=row.by_id,
        second_attested_by=second,
        signed_on=signed_on,
        at=row.at,
    )
    text = base64.b64encode(scan).decode("ascii") if scan else None
    vault.seal(paper, scan=text)
    paper.save(force_insert=True)
