"""Talk a ruling over: ask a colleague, settle it without a name, note advice."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.attention import services as attention
from afterword.attention.services import Kind
from afterword.audit.actors import Role
from afterword.contact import queries
from afterword.contact.asked import SETTLERS, Asked, opened
from afterword.contact.errors import SettlingError
from afterword.contact.models import Ruling
from afterword.contact.services import consulting
from afterword.desk import asking, talks
from afterword.desk.forms.settling import AdviceForm, SettleForm
from afterword.desk.views.ruling import ASKERS, find_ruling
from afterword.look.pages import see_other, unprocessable
from afterword.tenancy import practice

BOTH = require_http_methods(["GET", "POST"])
VERBS = {
    "yes": consulting.settle,
    "no": consulting.decline,
    "more": consulting.ask_for_more,
}


@require_POST
@staff(*ASKERS)
def ask_colleague(request: StaffRequest, ruling: UUID) -> HttpResponse:
    """Put an answer before whoever settles questions here."""
    found, _client = find_ruling(request, ruling)
    try:
        consulting.ask_colleague(ruling=found.pk, by=request.actor, at=clock.now())
    except SettlingError as error:
        messages.error(request, str(error.for_people))
    else:
        messages.success(
            request, _("Asked. Whoever answers sees the question and no name.")
        )
    return _back_to(ruling)


@require_POST
@staff(*ASKERS)
def again(request: StaffRequest, ruling: UUID) -> HttpResponse:
    """Ask the same again; what a colleague said is in the new answer where it holds."""
    found, client = find_ruling(request, ruling)
    kept = asking.open_ruling(found, by=request.actor)
    if kept is None:
        raise Http404
    _read(request, ruling)
    new = asking.ask_again(kept, client, by=request.actor, at=clock.now())
    return see_other("desk:ruling", new.id)


@require_POST
@staff(*ASKERS)
def read(request: StaffRequest, ruling: UUID) -> HttpResponse:
    """Say that one has read what a colleague answered."""
    find_ruling(request, ruling)
    _read(request, ruling)
    messages.success(request, _("It does not wait for you any more."))
    return _back_to(ruling)


@require_POST
@staff(*ASKERS)
def met(request: StaffRequest, ruling: UUID) -> HttpResponse:
    """Say that what a colleague set as a condition is met."""
    find_ruling(request, ruling)
    try:
        consulting.meet_conditions(ruling=ruling, by=request.actor, at=clock.now())
    except SettlingError as error:
        messages.error(request, str(error.for_people))
    else:
        messages.success(request, _("Saved. Ask again for today's answer."))
    return _back_to(ruling)


@BOTH
@staff(*SETTLERS, Role.CLINICIAN)
def settle(request: StaffRequest, ruling: UUID) -> HttpResponse:
    """Show a question without a name, and take what this person says of it."""
    row = _put_before(request, ruling)
    today = clock.today(request.membership.practice.time_zone)
    about, may = _opened_for(request, row)
    packet = talks.packet(about)
    with practice(request.actor.practice):
        talk = queries.talk_about(row.pk, on=today)
    data = request.POST if request.method == "POST" else None
    form = _form(SettleForm, data, about, packet, today)
    context: dict[str, Any] = {
        "here": "today",
        "packet": packet,
        "talk": talk,
        "said": talks.said(talk.lines, by=request.actor),
        "heading": _heading(about),
        "two_meet": about.is_collision,
        "form": form if may else None,
        "asked_by": talk.asked_by,
        "asked_on": _day(request, talk.asked_at),
        "due_on": _day(request, talk.due_at),
    }
    if data is None:
        return render(request, "desk/settle.html", context)
    if not may:
        raise Http404
    if form.is_valid():
        try:
            VERBS[form.cleaned_data["verdict"]](
                ruling=row.pk, advice=form.advice(), by=request.actor, at=clock.now()
            )
        except SettlingError as error:
            form.add_error(None, str(error.for_people))
        else:
            messages.success(request, _("Saved. Who asked has been told."))
            return see_other(reverse("desk:today") + "#done")
    return unprocessable(request, "desk/settle.html", context)


@BOTH
@staff(*ASKERS)
def advice(request: StaffRequest, ruling: UUID) -> HttpResponse:
    """Write down what somebody outside said, where one clinician works alone."""
    row, _client = find_ruling(request, ruling)
    today = clock.today(request.membership.practice.time_zone)
    with practice(request.actor.practice):
        outside = queries.ways(request.actor, row, on=today).outside
    if not outside:
        raise Http404
    about, _may = _opened_for(request, row)
    packet = talks.packet(about)
    data = request.POST if request.method == "POST" else None
    form = _form(AdviceForm, data, about, packet, today)
    context = {
        "here": "ask",
        "form": form,
        "packet": packet,
        "ruling_url": reverse("desk:ruling", args=[row.pk]),
    }
    if data is None:
        return render(request, "desk/settle_outside.html", context)
    if form.is_valid():
        try:
            consulting.record_advice(
                ruling=row.pk,
                verdict=form.cleaned_data["verdict"],
                advice=form.advice(),
                consultant=form.consultant(),
                by=request.actor,
                at=clock.now(),
            )
        except SettlingError as error:
            form.add_error(None, str(error.for_people))
        else:
            messages.success(request, _("Saved. Ask again for today's answer."))
            return _back_to(ruling)
    return unprocessable(request, "desk/settle_outside.html", context)


def _put_before(request: StaffRequest, ruling: UUID) -> Ruling:
    """Give a ruling that this person may look at without a name, or *not found*."""
    actor = request.actor
    with practice(actor.practice):
        row = Ruling.objects.filter(pk=ruling).first()
        if row is None or not queries.is_asked(row):
            raise Http404
        if not actor.has(*SETTLERS) and not queries.may_settle(
            actor, row, collision=True
        ):
            raise Http404
    return row


def _opened_for(request: StaffRequest, row: Ruling) -> tuple[Asked, bool]:
    """Open what is to be settled, and say whether this person may settle it."""
    try:
        about = opened(row.pk, by=request.actor, purpose="settle")
    except SettlingError:
        raise Http404 from None
    with practice(request.actor.practice):
        may = queries.may_settle(request.actor, row, collision=about.is_collision)
    return about, may


def _form(
    kind: type[SettleForm],
    data: Any,
    about: Asked,
    packet: talks.Packet,
    today: date,
) -> Any:
    return kind(
        data,
        today=today,
        to_be_done=packet.to_be_done,
        two_meet=about.is_collision,
    )


def _day(request: StaffRequest, moment: datetime | None) -> date | None:
    """Give the day of a moment where the practice is."""
    zone = ZoneInfo(request.membership.practice.time_zone)
    return moment.astimezone(zone).date() if moment else None


def _heading(about: Asked) -> str:
    if about.is_collision:
        return _("A duty and a bar meet here")
    return _("May this contact be made?")


def _read(request: StaffRequest, ruling: UUID) -> None:
    attention.finish_about(
        kind=Kind.TALKED_OVER, about=ruling, by=request.actor, at=clock.now()
    )


def _back_to(ruling: UUID) -> HttpResponse:
    return see_other(reverse("desk:ruling", args=[ruling]) + "#done")


urlpatterns = [
    path("rulings/<uuid:ruling>/ask", ask_colleague, name="ruling_ask"),
    path("rulings/<uuid:ruling>/again", again, name="ruling_again"),
    path("rulings/<uuid:ruling>/read", read, name="ruling_read"),
    path("rulings/<uuid:ruling>/met", met, name="ruling_met"),
    path("rulings/<uuid:ruling>/advice", advice, name="ruling_advice"),
    path("settle/<uuid:ruling>", settle, name="settle"),
]
