"""Settle what is agreed about contact; what stood before it is stopped."""

from __future__ import annotations

from uuid import UUID

from afterword import clock
from afterword.audit.actors import Actor
from afterword.consent import services as consent
from afterword.consent.terms import Terms
from afterword.ending.models import Ending
from afterword.ending.queries import directives_of
from afterword.ending.services import writing
from afterword.tenancy import practice

_LIVE = frozenset({"proposed", "confirmed", "paused"})


def agree(  # noqa: PLR0913 - as ``decide_contact``
    *,
    ending: UUID,
    decision: str,
    by: Actor,
    terms: Terms | None = None,
    asks: str = "",
    later: Terms | None = None,
) -> UUID | None:
    """Write the decision, then stop the agreements that this ending held before.

    Gives the directive that waits for the client's own yes, if there is one.
    """
    before = _live_before(ending, by)
    made = writing.decide_contact(
        ending=ending, decision=decision, by=by, terms=terms, asks=asks, later=later
    )
    for client, directive in before:
        consent.withdraw(
            client=client,
            scope=consent.Scope.directive(directive),
            by=by,
            at=clock.now(),
            to_staff=True,
        )
    return made


def _live_before(ending: UUID, by: Actor) -> list[tuple[UUID, UUID]]:
    with practice(by.practice):
        found = Ending.objects.filter(pk=ending).first()
        if found is None:
            return []
        now = directives_of(found)
    return [(found.client_id, one.id) for one in now if one.state in _LIVE]
