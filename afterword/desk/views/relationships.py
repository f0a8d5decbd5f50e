"""Second relationships: declare one, see how it is weighed, plan, and look again.

The answer is information: no date on which it opens, and no way round. A clinician sees
what they declared themselves, a supervisor what anybody did.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.audit.actors import Role
from afterword.clinic.models import Client, Clinician
from afterword.contact.models import Ruling
from afterword.desk import asking, whose
from afterword.desk.forms.relationships import DeclareForm, PlanForm, RevisitForm
from afterword.desk.relationship_words import (
    CONSULTED,
    PERSONS,
    SAYS,
    STAGES,
    STARTED,
    in_short,
    inside,
    way_back,
)
from afterword.desk.rulings import About, show
from afterword.desk.wording import YES_NO, said
from afterword.look.pages import see_other, unprocessable
from afterword.look.shown import KnownFact, RulingView
from afterword.screening import queries, services
from afterword.screening.errors import ScreeningError
from afterword.screening.models import RelationshipEntry
from afterword.screening.queries import Relationship
from afterword.screening.safeguards import safeguards
from afterword.tenancy import practice
from afterword.vault import services as vault

BOTH = require_http_methods(["GET", "POST"])
SEES = (Role.CLINICIAN, Role.SUPERVISOR)
WORDS = ("note", "consultation", "own_safeguards")


@dataclass(frozen=True)
class Seen:
    """One relationship, and whether whoever looks is the clinician whose it is."""

    now: Relationship
    client: Client
    is_theirs: bool


@dataclass(frozen=True)
class Entry:
    """One entry of the history, as words."""

    on: date
    says: str
    words: tuple[str, ...]


@BOTH
@staff(Role.CLINICIAN)
def declare(request: StaffRequest, client: UUID) -> HttpResponse:
    """Declare a second relationship; it is weighed at once."""
    row = whose.client_of(request, client)
    with practice(request.actor.practice):
        own = whose.own_clinician(request.actor)
    if own is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = DeclareForm(data)
    context = {"here": "people", "form": form, "id": row.pk}
    if data is None:
        return render(request, "desk/relationship_declare.html", context)
    if form.is_valid():
        now = clock.now()
        try:
            made = services.declare(
                client=row.pk,
                clinician=own.pk,
                said=form.declaration(),
                by=request.actor,
                at=now,
            )
        except ScreeningError as error:
            form.add_error(None, str(error.for_people))
        else:
            asking.weigh_relationship(row, made, by=request.actor, at=now)
            messages.success(request, _("Declared. Write a plan for it below."))
            return _there(made)
    return unprocessable(request, "desk/relationship_declare.html", context)


@require_GET
@staff(*SEES)
def relationship(request: StaffRequest, relationship: UUID) -> HttpResponse:
    """Show how a relationship is weighed, the plan for it, and what was found since."""
    seen = _seen(request, relationship)
    form = _plan_form(request, seen.now)
    return render(request, "desk/relationship.html", _page(request, seen, form))


@require_POST
@staff(Role.CLINICIAN)
def plan(request: StaffRequest, relationship: UUID) -> HttpResponse:
    """Write the plan down."""
    seen = _theirs(request, relationship)
    form = PlanForm(request.POST, today=_today(request))
    if form.is_valid():
        try:
            services.save_plan(
                relationship=relationship,
                plan=form.plan(),
                by=request.actor,
                at=clock.now(),
            )
        except ScreeningError as error:
            form.add_error(None, str(error.for_people))
        else:
            messages.success(request, _("Saved. It waits for you on that day."))
            return _there(relationship)
    return unprocessable(request, "desk/relationship.html", _page(request, seen, form))


@BOTH
@staff(Role.CLINICIAN)
def again(request: StaffRequest, relationship: UUID) -> HttpResponse:
    """Look at a relationship again. Each time is kept, and it is weighed anew."""
    seen = _theirs(request, relationship)
    if seen.now.is_over:
        return _there(relationship)
    data = request.POST if request.method == "POST" else None
    form = RevisitForm(data, today=_today(request), last=seen.now)
    context = {
        "here": "people",
        "form": form,
        "id": relationship,
        "what": in_short(seen.now),
    }
    if data is None:
        return render(request, "desk/relationship_again.html", context)
    if form.is_valid():
        now = clock.now()
        found = form.cleaned_data["found"]
        try:
            services.revisit(
                relationship=relationship,
                found=found,
                said=form.said_anew(),
                review_on=form.cleaned_data["review_on"],
                note=form.cleaned_data["note"],
                by=request.actor,
                at=now,
            )
        except ScreeningError as error:
            form.add_error(None, str(error.for_people))
        else:
            if found != "ended":
                asking.weigh_relationship(
                    seen.client, relationship, by=request.actor, at=now
                )
            messages.success(request, _("Saved. What was found before stays below."))
            return _there(relationship)
    return unprocessable(request, "desk/relationship_again.html", context)


def _seen(request: StaffRequest, wanted: UUID) -> Seen:
    """Give a relationship that this person may see, or *not found*."""
    with practice(request.actor.practice):
        found = queries.relationship(wanted)
        own = whose.own_clinician(request.actor)
    if found is None:
        raise Http404
    is_theirs = own is not None and own.pk == found.clinician
    if not is_theirs and not request.actor.has(Role.SUPERVISOR):
        raise Http404
    return Seen(found, whose.client_of(request, found.client), is_theirs)


def _theirs(request: StaffRequest, wanted: UUID) -> Seen:
    seen = _seen(request, wanted)
    if not seen.is_theirs:
        raise Http404
    return seen


def _page(request: StaffRequest, seen: Seen, form: PlanForm) -> dict[str, Any]:
    now = seen.now
    person = whose.person_of(request, seen.client, purpose="relationship")
    with practice(request.actor.practice):
        rows = queries.history(now.id)
        ruling = (
            Ruling.objects.filter(
                client_id=now.client, occasion=f"{asking.RELATIONSHIP}{now.id}"
            )
            .order_by("-at")
            .first()
        )
        clinician = Clinician.objects.get(pk=now.clinician).name
    history = _history(request, rows)
    has_plan = any(row.says == "planned" for row in rows)
    known = safeguards()
    return {
        "here": "people",
        "id": now.id,
        "person": person,
        "client_id": now.client,
        "form": form,
        "what": in_short(now),
        "declared": _declared(now, clinician),
        "review_on": now.review_on,
        "talked": inside(said(CONSULTED, now.consulted)),
        "talked_on": now.consulted_on,
        "protects": [known[one].says for one in now.safeguards if one in known],
        "history": history,
        "way_back": way_back(now),
        "may_plan": seen.is_theirs and not now.is_over,
        "has_plan": has_plan,
        **_weighed(request, ruling, now, person),
    }


def _weighed(
    request: StaffRequest,
    ruling: Ruling | None,
    now: Relationship,
    person: whose.Person,
) -> dict[str, Any]:
    """Show the newest answer about a relationship, as information."""
    kept = asking.open_ruling(ruling, by=request.actor) if ruling else None
    if kept is None:
        return {"ruling": None}
    asked = _("A second relationship with %(who)s: %(what)s.") % {
        "who": person.called,
        "what": inside(in_short(now)),
    }
    about = About(
        asked=asked,
        who=person.called,
        purpose=kept.purpose,
        on=kept.on,
        facts=kept.facts,
    )
    view: RulingView = show(kept.plain, about, answer=kept.answer).view
    lines = (way_back(now), view.provisional)
    view = replace(view, provisional=" ".join(line for line in lines if line))
    return {
        "ruling": view,
        "ruling_url": reverse("desk:ruling", args=[kept.id]),
        "is_open": view.outcome == "hold" and kept.on == _today(request),
    }


def _declared(now: Relationship, clinician: str) -> list[KnownFact]:
    facts = [
        KnownFact(_("Clinician"), clinician),
        KnownFact(_("With whom"), said(PERSONS, now.person_is)),
        KnownFact(_("Now"), said(STAGES, now.stage)),
        KnownFact(_("Started by"), said(STARTED, now.started_by)),
    ]
    for name, value in (
        (_("There before therapy"), now.preexisting),
        (_("A small place"), now.small_community),
    ):
        if value:
            facts.append(KnownFact(name, said(YES_NO, value)))
    return facts


def _history(request: StaffRequest, rows: list[RelationshipEntry]) -> list[Entry]:
    """Give every entry, newest first, with the words that were written with it."""
    told = vault.open(by=request.actor, purpose="relationship", rows=rows, fields=WORDS)
    zone = ZoneInfo(request.membership.practice.time_zone)
    found = [
        Entry(
            on=_day(row.at, zone),
            says=said(SAYS, row.says),
            words=tuple(text[name] or "" for name in WORDS if text[name]),
        )
        for row, text in zip(rows, told, strict=True)
    ]
    return found[::-1]


def _plan_form(request: StaffRequest, now: Relationship) -> PlanForm:
    return PlanForm(
        today=_today(request),
        initial={
            "consulted": now.consulted,
            "consulted_on": now.consulted_on,
            "safeguards": list(now.safeguards),
            "review_on": now.review_on,
        },
    )


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def _today(request: StaffRequest) -> date:
    return clock.today(request.membership.practice.time_zone)


def _there(relationship: UUID) -> HttpResponse:
    return see_other(reverse("desk:relationship", args=[relationship]) + "#done")


urlpatterns = [
    path("people/<uuid:client>/relationships/add", declare, name="declare"),
    path("relationships/<uuid:relationship>", relationship, name="relationship"),
    path("relationships/<uuid:relationship>/plan", plan, name="relationship_plan"),
    path("relationships/<uuid:relationship>/again", again, name="relationship_again"),
]
