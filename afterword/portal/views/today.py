"""The first page of a client: what is true, what is open, what comes, how to stop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from afterword import clock
from afterword.attention.models import Item
from afterword.followup import checkins
from afterword.followup.checkins import CheckIn
from afterword.followup.models import Step
from afterword.look.pages import see_other
from afterword.portal import asking, notes, person
from afterword.portal.access import VisitRequest, visitor
from afterword.portal.agreed import agreed
from afterword.portal.showing import page
from afterword.tenancy import practice


@dataclass(frozen=True)
class Open:
    """One check-in that can be answered now."""

    step: UUID
    questions: int
    until: date
    begun: bool


@require_safe
@visitor
def today(request: Any) -> HttpResponse:
    """Show where things stand."""
    client = request.client_id
    now = clock.now()
    found = checkins.open_now(by=request.actor, at=now)
    with practice(request.practice_id):
        mine = agreed(client, today=request.home.today)
        live = Step.objects.filter(client_id=client, directive_id__in=mine.live)
        still_open = set(live.values_list("id", flat=True))
    return page(
        request,
        "today",
        here="today",
        name=person.name_to_use(client, by=request.actor),
        open=[_open(each) for each in found if each.step in still_open],
        mine=mine,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@visitor
def come_back(request: VisitRequest) -> HttpResponse:
    """Say how to come back, and take the wish."""
    if request.method == "POST":
        is_new = asking.ask_to_come_back(
            by=request.actor, client=request.client_id, owner=request.home.clinician
        )
        code = "came_back" if is_new else "asked_before"
        return notes.say(see_other("portal:come_back"), code)
    with practice(request.practice_id):
        asked = Item.objects.filter(
            client_id=request.client_id,
            kind=asking.CAME_BACK,
            done_at__isnull=True,
        ).first()
    by_day = asking.looked_at_by(request.home.time_zone)
    return page(request, "come_back", asked=bool(asked), by_day=by_day)


def _open(found: CheckIn) -> Open:
    return Open(
        step=found.step,
        questions=found.questions,
        until=found.open_until,
        begun=found.administration is not None,
    )


urlpatterns = [
    path("t", today, name="today"),
    path("b", come_back, name="come_back"),
]
