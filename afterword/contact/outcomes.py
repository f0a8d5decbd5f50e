"""Record what came of a hand-off, and put before a person what the machine leaves.

A code that did not arrive is put before nobody: whoever wants one asks again, and
no list may show that somebody opened a note.
"""

from __future__ import annotations

from datetime import datetime

from afterword.attention import services as attention
from afterword.attention.models import Item
from afterword.attention.services import Kind
from afterword.audit import services as audit
from afterword.audit.actors import Actor
from afterword.clinic.models import Client, ContactPoint
from afterword.consent import register, suppression
from afterword.consent.models import HandOff
from afterword.consent.queries import CODE
from afterword.contact.requests import ContactRequest
from afterword.messaging import services as messaging
from afterword.messaging.services import Came, Outcome
from afterword.messaging.wording import Wording
from afterword.tenancy import practice


def finished(  # noqa: PLR0913 - what was asked, what came of it, who and when
    request: ContactRequest,
    hand_off: HandOff,
    outcome: Outcome,
    wording: Wording,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Record a result in the transaction that holds the client's lock."""
    status = register.finish(hand_off, outcome.kind)
    messaging.record_delivery(
        client=hand_off.client_id,
        hand_off_id=hand_off.pk,
        channel=request.channel,
        outcome=outcome,
        wording=wording,
        by=by,
        at=at,
    )
    audit.record(
        "contact.handed_over",
        by=by,
        about=hand_off,
        outcome=status,
        why=outcome.kind,
        ruling=str(hand_off.ruling_id),
    )
    if outcome.refuses_address:
        _stop_address(hand_off, by=by, at=at)
    elif hand_off.purpose == CODE:
        return
    elif outcome.came is Came.REJECTED:
        _put_before_someone(Kind.NOT_SENT, hand_off, by=by, at=at)
    elif outcome.came is Came.UNKNOWN:
        _put_before_someone(Kind.UNKNOWN, hand_off, by=by, at=at)


def cancelled(hand_off: HandOff, *, why: str, by: Actor, at: datetime) -> None:
    """Record that it was not sent after all. Inside the client's lock."""
    register.cancel(hand_off, why)
    audit.record(
        "contact.handed_over", by=by, about=hand_off, outcome="cancelled", why=why
    )
    if why not in {"stopped", "not_released"} and hand_off.purpose != CODE:
        _put_before_someone(Kind.NOT_SENT, hand_off, by=by, at=at)


def raise_unknown(*, by: Actor, at: datetime) -> int:
    """Put every unknown hand-off before a person, once, however it became unknown."""
    with practice(by.practice):
        known = Item.objects.filter(kind=Kind.UNKNOWN).values("about_id")
        unknown = HandOff.objects.filter(status="unknown").exclude(purpose=CODE)
        found = list(unknown.exclude(pk__in=known))
        for hand_off in found:
            _put_before_someone(Kind.UNKNOWN, hand_off, by=by, at=at)
    return len(found)


def _stop_address(hand_off: HandOff, *, by: Actor, at: datetime) -> None:
    """Stop an address that takes no mail, for everybody here who might use it."""
    point = ContactPoint.objects.filter(pk__in=[hand_off.contact_point_id]).get()
    point.refused_at = at
    point.save(update_fields=["refused_at"])
    is_new = suppression.stop_address(bytes(point.address_index), "refused", at=at)
    audit.record(
        "contact.address_stopped",
        by=by,
        about=point,
        outcome="done" if is_new else "repeated",
        why="refused",
    )
    _put_before_someone(Kind.ADDRESS_REFUSED, hand_off, by=by, at=at)


def _put_before_someone(
    kind: Kind, hand_off: HandOff, *, by: Actor, at: datetime
) -> None:
    """Name the client's clinician where judgement is needed, else administrators."""
    owner = None
    if kind is Kind.UNKNOWN:
        owner = Client.objects.get(pk=hand_off.client_id).clinician_id
    attention.raise_item(
        kind=kind,
        key=f"{kind}:{hand_off.pk}",
        by=by,
        at=at,
        client=hand_off.client_id,
        about=hand_off,
        owner=owner,
    )
