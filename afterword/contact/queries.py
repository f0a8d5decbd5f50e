"""What may be read of talks about rulings: plain values, inside an open practice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from afterword.attention import queries as attention
from afterword.audit.actors import Actor
from afterword.contact.asked import ASKERS, SETTLERS, is_alone, may_say, who_settles
from afterword.contact.models import Consultation, Ruling, Settlement
from afterword.contact.settled import HOLDS, PICKS, State, staff_names, state_of


@dataclass(frozen=True)
class Line:
    """One thing that somebody said. Its words are opened apart, and recorded."""

    row: Settlement
    who: str
    """Empty for somebody outside: that name is sealed."""


@dataclass(frozen=True)
class Talk:
    """How the talk about one ruling stands."""

    state: str
    """none, asked, one_of_two, yes, no, more, duty, other_route, over."""
    lines: tuple[Line, ...] = ()
    """What counts now, oldest first."""
    until: date | None = None
    due_at: datetime | None = None
    asked_by: str = ""

    @property
    def holds(self) -> bool:
        """Say whether it lets the question be asked again with another answer."""
        return self.state in HOLDS


@dataclass(frozen=True)
class Waits:
    """One question that waits for whoever settles it. It names no client."""

    ruling: UUID
    purpose: str
    since: datetime
    due_at: datetime | None
    one_has_picked: bool


@dataclass(frozen=True)
class Ways:
    """How one person could have a ruling talked over."""

    colleague: bool = False
    outside: bool = False


def talk_about(ruling: UUID, *, on: date) -> Talk:
    """Give how the talk about a ruling stands on a day."""
    asked = Consultation.objects.filter(ruling_id=ruling).first()
    state = state_of(_lines(ruling))
    if state is None:
        if asked is None:
            return Talk("none")
        names = staff_names([asked.asked_by])
        return Talk(
            "asked", due_at=asked.due_at, asked_by=names.get(asked.asked_by, "")
        )
    over = state.verdict in HOLDS and (state.until is None or state.until < on)
    return Talk(
        "over" if over else state.verdict or "one_of_two",
        lines=_named(state),
        until=state.until,
        due_at=asked.due_at if asked else None,
    )


def talks_named(ids: list[str]) -> tuple[Line, ...]:
    """Give the lines behind the settlements that an answer named."""
    ended = Settlement.objects.filter(pk__in=ids).select_related("ruling")
    found: list[Line] = []
    for last in ended.order_by("at", "number"):
        said = [one for one in _lines(last.ruling_id) if one.number <= last.number]
        state = state_of(said)
        found += _named(state) if state is not None else ()
    return tuple(found)


def to_settle(actor: Actor) -> list[Waits]:
    """Give the questions that this person may settle now, the oldest first."""
    if not actor.has(*SETTLERS):
        return []
    items = attention.to_settle()
    rulings = Ruling.objects.in_bulk([one.about for one in items if one.about])
    found = []
    for item in items:
        ruling = rulings.get(item.about) if item.about else None
        if ruling is None:
            continue
        lines = _lines(ruling.pk)
        picked = any(line.verdict in PICKS for line in lines)
        own = lines and lines[-1].by_id == actor.id
        if own or not may_say(actor, ruling, lines, collision=picked):
            continue
        found.append(
            Waits(ruling.pk, ruling.purpose, item.raised_at, item.due_at, picked)
        )
    return found


def may_settle(actor: Actor, ruling: Ruling, *, collision: bool) -> bool:
    """Say whether this person may settle a ruling that somebody asked about."""
    if not Consultation.objects.filter(ruling=ruling).exists():
        return False
    return may_say(actor, ruling, _lines(ruling.pk), collision=collision)


def ways(actor: Actor, ruling: Ruling, *, on: date) -> Ways:
    """Say how this person could have a ruling talked over."""
    if not actor.has(*ASKERS):
        return Ways()
    others = [one for one in who_settles(ruling) if one != actor.id]
    return Ways(colleague=bool(others), outside=is_alone(on))


def _lines(ruling: UUID) -> list[Settlement]:
    return list(Settlement.objects.filter(ruling_id=ruling).order_by("number"))


def _named(state: State) -> tuple[Line, ...]:
    names = staff_names(line.by_id for line in state.lines)
    return tuple(
        Line(line, "" if line.outside else names.get(line.by_id, ""))
        for line in sorted(state.lines, key=lambda line: line.number)
    )
