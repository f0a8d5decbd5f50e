"""What the ending of therapy says, for the gate. Only a closed ending speaks."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from afterword.ending import queries
from afterword.ending.models import Ending, Referral
from afterword.ending.unplanned import Dropout
from afterword.rules.facts import Facts, Known

_YES_NO = {"yes": True, "no": False}


def facts_about(client: UUID, *, on: date) -> Facts:
    """Give what the newest closed ending says. Inside an open practice only.

    One that is open, or was opened again, is being written and says nothing yet, but
    for the days of somebody who stopped coming.
    """
    closed = Ending.objects.filter(client_id=client, state="closed")
    last = closed.order_by("-ended_on", "-closed_at").first()
    stopped = _stopped_coming(client)
    if stopped is not None:
        return Facts({name: Known(value, "record", on) for name, value in stopped})
    if last is None:
        return Facts()
    said: dict[str, str | bool | date | None] = {
        "ending_kind": last.kind or None,
        "ended_by": last.ended_by or None,
        "ending_form": last.ending_form or None,
        "ending_agreed": _YES_NO.get(last.agreed),
        "ended_on": last.ended_on,
        "last_professional_contact_on": last.last_professional_contact_on,
        "review_done": _written(last.what_changed),
        "referrals_given": _written(last.referrals) or _named(client, on),
        "ending_pretext": _YES_NO.get(
            queries.plain_of(last.pk, "notice").get("pretext", "")
        ),
    }
    return Facts(
        {
            name: Known(value, "record", on)
            for name, value in said.items()
            if value is not None
        }
    )


def last_attended_on(client: UUID) -> date | None:
    """Give the day on which somebody who stopped coming last came, if they did stop.

    Inside an open practice only.
    """
    rows = Dropout.objects.filter(client_id=client, came_back_at__isnull=True)
    days = rows.order_by("-last_attended_on")
    return days.values_list("last_attended_on", flat=True).first()


def _stopped_coming(client: UUID) -> list[tuple[str, str | date]] | None:
    """Give the bare facts of somebody who stopped coming, before it is closed.

    Reaching out belongs to an ending that is still open, and its days count from the
    last session.
    """
    row = Dropout.objects.filter(
        client_id=client, ending__state="open", came_back_at__isnull=True
    ).first()
    if row is None:
        return None
    return [
        ("ending_kind", "dropout"),
        ("ended_by", "client"),
        ("ending_form", "none"),
        ("ended_on", row.last_attended_on),
        ("last_professional_contact_on", row.last_attended_on),
    ]


def _named(client: UUID, on: date) -> bool | None:
    """Say that another place was named to them by a day. None named says nothing."""
    rows = Referral.objects.filter(client_id=client, offered_on__lte=on)
    return True if rows.exists() else None


def _written(sealed: bytes | None) -> bool | None:
    """Something was written, so it was done. Nothing written says nothing."""
    return True if sealed else None
