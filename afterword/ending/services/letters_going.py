"""How a letter goes: printed, handed over in the session, posted by a person.

Handing over is part of the work. Posting is a contact after it: the register says who
holds it today, and without that nothing is printed for post.
"""

from __future__ import annotations

from uuid import UUID

from afterword import clock
from afterword.audit import services as audit
from afterword.audit.actors import Actor
from afterword.clinic.models import ContactPoint
from afterword.consent import register
from afterword.consent.models import HandOff
from afterword.consent.queries import WITH_PERSON
from afterword.consent.releases import told_in
from afterword.ending import letters, recipients
from afterword.ending.errors import (
    LetterNotReadyError,
    NoGoAheadForLetterError,
    TooLateToHandOverError,
)
from afterword.ending.models import Letter, LetterCopy
from afterword.ending.services import referring, writing
from afterword.ending.services.letters import changing
from afterword.ending.services.letters_releases import NEEDS_RELEASE, released
from afterword.letters.drafts import template
from afterword.tenancy import practice

DONE = "accepted"


def print_letter(
    *, letter: UUID, by: Actor, hand_off: UUID | None = None, large: bool = False
) -> None:
    """Record that a copy is made on paper: for the session, or under a go-ahead.

    ``hand_off`` is the register's row of a contact that a person holds today. Raises
    where it is not there, is for something else, or was stopped.
    """
    way = "post" if hand_off else "session"
    with changing(
        letter=letter, by=by, event="ending.letter_printed", way=way
    ) as found:
        _insist_written(found)
        if hand_off is None:
            _insist_in_session(found)
        else:
            _insist_held(found, hand_off)
            found.hand_off_id = hand_off
            found.state = letters.PRINTED
        found.save(update_fields=["state", "hand_off_id", "release_id"])
        _copy(found, "printed", way, by, large=large)


def hand_over_letter(*, letter: UUID, by: Actor) -> None:
    """Record that they were given it in the session. It never changes after that."""
    with changing(letter=letter, by=by, event="ending.letter_handed_over") as found:
        _insist_written(found)
        _insist_in_session(found)
        _account_for(found, by)
        found.state = "handed_over"
        found.save(update_fields=["state", "release_id"])
        _copy(found, "handed_over", "session", by)


def mark_letter_sent(*, hand_off: UUID, by: Actor) -> UUID | None:
    """Record that the letter printed under a go-ahead was posted. Gives the letter.

    Nothing happens where none was printed under it. What came of the contact stands in
    the register already: without *done* there, nothing is sent. One that was handed
    over in between stays so: the posted copy is a line beside it.
    """
    with writing.recorded("ending.letter_sent", by, None), practice(by.practice):
        row = HandOff.objects.filter(pk=hand_off).first()
        rows = Letter.objects.select_for_update(of=("self",))
        found = rows.filter(hand_off_id=hand_off).first()
        if found is None:
            return None
        if row is None or row.status != DONE:
            raise NoGoAheadForLetterError("nobody said that it was done")
        is_new = not _was_sent(found)
        if is_new:
            _sent(found, by)
        audit.record(
            "ending.letter_sent",
            by=by,
            about=found,
            outcome="done" if is_new else "repeated",
            version=found.version,
        )
    return found.pk


def _was_sent(found: Letter) -> bool:
    sent = LetterCopy.objects.filter(letter=found, says="sent")
    return sent.filter(hand_off_id=found.hand_off_id).exists()


def _sent(found: Letter, by: Actor) -> None:
    if found.state not in letters.OVER:
        found.state = "sent"
        found.save(update_fields=["state"])
        if referring.may_send(recipients.referral_of(found)):
            _account_for(found, by)
    _copy(found, "sent", "post", by)


def _insist_written(found: Letter) -> None:
    if found.state not in {letters.READY, letters.PRINTED}:
        raise LetterNotReadyError(())
    found.release_id = released(found)  # it may have been taken back since
    referring.insist_may_send(recipients.referral_of(found))


def _account_for(found: Letter, by: Actor) -> None:
    """Write it down where the referral's own story stands, if it is for a service."""
    row = recipients.referral_of(found) if found.release_id else None
    if row is None or found.release_id is None:
        return
    sending = referring.Sending(
        release=found.release_id, shares=frozenset(found.shares), letter=found.pk
    )
    referring.add_sent(row, sending, clock.today(found.client.time_zone), by)


def _insist_in_session(found: Letter) -> None:
    to_them = template(found.template).is_to_client
    today = clock.today(found.client.time_zone)
    may = letters.may_be_handed_over(found.client, found.ending, on=today)
    if not to_them or not may:
        raise TooLateToHandOverError("the work is over, or it is for somebody else")


def _insist_held(found: Letter, hand_off: UUID) -> None:
    """Look at the register: this purpose, this client, by post, still in hand."""
    row = HandOff.objects.filter(pk=hand_off, client_id=found.client_id).first()
    if row is None or row.purpose != found.purpose or row.status != WITH_PERSON:
        raise NoGoAheadForLetterError("no contact of this kind is in hand")
    if register.stopped_since(row):
        raise NoGoAheadForLetterError("it was stopped")
    taken = Letter.objects.filter(hand_off_id=hand_off).exclude(pk=found.pk)
    if taken.exists():
        raise NoGoAheadForLetterError("another letter goes under it")
    if found.recipient == "client" and not _by_post(row):
        raise NoGoAheadForLetterError("it is no contact by post")
    if found.recipient in NEEDS_RELEASE and not tells_this(row, found):
        raise NoGoAheadForLetterError("it was asked for somebody or something else")


def tells_this(row: HandOff, found: Letter) -> bool:
    """Say whether the contact was asked about for this recipient and all of this."""
    told = told_in(row.occasion)
    return (
        told is not None
        and told.recipient_id == found.recipient_id
        and set(found.shares) <= told.shares
    )


def _by_post(row: HandOff) -> bool:
    points = ContactPoint.objects.filter(channel="letter", client_id=row.client_id)
    return row.contact_point_id in set(points.values_list("pk", flat=True))


def _copy(
    found: Letter, says: str, way: str, by: Actor, *, large: bool = False
) -> None:
    """Add a line: which version, to whom, with the numbers of which country and day."""
    client = found.client
    to_client = template(found.template).is_to_client
    help_now = letters.help_of(client, client.practice) if to_client else None
    LetterCopy.objects.create(
        letter=found,
        client=client,
        version=found.version,
        content_hash=letters.newest(found).content_hash,
        says=says,
        way=way,
        recipient=found.recipient,
        on=clock.today(client.time_zone),
        at=clock.now(),
        by_id=by.id,
        country=help_now.country if help_now else "",
        numbers_dated=help_now.dated if help_now else None,
        paper=found.paper,
        is_large=large,
        hand_off_id=found.hand_off_id,
        recipient_id=found.recipient_id,
        release_id=found.release_id,
    )
