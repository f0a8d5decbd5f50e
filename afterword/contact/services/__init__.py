"""The gate. Ask for a ruling; hand a message over under one. There is no third door."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from afterword import clock
from afterword.audit import services as audit
from afterword.audit.actors import Actor
from afterword.consent import journal, register
from afterword.consent.models import HandOff
from afterword.contact import outcomes, rulings, settled
from afterword.contact.errors import (
    AlreadyHandledError,
    FrozenError,
    GateError,
    NotForMachinesError,
    NotReleasedError,
    NoWayOutError,
)
from afterword.contact.requests import ContactRequest
from afterword.contact.rulings import StoredRuling
from afterword.contact.weighing import Weighed, book, weigh
from afterword.contact.yields import reached
from afterword.messaging import services as messaging
from afterword.messaging.errors import NotWritableError
from afterword.messaging.services import Letter
from afterword.rules.deciding import Decision, decide
from afterword.rules.facts import Facts
from afterword.tenancy import practice

MACHINE_CHANNELS = frozenset({"email"})
"""Channels by which the machine hands anything over. Others are done by people."""


def ask(
    *,
    request: ContactRequest,
    by: Actor,
    at: datetime,
    extra: Facts | None = None,
    on: date | None = None,
) -> StoredRuling:
    """Ask about this client. The answer is kept whole, and sends nothing.

    ``extra`` holds facts that the asker supplies; what the practice's own record
    and the client's ledger say wins over them. ``on`` asks about a day ahead, so
    that what is planned can be talked over before it comes.
    """
    with practice(by.practice):
        weighed = weigh(request, at=at, extra=extra, on=on)
        return rulings.keep(request, weighed, by=by, at=at, event="contact.asked")


def ask_in_general(*, facts: Facts, on: date) -> Decision:
    """Ask without a client. Nothing is stored, not even that somebody asked."""
    return decide(facts, book(), on=on)


def look_again(
    *, facts: Facts, on: date, settled_by: Iterable[str], practice_id: UUID
) -> Decision:
    """Work a stored answer out again, with the settlements that it named."""
    named = [UUID(one) for one in settled_by]
    if not named:
        return decide(facts, book(), on=on)
    with practice(practice_id):
        talks = settled.again(named, book())
    return decide(facts, book(), on=on, settlements=talks)


def preview(
    *, request: ContactRequest, by: Actor, at: datetime, on: date | None = None
) -> Weighed:
    """Look at the answer as of now, or of a day ahead. It is not kept."""
    with practice(by.practice):
        return weigh(request, at=at, on=on)


def check_way_out(*, look: bool = True) -> None:
    """Raise what keeps everything from going out now. Nothing is claimed by it."""
    if journal.frozen():
        raise FrozenError
    if problem := messaging.mail_problem(look=look):
        raise NoWayOutError(problem)


def carry_out(*, request: ContactRequest, by: Actor, at: datetime) -> HandOff:
    """Decide again, then hand over at most once. Nothing rests between the steps.

    Raises a ``GateError`` when nothing was claimed. Once it is claimed, what came
    of it is in the hand-off's status, and the occasion is used up for good: what
    the server refused, even for now, waits for a person and not for the machine.
    """
    _check_request(request, by)
    hand_off, weighed = _claim(request, by, at)
    if not _begin(hand_off, by):
        return _as_stored(hand_off, by)
    letter = _write(request, hand_off, weighed, by)
    if letter is not None:
        _hand_over(request, hand_off, letter, by)
    return _as_stored(hand_off, by)


def watch(*, practice_id: UUID, by: Actor, at: datetime) -> int:
    """Say *unknown* of what was left in transit, and put each before a person."""
    register.sweep_unknown(practice_id)
    return outcomes.raise_unknown(by=by, at=at)


def _check_request(request: ContactRequest, by: Actor) -> None:
    """Turn away, with a line in the record, what the machine cannot carry now."""
    purpose = book().vocabulary.purposes.get(request.purpose)
    carried = purpose is not None and "machine" in purpose.carried_by
    try:
        if not carried or request.channel not in MACHINE_CHANNELS:
            raise NotForMachinesError(request.purpose, request.channel)
        check_way_out(look=False)
    except GateError as error:
        _turn_away(request, by, error.code)
        raise


def _turn_away(request: ContactRequest, by: Actor, why: str) -> None:
    with practice(by.practice):
        audit.record(
            "contact.turned_away",
            by=by,
            client=request.client,
            outcome="refused",
            why=why,
            purpose=request.purpose,
        )


def _claim(request: ContactRequest, by: Actor, at: datetime) -> tuple[HandOff, Weighed]:
    """Weigh, and enter the register, in one transaction under the client's lock."""
    with register.locked(request.client, practice_id=by.practice):
        reached("claim.locked")
        taken = HandOff.objects.filter(
            client_id=request.client, occasion=request.occasion
        ).exclude(status="claimed")
        ruling, hand_off = None, None
        if not taken.exists():
            weighed = weigh(request, at=at)
            ruling = rulings.keep(request, weighed, by=by, at=at, event="contact.ruled")
            reached("claim.ruled")
            if ruling.releases:
                hand_off = register.claim(
                    client=request.client,
                    occasion=request.occasion,
                    ruling_id=ruling.id,
                    purpose=request.purpose,
                    directive_id=request.agreement,
                    contact_point_id=request.contact_point,
                    by=by,
                )
    if ruling is not None and not ruling.releases:
        raise NotReleasedError(ruling.id, ruling.outcome, ruling.unmet)
    if hand_off is None:
        _turn_away(request, by, AlreadyHandledError.code)
        raise AlreadyHandledError(request.occasion)
    reached("claim.committed")
    return hand_off, weighed


def _begin(hand_off: HandOff, by: Actor) -> bool:
    """Mark durably that it is about to go: a crash from here on is *unknown*."""
    with register.locked(hand_off.client_id, practice_id=by.practice):
        begun = register.begin(hand_off)
        audit.record(
            "contact.begun",
            by=by,
            about=hand_off,
            outcome="done" if begun else "refused",
            why="" if begun else "stopped",
        )
    reached("begin.committed")
    return begun


def _write(
    request: ContactRequest, hand_off: HandOff, weighed: Weighed, by: Actor
) -> Letter | None:
    """Open the address and write the message; what cannot be written is cancelled."""
    try:
        letter = messaging.make_letter(
            client=hand_off.client_id,
            opens=request.opens or hand_off.occasion,
            directive_id=hand_off.directive_id,
            contact_point=hand_off.contact_point_id,
            wording=weighed.draft.wording,
            reads_replies=weighed.situation.reads_replies,
            by=by,
            at=clock.now(),
        )
    except NotWritableError as error:
        with register.locked(hand_off.client_id, practice_id=by.practice):
            outcomes.cancelled(hand_off, why=error.code, by=by, at=clock.now())
        return None
    reached("letter.made")
    return letter


def _hand_over(
    request: ContactRequest, hand_off: HandOff, letter: Letter, by: Actor
) -> None:
    """Look at everything again under the lock, then hand over, then record."""
    with register.locked(hand_off.client_id, practice_id=by.practice):
        reached("hand_off.locked")
        at = clock.now()
        if not register.still_in_transit(hand_off):
            outcomes.cancelled(hand_off, why="stopped", by=by, at=at)
            return
        weighed = weigh(request, at=at)
        reached("hand_off.weighed")
        if not weighed.releases or weighed.draft.wording is None:
            rulings.keep(request, weighed, by=by, at=at, event="contact.ruled")
            outcomes.cancelled(hand_off, why="not_released", by=by, at=at)
            return
        outcome = messaging.hand_over(
            letter=letter, on_begin=lambda: reached("hand_off.envelope")
        )
        reached("hand_off.sent")
        outcomes.finished(
            request, hand_off, outcome, letter.wording, by=by, at=clock.now()
        )
        reached("hand_off.recorded")
    reached("hand_off.committed")


def _as_stored(hand_off: HandOff, by: Actor) -> HandOff:
    with practice(by.practice):
        return HandOff.objects.get(pk=hand_off.pk)
