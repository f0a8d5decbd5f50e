"""Come in with the code of a card, and go out again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from afterword.consent import doors
from afterword.consent.doors import Opened, TooMany
from afterword.look.pages import see_other
from afterword.portal import notes
from afterword.portal.access import (
    begin_visit,
    end_visit,
    forget,
    home_of,
    network,
    visit_of,
)
from afterword.portal.forms.entering import CodeForm
from afterword.portal.showing import page

BOTH = require_http_methods(["GET", "HEAD", "POST"])


@BOTH
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the code. A wrong, an old and an unknown one get the same answer."""
    if request.method != "POST":
        if visit_of(request) is not None:
            return see_other("portal:today")
        return notes.shown(request, page(request, "enter", form=CodeForm()))
    form, found = CodeForm(request.POST), None
    if form.is_valid():
        found = doors.enter_code(form.cleaned_data["code"], bucket=network(request))
    opened = checked(form, found)
    if opened is None:
        return page(request, "enter", form=form, status=status_of(found))
    response = see_other("portal:today")
    begin_visit(request, response, opened)
    return response


def checked(
    form: CodeForm, found: Opened | TooMany | None, *, wrong: str = ""
) -> Opened | None:
    """Give what the code opened, or tell the form what to say instead."""
    if isinstance(found, Opened) and home_of(found) is not None:
        return found
    if isinstance(found, TooMany):
        form.add_error("code", too_many())
    elif form.is_valid():
        card = _("This code does not work. Look at your card again")
        form.add_error("code", wrong or card)
    return None


def too_many() -> str:
    """Say that it is too much for now, and that stopping is not touched by it."""
    return _("That was many tries. Wait 15 minutes. You can stop messages at any time")


def status_of(found: Opened | TooMany | None) -> int:
    """Give the status of a page that asks for the code again."""
    return 429 if isinstance(found, TooMany) else 422


@BOTH
def leave(request: HttpRequest) -> HttpResponse:
    """End the visit of this browser."""
    if request.method != "POST":
        return page(request, "out")
    end_visit(request)
    return notes.say(forget(see_other("portal:enter")), "out")


urlpatterns = [
    path("", enter, name="enter"),
    path("out", leave, name="out"),
]
