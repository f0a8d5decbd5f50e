"""The letters of a practice that closes: opened for who posts them, then told of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q

from afterword.audit import services as audit
from afterword.audit.actors import Actor, Role
from afterword.audit.refusals import refusing
from afterword.contact import closures, go_aheads
from afterword.contact.errors import (
    ClosureError,
    GateError,
    NoAddressError,
    NotReleasedError,
    NotTwoPeopleError,
    StoppedError,
    UnconfirmedError,
)
from afterword.contact.hours import wall
from afterword.contact.models import GoAhead
from afterword.contact.obligations import BY_WORD
from afterword.contact.services.closing_down import live, today_of
from afterword.contact.services.going_ahead import open_go_ahead
from afterword.contact.services.looking_again import (
    Seen,
    look_again,
    record_go_ahead,
)
from afterword.ending.unplanned import Closure, ClosureLine
from afterword.tenancy import practice

AT_ONCE: Final = 50
"""Letters that one person releases at once: what fits an afternoon at the printer."""
CALLED_OFF: Final = "called_off"
TOLD_TOGETHER: Final = frozenset({"", "day_over"})
"""Why a letter can be closed and still be among those of which one word is said."""


@dataclass(frozen=True)
class InHand:
    """A letter that somebody has open, as it stands at this moment."""

    line: ClosureLine
    seen: Seen

    @property
    def is_told_alone(self) -> bool:
        """Say whether something closed it, so that no word for all covers it."""
        why = self.seen.why
        return self.seen.state == "closed" and why not in TOLD_TOGETHER | {CALLED_OFF}


@refusing("contact.closure_released", when=(ClosureError, GateError))
def release(
    *, closure: UUID, confirmed: Collection[str], by: Actor, at: datetime
) -> list[UUID]:
    """Open the next letters for who posts them, until the day ends. Gives their lines.

    Each is decided anew; one that no longer may go is left out, with why.
    """
    go_aheads.insist_maker(by)
    with practice(by.practice):
        row = live(closure)
        if not closures.stands(row, today_of(by, at)):
            raise NotTwoPeopleError
        _take_in(row)
        lines = list(
            ClosureLine.objects.filter(_whose(by), closure=row, state="ready")
            .select_related("client")
            .order_by("client__reference")[:AT_ONCE]
        )
    kept = closures.SEEN_TO.union(confirmed)
    opened = [one.pk for one in lines if _open(row, one, kept, by=by, at=at)]
    with practice(by.practice):
        audit.record(
            "contact.closure_released",
            by=by,
            about=row,
            outcome="done" if opened else "repeated",
            letters=len(opened),
        )
    return opened


@refusing("contact.closure_posted", when=(ClosureError, GateError))
def record_posted(*, closure: UUID, posted: bool, by: Actor, at: datetime) -> int:
    """Say of one's own open letters that they were posted, or that they were not.

    One that a stop or a new answer closed is told by itself, on its go-ahead's page.
    """
    who = go_aheads.insist_maker(by)
    with practice(by.practice):
        row = closures.closure_of(closure)
        _take_in(row)
        found = [one for one in own_open(row, who) if _is_told_together(one)]
    for line in found:
        assert line.go_ahead_id is not None  # noqa: S101 - its state says so
        came = "done" if posted else "not_done"
        record_go_ahead(go_ahead=line.go_ahead_id, came=came, note="", by=by, at=at)
        with practice(by.practice):
            ClosureLine.objects.filter(pk=line.pk).update(
                state="posted" if posted else "ready", at=at
            )
    with practice(by.practice):
        audit.record(
            "contact.closure_posted",
            by=by,
            about=row,
            outcome="done" if found else "repeated",
            letters=len(found),
            posted=posted,
        )
    return len(found)


def in_hand(
    *, closure: UUID, by: Actor, at: datetime, line: UUID | None = None
) -> list[InHand]:
    """Look again at the letters that somebody has open, or at one. Only then, where.

    Each look decides anew; a stop, a new bar or the end of the day closes it.
    """
    who = go_aheads.insist_maker(by)
    with practice(by.practice):
        row = closures.closure_of(closure)
        _take_in(row)
        mine = [one for one in own_open(row, who) if line in {None, one.pk}]
    if row.state == CALLED_OFF:
        return [InHand(one, Seen("closed", CALLED_OFF)) for one in mine]
    return [InHand(one, _seen(one, by=by, at=at)) for one in mine]


def own_open(row: Closure, who: UUID) -> list[ClosureLine]:
    """Give the letters that somebody has open. Inside an open practice only."""
    mine = go_aheads.opened_by(who)
    lines = ClosureLine.objects.filter(
        closure=row, state="opened", go_ahead_id__in=mine
    )
    return list(lines.select_related("client__clinician").order_by("client__reference"))


def waiting(row: Closure, by: Actor) -> int:
    """Count the letters that this person could post. Inside an open practice only."""
    if row.state == CALLED_OFF:
        return 0
    return ClosureLine.objects.filter(_whose(by), closure=row, state="ready").count()


def _open(
    row: Closure,
    line: ClosureLine,
    confirmed: Collection[str],
    *,
    by: Actor,
    at: datetime,
) -> bool:
    """Open one letter, or leave it out with why."""
    today = wall(at, line.client.time_zone).date()
    with practice(by.practice):
        request = closures.request_for(line.client, on=today)
    try:
        made = open_go_ahead(
            request=request,
            confirmed=confirmed,
            said=closures.said_of(row),
            by=by,
            at=at,
        )
    except UnconfirmedError as error:
        beyond = [name for name in error.left if name not in closures.TICKED]
        if not beyond:
            raise
        _leave_out(line, beyond[0], error.ruling, by, at)
        return False
    except NotReleasedError as error:
        left = [name for name in error.unmet if name not in BY_WORD]
        _leave_out(line, left[0] if left else error.outcome, error.ruling, by, at)
        return False
    except (NoAddressError, StoppedError) as error:
        _leave_out(line, error.code, line.ruling_id, by, at)
        return False
    except GateError:  # tomorrow it may go: somebody opened it today, or all rests
        return False
    with practice(by.practice):
        ClosureLine.objects.filter(pk=line.pk).update(
            state="opened", go_ahead_id=made, at=at
        )
    return True


def _leave_out(
    line: ClosureLine, why: str, ruling: UUID | None, by: Actor, at: datetime
) -> None:
    with practice(by.practice):
        ClosureLine.objects.filter(pk=line.pk).update(
            state="left_out", why=why, ruling_id=ruling, at=at
        )


def _seen(line: ClosureLine, *, by: Actor, at: datetime) -> Seen:
    assert line.go_ahead_id is not None  # noqa: S101 - its state says so
    return look_again(go_ahead=line.go_ahead_id, by=by, at=at)


def _is_told_together(line: ClosureLine) -> bool:
    rows = GoAhead.objects.filter(
        pk__in=[line.go_ahead_id], closed_why__in=TOLD_TOGETHER
    )
    return rows.exclude(hand_off__status="cancelled").exists()


def _take_in(row: Closure) -> None:
    """Take in what was said of single letters on the pages of their go-aheads."""
    lines = ClosureLine.objects.filter(closure=row, state="opened")
    told = GoAhead.objects.filter(pk__in=lines.values("go_ahead_id")).exclude(came="")
    for go_ahead, came in told.values_list("pk", "came"):
        ClosureLine.objects.filter(closure=row, go_ahead_id=go_ahead).update(
            state="posted" if came == "done" else "ready"
        )


def _whose(by: Actor) -> Q:
    """Say whose letters somebody posts: a supervisor all, a clinician their own."""
    if by.has(Role.SUPERVISOR):
        return Q()
    return Q(client__clinician__user_id=by.id) | Q(client__clinician__isnull=True)
