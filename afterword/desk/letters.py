"""Letters where the gate and the ending meet: what may be printed for post, and how.

The ending keeps letters and knows nothing of go-aheads; the gate opens a contact and
knows nothing of letters. Here one is asked before the other is printed.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from afterword import clock
from afterword.accounts.access import StaffRequest
from afterword.audit.actors import Actor
from afterword.clinic.models import Client
from afterword.contact.models import GoAhead
from afterword.contact.services.looking_again import look_again
from afterword.desk import going_ahead, whose
from afterword.ending import letters
from afterword.ending.errors import NoGoAheadForLetterError
from afterword.ending.models import Letter
from afterword.ending.services import letters_going
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
        if going_ahead.state_of(row, at=at) == "open":
            return row
    return None


def ask_url(letter: Letter) -> str:
    """Give the page on which posting it is asked about."""
    asked = {
        "client": str(letter.client_id),
        "purpose": letter.purpose,
        "channel": "letter",
        "initiator": "therapist",
    }
    return f"{reverse('desk:ask')}?{urlencode(asked)}"


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
