"""Open a contact that a person makes, until the day ends. It sends nothing.

A go-ahead is no permission that waits: it is weighed here, and again at every look.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from afterword.audit import services as audit
from afterword.audit.actors import Actor
from afterword.audit.refusals import refusals
from afterword.clinic.models import Client
from afterword.consent import in_hands, journal, ledger, register
from afterword.consent.models import HandOff
from afterword.contact import by_hand, go_aheads, rulings
from afterword.contact.errors import (
    FrozenError,
    GateError,
    NoAddressError,
    NoGoAheadError,
    NotForPeopleError,
    NotReleasedError,
    OpenedBeforeError,
    OthersFirstError,
    StoppedError,
    UnconfirmedError,
)
from afterword.contact.hours import end_of_day
from afterword.contact.models import GoAhead
from afterword.contact.obligations import BY_WORD
from afterword.contact.requests import ContactRequest
from afterword.contact.rulings import StoredRuling
from afterword.contact.weighing import Weighed, weigh
from afterword.rules.facts import Facts, Known
from afterword.tenancy import practice
from afterword.vault import services as vault

OPENED: Final = "contact.go_ahead_opened"
STOP: Final = "no_stop_stands"
"""What is called unmet when the ledger holds a stop that no rule asked about."""


def open_go_ahead(
    *,
    request: ContactRequest,
    confirmed: Collection[str],
    by: Actor,
    at: datetime,
    said: Facts | None = None,
) -> UUID:
    """Open a contact for the person who makes it, until the day ends. Gives its row.

    It is decided anew, and the answer is kept. ``confirmed`` are the obligations that
    this person says they keep to, ``said`` what they state of the facts. Opening one
    of one's own again gives the same. Raises a ``GateError`` when nothing was opened.
    """
    about = {"client": request.client, "purpose": request.purpose}
    with refusals(OPENED, by=by, when=GateError, **about):
        zones = _check(request, by)
        ticked = BY_WORD.intersection(confirmed)
        return _open(request, ticked, said, zones, by=by, at=at)


def _check(request: ContactRequest, by: Actor) -> tuple[str, str]:
    """Turn away what nobody makes from here. Gives the zones of client and practice."""
    _maker(request, by)
    if not by_hand.carried(request.purpose, request.channel):
        raise NotForPeopleError(request.purpose, request.channel)
    with practice(by.practice):
        rows = Client.objects.filter(pk=request.client, removed_at__isnull=True)
        found = rows.values_list("time_zone", "practice__time_zone").first()
    if found is None:
        raise NoGoAheadError
    if not by_hand.for_life(request.purpose) and journal.frozen():
        raise FrozenError
    return found


def _maker(request: ContactRequest, by: Actor) -> UUID:
    return go_aheads.insist_maker(by, purpose=request.purpose, client=request.client)


def _open(  # noqa: PLR0913 - what is asked and said, where it is which day, who and when
    request: ContactRequest,
    confirmed: frozenset[str],
    said: Facts | None,
    zones: tuple[str, str],
    *,
    by: Actor,
    at: datetime,
) -> UUID:
    made = None
    with register.locked(request.client, practice_id=by.practice):
        request = by_hand.as_carried(request, at=at, zone=zones[0])
        if own := _open_already(request, by=by, at=at):
            return own
        if _is_taken(request):
            raise OpenedBeforeError(request.occasion)
        if go_aheads.lacks_address(request):
            raise NoAddressError
        sequence = ledger.last_sequence(request.client)  # a stop after it ends it
        weighed = _weigh(request, at=at, said=said, confirmed=confirmed)
        ruling = rulings.keep(request, weighed, by=by, at=at, event="contact.ruled")
        if ruling.releases:
            made = _enter(
                request,
                ruling,
                confirmed.intersection(weighed.obligations),
                said,
                until=end_of_day(at, *zones),
                sequence=sequence,
                by=by,
                at=at,
            )
    if made is None:
        raise _why_not(request, ruling)
    return made


def _enter(  # noqa: PLR0913 - one row has this many parts
    request: ContactRequest,
    ruling: StoredRuling,
    confirmed: Collection[str],
    said: Facts | None,
    *,
    until: datetime,
    sequence: int,
    by: Actor,
    at: datetime,
) -> UUID | None:
    """Enter it in the register and keep it, with its line. Inside the client's lock."""
    hand_off = in_hands.hand_to_person(
        client=request.client,
        occasion=request.occasion,
        ruling_id=ruling.id,
        purpose=request.purpose,
        directive_id=request.agreement,
        contact_point_id=by_hand.address_of(request),
        sequence=sequence,
        by=by,
    )
    if hand_off is None:
        return None
    row = GoAhead(
        client_id=request.client,
        hand_off=hand_off,
        ruling_id=ruling.id,
        purpose=request.purpose,
        channel=request.channel,
        contact_point_id=by_hand.address_of(request),
        asked=by_hand.as_plain(request),
        confirmed=sorted(confirmed),
        day=request.on,
        opened_by=_maker(request, by),
        opened_at=at,
        valid_until=until,
    )
    plain = json.dumps(said.to_plain(), sort_keys=True) if said else None
    vault.seal(row, said=plain)
    row.save(force_insert=True)
    audit.record(
        OPENED,
        by=by,
        about=row,
        ruling=str(ruling.id),
        purpose=row.purpose,
        confirmed=row.confirmed,
    )
    return row.pk


def _open_already(request: ContactRequest, *, by: Actor, at: datetime) -> UUID | None:
    """Give one's own that is open. Somebody else's is in the way; an old one closes."""
    row = GoAhead.objects.filter(
        client_id=request.client,
        purpose=request.purpose,
        day=request.on,
        came="",
        closed_at__isnull=True,
    ).first()
    if row is None:
        return None
    if at >= row.valid_until or row.hand_off.status == "cancelled":
        why = "day_over" if at >= row.valid_until else "stopped"
        go_aheads.close(row, why, by=by, at=at)
        return None
    if row.opened_by != by.id:
        raise OpenedBeforeError(request.occasion)
    if not by_hand.tells_the_same(row, request):
        raise OthersFirstError(request.occasion)
    audit.record(OPENED, by=by, about=row, outcome="repeated", purpose=row.purpose)
    return row.pk


def _is_taken(request: ContactRequest) -> bool:
    return HandOff.objects.filter(
        client_id=request.client, occasion=request.occasion
    ).exists()


def _weigh(
    request: ContactRequest,
    *,
    at: datetime,
    said: Facts | None,
    confirmed: Collection[str],
) -> Weighed:
    """Weigh it, and look at the ledger itself, whatever the rules say of it."""
    weighed = weigh(request, at=at, extra=said, confirmed=confirmed)
    if _is_stopped(request, weighed):
        return replace(weighed, unmet=(STOP, *weighed.unmet))
    return weighed


def _is_stopped(request: ContactRequest, weighed: Weighed) -> bool:
    """Say whether a stop stands. A duty above it, and danger to a life, go on."""
    if weighed.decision.outcome.value == "require" or by_hand.for_life(request.purpose):
        return False
    return in_hands.stop_stands(
        request.client,
        directive_id=request.agreement,
        occasion=request.occasion,
        wrote_on=_wrote_on(weighed.decision.facts),
    )


def _wrote_on(facts: Facts) -> date | None:
    """Give the day on which the client wrote, where this answers them."""
    answers, day = facts.get("answers_client"), facts.get("client_wrote_on")
    if not isinstance(answers, Known) or answers.value is not True:
        return None
    return day.value if isinstance(day, Known) and isinstance(day.value, date) else None


def _why_not(request: ContactRequest, ruling: StoredRuling) -> GateError:
    if ruling.releases:
        return OpenedBeforeError(request.occasion)
    if STOP in ruling.unmet and ruling.outcome in {"permit", "require"}:
        return StoppedError()
    if ruling.outcome in {"permit", "require"} and BY_WORD.issuperset(ruling.unmet):
        return UnconfirmedError(ruling.id, ruling.unmet)
    return NotReleasedError(ruling.id, ruling.outcome, ruling.unmet)
