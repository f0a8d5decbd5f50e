"""The record: who did what, when, and how it came out. It is read, never changed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from afterword.accounts.access import StaffRequest, staff
from afterword.accounts.models import Membership
from afterword.audit import checking
from afterword.audit.actors import ActorKind, Role
from afterword.audit.models import Event, Leaf
from afterword.audit.verifying import Verdict
from afterword.clinic.models import Client
from afterword.desk import whose
from afterword.desk.events import (
    by_machine,
    door_words,
    event_words,
    outcome_words,
    purpose_words,
)
from afterword.desk.forms.record import ONLY_OPENED, RecordForm
from afterword.desk.views.people import SEES
from afterword.desk.views.ruling import reads_everything
from afterword.desk.wording import address_of
from afterword.tenancy import practice
from afterword.vault import ring

READERS = (Role.CLINICIAN, Role.SUPERVISOR, Role.COMPLIANCE)
OPENED: Final = "vault.opened"
ON_A_PAGE: Final = 50
MOST_CHECKED: Final = 100_000
"""A longer log is checked on the command line, which has the time for it."""


@dataclass(frozen=True)
class Line:
    """One line of the record, as words."""

    at: datetime
    who: str
    what: str
    about: str
    about_url: str
    outcome: str
    ruling_url: str


@require_GET
@staff(*READERS)
def record(request: StaffRequest) -> HttpResponse:
    """Show the record, newest first. A clinician sees lines about own clients."""
    form = RecordForm(request.GET or None)
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    with practice(request.actor.practice):
        rows = _filtered(_seen(request), given, _zone(request))
        page = Paginator(rows.order_by("-at", "-id"), ON_A_PAGE).get_page(
            request.GET.get("page")
        )
        lines = _lines(request, list(page.object_list))
        count = page.paginator.count
    context = {
        "here": "record",
        "form": form,
        "lines": lines,
        "count": count,
        "newer": _address(request, page, -1),
        "older": _address(request, page, +1),
        "where": _("Page %(page)s of %(pages)s")
        % {"page": page.number, "pages": page.paginator.num_pages},
        "may_check": request.actor.has(Role.COMPLIANCE),
        "all": reads_everything(request.actor),
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "desk/record.html", context, status=status)


@require_POST
@staff(Role.COMPLIANCE)
def check(request: StaffRequest) -> HttpResponse:
    """Check the record against its signed log, with code of its own."""
    with practice(request.actor.practice):
        size = Leaf.objects.count()
    verdict: Verdict | None = None
    if size <= MOST_CHECKED:
        public = ring.public_key(ring.load(settings.KEYS).signing)
        verdict = checking.check(
            request.actor.practice, public=public, notes=settings.JOURNAL
        )
    context = {"here": "record", "verdict": verdict, "size": size}
    return render(request, "desk/record_check.html", context)


def _seen(request: StaffRequest) -> QuerySet[Event]:
    """Give the lines that this person may read."""
    if reads_everything(request.actor):
        return Event.objects.all()
    own = Client.objects.filter(whose.visible(request.actor)).values("pk")
    return Event.objects.filter(client_id__in=own)


def _filtered(
    rows: QuerySet[Event], given: dict[str, Any], zone: ZoneInfo
) -> QuerySet[Event]:
    if since := given.get("since"):
        rows = rows.filter(at__gte=_midnight(since, zone))
    if until := given.get("until"):
        rows = rows.filter(at__lt=_midnight(until + timedelta(days=1), zone))
    if outcome := given.get("outcome"):
        rows = rows.filter(outcome=outcome)
    if kind := given.get("kind"):
        opened = Q(name=OPENED)
        rows = rows.filter(opened if kind == ONLY_OPENED else ~opened)
    if reference := given.get("person", "").strip():
        found = Client.objects.filter(reference__iexact=reference).values("pk")
        rows = rows.filter(client_id__in=found)
    return rows


def _lines(request: StaffRequest, rows: list[Event]) -> list[Line]:
    zone = _zone(request)
    staff_names = _names(request, {row.by_id for row in rows if row.by_id})
    clients = Client.objects.filter(
        pk__in={row.client_id for row in rows if row.client_id}
    )
    references = dict(clients.values_list("pk", "reference"))
    links = _links(request, clients)
    return [_line(row, staff_names, references, links, zone) for row in rows]


def _links(request: StaffRequest, clients: QuerySet[Client]) -> dict[UUID, str]:
    """Give the pages of those clients that this reader may open, and of no others."""
    if not request.actor.has(*SEES):
        return {}
    own = clients.filter(whose.visible(request.actor)).values_list("pk", flat=True)
    return {pk: address_of("desk:person", pk) for pk in own}


def _line(
    row: Event,
    names: dict[UUID, str],
    references: dict[UUID, str],
    links: dict[UUID, str],
    zone: ZoneInfo,
) -> Line:
    reference = references.get(row.client_id, "") if row.client_id else ""
    what = event_words(row.name)
    if row.name == OPENED:
        what = f"{what} {purpose_words(row.why)}"
    door = door_words(row.door)
    return Line(
        at=row.at.astimezone(zone),
        who=_who(row, names),
        what=f"{what}, {door}" if door else what,
        about=reference,
        about_url=links.get(row.client_id, "") if row.client_id else "",
        outcome=outcome_words(row.outcome),
        ruling_url=_ruling_url(row),
    )


def _who(row: Event, names: dict[UUID, str]) -> str:
    if row.by_kind == ActorKind.STAFF:
        return names.get(row.by_id, _("Somebody who left")) if row.by_id else "?"
    if row.by_kind == ActorKind.CLIENT:
        return _("The client")
    if row.by_kind == ActorKind.OPERATOR:
        return _("Somebody at the server")
    return by_machine()


def _names(request: StaffRequest, wanted: Collection[UUID]) -> dict[UUID, str]:
    rows = Membership.objects.filter(
        practice_id=request.actor.practice, user_id__in=wanted
    )
    return dict(rows.values_list("user_id", "user__name"))


def _ruling_url(row: Event) -> str:
    if row.about_kind == "contact.ruling" and row.about_id:
        return reverse("desk:ruling", args=[row.about_id])
    named = row.details.get("ruling", "")
    try:
        return reverse("desk:ruling", args=[UUID(str(named))]) if named else ""
    except ValueError:
        return ""


def _address(request: StaffRequest, page: Page[Any], by: int) -> str:
    """Give the address of the page before or after, with the filter as it stands."""
    number = page.number + by
    if not 1 <= number <= page.paginator.num_pages:
        return ""
    asked = request.GET.copy()
    asked["page"] = str(number)
    return f"?{asked.urlencode()}"


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)


def _zone(request: StaffRequest) -> ZoneInfo:
    return ZoneInfo(request.membership.practice.time_zone)


urlpatterns = [
    path("record", record, name="record"),
    path("record/check", check, name="record_check"),
]
