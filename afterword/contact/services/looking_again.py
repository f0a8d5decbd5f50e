"""Look at a contact that a person may make, and write down what came of it.

Every look decides again. Where is shown only after it released, and to one person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from afterword.attention import services as attention
from afterword.audit import services as audit
from afterword.audit.actors import Actor, Role
from afterword.audit.refusals import refusals
from afterword.consent import in_hands, journal, register
from afterword.contact import by_hand, go_aheads, rulings
from afterword.contact.errors import (
    GateError,
    NothingSaidError,
    NotYoursToMakeError,
    SaidBeforeError,
)
from afterword.contact.models import GoAhead
from afterword.contact.requests import ContactRequest
from afterword.contact.weighing import Weighed, weigh
from afterword.rules.facts import Facts
from afterword.tenancy import practice
from afterword.vault import services as vault

LATER: Final = frozenset({"inside_agreed_hours"})
"""What is not met at this hour may be met later today; it closes nothing."""
LONGEST_NOTE: Final = 4000
SHOWN: Final = "contact.go_ahead_shown"
RECORDED: Final = "contact.go_ahead_recorded"


@dataclass(frozen=True)
class Seen:
    """A go-ahead as it stands at this moment."""

    state: str
    """open, later (not at this hour), closed, or recorded."""
    why: str = ""
    """A code: stopped, day_over, no_address, not_released, frozen, gone …"""
    address: str | None = None
    """The number or address; only while it is open, and only where it needs one."""
    weighed: Weighed | None = None


def look_again(*, go_ahead: UUID, by: Actor, at: datetime) -> Seen:
    """Decide again whether it may be made now, and only then show where.

    A stop, a new bar or the end of the day closes it for good. Only the person who
    opened it looks: nobody else is shown the number.
    """
    with refusals(SHOWN, by=by, when=GateError):
        row = _own(go_ahead, by)
        said = go_aheads.said_in(row, by=by)
        frozen = not by_hand.for_life(row.purpose) and journal.frozen()
        with register.locked(row.client_id, practice_id=by.practice):
            row = go_aheads.row_of(go_ahead)
            seen = _decide(row, said, frozen=frozen, by=by, at=at)
    if seen.state == "open" and row.contact_point_id is not None:
        return _with_address(row, seen, by)
    return seen


def record_go_ahead(
    *, go_ahead: UUID, came: str, by: Actor, at: datetime, note: str = ""
) -> None:
    """Write down what came of it: done, not_reached or not_done. The first word stands.

    It can be said after it closed too: a person may have rung before. Saying the same
    twice is success. A supervisor says it for somebody who cannot.
    """
    with refusals(RECORDED, by=by, when=GateError):
        if came not in in_hands.SAID:
            raise NothingSaidError
        with practice(by.practice):
            row = go_aheads.row_of(go_ahead)
            _insist(row, by)
            if row.opened_by != by.id and not by.has(Role.SUPERVISOR):
                raise NotYoursToMakeError
        with register.locked(row.client_id, practice_id=by.practice):
            _record(go_aheads.row_of(go_ahead), came, note.strip(), by=by, at=at)


def _decide(
    row: GoAhead, said: Facts | None, *, frozen: bool, by: Actor, at: datetime
) -> Seen:
    """Say whether it may be made at this moment. Inside the client's lock."""
    if row.came or row.closed_at is not None:
        seen = (
            Seen("recorded", row.came) if row.came else Seen("closed", row.closed_why)
        )
        audit.record(SHOWN, by=by, about=row, outcome="refused", why=seen.why)
        return seen
    if frozen:
        audit.record(SHOWN, by=by, about=row, outcome="refused", why="frozen")
        return Seen("later", "frozen")
    request = by_hand.from_plain(row.asked)
    if why := _over(row, request, said, at):
        go_aheads.close(row, why, by=by, at=at)
        return Seen("closed", why)
    weighed = weigh(request, at=at, extra=said, confirmed=row.confirmed)
    if weighed.releases:
        audit.record(SHOWN, by=by, about=row, purpose=row.purpose)
        return Seen("open", weighed=weighed)
    if weighed.decision.releases and LATER.issuperset(weighed.unmet):
        why = weighed.unmet[0]
        audit.record(SHOWN, by=by, about=row, outcome="refused", why=why)
        return Seen("later", why, weighed=weighed)
    ruling = rulings.keep(request, weighed, by=by, at=at, event="contact.ruled")
    row.closed_by_ruling_id = ruling.id
    go_aheads.close(row, "not_released", by=by, at=at)
    return Seen("closed", "not_released", weighed=weighed)


def _over(
    row: GoAhead, request: ContactRequest, said: Facts | None, at: datetime
) -> str:
    """Name what ends it without a rule being asked; nothing while nothing does."""
    if row.hand_off.status == "cancelled" or register.stopped_since(row.hand_off):
        return "stopped"
    if at >= row.valid_until:
        return "day_over"
    if row.said is not None and said is None:
        return "gone"
    return "no_address" if go_aheads.lacks_address(request) else ""


def _record(row: GoAhead, came: str, note: str, *, by: Actor, at: datetime) -> None:
    if row.came == came:
        audit.record(RECORDED, by=by, about=row, outcome="repeated", why=came)
        return
    if row.came:
        raise SaidBeforeError
    in_hands.said_by_person(row.hand_off, came)
    row.came, row.recorded_at, row.recorded_by = came, at, by.id
    vault.seal(row, note=note[:LONGEST_NOTE] or None)
    row.save(update_fields=["came", "recorded_at", "recorded_by", "note"])
    audit.record(RECORDED, by=by, about=row, why=came, purpose=row.purpose)
    asked = by_hand.asked_in(row.hand_off.occasion) if came == "done" else None
    if asked is not None:
        attention.finish(item=asked.pk, by=by, at=at)


def _with_address(row: GoAhead, seen: Seen, by: Actor) -> Seen:
    """Open the number or address. The record has it before a digit is read."""
    with practice(by.practice):
        point = by_hand.point_in_use(by_hand.from_plain(row.asked))
    if point is None:
        return Seen("closed", "no_address")
    text = vault.open(by=by, purpose="go_ahead", rows=[point], fields=["address"])[0]
    if text["address"] is None:
        return Seen("closed", "gone")
    return Seen("open", address=text["address"], weighed=seen.weighed)


def _insist(row: GoAhead, by: Actor) -> None:
    go_aheads.insist_maker(by, purpose=row.purpose, client=row.client_id)


def _own(go_ahead: UUID, by: Actor) -> GoAhead:
    with practice(by.practice):
        row = go_aheads.row_of(go_ahead)
        _insist(row, by)
    if row.opened_by != by.id:
        raise NotYoursToMakeError
    return row
