"""What a client decided, in words for staff, who can read it and narrow it only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from afterword.consent.standing import (
    CONFIRM_WITHIN,
    GUARDIAN,
    DirectiveState,
    Standing,
)
from afterword.desk.wording import (
    CHANNELS,
    DIRECTIVE_STATES,
    OFFSETS,
    listed,
    numbered,
    said,
)
from afterword.look.templatetags.look import full_date

OPEN = frozenset({"proposed", "confirmed", "paused"})


@dataclass(frozen=True)
class Choice:
    """One directive as the page of its client shows it to staff."""

    id: UUID
    words: str
    detail: str
    state: str
    is_open: bool
    can_narrow: bool


def in_short(now: Standing) -> str:
    """Say in a list what stands, in as few words as a row has room for."""
    if now.no_replies:
        return _("Asked for no contact, not even an answer")
    if now.no_contact:
        return _("Asked for no contact")
    live = [one for one in now.directives.values() if one.state in OPEN]
    if live:
        return listed([f"{_words(one)}: {_state(one).lower()}" for one in live])
    if now.stopped_everything:
        return _("Stopped all messages")
    return _("Nothing agreed")


def choices_of(now: Standing, *, today: date, names: dict[UUID, str]) -> list[Choice]:
    """Give what was agreed, what is open first."""
    found = sorted(now.directives.values(), key=lambda one: -one.changed)
    return [
        Choice(
            id=one.id,
            words=_words(one),
            detail=_detail(one, names),
            state=_state_since(one, today),
            is_open=one.on(today) in OPEN,
            can_narrow=one.on(today) in OPEN and len(one.terms.steps) > 1,
        )
        for one in sorted(found, key=lambda one: one.state not in OPEN)
    ]


def confirm_by(one: DirectiveState) -> date | None:
    """Give the last day on which a proposal can be confirmed."""
    return one.ended_on + CONFIRM_WITHIN if one.ended_on else None


def _words(one: DirectiveState) -> str:
    return _("%(what)s by %(channel)s") % {
        "what": numbered(one.terms.count),
        "channel": said(CHANNELS, one.terms.channel).lower(),
    }


def _detail(one: DirectiveState, names: dict[UUID, str]) -> str:
    steps = [said(OFFSETS, step.offset) for step in one.terms.steps]
    when = listed([steps[0], *(each[0].lower() + each[1:] for each in steps[1:])])
    until = _("Until %(day)s.") % {"day": full_date(one.terms.ends_on)}
    reader = names.get(one.terms.grantee, "")
    who = _("%(name)s reads the answers.") % {"name": reader} if reader else ""
    both = _("With a guardian's yes.") if one.asks == GUARDIAN else ""
    return " ".join(part for part in (f"{when}.", until, both, who) if part)


def _state(one: DirectiveState) -> str:
    return said(DIRECTIVE_STATES, one.state)


def _state_since(one: DirectiveState, today: date) -> str:
    state = one.on(today)
    if state == "confirmed" and one.confirmed_on:
        return _("On since %(day)s") % {"day": full_date(one.confirmed_on)}
    if state == "proposed" and (until := confirm_by(one)):
        return _("Not confirmed by %(day)s means no") % {"day": full_date(until)}
    return said(DIRECTIVE_STATES, state)
