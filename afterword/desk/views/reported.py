"""What staff may write down about a person: a stop, a report, a return. Never a yes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.audit.actors import Role
from afterword.clinic.models import Client, Clinician
from afterword.clinic.services import reports
from afterword.consent import queries as consent
from afterword.consent import services as consenting
from afterword.consent.errors import ConsentError
from afterword.consent.standing import DirectiveState
from afterword.consent.terms import Terms
from afterword.desk import whose
from afterword.desk.choices import choices_of
from afterword.desk.forms.reports import (
    FOR_CLINICIANS,
    VALUES,
    NarrowForm,
    ReportForm,
    ReturnForm,
    StopForm,
)
from afterword.desk.views.people import SEES
from afterword.desk.wording import OFFSETS, REPORTS, said
from afterword.look.pages import see_other, unprocessable
from afterword.look.shown import Task
from afterword.look.templatetags.look import full_date
from afterword.tenancy import practice

BOTH = require_http_methods(["GET", "POST"])


@BOTH
@staff(*SEES)
def stop(request: StaffRequest, client: UUID) -> HttpResponse:
    """Record that the person told somebody here to stop. It counts at once."""
    row = whose.client_of(request, client)
    with practice(request.actor.practice):
        now = consent.standing_of(row.pk)
    open_choices = [
        (one.id, one.words)
        for one in choices_of(now, today=clock.today(row.time_zone), names={})
        if one.is_open
    ]
    data = request.POST if request.method == "POST" else None
    form = StopForm(data, open_choices=open_choices)
    context = {"here": "people", "form": form, "id": row.pk}
    if data is None:
        return render(request, "desk/person_stop.html", context)
    if not form.is_valid():
        return unprocessable(request, "desk/person_stop.html", context)
    try:
        answer = consenting.withdraw(
            client=row.pk,
            scope=form.chosen(),
            by=request.actor,
            at=clock.now(),
            to_staff=True,
        )
    except ConsentError as error:
        form.add_error(None, str(error.for_people))
        return unprocessable(request, "desk/person_stop.html", context)
    messages.success(request, _truth(answer))
    return _back(row)


@BOTH
@staff(*SEES)
def narrow(request: StaffRequest, client: UUID, directive: UUID) -> HttpResponse:
    """Make an agreement smaller, as the person asked. Nothing here makes it larger."""
    row = whose.client_of(request, client)
    with practice(request.actor.practice):
        found = consent.standing_of(row.pk).directives.get(directive)
    if found is None or found.state not in {"proposed", "confirmed", "paused"}:
        raise Http404
    data = request.POST if request.method == "POST" else None
    keys = [step.key for step in found.terms.steps]
    form = NarrowForm(data, steps=_steps(found), initial={"keep": keys})
    context = {"here": "people", "form": form, "id": row.pk}
    if data is None:
        return render(request, "desk/person_narrow.html", context)
    if form.is_valid():
        try:
            consenting.narrow(
                directive=directive,
                client=row.pk,
                terms=_narrower(found, form.cleaned_data["keep"]),
                by=request.actor,
                at=clock.now(),
            )
        except ConsentError as error:
            form.add_error(None, str(error.for_people))
        else:
            messages.success(request, _("Saved. Only what is left can still be sent."))
            return _back(row)
    return unprocessable(request, "desk/person_narrow.html", context)


@require_GET
@staff(*SEES)
def what(request: StaffRequest, client: UUID) -> HttpResponse:
    """Offer what can be reported about this person."""
    row = whose.client_of(request, client)
    tasks = [
        Task(
            words=said(REPORTS, name),
            state="",
            url=reverse("desk:report_fact", args=[row.pk, name]),
        )
        for name in _reportable(request)
    ]
    tasks.append(
        Task(
            words=_("They came back to therapy here"),
            state="",
            url=reverse("desk:came_back", args=[row.pk]),
        )
    )
    context = {"here": "people", "tasks": tasks, "id": row.pk}
    return render(request, "desk/person_reports.html", context)


@BOTH
@staff(*SEES)
def report(request: StaffRequest, client: UUID, name: str) -> HttpResponse:
    """Report one thing. The newest report holds; none is ever changed."""
    row = whose.client_of(request, client)
    if name not in _reportable(request):
        raise Http404
    data = request.POST if request.method == "POST" else None
    today = clock.today(request.membership.practice.time_zone)
    form = ReportForm(data, name=name, today=today)
    context = {"here": "people", "form": form, "id": row.pk}
    context["heading"] = said(REPORTS, name)
    if data is None:
        return render(request, "desk/person_report.html", context)
    if not form.is_valid():
        return unprocessable(request, "desk/person_report.html", context)
    given = form.cleaned_data
    reports.report(
        client=row.pk,
        name=name,
        value=given["value"],
        as_of=given["as_of"],
        note=given["note"],
        by=request.actor,
        at=clock.now(),
    )
    messages.success(request, _("Saved. Every message is weighed with it from now on."))
    return _back(row)


@BOTH
@staff(*SEES)
def came_back(request: StaffRequest, client: UUID) -> HttpResponse:
    """Say that somebody came back: care begins again, what was planned rests."""
    row = whose.client_of(request, client)
    data = request.POST if request.method == "POST" else None
    with practice(request.actor.practice):
        clinicians = list(Clinician.objects.filter(left_on__isnull=True))
    if not request.actor.has(*whose.PRACTICE_WIDE):
        clinicians = [one for one in clinicians if one.user_id == request.actor.id]
    form = ReturnForm(
        data,
        clinicians=[(one.pk, one.name) for one in clinicians],
        today=clock.today(request.membership.practice.time_zone),
        initial={"clinician": str(row.clinician_id or "")},
    )
    context: dict[str, Any] = {"here": "people", "form": form, "id": row.pk}
    if data is None:
        return render(request, "desk/person_back.html", context)
    if not form.is_valid():
        return unprocessable(request, "desk/person_back.html", context)
    reports.report_return(
        client=row.pk,
        clinician=UUID(form.cleaned_data["clinician"]),
        started_on=form.cleaned_data["started_on"],
        by=request.actor,
    )
    messages.success(
        request, _("Saved. They are in care here; check-ins do not go meanwhile.")
    )
    return _back(row)


def _truth(answer: consenting.Withdrawal) -> str:
    """Say what is true now, also when one message had just left."""
    if isinstance(answer, consenting.OneMayBeOnItsWay):
        told = _(
            "Stopped. One message left just before and may still arrive. Nothing comes "
            "after it."
        )
    elif answer.repeated:
        told = _("It was stopped already. Nothing is sent.")
    else:
        told = _("Stopped. Nothing is sent any more.")
    return told


def _reportable(request: StaffRequest) -> list[str]:
    cares = request.actor.has(Role.CLINICIAN, Role.SUPERVISOR)
    return [name for name in VALUES if cares or name not in FOR_CLINICIANS]


def _steps(found: DirectiveState) -> list[tuple[str, str]]:
    steps = []
    for step in found.terms.steps:
        words = said(OFFSETS, step.offset)
        if found.ended_on:
            words = f"{words}, {full_date(step.due_on(found.ended_on))}"
        steps.append((step.key, words))
    return steps


def _narrower(found: DirectiveState, keep: list[str]) -> Terms:
    """Leave steps out, and end the agreement with the last one that stays."""
    terms = found.terms
    steps = tuple(step for step in terms.steps if step.key in keep)
    ends_on = terms.ends_on
    if found.ended_on:
        ends_on = min(ends_on, max(s.window(found.ended_on)[1] for s in steps))
    return replace(terms, steps=steps, count=len(steps), ends_on=ends_on)


def _back(row: Client) -> HttpResponse:
    return see_other(reverse("desk:person", args=[row.pk]) + "#done")


urlpatterns = [
    path("people/<uuid:client>/stop", stop, name="stop"),
    path("people/<uuid:client>/choices/<uuid:directive>", narrow, name="narrow"),
    path("people/<uuid:client>/report", what, name="report"),
    path("people/<uuid:client>/report/<slug:name>", report, name="report_fact"),
    path("people/<uuid:client>/back", came_back, name="came_back"),
]
