"""The verbs of follow-up: one round of planning, looking ahead, and sending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from afterword import clock
from afterword.attention import services as attention
from afterword.attention.services import Kind
from afterword.audit import services as audit
from afterword.audit.actors import Actor, machine
from afterword.audit.refusals import refusals
from afterword.clinic.errors import ClinicError
from afterword.clinic.services import reports
from afterword.consent import queries
from afterword.contact import services as gate
from afterword.contact.errors import GateError
from afterword.followup import steps
from afterword.followup.calendar import is_due, is_near
from afterword.followup.models import Step
from afterword.followup.sending import (
    StopTheRoundError,
    look_ahead,
    record_failure,
    send_if_right,
)
from afterword.tenancy import practice

LOOK_AGAIN: Final = timedelta(hours=1)
"""A step that is near but not due is looked at this often."""


@dataclass(frozen=True)
class Round:
    """What one sweep of a practice came to."""

    planned: int = 0
    expired: int = 0
    looked_at: int = 0
    tried: int = 0
    failed: int = 0


def sweep(
    practice_id: UUID, *, by: Actor | None = None, at: datetime | None = None
) -> Round:
    """Go round once: plan, reflect, expire, look ahead, and send what is due.

    One person's failure holds up nobody else. What is over is never sent late, so
    a worker that was away, an upgrade or a resume releases no backlog.
    """
    by = by or machine(practice_id)
    at = at or clock.now()
    gate.watch(practice_id=practice_id, by=by, at=at)
    with practice(practice_id):
        planned = steps.refresh(by=by, at=at)
        steps.reflect(by=by)
        expired = steps.expire(by=by, at=at)
        near, due = _near_and_due(at)
        due = _newest_of_each(due, by=by)
    looked, lost = 0, 0
    for step in near:
        looked, lost = looked + 1, lost + (not _looked(step, by=by, at=at))
    tried, failed = _send_all([step.pk for step in due], by=by, at=at)
    return Round(planned, expired, looked, tried, failed + lost)


def confirm_facts(
    *,
    client: UUID,
    answers: Mapping[str, str],
    as_of: date,
    by: Actor,
    at: datetime,
) -> None:
    """Take the answers of one list: what a person says of what was missing.

    Each is kept as a report with its day, so the gate finds it at the next round.
    """
    event = "followup.facts_confirmed"
    with (
        refusals(event, by=by, when=ClinicError, client=client),
        practice(by.practice),
    ):
        for name, value in sorted(answers.items()):
            reports.report(
                client=client, name=name, value=value, as_of=as_of, by=by, at=at
            )
        rows = Step.objects.filter(client_id=client, state="held")
        for step in rows:
            attention.finish_about(kind=Kind.TO_CONFIRM, about=step.pk, by=by, at=at)
        rows.update(looked_at=None)
        audit.record(event, by=by, client=client)


def _near_and_due(at: datetime) -> tuple[list[Step], list[Step]]:
    """Give what is due within a week, and what is due today where its client lives."""
    coming = Step.objects.filter(
        state__in=("planned", "held"), due_on__lte=at.date() + timedelta(days=9)
    ).select_related("client")
    near, due = [], []
    for step in coming.order_by("due_on", "id"):
        days, zone = steps.days(step), step.client.time_zone
        if is_due(days, at=at, zone=zone):
            due.append(step)
        elif is_near(days, at=at, zone=zone) and _is_to_look_at(step, at):
            near.append(step)
    return near, due


def _is_to_look_at(step: Step, at: datetime) -> bool:
    return step.looked_at is None or at - step.looked_at >= LOOK_AGAIN


def _newest_of_each(due: list[Step], *, by: Actor) -> list[Step]:
    """Keep one step a client, the newest: the older one is over, not a backlog."""
    kept: dict[UUID, Step] = {}
    for step in due:
        older = kept.get(step.client_id)
        if older is not None:
            steps.change(older, "expired", "superseded", by=by)
        kept[step.client_id] = step
    return list(kept.values())


def _looked(step: Step, *, by: Actor, at: datetime) -> bool:
    """Look ahead at one step; what would be held waits for the client's clinician."""
    try:
        why = look_ahead(step.pk, by=by, at=at, then=_opening(step, by=by, at=at))
    except Exception as error:  # noqa: BLE001 - one person's failure holds up nobody
        record_failure(step.pk, error, by=by)
        return False
    if why:
        attention.raise_item(
            kind=Kind.TO_CONFIRM,
            key=f"to_confirm:{step.pk}",
            by=by,
            at=at,
            client=step.client_id,
            about=step,
            owner=step.client.clinician_id,
            due_at=_opening(step, by=by, at=at),
        )
    return True


def _opening(step: Step, *, by: Actor, at: datetime) -> datetime:
    """Give an instant on a step's day inside the agreed hours, to look at."""
    with practice(by.practice):
        safe = queries.safe_contact_of(step.client_id)
    if safe is None:
        zone, middle = ZoneInfo(step.client.time_zone), timedelta(hours=12)
    else:
        zone = ZoneInfo(safe.time_zone)
        start = timedelta(hours=safe.hours_from.hour, minutes=safe.hours_from.minute)
        end = timedelta(hours=safe.hours_until.hour, minutes=safe.hours_until.minute)
        middle = (start + end) / 2
    midnight = datetime(
        step.due_on.year, step.due_on.month, step.due_on.day, tzinfo=zone
    )
    return max(at, midnight + middle)


def _send_all(due: list[UUID], *, by: Actor, at: datetime) -> tuple[int, int]:
    """Send one after another; stop the round when the way out is shut."""
    if not due:
        return 0, 0
    try:
        gate.check_way_out()
    except GateError as error:
        _all_wait(due, error.code, by=by)
        return 0, 0
    tried = failed = 0
    started = clock.now()
    for step in due:
        now = at + (clock.now() - started)
        try:
            tried += 1
            send_if_right(step, by=by, at=now)
        except StopTheRoundError:
            break
        except Exception as error:  # noqa: BLE001 - one person holds up nobody else
            failed += 1
            record_failure(step, error, by=by)
    return tried, failed


def _all_wait(due: list[UUID], why: str, *, by: Actor) -> None:
    with practice(by.practice):
        for step in Step.objects.filter(pk__in=due):
            steps.change(step, "held", why, by=by)
