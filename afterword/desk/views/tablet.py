"""The questions on the tablet, in the client's hands: one page, nothing behind it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from allauth.account.adapter import get_adapter
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from afterword import clock
from afterword.accounts.access import StaffRequest
from afterword.clinic import offering
from afterword.clinic.errors import ClinicError
from afterword.clinic.models import Clinician
from afterword.consent import doors
from afterword.consent.doors import Opened
from afterword.desk.forms.measures import QuestionsForm
from afterword.ending.errors import EndingError
from afterword.ending.measured import FIRST
from afterword.ending.services import filling
from afterword.ending.services.filling import Kept
from afterword.look.pages import see_other, unprocessable
from afterword.look.templatetags.look import full_moment
from afterword.measures.errors import MeasureError
from afterword.measures.instruments import Instrument
from afterword.support import ways
from afterword.support.lines import Country
from afterword.tenancy import practice
from afterword.tenancy.models import Practice

PAGE = "desk/tablet_questions.html"
SALT: Final = "tablet.now"
LASTS: Final = 60 * 60
"""Seconds for which the page with help stays there. It says nothing of anybody."""


@require_http_methods(["GET", "POST"])
def tablet(request: HttpRequest, token: str) -> HttpResponse:
    """Show the questions; where they ask about risk, who reads them, before the first.

    An answer about risk leads to help before anything else.
    """
    opened = doors.find(token)
    if opened is None or opened.opens != "tablet" or opened.directive_id is not None:
        raise Http404
    if request.method == "POST":
        return _answered(request, opened)
    try:
        asked, responder = _asked(opened)
    except (ClinicError, MeasureError):
        raise Http404 from None
    form = QuestionsForm(asked=asked)
    return render(request, PAGE, _context(opened, asked, responder, form))


def _answered(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Keep what was answered, also where the questions are no longer asked here.

    They were put before the client while they could be. What is missing then counts
    as left out, since no page may ask for it.
    """
    try:
        asked, responder = _asked(opened)
    except (ClinicError, MeasureError):
        asked = offering.as_asked(opened.occasion or FIRST)
        form = QuestionsForm(request.POST, asked=asked)
        form.is_valid()
    else:
        form = QuestionsForm(request.POST, asked=asked)
        if not form.is_valid():
            context = _context(opened, asked, responder, form)
            return unprocessable(request, PAGE, context)
    try:
        kept = filling.fill_in(opened=opened, answers=form.answers())
    except (EndingError, ClinicError, MeasureError):
        home = _home(opened.practice)
        context = {
            "neutral_name": home.neutral_name,
            "practice_id": home.pk,
            "country": _country(home),
        }
        return render(request, "desk/tablet_not_saved.html", context, status=409)
    if kept.risk:
        return see_other(reverse("desk:tablet_now", args=[_signed(opened, kept)]))
    return see_other(reverse("desk:tablet_done"))


def _context(
    opened: Opened,
    asked: Instrument,
    responder: offering.Responder | None,
    form: QuestionsForm,
) -> dict[str, Any]:
    home = _home(opened.practice)
    return {
        "form": form,
        "asked": asked,
        "practice_id": home.pk,
        "neutral_name": home.neutral_name,
        "responder": responder,
        "hours": int(responder.within.total_seconds() // 3600) if responder else 0,
        "help_url": _help_url(home),
    }


@require_GET
def tablet_now(request: HttpRequest, said: str) -> HttpResponse:
    """Show help before any other text, then who will see it and by when."""
    try:
        plain = signing.loads(said, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        raise Http404 from None
    home = _home(UUID(plain["home"]))
    with practice(home.pk):
        who = Clinician.objects.filter(pk=plain["who"]).first()
    due = datetime.fromisoformat(plain["due"]).astimezone(ZoneInfo(home.time_zone))
    context: dict[str, Any] = {
        "practice_id": home.pk,
        "neutral_name": home.neutral_name,
        "country": _country(home),
        "who": who.client_facing_name if who else "",
        "due": full_moment(due),
    }
    return render(request, "desk/tablet_now.html", context)


@require_GET
def tablet_done(request: HttpRequest) -> HttpResponse:
    """Say that it is saved, and that the tablet goes back."""
    return render(request, "desk/tablet_done.html")


def sign_out(request: StaffRequest) -> None:
    """End the staff session of this browser before the tablet changes hands."""
    get_adapter().logout(request)


def _asked(opened: Opened) -> tuple[Instrument, offering.Responder | None]:
    """Give what the tablet asks, and who looks at it where it asks about risk."""
    name, at = opened.occasion or FIRST, clock.now()
    with practice(opened.practice):
        asked = offering.to_show(name, client=opened.client, at=at)
        if not asked.risk_items:
            return asked, None
        return asked, offering.responder_of(opened.client, at=at)


def _signed(opened: Opened, kept: Kept) -> str:
    """Sign who looks at it and by when: codes, and nothing about the client."""
    due = kept.due or clock.now() + filling.LOOK_WITHIN
    plain = {
        "home": str(opened.practice),
        "who": str(kept.owner or ""),
        "due": due.isoformat(),
    }
    return signing.dumps(plain, salt=SALT)


def _home(practice_id: UUID) -> Practice:
    return Practice.objects.get(pk=practice_id)


def _country(home: Practice) -> Country | None:
    return ways.country(home.country[:2], home.pk)


def _help_url(home: Practice) -> str:
    found = _country(home)
    return ways.path(home.pk, found.iso.lower() if found else "")


urlpatterns = [
    path("q/done", tablet_done, name="tablet_done"),
    path("q/now/<str:said>", tablet_now, name="tablet_now"),
    path("q/<str:token>", tablet, name="tablet_questions"),
]
