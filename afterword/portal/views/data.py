"""My data: who looked, what I agreed to, take it along, ask for a change."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse, JsonResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from afterword.clinic import scored
from afterword.clinic.models import Administration, Client, ContactPoint
from afterword.consent import queries
from afterword.consent.models import SafeContact
from afterword.consent.queries import Line
from afterword.ending.plans import lines as lines_of
from afterword.ending.queries import copies_of, return_for_plan, services_for_plan
from afterword.ending.services import planning
from afterword.look.pages import see_other
from afterword.portal import asking, notes, person
from afterword.portal.access import visitor
from afterword.portal.forms.data import AskForm
from afterword.portal.looked import looked
from afterword.portal.showing import page
from afterword.portal.views import telling
from afterword.portal.views.letters import got
from afterword.tenancy import practice
from afterword.vault import services as vault
from afterword.vault.fields import Sealed

SAYS = {
    "proposed": _("Notes were put before you. Nothing was sent"),
    "confirmed": _("You said yes"),
    "declined": _("You said no"),
    "narrowed": _("Made less"),
    "paused": _("Put to rest"),
    "resumed": _("Started again"),
    "address_changed": _("Moved to another address"),
    "withdrawn": _("Stopped"),
    "no_contact": _("You said: nobody here may write first"),
    "no_replies": _("You said: not even an answer"),
    "contact_reopened": _("You let them write or answer again"),
    "void": _("You did not say yes in time, so it counts as no"),
    "lapsed": _("Over: its last day has passed"),
}
DOORS = {
    "tablet": _("by you, on their tablet"),
    "card": _("by you, with your card"),
    "portal": _("by you, on these pages"),
    "link": _("by you, with the link in a note"),
    "one_click": _("by you, in your mail program"),
    "paper": _("by you, on paper"),
    "told_staff": _("you told somebody here"),
}


@dataclass(frozen=True)
class Said:
    """One line of what was agreed, as words, with its receipt."""

    on: date
    words: str
    how: str
    receipt: str


@require_http_methods(["GET", "HEAD", "POST"])
@visitor
def data(request: Any) -> HttpResponse:
    """Show who looked and what was agreed; take a request."""
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        is_new = asking.ask(
            kind=form.cleaned_data["what"],
            by=request.actor,
            client=request.client_id,
            owner=request.home.clinician,
        )
        response = see_other("portal:data")
        response["Location"] += "#done"
        return notes.say(response, "asked" if is_new else "asked_before")
    with practice(request.practice_id):
        looks = looked(request.client_id, zone=request.home.time_zone)
        lines = queries.ledger_of(request.client_id)
        since = Client.objects.get(pk=request.client_id).added_at
    context: dict[str, Any] = {
        "looks": looks,
        "said": _said(lines),
        "since": since.date(),
        "form": form,
        "by_day": asking.looked_at_by(request.home.time_zone),
    }
    status = 422 if request.method == "POST" else 200
    return page(request, "data", here="data", status=status, **context)


@require_safe
@visitor
def take(request: Any) -> HttpResponse:
    """Give everything on these pages as one file with a dull name."""
    client, by = request.client_id, request.actor
    with practice(request.practice_id):
        own = Client.objects.get(pk=client)
        points = list(ContactPoint.objects.filter(client_id=client))
        ways = list(SafeContact.objects.filter(client_id=client).order_by("-at")[:1])
        answers = list(
            Administration.objects.filter(client_id=client).order_by("started_at")
        )
        copies = copies_of(client)
        looks = looked(client, zone=request.home.time_zone, own=True)
        lines = queries.ledger_of(client)
    names = ("name", "preferred_name", "date_of_birth")
    taken = {
        "about_you": _opened([own], names, by)[0],
        "addresses": [
            {"way": point.channel, **opened}
            for point, opened in zip(
                points, _opened(points, ("address",), by), strict=True
            )
        ],
        "how_you_are_reached": [
            {
                "from": way.sender_label,
                "between": [way.hours_from, way.hours_until],
                "others_could_see_it": way.address_shared,
                **opened,
            }
            for way, opened in zip(
                ways, _opened(ways, ("name_to_use",), by), strict=True
            )
        ],
        "plan": _plan(client, by),
        "plan_shown_to_others": [
            {"on": one.made_at.date(), "for": one.audience, "parts": one.keys}
            for one in copies
        ],
        "letters": got(client, by=by),
        "what_others_may_be_told": _told(request),
        "services": [one.words for one in services_for_plan(client, by=by)],
        "how_to_come_back": return_for_plan(client, by=by)
        or lines_of(request.home.coming_back),
        "answers": _answers(answers, by, ZoneInfo(request.home.time_zone)),
        "what_you_said": [asdict(line) for line in _said(lines)],
        "who_looked": [asdict(look) for look in looks],
    }
    response = JsonResponse(taken, json_dumps_params={"indent": 2})
    response["Content-Disposition"] = 'attachment; filename="data.json"'
    return response


def _told(request: Any) -> list[dict[str, Any]]:
    """Give what they let others be told, also what is over."""
    client, today = request.client_id, request.home.today
    lines = telling.lines_of(client, by=request.actor, today=today)
    return [asdict(line) for line in lines]


def _plan(client: Any, by: Any) -> dict[str, Any]:
    """Give the whole plan, hidden parts too: it is theirs."""
    plan = planning.read(client=client, by=by)
    return {part.key: part.words for part in plan.parts if not part.is_empty}


def _answers(
    rows: Sequence[Administration], by: Any, zone: ZoneInfo
) -> list[dict[str, Any]]:
    """Give what the client answered, with its day; of a score alone, the score."""
    opened = _opened(rows, (*scored.COLUMNS, "words"), by)
    return [
        {
            "questions": row.instrument,
            "on": scored.day_of(row, zone),
            "sent": row.sent_at is not None,
            "answers": json.loads(words["answers"] or "null"),
            "score": json.loads(words["total"] or "null"),
            "words": words["words"],
        }
        for row, words in zip(rows, opened, strict=True)
    ]


def _opened(rows: Sequence[Sealed], fields: Sequence[str], by: Any) -> list[Any]:
    return vault.open(by=by, purpose=person.OWN_PAGES, rows=rows, fields=fields)


def _said(lines: Sequence[Line]) -> list[Said]:
    return [
        Said(
            on=line.on,
            words=str(SAYS.get(line.says, "")),
            how=str(DOORS.get(line.door, "")) if line.by_kind != "machine" else "",
            receipt=line.receipt,
        )
        for line in reversed(lines)
    ]


urlpatterns = [
    path("d", data, name="data"),
    path("d/take", take, name="take"),
]
