"""What may be read of talks about rulings: plain values, inside an open practice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from afterword.attention import queries as attention
from afterword.audit.actors import Actor
from afterword.contact import standing
from afterword.contact.asked import (
    ASKERS,
    SETTLERS,
    is_alone,
    may_say,
    settlers,
    who_settles,
)
from afterword.contact.models import (
    Consultation,
    Ruling,
    Settlement,
    StandingSettlement,
)
from afterword.contact.settled import (
    HOLDS,
    PICKS,
    State,
    lines_of,
    staff_names,
    state_of,
    unmet_lines,
)
from afterword.contact.standing import Standing


@dataclass(frozen=True)
class Line:
    """One thing that somebody said. Its words are opened apart, and recorded."""

    row: Settlement
    who: str
    """Empty for somebody outside: that name is sealed."""
    waits: bool = False
    """It has conditions, and nobody has said that they are met."""


@dataclass(frozen=True)
class Talk:
    """How the talk about one ruling stands."""

    state: str
    """none, asked, one_of_two, yes, no, more, duty, other_route, over."""
    lines: tuple[Line, ...] = ()
    """What counts now, oldest first."""
    until: date | None = None
    asked_by: str = ""
    asked_at: datetime | None = None
    due_at: datetime | None = None
    waits: bool = False
    """It holds on conditions, and nobody has said that they are met."""

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
    who = staff_names([asked.asked_by]) if asked else {}
    state = state_of(lines_of(ruling))
    return Talk(
        state=_state(state, on) if state else "asked" if asked else "none",
        lines=_named(state) if state else (),
        until=state.until if state else None,
        asked_by=who.get(asked.asked_by, "") if asked else "",
        asked_at=asked.asked_at if asked else None,
        due_at=asked.due_at if asked else None,
        waits=bool(state and state.verdict in HOLDS and unmet_lines(state.lines)),
    )


def _state(state: State, on: date) -> str:
    if state.verdict in HOLDS and (state.until is None or state.until < on):
        return "over"
    return state.verdict or "one_of_two"


def talks_named(ids: list[str]) -> tuple[Line, ...]:
    """Give the lines behind the settlements that an answer named."""
    found: list[Line] = []
    for last in Settlement.objects.filter(pk__in=ids).order_by("at", "number"):
        state = state_of(lines_of(last.ruling_id, upto=last.number))
        found += _named(state) if state is not None else ()
    return tuple(found)


def standing_named(ids: list[str]) -> tuple[Standing, ...]:
    """Give the standing settlements that an answer named."""
    rows = StandingSettlement.objects.filter(pk__in=ids)
    return tuple(standing.all_of(rows)) if ids else ()


def stands_here(standing_id: UUID) -> bool:
    """Say whether there is such a standing settlement in the open practice."""
    return StandingSettlement.objects.filter(pk=standing_id).exists()


def names_of(people: Iterable[UUID]) -> dict[UUID, str]:
    """Name people who work here, or did."""
    return staff_names(set(people))


def others_settle(actor: Actor) -> bool:
    """Say whether anybody beside this person may settle questions here."""
    return any(one != actor.id for one in settlers())


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
        lines = lines_of(ruling.pk)
        picked = any(line.verdict in PICKS for line in lines)
        own = lines and lines[-1].by_id == actor.id
        if own or not may_say(actor, ruling, lines, collision=picked):
            continue
        found.append(
            Waits(ruling.pk, ruling.purpose, item.raised_at, item.due_at, picked)
        )
    return found


def is_asked(ruling: Ruling) -> bool:
    """Say whether somebody asked colleagues about a ruling."""
    return Consultation.objects.filter(ruling=ruling).exists()


def may_settle(actor: Actor, ruling: Ruling, *, collision: bool) -> bool:
    """Say whether this person may settle a ruling that somebody asked about."""
    return is_asked(ruling) and may_say(
        actor, ruling, lines_of(ruling.pk), collision=collision
    )


def ways(actor: Actor, ruling: Ruling, *, on: date) -> Ways:
    """Say how this person could have a ruling talked over."""
    if not actor.has(*ASKERS):
        return Ways()
    others = [one for one in who_settles(ruling) if one != actor.id]
    return Ways(colleague=bool(others), outside=is_alone(ruling, on=on))


def _named(state: State) -> tuple[Line, ...]:
    names = staff_names(line.by_id for line in state.lines)
    waiting = {line.pk for line in unmet_lines(state.lines)}
    return tuple(
        Line(
            line,
            "" if line.outside else names.get(line.by_id, ""),
            waits=line.pk in waiting,
        )
        for line in sorted(state.lines, key=lambda line: line.number)
    )
