"""A professional will, and the executor's way in: stated, confirmed, open, closed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.accounts.models import Membership
from afterword.audit.actors import Role
from afterword.desk import executing, whose
from afterword.desk.forms.executor import WHAT, StatedForm, WillForm
from afterword.ending.errors import EndingError
from afterword.ending.services import executing as verbs
from afterword.ending.unplanned import BreakGlass, ProfessionalWill
from afterword.look.pages import see_other, unprocessable
from afterword.look.shown import KnownFact
from afterword.look.templatetags.look import full_date
from afterword.tenancy import practice

BOTH = require_http_methods(["GET", "POST"])
SUPERVISES = (Role.SUPERVISOR, Role.COMPLIANCE)
PAGE = 25
"""Names on one page; each is opened and recorded when the page is."""


@BOTH
@staff(Role.CLINICIAN)
def will(request: StaffRequest) -> HttpResponse:
    """Let a clinician name who tells their clients."""
    with practice(request.actor.practice):
        own = whose.own_clinician(request.actor)
        rows = ProfessionalWill.objects.filter(clinician=own, ended_at__isnull=True)
        before = rows.first() if own else None
    if own is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    executors, others = _people(request)
    initial = _initial(before) if data is None and before else {}
    form = WillForm(data, executors=executors, others=others, initial=initial)
    context = {
        "here": "practice",
        "form": form,
        "own": own.pk,
        "made_at": before.made_at if before else None,
        "has_executors": bool(executors),
    }
    if data is None:
        return render(request, "desk/will.html", context)
    if form.is_valid():
        for words in executing.wrong(form.named(), own.client_facing_name):
            form.add_error(None, words)
    if form.is_valid():
        try:
            verbs.make_will(clinician=own.pk, named=form.named(), by=request.actor)
        except EndingError as error:
            form.add_error(None, str(error.for_people))
        else:
            messages.success(request, _("Saved. It opens nothing by itself."))
            return see_other(reverse("desk:clinician", args=[own.pk]) + "#done")
    return unprocessable(request, "desk/will.html", context)


@require_GET
@staff()
def wills(request: StaffRequest) -> HttpResponse:
    """Show the wills that name this person; to whoever supervises, those in use."""
    me = request.actor.id
    with practice(request.actor.practice):
        rows = ProfessionalWill.objects.filter(
            Q(executor_id=me) | Q(second_id=me), ended_at__isnull=True
        ).select_related("clinician")
        named = list(rows.order_by("clinician__name"))
        named_in = Q(will__executor_id=me) | Q(will__second_id=me)
        seen = named_in & Q(will__ended_at__isnull=True)
        if request.actor.has(*SUPERVISES, Role.ADMINISTRATOR):
            seen = Q()
        ways = BreakGlass.objects.filter(seen, ended_at__isnull=True)
        opened = list(ways.select_related("clinician").order_by("stated_at"))
    if not named and not opened:
        raise Http404
    context = {
        "here": "executor",
        "wills": [
            {
                "row": one,
                "is_executor": one.executor_id == me,
                "is_open": any(each.will_id == one.pk for each in opened),
            }
            for one in named
        ],
        "opened": [
            {"row": one, "what": WHAT[one.what], "is_confirmed": one.confirmed_at}
            for one in opened
        ],
    }
    return render(request, "desk/wills.html", context)


@BOTH
@staff(Role.EXECUTOR)
def state(request: StaffRequest, will: UUID) -> HttpResponse:
    """State what happened. It opens nothing yet."""
    with practice(request.actor.practice):
        row = (
            ProfessionalWill.objects.select_related("clinician")
            .filter(pk=will, executor_id__in=[request.actor.id], ended_at__isnull=True)
            .first()
        )
    if row is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    today = clock.today(request.membership.practice.time_zone)
    form = StatedForm(data, today=today)
    context = {"here": "executor", "form": form, "name": row.clinician.name}
    if data is None:
        return render(request, "desk/glass_state.html", context)
    if form.is_valid():
        try:
            made = verbs.break_glass(
                will=row.pk, stated=form.stated(), by=request.actor, at=clock.now()
            )
        except EndingError as error:
            form.add_error(None, str(error.for_people))
        else:
            messages.success(request, _("Stated. It opens once it is confirmed."))
            return see_other(reverse("desk:glass", args=[made]) + "#done")
    return unprocessable(request, "desk/glass_state.html", context)


@require_GET
@staff()
def glass(request: StaffRequest, glass: UUID) -> HttpResponse:
    """Show a way in: to the executor with its people, to others what was said."""
    row = _seen(request, glass)
    context = _about(request, row)
    if context["is_executor"] and context["is_open"]:
        verbs.opened(row.pk, by=request.actor)
        with practice(request.actor.practice):
            listed = Paginator(verbs.clients_of(row), PAGE)
            page = listed.get_page(request.GET.get("page"))
            clients = list(page)
            left = verbs.in_care(row).count()
        context |= {
            "page": page,
            "people": executing.people(row, clients, by=request.actor),
            "left": left,
        }
    return render(request, "desk/glass.html", context)


@require_POST
@staff()
def settle(request: StaffRequest, glass: UUID) -> HttpResponse:
    """Confirm it, close it, or open the endings: each by who may."""
    row = _seen(request, glass)
    what = request.POST.get("do", "")
    try:
        if what == "confirm":
            verbs.confirm_glass(glass=row.pk, by=request.actor, at=clock.now())
            messages.success(request, _("Confirmed. It is open for the executor now."))
        elif what == "endings":
            left = verbs.open_endings(glass=row.pk, by=request.actor)
            messages.success(
                request, _("Endings are open. %(number)s are left.") % {"number": left}
            )
        elif what == "close":
            verbs.close_glass(glass=row.pk, by=request.actor, at=clock.now())
            messages.success(request, _("Closed. Nothing can be seen any more."))
    except EndingError as error:
        messages.error(request, str(error.for_people))
    return see_other(reverse("desk:glass", args=[row.pk]) + "#done")


def _seen(request: StaffRequest, glass: UUID) -> BreakGlass:
    """Give a way in to the two it names, and to whoever supervises."""
    with practice(request.actor.practice):
        row = (
            BreakGlass.objects.select_related("clinician", "will").filter(pk=glass)
        ).first()
    if row is None:
        raise Http404
    named = {row.will.executor_id, row.will.second_id, row.clinician.user_id}
    oversees = request.actor.has(*SUPERVISES, Role.ADMINISTRATOR)
    if request.actor.id not in named and not oversees:
        raise Http404
    return row


def _about(request: StaffRequest, row: BreakGlass) -> dict[str, Any]:
    me = request.actor.id
    names = dict(
        Membership.objects.filter(practice_id=request.actor.practice).values_list(
            "user_id", "user__name"
        )
    )
    by = names.get(row.confirmed_by, "") if row.confirmed_by else ""
    facts = [
        KnownFact(name=_("What was stated"), value=str(WHAT[row.what])),
        KnownFact(name=_("Since"), value=full_date(row.since)),
        KnownFact(name=_("How it is known"), value=row.how_known),
        KnownFact(name=_("Stated by"), value=names.get(row.stated_by, "")),
        KnownFact(name=_("Confirmed by"), value=by or _("Nobody yet")),
    ]
    oversees = request.actor.has(*SUPERVISES, Role.ADMINISTRATOR)
    if oversees or me in {row.will.executor_id, row.clinician.user_id}:
        facts += [
            KnownFact(name=_("Instructions"), value=row.will.instructions_at),
            KnownFact(name=_("Keeps the records"), value=row.will.records_holder),
            KnownFact(name=_("How to ask for them"), value=row.will.records_how),
        ]
    confirms = me == row.will.second_id or request.actor.has(*SUPERVISES)
    waits = row.confirmed_at is None and row.ended_at is None
    return {
        "here": "executor",
        "row": row,
        "name": row.clinician.name,
        "facts": facts,
        "is_open": verbs.is_open(row, clock.today()),
        "is_executor": me == row.will.executor_id and request.actor.has(Role.EXECUTOR),
        "may_confirm": waits
        and confirms
        and me not in {row.stated_by, row.clinician.user_id},
    }


def _people(request: StaffRequest) -> tuple[list[Any], list[Any]]:
    rows = Membership.objects.filter(
        practice_id=request.actor.practice, left_at__isnull=True
    ).select_related("user")
    others = [one for one in rows if one.user_id != request.actor.id]
    listed = [(one.user_id, one.user.name) for one in others]
    executors = [
        (one.user_id, one.user.name) for one in others if one.actor().has(Role.EXECUTOR)
    ]
    return executors, listed


def _initial(before: ProfessionalWill) -> dict[str, Any]:
    names = ("instructions_at", "records_holder", "records_how", "questions_to")
    places = enumerate(before.options, 1)
    return {
        "executor": str(before.executor_id),
        "second": str(before.second_id),
        **{name: getattr(before, name) for name in names},
        **{f"option_{number}": one for number, one in places},
    }


urlpatterns = [
    path("practice/mine/will", will, name="will"),
    path("executor", wills, name="wills"),
    path("executor/<uuid:will>/state", state, name="glass_state"),
    path("executor/in/<uuid:glass>", glass, name="glass"),
    path("executor/in/<uuid:glass>/settle", settle, name="glass_settle"),
]
