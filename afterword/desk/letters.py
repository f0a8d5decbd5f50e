"""Letters where the gate and the ending meet: what may be printed for post, and how.

The ending keeps letters and knows nothing of go-aheads; the gate opens a contact and
knows nothing of letters. Here one is asked before the other is printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from afterword import clock
from afterword.accounts.access import StaffRequest
from afterword.audit.actors import Actor
from afterword.clinic.models import Client
from afterword.consent import releases
from afterword.consent.releases import SHARES
from afterword.contact.models import GoAhead
from afterword.contact.services.looking_again import look_again
from afterword.desk import going_ahead, released, whose
from afterword.desk.forms.letters import LetterForm
from afterword.desk.wording import said
from afterword.ending import letters, recipients
from afterword.ending.errors import NoGoAheadForLetterError
from afterword.ending.letter_values import PURPOSE
from afterword.ending.models import Letter
from afterword.ending.services import letters_going
from afterword.ending.services.letters_releases import NEEDS_RELEASE
from afterword.letters import letter as paper
from afterword.letters.letter import address_lines
from afterword.tenancy import practice


def go_ahead_for(letter: Letter, *, by: Actor, at: datetime) -> GoAhead | None:
    """Give this person's open go-ahead for a letter. Inside an open practice only."""
    rows = GoAhead.objects.select_related("hand_off").filter(
        client_id=letter.client_id,
        purpose=letter.purpose,
        channel="letter",
        opened_by__in=[by.id],
        came="",
    )
    for row in rows.order_by("-opened_at"):
        if going_ahead.state_of(row, at=at) == "open" and _is_for(row, letter):
            return row
    return None


def _is_for(row: GoAhead, letter: Letter) -> bool:
    """Say whether it was asked about for whom the letter is for, and what it tells."""
    if letter.recipient == "client":
        return True
    return letters_going.tells_this(row.hand_off, letter)


def ask_url(letter: Letter) -> str:
    """Give the page on which posting it is asked about."""
    asked: dict[str, Any] = {
        "client": str(letter.client_id),
        "purpose": letter.purpose,
        "channel": "letter",
        "initiator": "therapist",
    }
    if letter.recipient_id is not None:
        asked |= {"told_to": str(letter.recipient_id), "tells": letter.shares}
    return f"{reverse('desk:ask')}?{urlencode(asked, doseq=True)}"


def readers(letter: Letter, *, by: Actor) -> list[tuple[str, str]]:
    """Give whom else a letter can be for, by id and name; opening them is recorded."""
    if letter.recipient not in NEEDS_RELEASE:
        return []
    with practice(by.practice):
        here = recipients.of_this_ending(letter)
    found = recipients.recipients_of(letter.client_id, by=by, purpose=PURPOSE)
    return [
        (str(one.id), one.name)
        for one in recipients.readers_for(letter, found, here=here)
    ]


@dataclass(frozen=True)
class Releasing:
    """What a letter to somebody else tells whom, and whether a release covers it."""

    tells: str
    to: str
    holds: str
    """The release in words; nothing where none covers it."""
    url: str
    """Where one is written down."""


def release_for(
    letter: Letter, client: Client, form: LetterForm, *, on: date, by: Actor
) -> Releasing | None:
    """Say how the client's release for a letter stands; nothing for their own."""
    if letter.recipient not in NEEDS_RELEASE or letter.state in letters.OVER:
        return None
    chosen = letter.recipient_id
    with practice(by.practice):
        found = releases.covering(client.pk, chosen, letter.shares, on=on)
    name = form.readers.get(str(chosen), "")
    return Releasing(
        tells="; ".join(said(SHARES, code) for code in letter.shares),
        to=name,
        holds=released.in_short(found) if found and name else "",
        url=reverse("desk:told_release", args=[client.pk, chosen])
        if name
        else reverse("desk:told", args=[client.pk]),
    )


def window(
    request: StaffRequest, letter: Letter, client: Client, text: letters.Text
) -> tuple[tuple[str, ...], UUID]:
    """Give who it goes to by post, and the register's row. Decided again first.

    Raises ``NoGoAheadForLetterError`` while no go-ahead is open at this moment.
    """
    by, at = request.actor, clock.now()
    with practice(by.practice):
        row = go_ahead_for(letter, by=by, at=at)
    if row is None:
        raise NoGoAheadForLetterError("none is open")
    seen = look_again(go_ahead=row.pk, by=by, at=at)
    if seen.state != "open":
        raise NoGoAheadForLetterError(f"it is {seen.state}: {seen.why}")
    if letter.recipient != "client":
        whole = f"{text.whom.name}\n{text.whom.address}"
        return address_lines(whole), row.hand_off_id
    person = whose.person_of(request, client, purpose="letter")
    return paper.addressed(person.name, seen.address or ""), row.hand_off_id


def printed(
    request: StaffRequest, letter: Letter, client: Client, *, way: str, form: str
) -> bytes:
    """Give a letter as a file, recorded as a copy: for the session, or for post."""
    by = request.actor
    with practice(by.practice):
        version = letters.newest(letter)
    text = letters.opened(version, by=by)
    address: tuple[str, ...] = ()
    hand_off: UUID | None = None
    if way == "post":
        address, hand_off = window(request, letter, client, text)
    home = request.membership.practice
    today = clock.today(client.time_zone)
    whole = letters.composed(
        letter, text, client=client, home=home, on=today, address=address
    )
    made = _file(whole, form)
    letters_going.print_letter(
        letter=letter.pk, by=by, hand_off=hand_off, large=form == "large"
    )
    return made


def envelope(request: StaffRequest, letter: Letter, client: Client) -> bytes:
    """Give the sheet for its envelope, under the same go-ahead."""
    by = request.actor
    with practice(by.practice):
        version = letters.newest(letter)
    text = letters.opened(version, by=by)
    address, _hand_off = window(request, letter, client, text)
    home = request.membership.practice
    return paper.envelope(
        address=address,
        sender=home.neutral_name,
        paper=letter.paper,
        language=letters.how_of(letter, client, home).tag,
    )


def sent_under(row: GoAhead, *, by: Actor) -> UUID | None:
    """Mark what was printed under a go-ahead as sent, once somebody did it."""
    return letters_going.mark_letter_sent(hand_off=row.hand_off_id, by=by)


def _file(made: paper.Letter, form: str) -> bytes:
    if form == "text":
        return paper.plain_text(made).encode()
    return paper.pdf(made, large=form == "large")
