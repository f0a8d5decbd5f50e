"""Ask the gate for one step, and carry it out or say why it waits.

A step rests on nothing but its dates: whether it may go is asked anew each time.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Final
from uuid import UUID

from afterword.audit import services as audit
from afterword.audit.actors import Actor
from afterword.clinic.models import Client
from afterword.consent import queries
from afterword.contact import services as gate
from afterword.contact.errors import (
    AlreadyHandledError,
    FrozenError,
    GateError,
    NoWayOutError,
)
from afterword.contact.hours import wall
from afterword.contact.requests import ContactRequest
from afterword.contact.weighing import Weighed
from afterword.followup.models import Step
from afterword.followup.steps import CAME_OF_IT, change
from afterword.rules.explaining import explain
from afterword.rules.missing import questions
from afterword.tenancy import practice

log = logging.getLogger(__name__)
TEMPLATES: Final = {"outcome_measure": "check_in", "wellbeing_check": "check_in"}
NOW_ONLY: Final = frozenset({"inside_agreed_hours", "inside_agreed_window"})
"""Obligations that wait for their hour and are no reason to trouble anybody."""


class StopTheRoundError(Exception):
    """Nothing more goes out in this round: the way out is shut."""


def request_for(step: Step, *, at: datetime) -> ContactRequest | None:
    """Give the contact that a step asks for; nothing without its agreement.

    Inside an open practice only.
    """
    directive = queries.standing_of(step.client_id).directives.get(step.directive_id)
    if directive is None:
        return None
    terms = directive.terms
    person = Client.objects.get(pk=step.client_id)
    by_name = terms.grantee_kind == "clinician"
    return ContactRequest(
        client=step.client_id,
        purpose=step.purpose,
        occasion=step.occasion,
        on=wall(at, person.time_zone).date(),
        channel=terms.channel,
        sender=terms.grantee if by_name else person.clinician_id,
        sender_role="clinician" if by_name else "practice",
        contact_point=terms.contact_point,
        directive_id=step.directive_id,
        step=step.key,
        instrument=step.instrument,
        template=TEMPLATES.get(step.purpose, ""),
        initiator="therapist" if by_name else "practice",
    )


def send_if_right(step_id: UUID, *, by: Actor, at: datetime) -> str:
    """Send one due step if it may go now, else say why it waits. Gives its state.

    Opens transactions of its own.
    """
    with practice(by.practice):
        step = Step.objects.get(pk=step_id)
        request = request_for(step, at=at)
    if request is None:
        return _hold(step_id, "no_agreement", by=by)
    weighed = gate.preview(request=request, by=by, at=at)
    if not (weighed.draft.in_hours and weighed.draft.hours_last):
        return step.state  # it waits for its hour, and nobody has to do anything
    if (why := reason(weighed)) and not weighed.releases:
        return _hold(step_id, why, by=by)
    try:
        hand_off = gate.carry_out(request=request, by=by, at=at)
    except (FrozenError, NoWayOutError) as error:
        _hold(step_id, error.code, by=by)
        raise StopTheRoundError from error
    except AlreadyHandledError:
        return step.state  # another worker has it; the register says what came of it
    except GateError as error:
        return _hold(step_id, error.code, by=by)
    with practice(by.practice):
        step = Step.objects.get(pk=step_id)
        if hand_off.status in CAME_OF_IT:
            change(step, CAME_OF_IT[hand_off.status], hand_off.result, by=by)
    if hand_off.result == "unreachable" or hand_off.status == "unknown":
        raise StopTheRoundError
    return step.state


def look_ahead(step_id: UUID, *, by: Actor, at: datetime, then: datetime) -> str:
    """Say why a step would be held on its day, before that day. Gives the reason."""
    with practice(by.practice):
        step = Step.objects.get(pk=step_id)
        request = request_for(step, at=then)
    if request is None:
        return "no_agreement"
    why = reason(gate.preview(request=request, by=by, at=then))
    with practice(by.practice):
        step = Step.objects.get(pk=step_id)
        if step.state in {"planned", "held"}:
            change(step, "held" if why else "planned", why, by=by)
        Step.objects.filter(pk=step_id).update(looked_at=at)
    return why


def reason(weighed: Weighed) -> str:
    """Name in one code what keeps a contact from going; nothing when it may go."""
    decision = weighed.decision
    if not decision.releases:
        asked = missing_facts(weighed)
        if decision.outcome.value == "hold" and asked:
            return f"missing:{asked[0]}"
        said = [rule.id for rule in explain(decision).because_of]
        return f"{decision.outcome.value}:{said[0] if said else decision.line.value}"
    left = [name for name in weighed.unmet if name not in NOW_ONLY]
    return f"unmet:{left[0]}" if left else ""


def missing_facts(weighed: Weighed) -> list[str]:
    """Name the missing facts that could change the answer, most telling first."""
    return [question.fact for question in questions(weighed.decision)]


def record_failure(step_id: UUID, error: Exception, *, by: Actor) -> None:
    """Write down that one step failed, so that the others are not held up by it."""
    log.error("a step failed: %s", type(error).__name__)
    with practice(by.practice):
        step = Step.objects.filter(pk=step_id).first()
        audit.record(
            "followup.step_failed",
            by=by,
            about=step,
            outcome="failed",
            why=type(error).__name__,
        )
        if step is not None and step.state in {"planned", "held"}:
            change(step, "held", "failed", by=by)


def _hold(step_id: UUID, why: str, *, by: Actor) -> str:
    with practice(by.practice):
        step = Step.objects.get(pk=step_id)
        if step.state in {"planned", "held"}:
            change(step, "held", why, by=by)
    return step.state
