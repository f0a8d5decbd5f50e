"""A professional will in use: who named whom, what was stated, and who confirmed it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from afterword import clock
from afterword.audit.actors import Actor, Role
from afterword.ending.services import executing
from tests import factories


def a_way_in(
    home: Any, clinician: Any, *, by: Actor, what: str = "died", confirmed: bool = True
) -> tuple[UUID, Actor]:
    """Let a clinician name two people, and one state what happened. Gives the executor.

    With ``confirmed`` the second person says the same, so that it is open.
    """
    executor = factories.a_member(home, Role.EXECUTOR)
    second = factories.a_member(home, Role.SUPERVISOR)
    assert executor.id
    assert second.id
    will = executing.make_will(
        clinician=clinician.pk,
        named=executing.Named(
            executor=executor.id,
            second=second.id,
            instructions_at="With the solicitor in Oak Street.",
            records_holder="Oak Records Example Ltd",
            records_how="Write to 4 Oak Street.",
            questions_to="Eva Example, 415 555 0100.",
            options=("Elm Street Centre", "The Rooms", "Your own doctor"),
        ),
        by=by,
    )
    stated = executing.Stated(what, clock.today(), "The family rang.")
    now = clock.now()
    glass = executing.break_glass(will=will, stated=stated, by=executor, at=now)
    if confirmed:
        executing.confirm_glass(glass=glass, by=second, at=now)
    return glass, executor
