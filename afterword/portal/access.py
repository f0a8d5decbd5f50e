"""Who may open a client's own pages: whoever holds a live visit, and nobody else.

A visit is a key of its own in a cookie of its own. The staff session of the same
browser is never read here, and no page of a client looks at it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from afterword import clock
from afterword.audit.actors import Actor, the_client
from afterword.clinic.models import Client
from afterword.consent import doors
from afterword.consent.doors import Opened
from afterword.look.pages import see_other
from afterword.portal import notes
from afterword.tenancy import practice
from afterword.tenancy.models import Practice

IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=8)
LONGEST_FORM: Final = timedelta(hours=2)
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Home:
    """What a client's page knows of where it is: plain values, nothing sealed."""

    neutral_name: str
    phone: str
    coming_back: str
    reads_replies: bool
    country: str
    time_zone: str
    clinician: UUID | None
    practice_id: UUID

    @property
    def today(self) -> Any:
        """Say what day it is where the client lives."""
        return clock.today(self.time_zone)

    @property
    def zone_words(self) -> str:
        """Name the client's time zone by its city."""
        return self.time_zone.rpartition("/")[2].replace("_", " ")


class VisitRequest(HttpRequest):
    """A request by a client who came in with the code of their card."""

    actor: Actor
    client_id: UUID
    practice_id: UUID
    home: Home
    neutral_name: str


def visitor(view: View) -> View:
    """Let in whoever holds a live visit; lead everybody else to the first page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        opened = visit_of(request)
        home = home_of(opened) if opened else None
        if opened is None or home is None:
            return stranger(request)
        doors.keep_open(opened, lasts=IDLE, at_most=LONGEST)
        asked: Any = request
        asked.actor = the_client(opened.practice, opened.client, door="portal")
        asked.client_id, asked.practice_id = opened.client, opened.practice
        asked.home, asked.neutral_name = home, home.neutral_name
        response = view(asked, *args, **kwargs)
        return notes.shown(request, response)

    guarded.for_clients = True  # type: ignore[attr-defined]
    return guarded


def form_visitor(view: View) -> View:
    """Let in whoever came by a code that was sent: to one empty form, nowhere else.

    Such a visit opens no page of the client's own; those lead it to the first page.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        opened = visit_of(request, opens="form_visit")
        home = home_of(opened) if opened else None
        if opened is None or home is None:
            return see_other("portal:enter")
        doors.keep_open(opened, lasts=IDLE, at_most=LONGEST_FORM)
        asked: Any = request
        asked.actor = the_client(opened.practice, opened.client, door="form_code")
        asked.client_id, asked.practice_id = opened.client, opened.practice
        asked.home, asked.neutral_name = home, home.neutral_name
        asked.occasion = opened.occasion
        return view(asked, *args, **kwargs)

    guarded.for_forms = True  # type: ignore[attr-defined]
    return guarded


def visit_of(request: HttpRequest, *, opens: str = "visit") -> Opened | None:
    """Give the live visit of this browser, if there is one."""
    token = request.COOKIES.get(settings.CLIENT_COOKIE, "")
    found = doors.find(token) if token else None
    return found if found is not None and found.opens == opens else None


def stranger(request: HttpRequest) -> HttpResponse:
    """Lead to the first page, as if nobody had come in; a form stays open beside."""
    response = see_other("portal:enter")
    is_at_form = visit_of(request, opens="form_visit") is not None
    return response if is_at_form else forget(response)


def home_of(opened: Opened) -> Home | None:
    """Give where a door leads; nothing once the person was removed."""
    with practice(opened.practice):
        row = Client.objects.select_related("practice").filter(pk=opened.client).first()
        if row is None or row.removed_at is not None:
            return None
        return Home(
            neutral_name=row.practice.neutral_name,
            phone=unbroken(row.practice.phone),
            coming_back=row.practice.coming_back,
            reads_replies=row.practice.reads_replies,
            country=row.practice.country,
            time_zone=row.time_zone,
            clinician=row.clinician_id,
            practice_id=opened.practice,
        )


def unbroken(phone: str) -> str:
    """Keep a number on one line, where it can be read and dialled."""
    return phone.replace(" ", "\u00a0")


def practice_of(opened: Opened) -> Practice:
    """Give the practice that a door leads to, also when the person was removed."""
    with practice(opened.practice):
        return Practice.objects.get(pk=opened.practice)


def begin_visit(request: HttpRequest, response: HttpResponse, opened: Opened) -> None:
    """Begin a visit of this person in this browser, and end the one before.

    A card opens the person's own pages; a code that was sent, one form.
    """
    end_visit(request)
    is_sent = opened.opens == "form_code"
    with practice(opened.practice):
        token = doors.make(
            client=opened.client,
            opens="form_visit" if is_sent else "visit",
            occasion=opened.occasion if is_sent else "",
            lasts=IDLE,
        )
    response.set_cookie(
        settings.CLIENT_COOKIE,
        token,
        httponly=True,
        secure=settings.SECURE,
        samesite="Lax",
    )


def end_visit(request: HttpRequest) -> None:
    """End the visit of this browser. Ending what is not there is success."""
    token = request.COOKIES.get(settings.CLIENT_COOKIE, "")
    if token:
        doors.end(token)


def forget(response: HttpResponse) -> HttpResponse:
    """Take the visit's cookie away."""
    response.delete_cookie(settings.CLIENT_COOKIE, samesite="Lax")
    return response


def network(request: HttpRequest) -> str:
    """Give the network address that tries are counted by; proxies in front count."""
    behind = int(getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0))
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    if behind and len(hops) >= behind and hops[-behind].strip():
        return hops[-behind].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
