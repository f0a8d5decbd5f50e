"""What people carry: which contacts, which way, under which key. It is no verb.

An answer may hold for what nobody carries from here; only what is named here can
have a go-ahead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from afterword.attention.models import Item
from afterword.clinic.models import ContactPoint
from afterword.consent.models import HandOff
from afterword.consent.releases import told_in
from afterword.contact.counting import REPLIES, REPLIES_WITHIN
from afterword.contact.hours import wall
from afterword.contact.models import GoAhead
from afterword.contact.requests import ContactRequest
from afterword.contact.weighing import book

HANDS: Final = frozenset({"phone", "letter", "in_person", "video"})
"""Ways that only a person can go, whatever the purpose."""
WAYS: Final = HANDS | {"email", "sms", "voicemail"}
ADDRESSED: Final = frozenset({"phone", "letter", "email", "sms", "voicemail"})
"""Ways that need a number or an address on file."""
ELSEWHERE: Final = frozenset(
    {"reply_to_third_party", "condolence", "funeral", "chance_meeting"}
)
"""Purposes whose contact is with somebody else, or happens by itself."""
CRISIS: Final = "crisis_reply"
ASKED: Final = ("asked_for_contact", "came_back")
"""What waits for a person because the client asked to hear from somebody here."""
_IDS: Final = frozenset(
    {
        "client",
        "sender",
        "contact_point",
        "directive_id",
        "beside",
        "in_reply_to",
        "relationship",
    }
)


def carried(purpose: str, channel: str) -> bool:
    """Say whether a person carries this from here, this way."""
    known = book().vocabulary.purposes.get(purpose)
    if known is None or "answer_only" in known.carried_by or channel not in WAYS:
        return False
    return "person" in known.carried_by or channel in HANDS


def for_life(purpose: str) -> bool:
    """Say whether a life may hang on it, so that nothing here makes anybody wait."""
    return purpose == CRISIS or book().vocabulary.lane_of(purpose).name == "safety"


def needs_address(purpose: str, channel: str) -> bool:
    """Say whether it needs a number or an address of the client's."""
    lane = book().vocabulary.lane_of(purpose).name
    to_client = lane != "third_party" and purpose not in ELSEWHERE
    return to_client and channel in ADDRESSED


def without_text(request: ContactRequest) -> ContactRequest:
    """Take out the machine's fixed text where a person would speak or write."""
    by_hand = carried(request.purpose, request.channel)
    return replace(request, template="") if by_hand else request


def as_carried(request: ContactRequest, *, at: datetime, zone: str) -> ContactRequest:
    """Give the contact as a person makes it today, under its key of at-most-once.

    A step or a message of the client's has its own key, so that it holds between the
    machine and a person too. What tells somebody else something has one a day for each
    of them and what they are told. Inside an open practice only.
    """
    day = wall(at, zone).date()
    told = told_in(request.occasion)
    occasion = f"{told.occasion}:{day}" if told else request.occasion
    occasion = occasion or _key(request, day)
    return replace(request, on=day, occasion=occasion, template="")


def tells_the_same(row: GoAhead, request: ContactRequest) -> bool:
    """Say whether two contacts of a purpose tell the same to the same, or nobody."""
    return told_in(row.hand_off.occasion) == told_in(request.occasion)


def address_of(request: ContactRequest) -> UUID | None:
    """Give the number or address that it uses; nothing where it is not the client's."""
    needed = needs_address(request.purpose, request.channel)
    return request.contact_point if needed else None


def message_of(client: UUID, purpose: str, *, at: datetime) -> str:
    """Give the key of what the client asked last, if nobody answered it; or nothing.

    Inside an open practice only.
    """
    if purpose not in REPLIES:
        return ""
    rows = Item.objects.filter(
        client_id=client, kind__in=ASKED, raised_at__gte=at - REPLIES_WITHIN
    )
    keys = [_message(row) for row in rows.order_by("-raised_at")]
    used = HandOff.objects.filter(client_id=client, occasion__in=keys)
    taken = set(used.values_list("occasion", flat=True))
    return next((key for key in keys if key not in taken), "")


def asked_in(occasion: str) -> Item | None:
    """Give what the client asked for under a key, if it still waits for a person."""
    inbound, _colon, message = occasion.partition(":")
    kind, _colon, which = message.partition(":")
    if inbound != "inbound" or kind not in {"check_in", "came_back"}:
        return None
    rows = Item.objects.filter(kind__in=ASKED, done_at__isnull=True)
    found = rows.filter(about_id=which) if kind == "check_in" else rows.filter(pk=which)
    return found.first()


def _message(row: Item) -> str:
    """Name it as the client's own pages do, which open an answer to it."""
    if row.kind == "came_back":
        return f"inbound:came_back:{row.pk}"
    return f"inbound:check_in:{row.about_id}"


def point_in_use(request: ContactRequest) -> ContactPoint | None:
    """Give the number or address, if it is the client's and can still be used."""
    return ContactPoint.objects.filter(
        pk__in=[request.contact_point],
        client_id=request.client,
        channel=request.channel,
        retired_at__isnull=True,
        refused_at__isnull=True,
        unsafe=False,
    ).first()


def as_plain(request: ContactRequest) -> dict[str, str]:
    """Give a contact as ids and codes that can be kept."""
    values = ((each.name, getattr(request, each.name)) for each in fields(request))
    return {name: str(value) for name, value in values if value is not None}


def from_plain(plain: Mapping[str, str]) -> ContactRequest:
    """Read a contact that was kept."""
    values: dict[str, Any] = dict(plain)
    for name in _IDS & values.keys():
        values[name] = UUID(values[name])
    values["on"] = date.fromisoformat(values["on"])
    return ContactRequest(**values)


def _key(request: ContactRequest, day: date) -> str:
    """Give one key a day; where a life may hang on it, one for each time."""
    key = f"person:{request.purpose}:{day}"
    if not for_life(request.purpose):
        return key
    before = HandOff.objects.filter(
        client_id=request.client, occasion__startswith=f"{key}:"
    )
    return f"{key}:{before.count() + 1}"
