"""An ending: its tasks in any order, saved as they come; check, close, open again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.accounts.models import Membership
from afterword.audit.actors import Role
from afterword.clinic.errors import NotTogetherError
from afterword.clinic.models import Clinician
from afterword.clinic.services import together
from afterword.consent.standing import CONFIRM_WITHIN, DirectiveState
from afterword.desk import came_together, prepared, whose, young
from afterword.desk.forms.ending import FactsForm
from afterword.desk.forms.ending_parts import FORMS
from afterword.desk.part_words import TASKS
from afterword.desk.readback import changed_since, lines_of
from afterword.desk.views import (
    dropouts,
    ending_contact,
    ending_letters,
    ending_measure,
    ending_parts,
    ending_plan,
    ending_referrals,
)
from afterword.desk.views.ending_parts import opened as _opened
from afterword.desk.wording import DECISIONS, MEASURES, MISSING, said
from afterword.ending import parts, queries
from afterword.ending.errors import BarredKindError, EndingError, IncompleteError
from afterword.ending.models import Ending, EndingVersion
from afterword.ending.services import agreeing, closing, writing
from afterword.ending.services.leaving import TRANSFER
from afterword.look.pages import see_other, unprocessable
from afterword.look.shown import Task
from afterword.look.templatetags.look import full_date
from afterword.tenancy import practice

BOTH = require_http_methods(["GET", "POST"])
Page = Callable[[StaffRequest, Ending], HttpResponse]


@require_http_methods(["GET"])
@staff(Role.CLINICIAN)
def ending(request: StaffRequest, ending: UUID) -> HttpResponse:
    """Show the tasks of an ending, or what it came to."""
    row = held(request, ending)
    person = whose.person_of(request, row.client, purpose="ending")
    with practice(request.actor.practice):
        directive = queries.directive_of(row)
        versions = list(EndingVersion.objects.filter(ending=row).order_by("at"))
        held_beside = queries.held(row, on=clock.today(row.client.time_zone))
    tasks = _tasks(row, held_beside)
    context = {
        "here": "people",
        "id": row.pk,
        "client": row.client_id,
        "person": person,
        "is_open": row.state == "open",
        "receiver_url": reverse("desk:receiver", args=[row.pk])
        if row.kind == TRANSFER
        else "",
        "dropout_url": dropouts.url_of(row, request.actor),
        "template": held_beside.template,
        "tasks": tasks,
        "others": _others(row, held_beside),
        "next": _next(tasks),
        "missing": _missing(row, held_beside),
        "ended_on": row.ended_on,
        "decision": said(DECISIONS, row.contact_decision),
        "directive": _proposal(directive),
        "versions": _versions(request, versions),
        "came_with": came_together.lines(request, row.client),
        "young": young.shown(row) if row.state == "open" else None,
    }
    return render(request, "desk/ending.html", context)


@BOTH
@staff(Role.CLINICIAN)
def task(request: StaffRequest, ending: UUID, task: str) -> HttpResponse:
    """Show or save one task of an ending."""
    row = held(request, ending)
    page = PAGES.get(task)
    if page is None:
        raise Http404
    if row.state != "open" and task != "check":
        messages.error(request, _("This ending is closed. Open it again to change it."))
        return see_other(reverse("desk:ending", args=[row.pk]) + "#done")
    return page(request, row)


@require_POST
@staff(Role.CLINICIAN)
def close(request: StaffRequest, ending: UUID) -> HttpResponse:
    """Close an ending: its dates count from now on."""
    row = held(request, ending)
    try:
        if parts.bars_protocol(row.kind) and not row.contact_decision:
            agreeing.agree(ending=row.pk, decision="none", by=request.actor)
        closing.close(ending=row.pk, by=request.actor)
    except IncompleteError:
        context = _check_context(request, held(request, ending))
        context["notice"] = _("Not closed yet. The list says what is missing.")
        return unprocessable(request, "desk/ending_check.html", context)
    except EndingError as error:
        messages.error(request, str(error.for_people))
    else:
        messages.success(request, _("Closed. Its dates count from now on."))
    return see_other(reverse("desk:ending", args=[row.pk]) + "#done")


@require_POST
@staff(Role.CLINICIAN)
def reopen(request: StaffRequest, ending: UUID) -> HttpResponse:
    """Open a closed ending again, to correct it."""
    row = held(request, ending)
    try:
        closing.reopen(ending=row.pk, by=request.actor)
    except EndingError as error:
        messages.error(request, str(error.for_people))
    else:
        messages.success(request, _("Open again. Nothing goes out until it is closed."))
    return see_other(reverse("desk:ending", args=[row.pk]) + "#done")


def held(request: StaffRequest, ending: UUID) -> Ending:
    """Give an ending to the clinician who holds it; to anybody else: not found."""
    with practice(request.actor.practice):
        own = whose.own_clinician(request.actor)
        rows = Ending.objects.select_related("client", "episode")
        found = rows.filter(pk=ending).first()
    if found is None or not holds(own, found):
        raise Http404
    return found


def holds(own: Clinician | None, found: Ending) -> bool:
    """Say whether an ending is this clinician's to open: not one of who was before."""
    return own is not None and queries.is_held_by(found, own.pk)


def _facts(request: StaffRequest, row: Ending) -> HttpResponse:
    """Write what kind of ending it is and when it was."""
    data = request.POST if request.method == "POST" else None
    today = clock.today(row.client.time_zone)
    initial = {} if data is not None else _facts_initial(request, row)
    offered = came_together.offered(request, row) if data is None else {}
    initial |= offered
    form = FactsForm(data, today=today, initial=initial)
    context = {
        "here": "people",
        "id": row.pk,
        "client": row.client_id,
        "form": form,
        "is_offered": bool(offered),
    }
    if data is None:
        return render(request, "desk/ending_facts.html", context)
    if not form.is_valid():
        return unprocessable(request, "desk/ending_facts.html", context)
    given = dict(form.cleaned_data)
    reason, came = given.pop("reason"), given.pop("format")
    try:
        if came and came != row.episode.format:
            together.set_format(client=row.client_id, format=came, by=request.actor)
        writing.write_facts(
            ending=row.pk, facts=writing.EndingFacts(**given), by=request.actor
        )
        writing.write_words(ending=row.pk, words={"reason": reason}, by=request.actor)
    except BarredKindError:
        form.add_error(
            "kind",
            _("Check-ins are agreed in this ending. Change the contact first"),
        )
    except NotTogetherError as error:
        form.add_error("format", str(error.for_people))
    except IncompleteError as error:
        form.add_error(None, " ".join(said(MISSING, code) for code in error.missing))
    except EndingError as error:
        form.add_error(None, str(error.for_people))
    else:
        return _after_facts(request, row, given)
    return unprocessable(request, "desk/ending_facts.html", context)


def _after_facts(
    request: StaffRequest, row: Ending, given: dict[str, Any]
) -> HttpResponse:
    """Lead to the check-ins again when the day that they count from has changed."""
    is_moved = row.ended_on is not None and given["ended_on"] != row.ended_on
    if row.contact_decision != "light_check_in" or not is_moved:
        return _saved(request, row)
    messages.success(
        request,
        _(
            "Saved. The last day has changed, so agree the check-ins again: they count "
            "from it."
        ),
    )
    return see_other(reverse("desk:ending_task", args=[row.pk, "check-ins"]) + "#done")


def _part(key: str) -> Page:
    """Make the page of a task that is kept as a part."""

    def page(request: StaffRequest, row: Ending) -> HttpResponse:
        return ending_parts.page(request, row, key)

    return page


def _check(request: StaffRequest, row: Ending) -> HttpResponse:
    """Read everything back, with a way to change each."""
    if request.method == "POST":
        raise Http404
    return render(request, "desk/ending_check.html", _check_context(request, row))


def _check_context(request: StaffRequest, row: Ending) -> dict[str, Any]:
    told = _opened(request, row, list(writing.WORDS))
    with practice(request.actor.practice):
        directive = queries.directive_of(row)
        directives = queries.directives_of(row)
        held_beside = queries.held(row, on=clock.today(row.client.time_zone))
        today = clock.today(row.client.time_zone)
        later = prepared.later(row, on=row.ended_on or today)
    keys = [key for key in held_beside.plain if key in FORMS]
    written = queries.words_of(row, keys, by=request.actor)
    return {
        "here": "people",
        "id": row.pk,
        "form": forms.Form(),
        "is_open": row.state == "open",
        "sections": lines_of(row, told, directives, held_beside, written),
        "missing": _missing(row, held_beside),
        "directive": _proposal(directive),
        "confirm_by": row.ended_on + CONFIRM_WITHIN if row.ended_on else None,
        "is_barred": parts.bars_protocol(row.kind),
        "is_pretext": held_beside.plain.get("notice", {}).get("pretext") == "yes",
        "later": later,
        "ended_on": row.ended_on,
    }


def _saved(request: StaffRequest, row: Ending) -> HttpResponse:
    messages.success(request, _("Saved."))
    return see_other(reverse("desk:ending", args=[row.pk]) + "#done")


def _facts_initial(request: StaffRequest, row: Ending) -> dict[str, Any]:
    names = ("kind", "ended_by", "agreed", "ending_form", "ended_on")
    initial = {name: getattr(row, name) for name in names}
    initial["last_professional_contact_on"] = row.last_professional_contact_on
    initial["approach"] = row.episode.approach
    initial["format"] = row.episode.format
    return initial | _opened(request, row, ["reason"])


def _proposal(directive: DirectiveState | None) -> dict[str, Any] | None:
    if directive is None:
        return None
    until = directive.ended_on + CONFIRM_WITHIN if directive.ended_on else None
    return {
        "state": directive.state,
        "until": until,
        "confirmed_on": directive.confirmed_on,
    }


def _missing(row: Ending, held: parts.Held) -> list[str]:
    codes = parts.missing(row, held)
    if parts.bars_protocol(row.kind) and "contact" in codes:
        codes.remove("contact")
    return [said(MISSING, code) for code in codes]


def _tasks(row: Ending, held: parts.Held) -> list[Task]:
    tasks = [
        Task(
            words=said(TASKS, one.key),
            state=_state(row, one),
            url=reverse("desk:ending_task", args=[row.pk, one.key]),
            note=_("Needed to close") if one.needed and not one.barred else "",
            done=one.done or one.barred,
        )
        for one in parts.tasks(row, held)
        if one.key in PAGES
    ]
    left = _missing(row, held)
    tasks.append(
        Task(
            words=_("Check and close"),
            state=_("Ready") if not left else _("Something is missing"),
            url=reverse("desk:ending_task", args=[row.pk, "check"]),
        )
    )
    return tasks


def _others(row: Ending, held: parts.Held) -> list[tuple[str, str]]:
    """Give the tasks that this approach does not have, to add if they fit."""
    return [
        (reverse("desk:ending_task", args=[row.pk, key]), said(TASKS, key))
        for key in parts.others(row, held)
        if key in PAGES
    ]


def _next(tasks: list[Task]) -> Task:
    """Give the task to go on with: what is still needed, else check and close."""
    *before, check = tasks
    needed = [one for one in before if one.note and not one.done]
    return (needed or [check])[0]


def _state(row: Ending, one: parts.Task) -> str:
    if one.barred:
        return _("Not for this ending")
    if not one.done:
        started = one.key == "facts" and any((row.kind, row.ended_on))
        return _("Started") if started else _("Not started")
    if one.key == "measure":
        return said(MEASURES, row.measure)
    if one.key == "contact":
        return said(DECISIONS, row.contact_decision)
    return _("Done")


def _versions(request: StaffRequest, rows: list[EndingVersion]) -> list[dict[str, Any]]:
    """Say when it was closed and opened, by whom, and what a correction changed."""
    zone = ZoneInfo(request.membership.practice.time_zone)
    members = Membership.objects.filter(practice_id=request.actor.practice)
    names = dict(members.values_list("user_id", "user__name"))
    shown, before = [], None
    for row in rows:
        changed: list[str] = []
        if row.says == "closed":
            changed = changed_since(before, row.snapshot)
            before = row.snapshot
        shown.append(
            {
                "says": _("Closed") if row.says == "closed" else _("Opened again"),
                "on": full_date(row.at.astimezone(zone).date()),
                "by": names.get(row.by_id, "") if row.by_id else "",
                "changed": changed,
            }
        )
    return shown


PAGES: dict[str, Page] = {
    "facts": _facts,
    **{key: _part(key) for key in FORMS},
    "measure": ending_measure.measure,
    "plan": ending_plan.page,
    "safety": ending_plan.safety_page,
    "contact": ending_contact.contact,
    "check-ins": ending_contact.check_ins,
    "letters": ending_letters.page,
    "referrals": ending_referrals.page,
    "check": _check,
}

urlpatterns = [
    path("endings/<uuid:ending>", ending, name="ending"),
    path("endings/<uuid:ending>/close", close, name="ending_close"),
    path("endings/<uuid:ending>/reopen", reopen, name="ending_reopen"),
    path("endings/<uuid:ending>/<slug:task>", task, name="ending_task"),
]
