"""A practice closes: the plan, who stands behind it, how far it is, the letters."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.audit.actors import Role
from afterword.contact import closures, queries, tasks
from afterword.contact.asked import SETTLERS
from afterword.contact.errors import (
    ClosureError,
    GateError,
    SettlingError,
)
from afterword.contact.go_aheads import MAKERS
from afterword.contact.services import closing_down, posting
from afterword.contact.services.closing_down import PLANNERS
from afterword.contact.weighing import book
from afterword.desk import closure_letters, going_ahead
from afterword.desk.duty_words import duty_says
from afterword.desk.forms.closure import ClosureForm, ReasonsForm
from afterword.desk.forms.going_ahead import ConfirmForm
from afterword.ending.unplanned import Closure, ClosureLine
from afterword.letters.errors import LetterError
from afterword.look.pages import see_other, unprocessable
from afterword.look.shown import KnownFact
from afterword.look.templatetags.look import full_date
from afterword.tenancy import practice

SEES = tuple(dict.fromkeys((*PLANNERS, *SETTLERS, *MAKERS)))
BOTH = require_http_methods(["GET", "POST"])
PAGE = 100
WHY = {
    "no_address": gettext_lazy("No postal address on file that only they read"),
    "other_language": gettext_lazy("No letter in their language"),
    "use_safest_address": gettext_lazy("Nobody knows whether others read their post"),
    "hold": gettext_lazy("Something about them is not known"),
    "consult": gettext_lazy("Somebody has to talk it over first"),
    "refuse": gettext_lazy("The answer is no"),
}


@require_GET
@staff(*SEES)
def closure(request: StaffRequest) -> HttpResponse:
    """Show the one thing that is next, and how far everything is."""
    today = clock.today(request.membership.practice.time_zone)
    with practice(request.actor.practice):
        row = Closure.objects.exclude(state="called_off").first()
        if row is None:
            context = {
                "here": "practice",
                "may_plan": request.actor.has(*PLANNERS),
                "may_post": request.actor.has(*MAKERS),
                "may_list": request.actor.has(*PLANNERS, Role.SUPERVISOR),
                "called_off": _called_off(request),
            }
            return render(request, "desk/closure.html", context)
        settlement = closures.settlement_of(row)
        state = settlement.state(today) if settlement else "none"
        people = queries.names_of(settlement.people if settlement else ())
        progress = closures.progress_of(row)
        waiting = posting.waiting(row, request.actor)
        mine = posting.own_open(row, request.actor.id) if request.actor.id else []
    context = {
        "here": "practice",
        "row": row,
        "facts": _facts(row),
        "state": state,
        "people": [people.get(one, "") for one in settlement.people]
        if settlement
        else [],
        "progress": progress,
        "is_over": row.last_day < today,
        "waiting": waiting,
        "mine": len(mine),
        "may_plan": request.actor.has(*PLANNERS),
        "may_settle": request.actor.has(*SETTLERS),
        "may_post": request.actor.has(*MAKERS),
        "may_list": request.actor.has(*PLANNERS, Role.SUPERVISOR),
        "form": ReasonsForm(),
        "sections": closure_letters.preview(row, request.membership.practice),
    }
    return render(request, "desk/closure.html", context)


@BOTH
@staff(*PLANNERS)
def plan(request: StaffRequest) -> HttpResponse:
    """Write down how the practice closes. It reaches nobody."""
    data = request.POST if request.method == "POST" else None
    today = clock.today(request.membership.practice.time_zone)
    form = ClosureForm(data, today=today)
    context = {"here": "practice", "form": form}
    if data is None:
        return render(request, "desk/closure_plan.html", context)
    if form.is_valid():
        for words in closure_letters.wrong(form.plan(), request.membership.practice):
            form.add_error(None, words)
    if form.is_valid():
        try:
            closing_down.plan_closure(
                plan=form.plan(), by=request.actor, at=clock.now()
            )
        except ClosureError as error:
            form.add_error(None, str(error.for_people))
        else:
            messages.success(request, _("Saved. Nothing was sent."))
            return _back()
    return unprocessable(request, "desk/closure_plan.html", context)


@require_POST
@staff(*SETTLERS)
def stand_behind(request: StaffRequest, closure: UUID) -> HttpResponse:
    """Stand behind it as the first of two."""
    _found(request, closure)
    form = ReasonsForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["reasons"][0]))
        return _back()
    try:
        closing_down.stand_behind(
            closure=closure,
            reasons=form.cleaned_data["reasons"],
            by=request.actor,
            at=clock.now(),
        )
    except (ClosureError, SettlingError) as error:
        messages.error(request, str(error.for_people))
    else:
        messages.success(request, _("Proposed. A second person confirms it."))
    return _back()


@require_POST
@staff(*PLANNERS)
def run(request: StaffRequest, closure: UUID) -> HttpResponse:
    """Begin to prepare the letters, go on where it stopped, or look again."""
    _found(request, closure)
    try:
        closing_down.begin(closure=closure, by=request.actor, at=clock.now())
        if "again" in request.POST:
            closing_down.reconsider(closure=closure, by=request.actor)
    except ClosureError as error:
        messages.error(request, str(error.for_people))
        return _back()
    tasks.prepare_later(closure=closure, by=request.actor)
    messages.success(
        request, _("It is being prepared. You may leave this page; nothing is sent.")
    )
    return _back()


@require_POST
@staff(*PLANNERS)
def call_off(request: StaffRequest, closure: UUID) -> HttpResponse:
    """End it at once."""
    _found(request, closure)
    closing_down.call_off(closure=closure, by=request.actor, at=clock.now())
    messages.success(request, _("Called off. No further letter can be opened."))
    return _back()


@require_GET
@staff(*PLANNERS, Role.SUPERVISOR)
def left_out(request: StaffRequest, closure: UUID) -> HttpResponse:
    """List who gets no letter from here, each with why. No names are opened."""
    row = _found(request, closure)
    context = _listed(request, row, ("left_out",)) | {
        "may_plan": request.actor.has(*PLANNERS)
    }
    return render(request, "desk/closure_left_out.html", context)


@require_GET
@staff(*PLANNERS, Role.SUPERVISOR)
def told(request: StaffRequest, closure: UUID) -> HttpResponse:
    """List who was written to, also after it was called off. No names are opened."""
    row = _found(request, closure, called_off=True)
    context = _listed(request, row, ("posted", "opened"))
    return render(request, "desk/closure_told.html", context)


@BOTH
@staff(*MAKERS)
def letters(request: StaffRequest, closure: UUID) -> HttpResponse:
    """Open the next letters for who posts them, and show those in hand."""
    row = _found(request, closure, called_off=True)
    data = request.POST if request.method == "POST" else None
    form = ConfirmForm(data, [(name, duty_says(name)) for name in closures.TICKED])
    if data is not None and form.is_valid():
        return _release(request, row, form)
    looked_at = posting.in_hand(closure=row.pk, by=request.actor, at=clock.now())
    with practice(request.actor.practice):
        waiting = posting.waiting(row, request.actor)
    context = {
        "here": "practice",
        "id": row.pk,
        "form": form,
        "waiting": waiting,
        "next": min(waiting, posting.AT_ONCE),
        "mine": closure_letters.envelopes(looked_at, by=request.actor),
        "shut": [
            {
                "reference": one.line.client.reference,
                "why": going_ahead.shut_words(one.seen),
                "alone": reverse("desk:go_ahead", args=[one.line.go_ahead_id])
                if one.is_told_alone
                else "",
            }
            for one in looked_at
            if one.seen.state != "open"
        ],
        "is_told": any(not one.is_told_alone for one in looked_at),
    }
    if data is not None:
        return unprocessable(request, "desk/closure_letters.html", context)
    return render(request, "desk/closure_letters.html", context)


@require_POST
@staff(*MAKERS)
def posted(request: StaffRequest, closure: UUID) -> HttpResponse:
    """Say of the letters in hand that they were posted, or that they were not."""
    _found(request, closure, called_off=True)
    was = request.POST.get("came") == "posted"
    try:
        number = posting.record_posted(
            closure=closure, posted=was, by=request.actor, at=clock.now()
        )
    except GateError as error:
        messages.error(request, str(error.for_people))
    else:
        said = _("%(number)s written down as posted.") if was else _("%(number)s kept.")
        messages.success(request, said % {"number": number})
    return see_other(reverse("desk:closure_letters", args=[closure]) + "#done")


@require_POST
@staff(*MAKERS)
def letter(request: StaffRequest, closure: UUID, line: UUID) -> HttpResponse:
    """Give one letter in hand as paper, decided again; only to who holds it."""
    row = _found(request, closure, called_off=True)
    found = posting.in_hand(closure=row.pk, line=line, by=request.actor, at=clock.now())
    if not found:
        raise Http404
    here = reverse("desk:closure_letters", args=[row.pk]) + "#done"
    if found[0].seen.state != "open":
        messages.error(request, going_ahead.shut_words(found[0].seen))
        return see_other(here)
    (one,) = closure_letters.envelopes(found, by=request.actor)
    try:
        made = closure_letters.pdf(
            row, one, request.membership.practice, by=request.actor
        )
    except LetterError as error:
        messages.error(request, str(error.for_people))
        return see_other(here)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="letter.pdf"'
    return answer


def why_words(why: str) -> str:
    """Say why somebody gets no letter from here."""
    rules = book().rules
    if why in rules:
        return rules[why].because
    return str(WHY[why]) if why in WHY else duty_says(why)


def _release(request: StaffRequest, row: Closure, form: ConfirmForm) -> HttpResponse:
    here = reverse("desk:closure_letters", args=[row.pk]) + "#done"
    try:
        opened = posting.release(
            closure=row.pk, confirmed=form.ticked, by=request.actor, at=clock.now()
        )
    except (ClosureError, GateError) as error:
        messages.error(request, str(error.for_people))
        return see_other(here)
    if opened:
        messages.success(
            request, _("Open until the end of today. Print and post them.")
        )
    else:
        messages.error(request, _("None could be opened now. The lists say why."))
    return see_other(here)


def _facts(row: Closure) -> list[KnownFact]:
    since = full_date(row.former_since) if row.former_since else _("Everybody on file")
    values: list[tuple[str, Any]] = [
        (_("Last day"), full_date(row.last_day)),
        (_("Former clients since"), since),
        (_("Keeps the records"), row.custodian),
        (_("How to ask"), row.ask_how),
        (_("Questions"), row.questions_to),
    ]
    return [KnownFact(name=name, value=value) for name, value in values]


def _found(
    request: StaffRequest, closure: UUID, *, called_off: bool = False
) -> Closure:
    """Give a closure that goes on; with ``called_off`` also one that does not."""
    with practice(request.actor.practice):
        row = Closure.objects.filter(pk=closure).first()
    if row is None or (row.state == posting.CALLED_OFF and not called_off):
        raise Http404
    return row


def _called_off(request: StaffRequest) -> list[dict[str, Any]]:
    """Give what was called off after letters had gone. Inside an open practice only."""
    who = request.actor.id
    rows = Closure.objects.filter(state=posting.CALLED_OFF).order_by("-planned_at")
    reached = rows.filter(lines__state__in=("posted", "opened")).distinct()
    return [
        {"row": one, "mine": len(posting.own_open(one, who)) if who else 0}
        for one in reached
    ]


def _listed(
    request: StaffRequest, row: Closure, states: Collection[str]
) -> dict[str, Any]:
    """Give one page of the people of a closure whose letters stand like this."""
    with practice(request.actor.practice):
        lines = ClosureLine.objects.filter(closure=row, state__in=states)
        rows = lines.select_related("client").order_by("client__reference")
        page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
        shown = [
            {
                "reference": one.client.reference,
                "why": why_words(one.why) if one.why else "",
                "state": one.state,
                "url": reverse("desk:person", args=[one.client_id])
                if request.actor.has(Role.SUPERVISOR, Role.ADMINISTRATOR)
                else "",
            }
            for one in page
        ]
    return {"here": "practice", "id": row.pk, "row": row, "shown": shown, "page": page}


def _back() -> HttpResponse:
    return see_other(reverse("desk:closure") + "#done")


urlpatterns = [
    path("closure", closure, name="closure"),
    path("closure/plan", plan, name="closure_plan"),
    path("closure/<uuid:closure>/stand", stand_behind, name="closure_stand"),
    path("closure/<uuid:closure>/run", run, name="closure_run"),
    path("closure/<uuid:closure>/off", call_off, name="closure_off"),
    path("closure/<uuid:closure>/left-out", left_out, name="closure_left_out"),
    path("closure/<uuid:closure>/told", told, name="closure_told"),
    path("closure/<uuid:closure>/letters", letters, name="closure_letters"),
    path("closure/<uuid:closure>/posted", posted, name="closure_posted"),
    path("closure/<uuid:closure>/letters/<uuid:line>", letter, name="closure_letter"),
]
