"""What a client asks a person here to do: it waits for somebody, with a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from afterword import clock
from afterword.attention import services as attention
from afterword.attention.models import Item
from afterword.audit import services as audit
from afterword.audit.actors import Actor
from afterword.consent import queries
from afterword.consent import services as consent
from afterword.tenancy import practice

WITHIN: Final = timedelta(days=7)
"""By when a person looks at what was asked for."""
CAME_BACK: Final = "came_back"
REQUESTS: Final = {
    "asked_to_correct": _("Something about me is wrong. Put it right"),
    "asked_to_erase": _("Erase what you keep about me"),
    "asked_for_copy": _("Give me a copy of the whole file, not only of these pages"),
    "asked_for_address": _("Send my notes to another address"),
}


def ask(*, kind: str, by: Actor, client: UUID, owner: UUID | None) -> UUID | None:
    """Let it wait for a person. Nothing if the very same waits already."""
    at = clock.now()
    with practice(by.practice):
        waits = Item.objects.filter(client_id=client, kind=kind, done_at__isnull=True)
        if waits.exists():
            audit.record(f"portal.{kind}", by=by, client=client, outcome="repeated")
            return None
        item = attention.raise_item(
            kind=kind,
            key=f"{kind}:{client}:{at.isoformat()}",
            by=by,
            at=at,
            client=client,
            owner=owner,
            due_at=at + WITHIN,
        )
        audit.record(f"portal.{kind}", by=by, client=client)
    return item


def ask_to_come_back(*, by: Actor, client: UUID, owner: UUID | None) -> bool:
    """Ask to come back. It opens one answer, also where first contact was barred."""
    item = ask(kind=CAME_BACK, by=by, client=client, owner=owner)
    if item is not None:
        open_one_answer(by=by, client=client, about=f"came_back:{item}")
    return item is not None


def open_one_answer(*, by: Actor, client: UUID, about: str) -> None:
    """Let one answer through where a stop stands: the client asked for it since."""
    with practice(by.practice):
        now = queries.standing_of(client)
    if now.no_contact or now.no_replies or now.stopped_everything:
        consent.reopen_contact(
            client=client, by=by, at=clock.now(), occasion=f"inbound:{about}"
        )


def looked_at_by(zone: str) -> date:
    """Say by which day somebody looks, where the client lives."""
    return (clock.now() + WITHIN).astimezone(ZoneInfo(zone)).date()
