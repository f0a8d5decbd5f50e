"""Plan steps from what clients agreed to, and keep the plan true. It sends nothing.

A step holds dates alone. Each is worked out anew from the client's ledger whenever
that has moved on, so that a pause, a narrowing or a stop is never overlooked, and a
changed preset changes nothing that was agreed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import CharField, F, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat

from afterword.audit import services as audit
from afterword.audit.actors import Actor
from afterword.clinic.models import Client, Episode
from afterword.consent import queries
from afterword.consent.models import HandOff, LedgerEntry
from afterword.consent.standing import DirectiveState, Standing
from afterword.consent.terms import StepTerms
from afterword.followup.calendar import Days, days_of, is_over
from afterword.followup.models import Step

OPEN: Final = ("planned", "held", "paused", "stopped")
"""States that may still change. The others are what came of it."""
CAME_OF_IT: Final = {
    "accepted": "sent",
    "rejected": "not_sent",
    "cancelled": "not_sent",
    "unknown": "unknown",
}
_ENDED: Final = frozenset({"withdrawn", "declined", "lapsed", "void"})


def refresh(*, by: Actor, at: datetime) -> int:
    """Bring the plan of every client whose ledger moved on up to date. Gives a count.

    Inside an open practice only.
    """
    moved = _clients_that_moved()
    for client in moved:
        refresh_client(client, by=by, at=at)
    return len(moved)


def refresh_client(client: UUID, *, by: Actor, at: datetime) -> None:
    """Bring one client's plan up to date. Inside an open practice only."""
    person = Client.objects.get(pk=client)
    standing = queries.standing_of(client)
    came_back = _came_back(client)
    for directive in standing.directives.values():
        if directive.confirmed_on is None or directive.ended_on is None:
            continue
        state, because = _state_of(directive, standing, came_back)
        _plan(person, directive, state, because, by=by, at=at)
    Step.objects.filter(client=person, state__in=OPEN).update(looked_at=at)


def reflect(*, by: Actor) -> int:
    """Write into the plan what the register says came of each hand-off."""
    occasion = Concat(
        Value("step:"), Cast("directive_id", CharField()), Value(":"), F("key")
    )
    entered = HandOff.objects.filter(
        client_id=OuterRef("client_id"), occasion=OuterRef("entered_as")
    )
    rows = (
        Step.objects.filter(state__in=(*OPEN, "unknown"))
        .annotate(entered_as=occasion)
        .annotate(
            came=Subquery(entered.values("status")[:1]),
            result=Subquery(entered.values("result")[:1]),
        )
        .filter(came__in=CAME_OF_IT)
    )
    changed = 0
    for step in rows:
        if step.state != CAME_OF_IT[step.came]:
            change(step, CAME_OF_IT[step.came], step.result, by=by)
            changed += 1
    return changed


def expire(*, by: Actor, at: datetime) -> int:
    """End every step whose last day is over where the client lives. Gives a count."""
    rows = Step.objects.filter(state__in=OPEN, closes_on__lte=at.date())
    over = [
        step
        for step in rows.select_related("client")
        if is_over(days(step), at=at, zone=step.client.time_zone)
    ]
    for step in over:
        change(step, "expired", step.held_because or "window_over", by=by)
    return len(over)


def change(step: Step, state: str, because: str, *, by: Actor) -> None:
    """Move a step to another state, with a line in the record when it is another."""
    because = because[:60]
    if (step.state, step.held_because) == (state, because):
        return
    step.state, step.held_because = state, because
    step.save(update_fields=["state", "held_because"])
    audit.record("followup.step_changed", by=by, about=step, outcome=state, why=because)


def days(step: Step) -> Days:
    """Give the days of a step as a value."""
    return Days(step.opens_on, step.due_on, step.closes_on)


def _clients_that_moved() -> set[UUID]:
    """Name clients whose ledger has lines newer than the last look at their plan."""
    newest = (
        LedgerEntry.objects.filter(client_id=OuterRef("client_id"))
        .values("client_id")
        .annotate(newest=Max("at"))
        .values("newest")
    )
    stale = Step.objects.filter(state__in=OPEN).annotate(newest=Subquery(newest))
    stale = stale.filter(Q(looked_at__isnull=True) | Q(looked_at__lte=F("newest")))
    with_steps = LedgerEntry.objects.filter(says="proposed").exclude(terms__steps=[])
    unplanned = LedgerEntry.objects.filter(
        says="confirmed", directive_id__in=with_steps.values("directive_id")
    ).exclude(directive_id__in=Step.objects.values("directive_id"))
    back = Episode.objects.filter(
        client_id__in=Step.objects.filter(state__in=("planned", "held")).values(
            "client_id"
        ),
        started_on__isnull=False,
        ended_on__isnull=True,
    )
    return {
        *stale.values_list("client_id", flat=True),
        *unplanned.values_list("client_id", flat=True),
        *back.values_list("client_id", flat=True),
    }


def _came_back(client: UUID) -> list[Episode]:
    return list(Episode.objects.filter(client_id=client, started_on__isnull=False))


def _state_of(
    directive: DirectiveState, standing: Standing, episodes: Iterable[Episode]
) -> tuple[str, str]:
    if directive.state in _ENDED or standing.bars(directive.id):
        stopped = directive.state in {"withdrawn", "declined"}
        why = "client" if stopped or standing.bars(directive.id) else directive.state
        return "stopped", why
    ended_on = directive.ended_on
    if ended_on and any(e.started_on and e.started_on > ended_on for e in episodes):
        return "stopped", "came_back"
    if directive.state == "paused":
        return "paused", "client"
    return "planned", ""


def _plan(  # noqa: PLR0913 - one directive's steps, and who plans them when
    person: Client,
    directive: DirectiveState,
    state: str,
    because: str,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Make, move or stop the steps of one directive, as its terms stand now."""
    made = {step.key: step for step in Step.objects.filter(directive_id=directive.id)}
    for terms in directive.terms.steps:
        step = made.pop(terms.key, None)
        if step is None:
            _make(person, directive, terms, state, because, by=by, at=at)
        elif step.state in OPEN:
            _move(step, directive, terms)
            held = step.state == "held" and state == "planned"
            if not held:
                change(step, state, because, by=by)
    for step in made.values():  # narrowed away
        if step.state in OPEN:
            change(step, "stopped", "client", by=by)


def _make(  # noqa: PLR0913 - one step, where it comes from, who plans it when
    person: Client,
    directive: DirectiveState,
    terms: StepTerms,
    state: str,
    because: str,
    *,
    by: Actor,
    at: datetime,
) -> None:
    planned = _clipped(directive, terms)
    step = Step(
        client=person,
        directive_id=directive.id,
        key=terms.key,
        purpose=terms.purpose,
        instrument=terms.instrument,
        due_on=planned.due_on,
        opens_on=planned.opens_on,
        closes_on=planned.closes_on,
        state=state,
        held_because=because,
        looked_at=at,
        made_at=at,
    )
    step.save(force_insert=True)
    audit.record("followup.planned", by=by, about=step, why=because, key=terms.key)


def _move(step: Step, directive: DirectiveState, terms: StepTerms) -> None:
    planned = _clipped(directive, terms)
    if planned == days(step):
        return
    step.opens_on, step.due_on = planned.opens_on, planned.due_on
    step.closes_on = planned.closes_on
    step.save(update_fields=["opens_on", "due_on", "closes_on"])


def _clipped(directive: DirectiveState, terms: StepTerms) -> Days:
    """Give the days of a step inside the whole agreement's own days."""
    if directive.ended_on is None:
        raise ValueError("a plan counts from the day of the ending")
    found = days_of(terms, directive.ended_on)
    whole = directive.terms
    return Days(
        max(found.opens_on, whole.starts_on),
        max(found.due_on, whole.starts_on),
        min(found.closes_on, whole.ends_on),
    )
