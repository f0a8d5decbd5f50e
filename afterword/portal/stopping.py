"""Stop everything for somebody without a sign-in, and tell the truth about it.

What was done is told behind a key of its own that opens nothing else.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Final

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse

from afterword import clock
from afterword.audit.actors import the_client
from afterword.consent import doors
from afterword.consent import services as consent
from afterword.consent.doors import Opened
from afterword.consent.errors import ConsentError
from afterword.consent.scopes import Scope
from afterword.consent.services import OneMayBeOnItsWay, Withdrawal
from afterword.look.pages import see_other
from afterword.portal.access import practice_of, unbroken
from afterword.portal.showing import page
from afterword.tenancy import practice

log = logging.getLogger(__name__)
TOLD_FOR: Final = timedelta(hours=1)


def withdraw(opened: Opened, *, door: str) -> Withdrawal:
    """Stop everything that anybody here might send this person."""
    return consent.withdraw(
        client=opened.client,
        scope=Scope.everything(),
        by=the_client(opened.practice, opened.client, door=door),
        at=clock.now(),
    )


def stop(request: HttpRequest, opened: Opened, *, door: str) -> HttpResponse:
    """Stop, and lead to a page that says what is true now."""
    try:
        answer = withdraw(opened, door=door)
    except (ConsentError, DatabaseError, InterfaceError):
        return not_saved(request, opened)
    came = "one_left" if isinstance(answer, OneMayBeOnItsWay) else "done"
    try:
        with practice(opened.practice):
            token = doors.make(
                client=opened.client, opens="stopped", occasion=came, lasts=TOLD_FOR
            )
    except (
        DatabaseError,
        InterfaceError,
    ):  # it is stopped all the same: say so on this very page
        log.exception("a stop was saved; the page that tells it could not be kept")
        return page(request, "stopped", came=came)
    return see_other("portal:stopped", token)


def not_saved(request: HttpRequest, opened: Opened | None = None) -> HttpResponse:
    """Say that it is not stopped, and how else to stop."""
    home = None
    try:
        home = practice_of(opened) if opened else None
    except (DatabaseError, InterfaceError):
        log.exception("the practice of a stop that was not saved could not be read")
    return page(
        request,
        "not_stopped",
        status=503,
        phone=unbroken(home.phone) if home else "",
        reads_replies=bool(home and home.reads_replies),
        neutral_name=home.neutral_name if home else "",
    )
