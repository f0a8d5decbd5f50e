"""Answers to read, and one check-in as its reader sees it. It judges nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import Max, Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.attention.models import Item
from afterword.audit.actors import Role
from afterword.clinic.models import Administration, Client
from afterword.consent import queries
from afterword.desk import whose
from afterword.desk.readings import chart_of, conclusion
from afterword.desk.wording import address_of
from afterword.followup.errors import NotReadableError
from afterword.followup.models import Step
from afterword.followup.reading import mark_read, read_answers
from afterword.look.pages import see_other
from afterword.tenancy import practice

KEPT_IN_LIST = timedelta(weeks=8)


@dataclass(frozen=True)
class Line:
    """One check-in that was answered, in a list. It holds no number."""

    url: str
    who: str
    sent: date
    due: date | None
    asked_for_contact: bool


@require_GET
@staff(Role.CLINICIAN)
def answers(request: StaffRequest) -> HttpResponse:
    """List what waits to be read, those who asked to be contacted first."""
    zone = _zone(request)
    with practice(request.actor.practice):
        rows = list(
            Administration.objects.filter(
                client__in=Client.objects.filter(whose.answers_of(request.actor)),
                moment="follow_up",
                sent_at__isnull=False,
            )
            .filter(
                Q(read_at__isnull=True) | Q(read_at__gte=clock.now() - KEPT_IN_LIST)
            )
            .select_related("client")
        )
        due = dict(
            Item.objects.filter(
                kind="answers", about_id__in=[row.pk for row in rows]
            ).values_list("about_id", "due_at")
        )
    lines = {row.pk: _line(row, due.get(row.pk), zone) for row in rows}
    unread = [lines[row.pk] for row in rows if row.read_at is None]
    context = {
        "here": "followup",
        "unread": sorted(unread, key=_first),
        "read": sorted(
            (lines[row.pk] for row in rows if row.read_at is not None),
            key=lambda line: line.sent,
            reverse=True,
        ),
    }
    return render(request, "desk/answers.html", context)


@require_GET
@staff(Role.CLINICIAN)
def answer(request: StaffRequest, administration: UUID) -> HttpResponse:
    """Open one client's answers. The record says who, before a word is read."""
    client = _find(request, administration)
    try:
        reading = read_answers(administration=administration, by=request.actor)
    except NotReadableError as error:
        raise Http404 from error
    person = whose.person_of(request, client, purpose="read_answers")
    zone = _zone(request)
    with practice(request.actor.practice):
        safe = queries.safe_contact_of(client.pk)
        ended_on = queries.ended_on_of(client.pk)
        last = Step.objects.filter(client=client).aggregate(last=Max("due_on"))["last"]
    words = conclusion(reading)
    context: dict[str, Any] = {
        "here": "followup",
        "person": person,
        "person_url": address_of("desk:person", client.pk),
        "reading": reading,
        "instrument": reading.instrument.name,
        "sent": reading.sent_at.astimezone(zone),
        "read": reading.read_at.astimezone(zone) if reading.read_at else None,
        "heading": words.heading,
        "beside": words.beside,
        "promised": safe.told_who_reads if safe else "",
        "view": chart_of(reading, ended_on=ended_on, until=last) if ended_on else None,
        "ask_url": f"{reverse('desk:ask')}?client={client.pk}"
        "&purpose=reply_to_client&initiator=client",
    }
    return render(request, "desk/answer.html", context)


@require_POST
@staff(Role.CLINICIAN)
def read(request: StaffRequest, administration: UUID) -> HttpResponse:
    """Say that it was read."""
    _find(request, administration)
    mark_read(administration=administration, by=request.actor, at=clock.now())
    messages.success(request, _("Marked as read. Nobody is told."))
    return see_other(f"{reverse('desk:answers')}#done")


def _find(request: StaffRequest, administration: UUID) -> Client:
    """Give the client of answers that this person may read, or *not found*."""
    with practice(request.actor.practice):
        row = Administration.objects.filter(
            pk=administration, sent_at__isnull=False
        ).first()
        client = (
            Client.objects.filter(
                whose.answers_of(request.actor), pk=row.client_id
            ).first()
            if row
            else None
        )
    if client is None:
        raise Http404
    return client


def _line(row: Administration, due: Any, zone: ZoneInfo) -> Line:
    if row.sent_at is None:
        raise NotReadableError(row.pk)
    return Line(
        url=reverse("desk:answer", args=[row.pk]),
        who=row.client.reference,
        sent=row.sent_at.astimezone(zone).date(),
        due=due.astimezone(zone).date() if due else None,
        asked_for_contact=row.wants_contact,
    )


def _first(line: Line) -> tuple[bool, date, date]:
    return (not line.asked_for_contact, line.due or date.max, line.sent)


def _zone(request: StaffRequest) -> ZoneInfo:
    return ZoneInfo(request.membership.practice.time_zone)


urlpatterns = [
    path("answers", answers, name="answers"),
    path("answers/<uuid:administration>", answer, name="answer"),
    path("answers/<uuid:administration>/read", read, name="answer_read"),
]
