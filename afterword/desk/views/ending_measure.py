"""The questions at the end: by hand, on the tablet, or left out."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from afterword.accounts.access import StaffRequest
from afterword.clinic.models import Administration
from afterword.consent import doors
from afterword.consent.doors import Opened
from afterword.desk.forms.ending import QuestionsForm
from afterword.desk.wording import said
from afterword.ending.errors import EndingError
from afterword.ending.models import Ending
from afterword.ending.queries import occasion_of
from afterword.ending.services import handing, writing
from afterword.look.pages import see_other, unprocessable
from afterword.look.templatetags.look import full_date
from afterword.measures.instruments import instrument
from afterword.measures.scoring import score
from afterword.tenancy import practice
from afterword.tenancy.models import Practice
from afterword.vault import services as vault

ENTERED = {
    "clinician": gettext_lazy("entered by hand"),
    "tablet": gettext_lazy("answered on the tablet"),
}


def measure(request: StaffRequest, row: Ending) -> HttpResponse:
    """Ask the questions by hand, hand the tablet over, or leave them out."""
    asked = instrument(handing.INSTRUMENT)
    data = request.POST if request.method == "POST" else None
    if data is not None and "tablet" in data:
        return _to_tablet(request, row)
    if data is not None and "skip" in data:
        return _settled(request, row)
    form = QuestionsForm(data, asked=asked)
    context = {
        "here": "people",
        "id": row.pk,
        "form": form,
        "asked": asked,
        "before": _before(request, row),
        "is_skipped": row.measure == "skipped",
    }
    if data is None:
        return render(request, "desk/ending_measure.html", context)
    if form.is_valid():
        try:
            handing.fill_in_by_hand(
                ending=row.pk, answers=form.answers(), by=request.actor
            )
        except EndingError as error:
            form.add_error(None, str(error.for_people))
        else:
            messages.success(request, _("Saved."))
            return _back(row)
    return unprocessable(request, "desk/ending_measure.html", context)


@require_http_methods(["GET", "POST"])
def tablet(request: HttpRequest, token: str) -> HttpResponse:
    """Show the questions on the tablet: this page, and nothing behind it."""
    opened = doors.find(token)
    if opened is None or opened.opens != "tablet" or opened.directive_id is not None:
        raise Http404
    asked = instrument(handing.INSTRUMENT)
    data = request.POST if request.method == "POST" else None
    form = QuestionsForm(data, asked=asked)
    context = {"form": form, "asked": asked, "neutral_name": _neutral(opened)}
    if data is None:
        return render(request, "desk/tablet_questions.html", context)
    if not form.is_valid():
        return unprocessable(request, "desk/tablet_questions.html", context)
    try:
        handing.fill_in(opened=opened, answers=form.answers())
    except EndingError:
        raise Http404 from None
    return see_other(reverse("desk:tablet_done"))


@require_http_methods(["GET"])
def tablet_done(request: HttpRequest) -> HttpResponse:
    """Say that it is saved, and that the tablet goes back."""
    return render(request, "desk/tablet_done.html")


def sign_out(request: StaffRequest) -> None:
    """End the staff session of this browser before the tablet changes hands."""
    get_adapter().logout(request)


def _to_tablet(request: StaffRequest, row: Ending) -> HttpResponse:
    try:
        token = handing.hand_over_questions(ending=row.pk, by=request.actor)
    except EndingError as error:
        messages.error(request, str(error.for_people))
        return _back(row)
    sign_out(request)
    return see_other(reverse("desk:tablet_questions", args=[token]))


def _settled(request: StaffRequest, row: Ending) -> HttpResponse:
    try:
        writing.settle_measure(ending=row.pk, how="skipped", by=request.actor)
    except EndingError as error:
        messages.error(request, str(error.for_people))
    else:
        messages.success(request, _("Left out. That is fine."))
    return _back(row)


def _before(request: StaffRequest, row: Ending) -> dict[str, Any] | None:
    """Give what was filled in already, scored; opening it is recorded."""
    with practice(request.actor.practice):
        found = Administration.objects.filter(
            client_id=row.client_id, occasion=occasion_of(row.pk)
        ).first()
    if found is None or found.sent_at is None:
        return None
    told = vault.open(
        by=request.actor, purpose="ending", rows=[found], fields=["answers"]
    )[0]["answers"]
    if told is None:
        return None
    asked = instrument(found.instrument)
    zone = ZoneInfo(request.membership.practice.time_zone)
    result = score(asked, json.loads(told))
    return {
        "total": result.total,
        "high": asked.range.high,
        "answered": result.answered,
        "of": result.of,
        "on": full_date(found.sent_at.astimezone(zone).date()),
        "how": said(ENTERED, found.entered_by),
    }


def _neutral(opened: Opened) -> str:
    return Practice.objects.get(pk=opened.practice).neutral_name


def _back(row: Ending) -> HttpResponse:
    return see_other(reverse("desk:ending", args=[row.pk]) + "#done")


urlpatterns = [
    path("q/done", tablet_done, name="tablet_done"),
    path("q/<str:token>", tablet, name="tablet_questions"),
]
