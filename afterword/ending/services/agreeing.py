"""Settle what is agreed about contact; what stood before it is stopped."""

from __future__ import annotations

from uuid import UUID

from afterword import clock
from afterword.audit.actors import Actor
from afterword.consent import queries
from afterword.consent import services as consent
from afterword.consent.terms import Terms
from afterword.ending.models import Ending
from afterword.ending.services import writing
from afterword.tenancy import practice

_LIVE = frozenset({"proposed", "confirmed", "paused"})


def agree(
    *, ending: UUID, decision: str, by: Actor, terms: Terms | None = None
) -> UUID | None:
    """Write the decision, then stop an agreement that this ending held before.

    Gives the directive that waits for the client's own yes, if there is one.
    """
    before = _live_before(ending, by)
    made = writing.decide_contact(ending=ending, decision=decision, by=by, terms=terms)
    if before is not None:
        client, directive = before
        consent.withdraw(
            client=client,
            scope=consent.Scope.directive(directive),
            by=by,
            at=clock.now(),
            to_staff=True,
        )
    return made


def _live_before(ending: UUID, by: Actor) -> tuple[UUID, UUID] | None:
    with practice(by.practice):
        found = Ending.objects.filter(pk=ending).first()
        if found is None or found.directive_id is None:
            return None
        now = queries.standing_of(found.client_id)
        directive = now.directives.get(found.directive_id)
    if directive is None or directive.state not in _LIVE:
        return None
    return found.client_id, directive.id
