"""Stop with the code of a card: no sign-in, no question, and nobody is locked out."""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from afterword.consent import doors
from afterword.look.pages import see_other
from afterword.portal import stopping
from afterword.portal.access import network, practice_of, unbroken
from afterword.portal.forms.entering import CodeForm
from afterword.portal.showing import page


@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest) -> HttpResponse:
    """Ask for the code; stop everything for whoever it belongs to."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return page(request, "stop", form=form)
    if not form.is_valid():
        return page(request, "stop", form=form, status=422)
    try:
        code = form.cleaned_data["code"]
        found = doors.stop_by_code(code, bucket=network(request))
    except (DatabaseError, InterfaceError):
        return stopping.not_saved(request)
    if found.opened is None and found.may_tell:
        form.add_error("code", _("No card has this code. Look at your card again"))
        return page(request, "stop", form=form, status=422)
    answer = None
    if found.opened is not None:
        answer = stopping.stop(request, found.opened, door="card")
    saved = answer is None or answer.status_code < 500  # noqa: PLR2004 - server's fault
    if answer is not None and (found.may_tell or not saved):
        return answer
    return see_other("portal:stop_if")


@require_safe
def stop_if(request: HttpRequest) -> HttpResponse:
    """Say what is true whether or not the code was right, after many wrong ones."""
    return page(request, "stop_if")


@require_safe
def stopped(request: HttpRequest, token: str) -> HttpResponse:
    """Say what came of a stop, what stays, and how to come back."""
    found = doors.find(token)
    if found is None or found.opens != "stopped":
        return page(request, "ended", status=404, token="")
    home = practice_of(found)
    return page(
        request,
        "stopped",
        came=found.occasion,
        phone=unbroken(home.phone),
        neutral_name=home.neutral_name,
    )


urlpatterns = [
    path("stop", stop, name="stop"),
    path("stop/done", stop_if, name="stop_if"),
    path("s/<str:token>", stopped, name="stopped"),
]
