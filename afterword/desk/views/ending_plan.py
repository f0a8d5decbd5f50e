"""The plan in an ending: drafted together, handed over, printed; copies they show."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.audit.actors import Role
from afterword.consent import wording
from afterword.desk import whose
from afterword.desk.forms.safety import UNSAID, OfferedForm
from afterword.desk.views.tablet import sign_out
from afterword.ending import plan_words, plans, queries
from afterword.ending.errors import EndingError, NoCopyError
from afterword.ending.forms import DraftForm, PartForm
from afterword.ending.keepsake import (
    Live,
    as_pages,
    help_blocks,
    keepsake,
)
from afterword.ending.models import Ending
from afterword.ending.plans import Part, Plan
from afterword.ending.services import handing, planning, sharing, writing
from afterword.letters.errors import LetterError
from afterword.look.pages import see_other, unprocessable
from afterword.support import lines as support
from afterword.support import ways
from afterword.tenancy import practice

SAFETY: Final = "safety"
"""The task in which it is written down that a safety plan was offered."""


def page(request: StaffRequest, row: Ending) -> HttpResponse:
    """Write the draft together, in the client's words; once theirs, say so."""
    if row.plan_given_at is not None:
        context = {"here": "people", "id": row.pk, "client": row.client_id}
        return render(request, "desk/ending_plan_theirs.html", context)
    plan = _draft(request, row)
    data = request.POST if request.method == "POST" else None
    form = DraftForm(data, plan=plan)
    context = {
        "here": "people",
        "id": row.pk,
        "form": form,
        "is_empty": plan.is_empty,
        "has_steps": not plan.part(plans.SAFETY).is_empty,
    }
    if data is None:
        return render(request, "desk/ending_plan.html", context)
    if form.is_valid():
        try:
            for key in form.keys:
                if plans.typed(plan.part(key)) != form.typed(key):
                    _write(request, row, plan.part(key), form.typed(key))
        except EndingError as error:
            form.add_error(None, str(error.for_people))
        else:
            return _saved(request, row)
    return unprocessable(request, "desk/ending_plan.html", context)


def safety_page(request: StaffRequest, row: Ending) -> HttpResponse:
    """Offer a safety plan, and write down what came of it."""
    with practice(request.actor.practice):
        held = queries.plain_of(row.pk, SAFETY)
    iso = held.get("country") or _country(row)
    country = ways.country(iso, request.actor.practice)
    data = request.POST if request.method == "POST" else None
    unsaid = UNSAID if held else None
    initial = {**held, "means_discussed": held.get("means_discussed", unsaid)}
    form = OfferedForm(data, initial=initial)
    shown_on = held.get("lines_shown_on")
    context = {
        "here": "people",
        "id": row.pk,
        "form": form,
        "shown_on": date.fromisoformat(shown_on) if shown_on else None,
        "place": country.place if country else "",
        "blocks": help_blocks(_live(request, row, country=country)),
        "is_theirs": row.plan_given_at is not None,
    }
    if data is None:
        return render(request, "desk/ending_safety.html", context)
    if form.is_valid():
        today = clock.today(row.client.time_zone)
        try:
            writing.write_part(
                ending=row.pk,
                key=SAFETY,
                plain=form.plain(today=today),
                by=request.actor,
            )
        except EndingError as error:
            form.add_error(None, str(error.for_people))
        else:
            return _saved(request, row)
    return unprocessable(request, "desk/ending_safety.html", context)


@require_http_methods(["GET", "POST"])
@staff(Role.CLINICIAN)
def steps(request: StaffRequest, ending: UUID) -> HttpResponse:
    """Write the six steps together, for the client's plan."""
    row = _open(request, ending)
    part = _draft(request, row).part(plans.SAFETY)
    data = request.POST if request.method == "POST" else None
    form = PartForm(data, part=part)
    context = {"here": "people", "id": row.pk, "form": form}
    if data is None:
        return render(request, "desk/ending_steps.html", context)
    if form.is_valid():
        try:
            _write(request, row, part, form.typed)
        except EndingError as error:
            form.add_error(None, str(error.for_people))
        else:
            messages.success(request, _("Saved."))
            back = reverse("desk:ending_task", args=[row.pk, "safety"])
            return see_other(f"{back}#done")
    return unprocessable(request, "desk/ending_steps.html", context)


@require_POST
@staff(Role.CLINICIAN)
def tablet(request: StaffRequest, ending: UUID) -> HttpResponse:
    """Sign staff out of this browser and leave the client with their draft."""
    row = _open(request, ending)
    try:
        token = handing.hand_over_plan(ending=row.pk, by=request.actor)
    except EndingError as error:
        messages.error(request, str(error.for_people))
        return see_other(reverse("desk:ending", args=[row.pk]) + "#done")
    sign_out(request)
    return see_other(f"/o/{token}")


@require_POST
@staff(Role.CLINICIAN)
def printed(request: StaffRequest, ending: UUID) -> HttpResponse:
    """Print the draft to hand it over in the session, with today's help numbers."""
    row = _open(request, ending)
    plan = _draft(request, row)
    with practice(request.actor.practice):
        shown = queries.plain_of(row.pk, SAFETY).get("country")
    country = ways.country(shown or _country(row), request.actor.practice)
    live = _live(
        request,
        row,
        country=country,
        coming_back=_way_back(request, row),
        services=_services(request, row),
        next=_next(request, row),
    )
    return _pdf(request, row, plan, live)


@require_GET
@staff(Role.CLINICIAN)
def copy(request: StaffRequest, client: UUID, copy: UUID) -> HttpResponse:
    """Read a copy that somebody showed. Opening it is told to them."""
    opened = _copy(request, client, copy)
    context = {
        "here": "people",
        "client": client,
        "copy": opened,
        "chapters": [
            (plan_words.heading(one.key), plan_words.blocks(one))
            for one in opened.parts
        ],
    }
    return render(request, "desk/plan_copy.html", context)


@require_POST
@staff(Role.CLINICIAN)
def copy_printed(request: StaffRequest, client: UUID, copy: UUID) -> HttpResponse:
    """Print a copy, to hand it to whom it is for: what they chose and nothing else."""
    opened = _copy(request, client, copy)
    plan = plans.plan_of({one.key: one for one in opened.parts})
    made = keepsake(plan, Live(on=opened.made_at.date()))
    try:
        pdf = as_pages(made, language=get_language() or "en")
    except LetterError as error:
        messages.error(request, str(error.for_people))
        return see_other(reverse("desk:plan_copy", args=[client, copy]) + "#done")
    return _attached(pdf)


def _copy(request: StaffRequest, client: UUID, copy: UUID) -> sharing.Copy:
    row = whose.client_of(request, client)
    try:
        opened = sharing.read_copy(copy=copy, by=request.actor)
    except NoCopyError:
        raise Http404 from None
    if opened.client != row.pk:
        raise Http404
    return opened


def _open(request: StaffRequest, ending: UUID) -> Ending:
    """Give an ending whose draft can still be written; to others: not found."""
    with practice(request.actor.practice):
        own = whose.own_clinician(request.actor)
        rows = Ending.objects.select_related("client", "episode")
        found = rows.filter(pk=ending, state="open", plan_given_at=None).first()
    if own is None or found is None or not queries.is_held_by(found, own.pk):
        raise Http404
    return found


def _draft(request: StaffRequest, row: Ending) -> Plan:
    return planning.read(client=row.client_id, by=request.actor, ending=row.pk)


def _write(request: StaffRequest, row: Ending, part: Part, typed: Any) -> None:
    planning.write(
        client=row.client_id,
        key=part.key,
        typed=typed,
        by=request.actor,
        ending=row.pk,
        expecting=part.version,
    )


def _live(request: StaffRequest, row: Ending, **stands: Any) -> Live:
    return Live(
        on=clock.today(row.client.time_zone),
        help_address=ways.printed(request.actor.practice),
        **stands,
    )


def _country(row: Ending) -> str:
    """Give the country the client last told us, if help is known for it."""
    told = (place[:2] for place in row.client.places)
    return next((iso for iso in told if iso in support.isos()), "")


def _way_back(request: StaffRequest, row: Ending) -> tuple[str, ...]:
    """Give the way back as it is written in this ending, else the practice's own."""
    with practice(request.actor.practice):
        plain = queries.plain_of(row.pk, "returning")
    told = queries.words_of(row, ["returning"], by=request.actor).get("returning", {})
    own = request.membership.practice.coming_back
    return plan_words.way_back(plain, told) or tuple(plans.lines(own))


def _services(request: StaffRequest, row: Ending) -> tuple[str, ...]:
    named = queries.services_for_plan(row.client_id, by=request.actor, ending=row.pk)
    return tuple(one.words for one in named)


def _next(request: StaffRequest, row: Ending) -> tuple[str, ...]:
    """Give the sentences of what they said yes to; nothing before their own yes."""
    if row.ended_on is None:
        return ()
    with practice(request.actor.practice):
        return tuple(
            sentence
            for found in queries.directives_of(row)
            if found.is_live
            for sentence in wording.sentences_for(found.terms, ended_on=row.ended_on)
        )


def _pdf(request: StaffRequest, row: Ending, plan: Plan, live: Live) -> HttpResponse:
    try:
        pdf = as_pages(
            keepsake(plan, live),
            language=get_language() or "en",
            large="large" in request.POST,
        )
    except LetterError as error:
        messages.error(request, str(error.for_people))
        back = reverse("desk:ending_task", args=[row.pk, "plan"])
        return see_other(f"{back}#done")
    return _attached(pdf)


def _attached(pdf: bytes) -> HttpResponse:
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="plan.pdf"'},
    )


def _saved(request: StaffRequest, row: Ending) -> HttpResponse:
    messages.success(request, _("Saved."))
    return see_other(reverse("desk:ending", args=[row.pk]) + "#done")


urlpatterns = [
    path("endings/<uuid:ending>/plan/steps", steps, name="plan_steps"),
    path("endings/<uuid:ending>/plan/tablet", tablet, name="plan_tablet"),
    path("endings/<uuid:ending>/plan/print", printed, name="plan_print"),
    path("people/<uuid:client>/copies/<uuid:copy>", copy, name="plan_copy"),
    path(
        "people/<uuid:client>/copies/<uuid:copy>/print",
        copy_printed,
        name="plan_copy_print",
    ),
]
