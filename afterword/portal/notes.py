"""What just happened, told once on the next page: a signed code in a cookie.

Staff pages tell such things by way of their session; a client's page never looks there.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

COOKIE: Final = "n"
SALT: Final = "portal.notes"
LASTS: Final = 120

WORDS: Final = {
    "stopped": _(
        "Done. You will get no more messages. Your plan and the help page stay."
    ),
    "stopped_one_left": _(
        "Done. One message left just before this and may still arrive. "
        "Nothing comes after it."
    ),
    "stopped_this": _("Done. This has stopped. The rest stays as it is."),
    "paused": _("Done. Nothing comes until you start it again."),
    "resumed": _("Done. It is on again, as you agreed before."),
    "fewer": _("Done. Only the notes that you kept will come."),
    "no_contact": _("Done. Nobody here may write to you first."),
    "no_replies": _("Done. Nobody here writes to you, not even to answer."),
    "opened": _("Done. They may write to you again. This page says what comes."),
    "told": _("Saved. They may be told this, and nothing else. Nothing was sent."),
    "told_back": _("Done. From now on they are told nothing more."),
    "reach": _("Saved. This is how you are reached from now on."),
    "agreed": _("Saved. You said yes. You can change this on any day."),
    "declined": _("Saved. You said no. Nothing will come."),
    "unsafe": _("Saved. Nothing is sent to that address. Nothing was agreed."),
    "asked": _("Done. A person will look at what you asked for."),
    "asked_before": _("You asked for this before. A person has it on their list."),
    "came_back": _("Done. A person here has it on their list."),
    "reply": _("Done. Somebody here will see that you asked for a reply."),
    "out": _("You have left your pages on this device."),
    "plan_saved": _("Saved. It is your own."),
    "plan_drafted": _("Saved."),
    "plan_hide": _("Hidden. It is not shown and not taken along."),
    "plan_show": _("Shown again."),
    "plan_undo": _("Done. It reads as before your last change."),
    "plan_shown": _("Done. This is what they can open. You can take it back here."),
    "plan_handed": _("Done. They can be handed this page, and no other part."),
    "plan_taken_back": _("Done. Nobody can open that copy any more."),
    "plan_deleted": _("Done. Your plan is gone, and every copy of it here."),
    "saved": _("Saved. You can go on now or another time."),
}


def say(response: HttpResponse, code: str) -> HttpResponse:
    """Let the next page tell this."""
    response.set_cookie(
        COOKIE,
        signing.dumps(code, salt=SALT),
        max_age=LASTS,
        httponly=True,
        secure=settings.SECURE,
        samesite="Lax",
    )
    return response


def said(request: HttpRequest) -> str:
    """Give what the last answer left to tell; empty if there is nothing."""
    try:
        code = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return ""
    return str(WORDS.get(code, ""))


def shown(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Take it away once a page has told it."""
    told = request.method == "GET" and response.status_code == 200  # noqa: PLR2004
    if told and COOKIE in request.COOKIES and COOKIE not in response.cookies:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response
