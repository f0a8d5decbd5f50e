"""The board of planned contacts, and one of them. Staff see, pause and take out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.audit.actors import Role
from afterword.audit.models import Event
from afterword.clinic.models import Client
from afterword.clinic.services.reports import ABOUT_CLIENTS
from afterword.consent import queries
from afterword.consent.errors import ConsentError
from afterword.consent.services import narrow, pause
from afterword.consent.standing import DirectiveState
from afterword.contact import services as gate
from afterword.contact.weighing import Weighed
from afterword.desk import asking, going_ahead, whose
from afterword.desk.events import event_words
from afterword.desk.fact_words import options_of
from afterword.desk.rulings import About, show
from afterword.desk.step_words import channel_words, state_words, step_name
from afterword.desk.wording import address_of
from afterword.followup import steps
from afterword.followup.board import Group, Row, board, outlook, row_of
from afterword.followup.models import Step
from afterword.followup.sending import request_for
from afterword.followup.services import confirm_facts
from afterword.look.pages import see_other
from afterword.look.shown import Option
from afterword.rules.asking import answer as as_plain
from afterword.tenancy import practice

READERS = (Role.CLINICIAN, Role.SUPERVISOR)
OPEN = frozenset({"planned", "held", "paused"})
PEOPLE = frozenset({Group.NEEDS_A_PERSON, Group.TO_CONFIRM})


@dataclass(frozen=True)
class Line:
    """One row of the board, as words."""

    url: str
    day: date
    who: str
    step: str
    channel: str
    reader: str
    state: str
    answers_url: str = ""


@dataclass(frozen=True)
class Told:
    """One line of what happened to a step."""

    at: datetime
    words: str


@dataclass(frozen=True)
class Letter:
    """The message as it will leave; the address itself stays closed."""

    sender: str
    to: str
    subject: str
    body: str


@dataclass(frozen=True)
class ToConfirm:
    """One missing fact of a step that waits, to be confirmed by a person."""

    fact: str
    words: str
    options: tuple[Option, ...]


@require_GET
@staff(*READERS)
def followup(request: StaffRequest) -> HttpResponse:
    """Show eight weeks, what needs a person first."""
    actor = request.actor
    with practice(actor.practice):
        own = _pks(whose.visible(actor))
        read = _pks(whose.answers_of(actor)) if actor.has(Role.CLINICIAN) else set()
        by_hand = going_ahead.made(own, by=actor, at=clock.now())
    rows = [
        row
        for row in board(actor.practice, at=clock.now(), clients=own)
        if row.state != "cancelled"
    ]
    context = {
        "here": "followup",
        "people": _lines(rows, _needs_a_person, read),
        "by_hand": by_hand,
        "not_sent": _lines(rows, lambda row: row.group is Group.NOT_SENT, read),
        "lines": _lines(
            rows,
            lambda row: row.group is not Group.NOT_SENT and not _needs_a_person(row),
            read,
        ),
    }
    return render(request, "desk/followup.html", context)


@require_GET
@staff(*READERS)
def step(request: StaffRequest, step: UUID) -> HttpResponse:
    """Show one planned contact: what would be answered now, and what would leave."""
    row, client = _find(request, step)
    return render(request, "desk/step.html", _step_page(request, row, client))


@require_POST
@staff(*READERS)
def pause_step(request: StaffRequest, step: UUID) -> HttpResponse:
    """Let the whole agreement rest, on the client's word. Only they start it again."""
    row, _client = _find(request, step)
    directive = _directive(request, row)
    if directive is None:
        raise Http404
    now = clock.now()
    try:
        pause(directive=directive.id, client=row.client, by=request.actor, at=now)
    except ConsentError as error:
        messages.error(request, error.for_people)
        return _back(step)
    _replan(request, row.client, now)
    messages.success(request, _("Paused. Only they can start it again."))
    return _back(step)


@require_POST
@staff(*READERS)
def take_out(request: StaffRequest, step: UUID) -> HttpResponse:
    """Take one step out of an agreement. It cannot be put back by staff."""
    row, _client = _find(request, step)
    directive = _directive(request, row)
    if directive is None or len(directive.terms.steps) < 2:  # noqa: PLR2004 - the last
        raise Http404
    kept = tuple(one for one in directive.terms.steps if one.key != row.key)
    now = clock.now()
    try:
        narrow(
            directive=directive.id,
            client=row.client,
            terms=replace(directive.terms, steps=kept),
            by=request.actor,
            at=now,
        )
    except ConsentError as error:
        messages.error(request, error.for_people)
        return _back(step)
    _replan(request, row.client, now)
    messages.success(request, _("Taken out. It will not be sent."))
    return _back(step)


@require_POST
@staff(Role.CLINICIAN)
def confirm(request: StaffRequest, step: UUID) -> HttpResponse:
    """Take what the clinician says of the facts that a step waits for."""
    row, _client = _find(request, step)
    given = {
        name: request.POST[name]
        for name, values in ABOUT_CLIENTS.items()
        if request.POST.get(name) in values
    }
    if not given:
        messages.error(request, _("Nothing was chosen, so nothing was changed."))
        return _back(step)
    confirm_facts(
        client=row.client,
        answers=given,
        as_of=clock.today(request.membership.practice.time_zone),
        by=request.actor,
        at=clock.now(),
    )
    messages.success(request, _("Saved. It is weighed again before anything goes."))
    return _back(step)


@require_POST
@staff(*READERS)
def talk_over(request: StaffRequest, step: UUID) -> HttpResponse:
    """Keep the answer about one check-in, so that a colleague can be asked."""
    row, _client = _find(request, step)
    if row.state not in OPEN:
        raise Http404
    ruling = asking.ask_about_step(row.step, by=request.actor, at=clock.now())
    if ruling is None:
        raise Http404
    return see_other("desk:ruling", ruling.id)


def _step_page(request: StaffRequest, row: Row, client: Client) -> dict[str, Any]:
    now = clock.now()
    person = whose.person_of(request, client, purpose="read_step")
    directive = _directive(request, row)
    weighed = _weighed(request, row, now) if row.state in OPEN else None
    seen = outlook(row.step, by=request.actor, at=now) if weighed else None
    asked = [
        ToConfirm(one.fact, one.question, options_of(one.fact))
        for one in (seen.asked if seen else ())
        if one.fact in ABOUT_CLIENTS
    ]
    context: dict[str, Any] = {
        "here": "followup",
        "row": row,
        "person": person,
        "person_url": address_of("desk:person", client.pk),
        "name": step_name(row.key, row.instrument),
        "state": state_words(row.state, row.because),
        "channel": channel_words(row.channel),
        "history": _history(request, row),
        "to_confirm": asked,
        "may_pause": directive is not None and directive.state == "confirmed",
        "may_take_out": row.state in OPEN
        and directive is not None
        and len(directive.terms.steps) > 1,
        "is_paused": directive is not None and directive.state == "paused",
    }
    if weighed is not None and seen is not None:
        context |= _now(row, weighed, person.called)
        context["wants_talk"] = weighed.decision.line.value == "consult"
        context["letter"] = _letter(weighed, row) if seen.text else None
    return context


def _now(row: Row, weighed: Weighed, called: str) -> dict[str, Any]:
    """Show what the gate would say at this moment. It is not kept."""
    decision = weighed.decision
    plain = as_plain(decision, general=False)
    about = About(
        asked=_("As it stands now. It is asked again just before it leaves."),
        who=called,
        purpose=row.purpose,
        on=decision.on,
        facts=decision.facts,
        unmet=tuple(one for one in weighed.unmet if one not in _WAITS),
    )
    return {"ruling": show(plain, about, answer=decision).view}


_WAITS = frozenset({"inside_agreed_hours", "inside_agreed_window"})
"""What waits for its own day and hour, and is nothing to be met by anybody."""


def _weighed(request: StaffRequest, row: Row, now: datetime) -> Weighed | None:
    with practice(request.actor.practice):
        found = Step.objects.get(pk=row.step)
        wanted = request_for(found, at=now)
    if wanted is None:
        return None
    ahead = max(row.due_on, wanted.on)
    return gate.preview(request=wanted, by=request.actor, at=now, on=ahead)


def _letter(weighed: Weighed, row: Row) -> Letter:
    wording = weighed.draft.wording
    return Letter(
        sender=weighed.draft.sender_label,
        to=_("their agreed address (%(channel)s)")
        % {"channel": channel_words(row.channel).lower()},
        subject=wording.subject if wording else "",
        body=wording.text if wording else "",
    )


def _history(request: StaffRequest, row: Row) -> list[Told]:
    zone = ZoneInfo(request.membership.practice.time_zone)
    with practice(request.actor.practice):
        rows = Event.objects.filter(client_id=row.client, about_id=row.step)
        lines = list(rows.order_by("-at")[:30])
    return [
        Told(
            one.at.astimezone(zone),
            state_words(one.outcome, one.why)
            if one.name == "followup.step_changed"
            else event_words(one.name),
        )
        for one in lines
    ]


def _find(request: StaffRequest, step: UUID) -> tuple[Row, Client]:
    """Give a step of a client whom this person may see, or *not found*."""
    row = row_of(step, practice_id=request.actor.practice, at=clock.now())
    if row is None:
        raise Http404
    return row, whose.client_of(request, row.client)


def _directive(request: StaffRequest, row: Row) -> DirectiveState | None:
    with practice(request.actor.practice):
        found = Step.objects.get(pk=row.step)
        return queries.standing_of(row.client).directives.get(found.directive_id)


def _replan(request: StaffRequest, client: UUID, now: datetime) -> None:
    """Show the plan as it is now, before the next round would."""
    with practice(request.actor.practice):
        steps.refresh_client(client, by=request.actor, at=now)


def _needs_a_person(row: Row) -> bool:
    """Say whether somebody has to do something: answer, choose a reader, look."""
    waits = row.state in {"planned", "held"}
    return row.group in PEOPLE or (waits and not row.reader)


def _pks(which: Q) -> set[UUID]:
    return set(Client.objects.filter(which).values_list("pk", flat=True))


def _lines(rows: Sequence[Row], wanted: Any, read: Collection[UUID]) -> list[Line]:
    """Give the rows that are wanted; answers open only for those who read them."""
    return [
        Line(
            url=reverse("desk:step", args=[row.step]),
            day=row.due_on,
            who=row.reference,
            step=step_name(row.key, row.instrument),
            channel=channel_words(row.channel),
            reader=row.reader or _("Nobody"),
            state=state_words(row.state, row.because)
            if row.reader or row.state not in OPEN
            else _("Waits: nobody reads the answers"),
            answers_url=address_of("desk:answer", row.administration)
            if row.administration and row.client in read
            else "",
        )
        for row in rows
        if wanted(row)
    ]


def _back(step: UUID) -> HttpResponse:
    return see_other(f"{reverse('desk:step', args=[step])}#done")


urlpatterns = [
    path("follow-up", followup, name="followup"),
    path("follow-up/<uuid:step>", step, name="step"),
    path("follow-up/<uuid:step>/pause", pause_step, name="step_pause"),
    path("follow-up/<uuid:step>/take-out", take_out, name="step_take_out"),
    path("follow-up/<uuid:step>/confirm", confirm, name="step_confirm"),
    path("follow-up/<uuid:step>/talk", talk_over, name="step_talk"),
]
