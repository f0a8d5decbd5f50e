"""The draft of a plan at the practice's tablet, while the ending is open.

The key opens these pages and no others; once the ending is closed it opens nothing.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from afterword.audit.actors import the_client
from afterword.consent import doors
from afterword.ending import plan_words, queries
from afterword.ending.errors import EndingError, PlanError
from afterword.ending.forms import PartsForm
from afterword.ending.keepsake import Chapter, Live
from afterword.ending.services import sharing
from afterword.ending.services.handing import PLAN_TABLET
from afterword.look.pages import see_other
from afterword.portal import notes, plan_pages
from afterword.portal.access import home_of
from afterword.portal.plan_pages import Place
from afterword.portal.showing import page
from afterword.tenancy import practice

BOTH = require_http_methods(["GET", "HEAD", "POST"])


@BOTH
def draft(request: HttpRequest, token: str) -> HttpResponse:
    """Show the parts of the draft; a press says that it is enough for today."""
    place = _place(token)
    if place is None:
        return _given_back(request)
    if request.method == "POST":
        doors.end(token)
        return see_other("portal:draft_done")
    try:
        plan = place.read()
    except EndingError:
        return _given_back(request)
    live = Live(on=place.home.today)
    parts = plan_pages.shown(plan, live)
    return notes.shown(request, place.show(request, "plan_draft", parts=parts))


@BOTH
def draft_part(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """Write one part of the draft."""
    place = _place(token)
    if place is None:
        return _given_back(request)
    try:
        return notes.shown(request, plan_pages.edit(request, place, number))
    except EndingError:
        return _given_back(request)


@BOTH
def draft_copy(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody choose which parts a parent or carer is handed, and no others."""
    place = _place(token)
    if place is None:
        return _given_back(request)
    try:
        plan = place.read()
    except EndingError:
        return _given_back(request)
    with practice(place.by.practice):
        nobody = queries.reader_of(place.client) is None
    data = request.POST if request.method == "POST" else None
    form = PartsForm(data, plan=plan)
    if nobody or data is None or not form.is_valid():
        status = 200 if data is None else 422
        rest: dict[str, Any] = {"form": form, "nobody": nobody}
        return place.show(request, "plan_draft_copy", status=status, **rest)
    keys = form.cleaned_data["parts"]
    if "sure" not in data:
        chapters = [
            Chapter(one.key, plan_words.heading(one.key), plan_words.blocks(one))
            for one in plan.written
            if one.key in keys
        ]
        rest = {"chapters": chapters, "keys": keys}
        return place.show(request, "plan_draft_copy", form=form, **rest)
    try:
        sharing.share(
            client=place.client,
            audience="guardian",
            keys=keys,
            by=place.by,
            ending=place.ending,
        )
    except PlanError as error:
        form.add_error(None, str(error.for_people))
        return place.show(request, "plan_draft_copy", form=form, status=422)
    return notes.say(see_other("portal:draft", token), "plan_handed")


def draft_done(request: HttpRequest) -> HttpResponse:
    """Say that it is saved, and that the tablet goes back."""
    return _given_back(request)


def _place(token: str) -> Place | None:
    opened = doors.find(token)
    if opened is None or opened.opens != PLAN_TABLET or opened.about_id is None:
        return None
    home = home_of(opened)
    if home is None:
        raise Http404
    return Place(
        by=the_client(opened.practice, opened.client, door="tablet"),
        client=opened.client,
        home=home,
        base=reverse("portal:draft", args=[token]),
        frame="portal/plan_tablet.html",
        ending=opened.about_id,
    )


def _given_back(request: HttpRequest) -> HttpResponse:
    return page(request, "plan_draft_end")


urlpatterns = [
    path("o/done", draft_done, name="draft_done"),
    path("o/<str:token>", draft, name="draft"),
    path("o/<str:token>/copy", draft_copy, name="draft_copy"),
    path("o/<str:token>/<int:number>", draft_part, name="draft_part"),
]
