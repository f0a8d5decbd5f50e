"""Codes that somebody asked for at a link: when, and to which address. It sends none.

That a code was asked for here is known from a row that the asking left, never from
what a form says.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from afterword.audit import services as audit
from afterword.audit.actors import the_client
from afterword.clinic.models import ContactPoint
from afterword.consent import attempts
from afterword.consent.doors import Opened
from afterword.consent.models import CodeRequest, Key
from afterword.tenancy import practice

LASTS: Final = timedelta(minutes=10)
"""For how long asking is a ground to send, and a code opens what it opens."""
MOST_AN_HOUR: Final = 3
MOST_A_DAY: Final = 6
"""Codes that one address may be asked for, whoever asks, by whichever link."""
MOST_BY_ONE: Final = 5
"""Times that one visitor may ask in a quarter of an hour, at whichever links."""
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)


def ask(link: Opened, *, bucket: str, at: datetime) -> UUID | None:
    """Note that a code was asked for at a live link; nothing if it is too often.

    ``bucket`` is the visitor's network address. Outside any transaction. Whoever
    asked is not told which of the two it was.
    """
    visits = attempts.count("ask", bucket)
    by = the_client(link.practice, link.client, door="link")
    with practice(link.practice):
        # One at a time at a link, so that the count is right.
        Key.objects.select_for_update().get(pk=link.key)
        row, why = None, _too_many(link, visits, at)
        if link.contact_point_id and not why:
            row = CodeRequest(
                client_id=link.client,
                link_id=link.key,
                number=CodeRequest.objects.filter(link_id=link.key).count() + 1,
                opens=link.occasion,
                contact_point_id=link.contact_point_id,
                asked_at=at,
            )
            row.save(force_insert=True)
        audit.record(
            "consent.code_asked",
            by=by,
            about=row,
            client=link.client,
            outcome="done" if row else "refused",
            why=why,
        )
    return row.pk if row else None


def is_fresh(
    *, client: UUID, occasion: str, contact_point: UUID | None, at: datetime
) -> bool:
    """Say whether this very code was asked for, for this address, just now.

    Inside an open practice only.
    """
    if contact_point is None:
        return False
    rows = CodeRequest.objects.filter(
        client_id=client,
        contact_point_id=contact_point,
        asked_at__gt=at - LASTS,
        asked_at__lte=at,
    )
    return any(row.occasion == occasion for row in rows)


def _too_many(link: Opened, visits: int, at: datetime) -> str:
    """Say why it is too often; empty if it is not. A link to no address asks none."""
    point = ContactPoint.objects.filter(pk__in=[link.contact_point_id]).first()
    if point is None or point.client_id != link.client:
        return "no_address"
    if visits > MOST_BY_ONE:
        return "visitor"
    same = ContactPoint.objects.filter(address_index=bytes(point.address_index))
    asked = CodeRequest.objects.filter(contact_point_id__in=same.values("id"))
    hour = asked.filter(asked_at__gt=at - HOUR).count()
    day = asked.filter(asked_at__gt=at - DAY).count()
    return "address" if hour >= MOST_AN_HOUR or day >= MOST_A_DAY else ""
