"""What contacts that were made change of the facts: only ever to the stricter.

It counts what is in the register, by machine and by hand, and reads no text.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Final
from uuid import UUID

from afterword.clinic.models import Episode
from afterword.consent import queries
from afterword.contact.drafting import Situation
from afterword.contact.hours import wall
from afterword.contact.obligations import OUTREACH
from afterword.ending.facts import last_attended_on
from afterword.rules.facts import Facts, Known
from afterword.rules.rulebook import RuleBook

WARNING: Final = "counts_as_professional_contact"
REPLIES: Final = frozenset({"reply_to_client", "return_request"})
"""Purposes of which one message of the client's opens one."""
REPLIES_WITHIN: Final = timedelta(days=30)
ENDING_WORK: Final = "ending_work"
CLOSING_LETTER: Final = "closing_letter"
LAST_CONTACT: Final = "last_professional_contact_on"


def counted(
    situation: Situation, known: Facts, book: RuleBook, *, on: date
) -> dict[str, Known]:
    """Give the facts that contacts made before change, and no others.

    Inside an open practice only.
    """
    request = situation.draft.request
    purpose = book.vocabulary.purposes.get(request.purpose)
    lane = purpose.lane if purpose else ""
    if lane == ENDING_WORK:  # its days run from the session, however often one rings
        return _ending_work(situation, on)
    found = _last_contact(situation, known, book, on)
    if request.purpose in REPLIES:
        found |= _replies(situation, known, on)
    return found


def counts_from(client: UUID) -> date | None:
    """Give the day from which outreach counts: therapy last began, or they last came.

    Inside an open practice only.
    """
    began = Episode.objects.filter(client_id=client, started_on__isnull=False)
    last = began.order_by("-started_on").values_list("started_on", flat=True).first()
    days = [day for day in (last, last_attended_on(client)) if day is not None]
    return max(days, default=None)


def attempts_at(client: UUID, *, but: str = "") -> int:
    """Count what was done to reach somebody since then, reached or not.

    The closing letter is no attempt. Inside an open practice only.
    """
    made = queries.newest_begun(
        client,
        purposes=OUTREACH,
        statuses=queries.BEGUN,
        but=but,
        since=counts_from(client),
    )
    return len(made)


def closing_letter_went(client: UUID, *, but: str = "") -> bool:
    """Say whether the closing letter has gone since then, or may have.

    Inside an open practice only.
    """
    made = queries.newest_begun(
        client, purposes=[CLOSING_LETTER], but=but, since=counts_from(client)
    )
    return bool(made)


@lru_cache(maxsize=1)
def professional(book: RuleBook) -> frozenset[str]:
    """Name the purposes for which a rule warns whatever else is known."""
    found: set[str] = set()
    for rule in book.rules.values():
        asks = {fact for line in rule.when for fact in line.facts}
        if WARNING in rule.warnings and asks <= {"purpose", "lane"}:
            found |= rule.purposes
    return frozenset(found)


def _ending_work(situation: Situation, on: date) -> dict[str, Known]:
    """Count every attempt, and say whether the closing letter has gone."""
    request = situation.draft.request
    made = attempts_at(request.client, but=request.occasion)
    went = closing_letter_went(request.client, but=request.occasion)
    return {
        "attempts_made": Known(max(situation.used, made), "computed", on),
        "closing_letter_sent": Known(went, "computed", on),
    }


def _replies(situation: Situation, known: Facts, on: date) -> dict[str, Known]:
    """Count the answers of 30 days. Where none is here, one may have gone elsewhere."""
    request = situation.draft.request
    sent = len(
        queries.newest_begun(
            request.client,
            purposes=REPLIES,
            but=request.occasion,
            since=on - REPLIES_WITHIN,
        )
    )
    said = known.get("replies_sent")
    if isinstance(said, Known) and isinstance(said.value, int):
        sent = max(sent, said.value)
    return {"replies_sent": Known(sent, "computed", on)} if sent else {}


def _last_contact(
    situation: Situation, known: Facts, book: RuleBook, on: date
) -> dict[str, Known]:
    """Move the day of the last contact on, if it is known and one was made since."""
    request = situation.draft.request
    last = known.get(LAST_CONTACT)
    if not isinstance(last, Known) or not isinstance(last.value, date):
        return {}
    made = queries.newest_begun(
        request.client, purposes=professional(book), but=request.occasion
    )
    day = wall(made[0], situation.zone).date() if made else last.value
    return {LAST_CONTACT: Known(day, "computed", on)} if day > last.value else {}
