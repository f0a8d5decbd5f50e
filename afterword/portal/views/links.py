"""Where the one link of a note leads: it tells nothing, and it can stop everything.

Scanners of mail open links. So no look at a page changes anything here.
"""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from afterword import clock
from afterword.audit.actors import the_client
from afterword.consent import doors, queries
from afterword.consent.doors import Opened
from afterword.consent.errors import ConsentError
from afterword.followup import checkins
from afterword.followup.errors import FollowUpError
from afterword.look.pages import see_other
from afterword.portal import stopping
from afterword.portal.access import begin_visit, network, practice_of
from afterword.portal.forms.entering import LinkCodeForm
from afterword.portal.showing import page
from afterword.portal.views.entering import checked, status_of
from afterword.tenancy import practice

BOTH = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def landing(request: HttpRequest, token: str) -> HttpResponse:
    """Show who sent it, a way on, a way to stop and a way to help. Nothing else."""
    opened = live(token)
    if opened is None:
        return ended(request, token)
    return page(
        request,
        "landing",
        token=token,
        neutral_name=sender(opened),
        practice_id=opened.practice,
    )


@BOTH
def onward(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a code. The card's leads to the questions of this link, or to today.

    One that was asked for here and sent leads to the empty form of this link, once.
    """
    opened = live(token)
    if opened is None:
        return ended(request, token)
    form = LinkCodeForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {
        "token": token,
        "form": form,
        "neutral_name": sender(opened),
    }
    if request.method != "POST":
        return page(request, "onward", **context)
    found = None
    if form.is_valid():
        typed = form.cleaned_data["code"]
        found = doors.enter_code(typed, bucket=network(request), at=opened)
        if isinstance(found, Opened) and not _is_first(found):
            found = None
    wrong = _("This code does not work here. Look at it again")
    entered = checked(form, found, wrong=wrong)
    if entered is None:
        return page(request, "onward", status=status_of(found), **context)
    is_sent = entered.opens == "form_code"
    response = see_other("portal:form" if is_sent else _where_to(opened))
    begin_visit(request, response, entered)
    return response


@BOTH
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask on a look, act on a press. It works for as long as the record lives."""
    try:
        opened = doors.find_for_stop(token)
        if opened is None or opened.opens != "link":
            return ended(request, "")
        if request.method != "POST":
            return page(
                request,
                "stop_link",
                token=token,
                neutral_name=sender(opened),
                practice_id=opened.practice,
            )
    except (DatabaseError, InterfaceError):
        return stopping.not_saved(request)
    return stopping.stop(request, opened, door="link")


@csrf_exempt
@BOTH
def one_click(request: HttpRequest, token: str) -> HttpResponse:
    """Stop because a mail program posted so (RFC 8058). A look only asks."""
    if request.method != "POST":
        return stop(request, token)
    try:
        opened = doors.find_for_stop(token)
        if opened is None or opened.opens != "link":
            return HttpResponse("Not found.\n", status=404, content_type="text/plain")
        stopping.withdraw(opened, door="one_click")
    except (ConsentError, DatabaseError, InterfaceError):
        return HttpResponse("Not saved.\n", status=503, content_type="text/plain")
    return HttpResponse("Done.\n", content_type="text/plain")


def ended(request: HttpRequest, token: str) -> HttpResponse:
    """Say the same of a link that is old, was used up or never was."""
    return page(request, "ended", status=404, token=token)


def sender(opened: Opened) -> str:
    """Give the name that the client chose for the sender, else the neutral one."""
    with practice(opened.practice):
        safe = queries.safe_contact_of(opened.client)
    return safe.sender_label if safe else practice_of(opened).neutral_name


def live(token: str) -> Opened | None:
    """Give what a link opens while it lasts."""
    found = doors.find(token)
    return found if found is not None and found.opens == "link" else None


def _is_first(found: Opened) -> bool:
    """Use up a code that opens once; a card opens as often as it is typed."""
    return found.opens != "form_code" or doors.use(found)


def _where_to(opened: Opened) -> str:
    by = the_client(opened.practice, opened.client, door="portal")
    try:
        found = checkins.open_for(occasion=opened.occasion, by=by, at=clock.now())
    except FollowUpError:
        return reverse("portal:today")
    return reverse("portal:check_in", args=[found.step])


urlpatterns = [
    path("n/<str:token>", landing, name="landing"),
    path("n/<str:token>/go", onward, name="onward"),
    path("n/<str:token>/stop", stop, name="stop_link"),
    path("n/<str:token>/one-click", one_click, name="one_click"),
]
