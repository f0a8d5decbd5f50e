"""Who is in the demonstration, its mail, and its clock. On this machine only."""

from __future__ import annotations

import email
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email import policy
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from afterword import clock
from afterword.accounts.models import Membership, StaffUser
from afterword.carriers.sink import stored
from afterword.consent import doors
from afterword.demo import passing
from afterword.demo.people import CLIENTS, STAFF
from afterword.demo.starting import CAST
from afterword.look.pages import see_other
from afterword.tenancy import practice

HERE = {"127.0.0.1", "::1"}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MONTH = 31


@dataclass(frozen=True)
class Message:
    """One message as a mail program would show it."""

    to: str
    sender: str
    subject: str
    on: str
    text: str


def on_this_machine(
    view: Callable[..., HttpResponse],
) -> Callable[..., HttpResponse]:
    """Answer this machine alone; for anybody else there is nothing here."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.META.get("REMOTE_ADDR") not in HERE:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_GET
@on_this_machine
def people(request: HttpRequest) -> HttpResponse:
    """Show everybody, with one button each."""
    shown = {"staff": STAFF, "clients": CLIENTS, "today": clock.today()}
    return render(request, "demo/people.html", shown)


@require_POST
@on_this_machine
def sign_in(request: HttpRequest, key: str) -> HttpResponse:
    """Sign in as one of the staff."""
    if key not in {persona.key for persona in STAFF}:
        raise Http404
    user = StaffUser.objects.get(email=f"{key}@staff.example")
    login(request, user, backend=BACKEND)
    return see_other("desk:today")


@require_POST
@on_this_machine
def open_as(_request: HttpRequest, key: str) -> HttpResponse:
    """Open the pages of one of the clients."""
    client = _clients().get(key)
    person = next((each for each in CLIENTS if each.key == key), None)
    if client is None or person is None:
        raise Http404
    home = (
        Membership.objects.filter(user__email=f"{person.clinician}@staff.example")
        .get()
        .practice_id
    )
    with practice(home):
        token = doors.make(client=client, opens="visit", lasts=timedelta(hours=1))
    response = see_other("portal:today")
    response.set_cookie(
        settings.CLIENT_COOKIE, token, httponly=True, samesite="Lax", path="/"
    )
    return response


@require_POST
@on_this_machine
def month(_request: HttpRequest) -> HttpResponse:
    """Let a month pass, day by day."""
    passing.days(MONTH)
    return see_other("demo:people")


@require_GET
@on_this_machine
def mail(request: HttpRequest) -> HttpResponse:
    """Show what went out, the newest first."""
    messages = [_message(each.raw) for each in stored(settings.HOME / "mail")]
    return render(request, "demo/mail.html", {"messages": messages[::-1]})


def _message(raw: bytes) -> Message:
    read = email.message_from_bytes(raw, policy=policy.default)
    body = read.get_body(("plain",))
    return Message(
        to=str(read["To"]),
        sender=str(read["From"]),
        subject=str(read["Subject"]),
        on=str(read["Date"]),
        text=body.get_content() if body else "",
    )


def _clients() -> dict[str, UUID]:
    path = settings.HOME / CAST
    if not path.exists():
        return {}
    return {key: UUID(who) for key, who in json.loads(path.read_text()).items()}
