"""One contact as it would go: what the obligations are held against. Pure values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from uuid import UUID

from afterword.consent.releases import ReleaseView
from afterword.consent.standing import DirectiveState
from afterword.contact.requests import ContactRequest
from afterword.messaging.wording import Wording
from afterword.rules.facts import Facts, Known


@dataclass(frozen=True)
class Draft:
    """Everything about one contact that somebody may have to be able to show."""

    request: ContactRequest
    wording: Wording | None
    directive: DirectiveState | None
    """The agreement it rests on, as the ledger has it now."""
    sender_label: str
    """The name that the client chose for the sender; empty when none was."""
    told_who_reads: str
    told_not_private: bool
    wall_date: date
    """Where the client lives, at this moment."""
    wall_time: time
    in_hours: bool
    hours_last: bool
    """The agreed hours do not end while it is being handed over."""
    safest_point: UUID | None = None
    facts: Facts = field(default_factory=Facts)
    """What is known on this day; the same facts that were weighed."""
    done_by_people: frozenset[str] = field(default_factory=frozenset)
    """Obligations that a named person recorded as done. The machine records none."""
    attempts_allowed: int | None = None
    """How often this practice tries to reach somebody who stopped coming."""
    release: ReleaseView | None = None
    """The client's release that names whom this tells, and all that it tells."""
    by_hand: bool = False
    """A person speaks or writes it: no fixed text stands behind its words."""

    @property
    def letter(self) -> bool:
        """Say whether it goes by post."""
        return self.request.channel == "letter"

    @property
    def agreed(self) -> bool:
        """Say whether a live agreement stands behind it."""
        return self.directive is not None and self.directive.is_live

    def known(self, fact: str) -> object:
        """Give the value of a fact, ``None`` when it is missing or unknowable."""
        found = self.facts.get(fact)
        return found.value if isinstance(found, Known) else None

    def words(self, obligation: str) -> bool:
        """Say whether the fixed text meets an obligation."""
        return self.wording is not None and obligation in self.wording.template.meets
