"""What a client's ledger adds up to. Pure: a fold over its lines, and nothing else.

A line that claims more than its author may give has no effect here, however it came
to be written: only the client widens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import product
from typing import Final
from uuid import UUID

from afterword.consent.entries import Entry
from afterword.consent.terms import Terms

CONFIRM_WITHIN: Final = timedelta(days=14)
"""Days after the ending within which a proposal can be confirmed."""

OWN_DOORS: Final = frozenset({"tablet", "card", "portal"})
"""Doors behind which we know that it is the client. A link may stop, never start."""
CONFIRMING_DOORS: Final = frozenset({"tablet", "card"})
GUARDIAN: Final = "guardian"
"""Who says yes for a young person, who says yes too."""
GUARDIAN_DOORS: Final = frozenset({"tablet", "paper"})
"""Doors at which both are: in the meeting, or on a paper that somebody attests. A card
is in one pair of hands."""

Atom = tuple[
    tuple[UUID, str, UUID], tuple[str, UUID, str], tuple[str, str, str], tuple[int, int]
]
"""One contact that would release: who, where, what for, and on which day."""


@dataclass(frozen=True)
class DirectiveState:
    """One directive as it stands now."""

    id: UUID
    state: str  # proposed, confirmed, paused, withdrawn, declined, lapsed, void
    terms: Terms
    proposed_on: date
    ended_on: date | None = None
    given_on: date | None = None
    given_by: str = ""
    asks: str = ""
    """Whose yes it waits for, where that is not simply the client's own."""
    confirmed_on: date | None = None
    confirmed_door: str = ""
    opened: int = 0
    """Sequence of the client's newest act that asks for this very contact."""
    changed: int = 0
    """Sequence of the newest line about it."""

    @property
    def is_live(self) -> bool:
        return self.state == "confirmed"

    @property
    def can_resume(self) -> bool:
        """Say whether the client can start it again inside what was agreed."""
        return self.state in {"paused", "withdrawn"} and self.confirmed_on is not None

    def on(self, day: date) -> str:
        """Give the state on a day: what has run out has lapsed."""
        if self.state in {"confirmed", "paused"} and day > self.terms.ends_on:
            return "lapsed"
        return self.state


@dataclass(frozen=True)
class Standing:
    """All that a client has decided, and what stops."""

    directives: Mapping[UUID, DirectiveState] = field(default_factory=dict)
    no_contact: bool = False
    no_replies: bool = False
    stopped_everything: bool = False
    """The last word about all of them was a stop, and nothing was opened since."""
    barred_at: int = 0
    """Sequence of the newest `no_contact` or `no_replies` that still holds."""
    reopened: frozenset[str] = frozenset()
    """Occasions that the client asked for since the last stop."""
    sequence: int = 0
    receipt: str = ""

    def bars(self, directive_id: UUID | None, occasion: str = "") -> bool:
        """Say whether `no_contact` bars this; an act that asked for it opens it."""
        if not (self.no_contact or self.no_replies):
            return False
        if occasion and occasion in self.reopened:
            return False
        found = self.directives.get(directive_id) if directive_id else None
        return found is None or found.opened < self.barred_at

    def releasable(self) -> frozenset[Atom]:
        """Give everything that could be sent as the ledger now stands."""
        return frozenset(
            atom
            for found in self.directives.values()
            if found.is_live and not self.bars(found.id)
            for atom in _atoms(found)
        )


def standing(entries: Iterable[Entry]) -> Standing:
    """Fold a ledger, oldest line first."""
    now = Standing()
    for entry in entries:
        now = add(now, entry)
    return now


def add(now: Standing, entry: Entry) -> Standing:
    """Give the standing after one more line."""
    after = _VERBS[entry.says](now, entry) if entry.says in _VERBS else now
    return replace(after, sequence=entry.sequence, receipt=entry.receipt())


def by_own_hand(entry: Entry) -> bool:
    """Say whether it is the client's own act, at a door that knows the client."""
    return entry.by_kind == "client" and entry.door in OWN_DOORS


def is_attested(entry: Entry) -> bool:
    """Say whether a signed paper was seen by a second person, or scanned."""
    if entry.door != "paper" or entry.by_kind != "staff":
        return False
    second = entry.attested_by is not None and entry.attested_by != entry.by_id
    return second or bool(entry.scope.get("scan"))


def _propose(now: Standing, entry: Entry) -> Standing:
    if entry.directive_id is None or entry.directive_id in now.directives:
        return now
    terms = Terms.from_json(entry.terms)
    made = DirectiveState(
        id=entry.directive_id,
        state="proposed",
        terms=terms,
        proposed_on=entry.given_on or entry.on,
        ended_on=entry.ended_on,
        asks=entry.given_by,
        changed=entry.sequence,
    )
    return replace(_with(now, made), stopped_everything=False)


def _confirm(now: Standing, entry: Entry) -> Standing:
    found = _found(now, entry)
    own = entry.by_kind == "client" and entry.door in CONFIRMING_DOORS
    if found is None or found.state != "proposed":
        return now
    if not (own or is_attested(entry)) or not _is_theirs(found, entry):
        return now
    ended_on = entry.ended_on or found.ended_on
    given_on = entry.given_on or entry.on
    if ended_on and (given_on > ended_on or entry.on > ended_on + CONFIRM_WITHIN):
        return now
    made = replace(
        found,
        state="confirmed",
        ended_on=ended_on,
        given_on=given_on,
        given_by=entry.given_by or "client",
        confirmed_on=entry.on,
        confirmed_door=entry.door,
        opened=entry.sequence,
        changed=entry.sequence,
    )
    return replace(_with(now, made), stopped_everything=False)


def _is_theirs(found: DirectiveState, entry: Entry) -> bool:
    """Say whether the yes is of the one it waits for; a guardian's needs both."""
    given_by = entry.given_by or "client"
    if given_by == GUARDIAN and not (
        entry.door in GUARDIAN_DOORS and entry.scope.get("assent") == "yes"
    ):
        return False
    return not found.asks or given_by == found.asks


def _decline(now: Standing, entry: Entry) -> Standing:
    return _end(now, entry, "declined", {"proposed"})


def _void(now: Standing, entry: Entry) -> Standing:
    return _end(now, entry, "void", {"proposed"})


def _lapse(now: Standing, entry: Entry) -> Standing:
    return _end(now, entry, "lapsed", {"proposed", "confirmed", "paused", "withdrawn"})


def _pause(now: Standing, entry: Entry) -> Standing:
    return _end(now, entry, "paused", {"confirmed"})


def _narrow(now: Standing, entry: Entry) -> Standing:
    found = _found(now, entry)
    if found is None or found.state not in {"proposed", "confirmed", "paused"}:
        return now
    terms = Terms.from_json(entry.terms)
    if not terms.is_within(found.terms):
        return now
    return _with(now, replace(found, terms=terms, changed=entry.sequence))


def _resume(now: Standing, entry: Entry) -> Standing:
    found = _found(now, entry)
    if found is None or not found.can_resume or not by_own_hand(entry):
        return now
    if entry.on > found.terms.ends_on:
        return now
    made = replace(
        found, state="confirmed", opened=entry.sequence, changed=entry.sequence
    )
    return replace(_with(now, made), stopped_everything=False)


def _change_address(now: Standing, entry: Entry) -> Standing:
    found = _found(now, entry)
    if found is None or found.state not in {"confirmed", "paused"}:
        return now
    if not by_own_hand(entry):
        return now
    terms = Terms.from_json(entry.terms)
    moved = replace(
        found.terms,
        channel=terms.channel,
        contact_point=terms.contact_point,
        language=terms.language,
    )
    if terms != moved:
        return now
    return _with(now, replace(found, terms=terms, changed=entry.sequence))


def _withdraw(now: Standing, entry: Entry) -> Standing:
    if entry.directive_id is not None:
        return _end(now, entry, "withdrawn", {"proposed", "confirmed", "paused"})
    return replace(
        now,
        directives={
            key: replace(found, state="withdrawn", changed=entry.sequence)
            if found.state in {"proposed", "confirmed", "paused"}
            else found
            for key, found in now.directives.items()
        },
        stopped_everything=True,
        reopened=frozenset(),
    )


def _no_contact(now: Standing, entry: Entry) -> Standing:
    return replace(now, no_contact=True, barred_at=entry.sequence, reopened=frozenset())


def _no_replies(now: Standing, entry: Entry) -> Standing:
    return replace(_no_contact(now, entry), no_replies=True)


def _reopen(now: Standing, entry: Entry) -> Standing:
    """Open what the client asks for: one contact by its occasion, or contact at all."""
    if entry.by_kind != "client":
        return now
    occasion = entry.scope.get("occasion", "")
    if occasion:  # they wrote: it opens one answer, by whatever door it came
        return replace(now, reopened=now.reopened | {str(occasion)})
    if not by_own_hand(entry):
        return now
    return replace(
        now, no_contact=False, no_replies=False, barred_at=0, stopped_everything=False
    )


_VERBS: Mapping[str, Callable[[Standing, Entry], Standing]] = {
    "proposed": _propose,
    "confirmed": _confirm,
    "declined": _decline,
    "narrowed": _narrow,
    "paused": _pause,
    "resumed": _resume,
    "address_changed": _change_address,
    "withdrawn": _withdraw,
    "no_contact": _no_contact,
    "no_replies": _no_replies,
    "contact_reopened": _reopen,
    "void": _void,
    "lapsed": _lapse,
}


def _end(now: Standing, entry: Entry, state: str, from_states: set[str]) -> Standing:
    found = _found(now, entry)
    if found is None or found.state not in from_states:
        return now
    return _with(now, replace(found, state=state, changed=entry.sequence))


def _found(now: Standing, entry: Entry) -> DirectiveState | None:
    return now.directives.get(entry.directive_id) if entry.directive_id else None


def _with(now: Standing, made: DirectiveState) -> Standing:
    return replace(now, directives={**now.directives, made.id: made})


def _atoms(found: DirectiveState) -> Iterable[Atom]:
    terms = found.terms
    whole = (terms.starts_on, terms.ends_on)
    steps = [
        (s.key, s.purpose, s.instrument, s.window(found.ended_on or terms.starts_on))
        for s in terms.steps
    ] or [("", purpose, "", whole) for purpose in terms.purposes]
    for key, purpose, instrument, (first, last) in steps:
        days = range(
            max(first, terms.starts_on).toordinal(),
            min(last, terms.ends_on).toordinal() + 1,
        )
        for day, measure, nth in product(days, {"", instrument}, range(terms.count)):
            yield (
                (found.id, terms.grantee_kind, terms.grantee),
                (terms.channel, terms.contact_point, terms.language),
                (key, purpose, measure),
                (day, nth),
            )
