"""The follow-up board as plain rows. Nobody sees whether a note was opened."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from afterword.audit.actors import Actor
from afterword.clinic.models import Administration
from afterword.consent import queries
from afterword.contact import services as gate
from afterword.contact.hours import wall
from afterword.contact.weighing import Weighed, book
from afterword.followup.models import Step
from afterword.followup.readers import reader_of
from afterword.followup.sending import request_for
from afterword.rules.asking import answer
from afterword.rules.missing import questions
from afterword.tenancy import practice

AHEAD: Final = timedelta(weeks=8)
BEHIND: Final = timedelta(weeks=8)


class Group(StrEnum):
    """Where on the board a row stands."""

    NEEDS_A_PERSON = "needs_a_person"
    TO_CONFIRM = "to_confirm"
    DUE = "due"
    PLANNED = "planned"
    SENT = "sent"
    ANSWERED = "answered"
    NOT_SENT = "not_sent"


@dataclass(frozen=True)
class Row:
    """One planned contact, and where it stands."""

    step: UUID
    client: UUID
    reference: str
    key: str
    purpose: str
    instrument: str
    channel: str
    reader: str
    opens_on: date
    due_on: date
    closes_on: date
    state: str
    because: str
    """A code: ``missing:capacity``, ``unmet:responder_ready``, ``client`` …"""
    group: Group
    administration: UUID | None
    answered_at: datetime | None


@dataclass(frozen=True)
class Asked:
    """One missing fact of a step that is held, as a question for its reader."""

    fact: str
    question: str
    who: str
    values: tuple[str, ...]
    ordinary: str
    """What is usual, to be confirmed and never taken for granted; perhaps nothing."""


@dataclass(frozen=True)
class Outlook:
    """What the gate would say of one step now."""

    step: UUID
    outcome: str
    releases: bool
    unmet: tuple[str, ...]
    asked: tuple[Asked, ...]
    answer: dict[str, Any]
    subject: str
    text: str
    """The exact words, with dots where the link's random part will be."""


def board(
    practice_id: UUID,
    *,
    at: datetime,
    clients: Collection[UUID] | None = None,
) -> list[Row]:
    """Give eight weeks either way, what needs a person first, then by day."""
    today = at.date()
    with practice(practice_id):
        rows = Step.objects.filter(
            due_on__gte=today - BEHIND, due_on__lte=today + AHEAD
        ).select_related("client")
        if clients is not None:
            rows = rows.filter(client_id__in=clients)
        found = _rows(list(rows.order_by("due_on", "id")), at)
    order = list(Group)
    return sorted(found, key=lambda row: (order.index(row.group), row.due_on))


def row_of(step: UUID, *, practice_id: UUID, at: datetime) -> Row | None:
    """Give one planned contact as a row."""
    with practice(practice_id):
        found = Step.objects.select_related("client").filter(pk=step).first()
        return _rows([found], at)[0] if found else None


def outlook(step: UUID, *, by: Actor, at: datetime) -> Outlook | None:
    """Ask the gate about one step as of now, keeping nothing."""
    with practice(by.practice):
        found = Step.objects.filter(pk=step).first()
        request = request_for(found, at=at) if found else None
    if request is None:
        return None
    weighed = gate.preview(request=request, by=by, at=at)
    wording = weighed.draft.wording
    return Outlook(
        step=step,
        outcome=weighed.decision.outcome.value,
        releases=weighed.releases,
        unmet=weighed.unmet,
        asked=_asked(weighed),
        answer=answer(weighed.decision, general=False),
        subject=wording.subject if wording else "",
        text=wording.text if wording else "",
    )


def _asked(weighed: Weighed) -> tuple[Asked, ...]:
    known = book().vocabulary.facts
    found = []
    for question in questions(weighed.decision):
        spec = known[question.fact]
        values = spec.values or (("yes", "no") if spec.type == "bool" else ())
        found.append(
            Asked(
                fact=question.fact,
                question=question.question,
                who=question.who,
                values=values,
                ordinary=str(spec.plain.get("ordinary", "")),
            )
        )
    return tuple(found)


def _rows(steps: Sequence[Step], at: datetime) -> list[Row]:
    """Give rows, looking each client up once."""
    clients = {step.client_id for step in steps}
    sent = {
        (row.client_id, row.occasion): row
        for row in Administration.objects.filter(
            client_id__in=clients, moment="follow_up", sent_at__isnull=False
        )
    }
    directives = {each: queries.standing_of(each).directives for each in clients}
    readers = {each: reader_of(each, at=at) for each in clients}
    found = []
    for step in steps:
        directive = directives[step.client_id].get(step.directive_id)
        reader = readers[step.client_id]
        answered = sent.get((step.client_id, step.occasion))
        found.append(
            Row(
                step=step.pk,
                client=step.client_id,
                reference=step.client.reference,
                key=step.key,
                purpose=step.purpose,
                instrument=step.instrument,
                channel=directive.terms.channel if directive else "",
                reader=reader.client_facing_name if reader else "",
                opens_on=step.opens_on,
                due_on=step.due_on,
                closes_on=step.closes_on,
                state=step.state,
                because=step.held_because,
                group=_group(step, at),
                administration=answered.pk if answered else None,
                answered_at=answered.sent_at if answered else None,
            )
        )
    return found


def _group(step: Step, at: datetime) -> Group:
    if step.state == "unknown" or step.held_because in {"refused_address", "failed"}:
        return Group.NEEDS_A_PERSON
    if step.state == "held":
        return Group.TO_CONFIRM
    if step.state in {"sent", "answered"}:
        return Group(step.state)
    if step.state == "planned":
        today = wall(at, step.client.time_zone).date()
        return Group.DUE if step.due_on <= today else Group.PLANNED
    return Group.NOT_SENT
