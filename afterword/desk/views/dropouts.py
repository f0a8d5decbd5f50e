"""Somebody stopped coming: the facts, what was tried, what is left, and the close."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.audit.actors import Actor, Role
from afterword.clinic.errors import ClinicError
from afterword.clinic.services import policies
from afterword.consent import queries as consent
from afterword.contact import counting
from afterword.contact.models import GoAhead
from afterword.contact.obligations import OUTREACH
from afterword.desk import going_ahead, whose
from afterword.desk.forms.dropouts import NOTICES, AbsenceForm, OutreachForm
from afterword.desk.wording import MISSING, address_of, said
from afterword.ending.errors import EndingError, IncompleteError
from afterword.ending.models import Ending
from afterword.ending.queries import is_held_by
from afterword.ending.services import dropping_out
from afterword.ending.unplanned import Dropout
from afterword.look.pages import see_other, unprocessable
from afterword.look.shown import KnownFact
from afterword.look.templatetags.look import full_date
from afterword.tenancy import practice

BOTH = require_http_methods(["GET", "POST"])


@BOTH
@staff(Role.CLINICIAN)
def stopped_coming(request: StaffRequest, client: UUID) -> HttpResponse:
    """Write down when they last came. It reaches nobody."""
    row = whose.client_of(request, client)
    with practice(request.actor.practice):
        own = whose.own_clinician(request.actor)
        before = Dropout.objects.filter(
            client=row, ending__state="open", came_back_at__isnull=True
        ).first()
    if own is None or row.clinician_id not in {own.pk, None}:
        raise Http404
    data = request.POST if request.method == "POST" else None
    names = ("last_attended_on", "missed_on", "notice")
    initial = {name: getattr(before, name) for name in names} if before else {}
    form = AbsenceForm(data, today=clock.today(row.time_zone), initial=initial)
    context = {"here": "people", "form": form, "id": row.pk}
    if data is None:
        return render(request, "desk/stopped_coming.html", context)
    if form.is_valid():
        try:
            ending = dropping_out.record_dropout(
                client=row.pk, absence=form.absence(), by=request.actor
            )
        except IncompleteError as error:
            form.add_error(None, " ".join(said(MISSING, one) for one in error.missing))
        except EndingError as error:
            form.add_error(None, str(error.for_people))
        else:
            messages.success(request, _("Saved. Nothing was sent."))
            return see_other(reverse("desk:dropout", args=[ending]) + "#done")
    return unprocessable(request, "desk/stopped_coming.html", context)


@require_GET
@staff(Role.CLINICIAN)
def dropout(request: StaffRequest, ending: UUID) -> HttpResponse:
    """Show what was tried and the one thing that is next."""
    row, fact = _held(request, ending)
    person = whose.person_of(request, row.client, purpose="ending")
    most = request.membership.practice.outreach_attempts
    with practice(request.actor.practice):
        rows = GoAhead.objects.filter(
            client=row.client_id, purpose__in=[*OUTREACH, counting.CLOSING_LETTER]
        )
        since = counting.counts_from(row.client_id)
        rows = rows.filter(day__gte=since) if since else rows
        tried = _tried(rows, request)
        made = counting.attempts_at(row.client_id)
        letter = counting.closing_letter_went(row.client_id)
        posted = rows.filter(purpose=counting.CLOSING_LETTER, came="done")
        is_told = posted.exists()
        is_stopped = consent.standing_of(row.client_id).no_contact
    context = {
        "here": "people",
        "id": row.pk,
        "client": row.client_id,
        "person": person,
        "facts": _facts(fact),
        "tried": tried,
        "made": made,
        "most": most,
        "left": max(0, most - made),
        "letter": letter,
        "is_told": is_told,
        "is_stopped": is_stopped,
        "is_open": row.state == "open",
        "is_next": _next(made, most, letter=letter, stopped=is_stopped),
        "attempt_url": _ask(row.client_id, "unfinished_ending"),
        "letter_url": _ask(row.client_id, counting.CLOSING_LETTER),
    }
    return render(request, "desk/dropout.html", context)


@require_POST
@staff(Role.CLINICIAN)
def came_back(request: StaffRequest, ending: UUID) -> HttpResponse:
    """Say that they came again."""
    row, _fact = _held(request, ending)
    try:
        dropping_out.came_back(ending=row.pk, by=request.actor)
    except EndingError as error:
        messages.error(request, str(error.for_people))
        return see_other(reverse("desk:dropout", args=[row.pk]) + "#done")
    messages.success(request, _("Good. This ending is blank again."))
    return see_other(reverse("desk:person", args=[row.client_id]) + "#done")


@BOTH
@staff(Role.ADMINISTRATOR)
def outreach(request: StaffRequest) -> HttpResponse:
    """Set how often the practice tries."""
    home = request.membership.practice
    data = request.POST if request.method == "POST" else None
    form = OutreachForm(data, initial={"attempts": home.outreach_attempts})
    context = {"here": "practice", "form": form}
    if data is None:
        return render(request, "desk/practice_outreach.html", context)
    if not form.is_valid():
        return unprocessable(request, "desk/practice_outreach.html", context)
    try:
        policies.limit_outreach(
            attempts=form.cleaned_data["attempts"], by=request.actor
        )
    except ClinicError as error:
        form.add_error(None, str(error.for_people))
        return unprocessable(request, "desk/practice_outreach.html", context)
    messages.success(request, _("Saved. Every answer from now on counts to it."))
    return see_other("desk:practice")


def url_of(row: Ending, actor: Actor) -> str:
    """Give the page of an ending in which somebody stopped coming, if it is one."""
    if row.kind != dropping_out.KIND:
        return ""
    with practice(actor.practice):
        there = Dropout.objects.filter(ending=row, came_back_at__isnull=True).exists()
    return reverse("desk:dropout", args=[row.pk]) if there else ""


def _held(request: StaffRequest, ending: UUID) -> tuple[Ending, Dropout]:
    """Give it to the clinician who holds it; to anybody else: not found."""
    with practice(request.actor.practice):
        own = whose.own_clinician(request.actor)
        row = Ending.objects.select_related("client").filter(pk=ending).first()
        fact = Dropout.objects.filter(
            ending_id=ending, came_back_at__isnull=True
        ).first()
    if own is None or row is None or fact is None:
        raise Http404
    if not is_held_by(row, own.pk):
        raise Http404
    return row, fact


def _next(made: int, most: int, *, letter: bool, stopped: bool) -> str:
    """Name the one thing that is next: an attempt, the letter, or the close."""
    if letter or stopped:
        return "close"
    return "attempt" if made < most else "letter"


def _facts(fact: Dropout) -> list[KnownFact]:
    missed = (
        full_date(fact.missed_on) if fact.missed_on else _("No appointment was made")
    )
    return [
        KnownFact(name=_("Last came on"), value=full_date(fact.last_attended_on)),
        KnownFact(name=_("Did not come on"), value=missed),
        KnownFact(name=_("Word from them"), value=said(NOTICES, fact.notice)),
        KnownFact(
            name=_("Agreed to check-ins"),
            value=_("No. Nobody asked them before the end, and nobody asks now."),
        ),
    ]


def _tried(rows: Any, request: StaffRequest) -> list[dict[str, Any]]:
    now, called = clock.now(), going_ahead.naming(request.actor)
    found = rows.select_related("hand_off", "client").order_by("opened_at")
    return [
        {
            "url": reverse("desk:go_ahead", args=[one.pk]),
            "words": going_ahead.sentence(one),
            "state": going_ahead.state_words(going_ahead.state_of(one, at=now)),
            "day": one.day,
            "by": called(one.opened_by),
        }
        for one in found
    ]


def _ask(client: UUID, purpose: str) -> str:
    asked = f"client={client}&purpose={purpose}&initiator=therapist"
    return f"{address_of('desk:ask')}?{asked}"


urlpatterns = [
    path("people/<uuid:client>/stopped-coming", stopped_coming, name="stopped_coming"),
    path("endings/<uuid:ending>/stopped-coming", dropout, name="dropout"),
    path(
        "endings/<uuid:ending>/stopped-coming/came-back",
        came_back,
        name="dropout_came_back",
    ),
    path("practice/outreach", outreach, name="practice_outreach"),
]
