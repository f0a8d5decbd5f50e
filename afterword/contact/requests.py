"""What is asked of the gate: one contact, by whom, to whom, why and how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class ContactRequest:
    """One contact. It holds ids and codes, never an address or a text."""

    client: UUID
    purpose: str
    occasion: str
    """The typed key under which this is handed over at most once: ``step:…``."""
    on: date
    channel: str
    """How it goes; empty while somebody only asks and has not decided."""
    sender: UUID | None = None
    """The clinician for whom it goes."""
    sender_role: str = "clinician"
    recipient: str = "client"
    contact_point: UUID | None = None
    directive_id: UUID | None = None
    beside: UUID | None = None
    """An agreement that this does not rest on, and whose stop stops this too."""
    step: str = ""
    instrument: str = ""
    content_class: str = "neutral"
    template: str = ""
    initiator: str = "therapist"
    in_reply_to: UUID | None = None
    opens: str = ""
    """The occasion that its link leads to; empty: its own."""
    relationship: UUID | None = None
    """The declared second relationship that is asked about itself."""

    @property
    def agreement(self) -> UUID | None:
        """Give the agreement whose stop stops this, whether or not it rests on it."""
        return self.directive_id or self.beside
