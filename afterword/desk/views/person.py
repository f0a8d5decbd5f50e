"""One person: what may happen next, what they decided, how they are reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.audit.actors import Role
from afterword.clinic.models import Client, Clinician, ContactPoint, ReportedFact
from afterword.clinic.services import reaching, together
from afterword.consent import queries as consent
from afterword.consent.models import SafeContact
from afterword.consent.standing import Standing
from afterword.desk import came_together, going_ahead, outlook, whose
from afterword.desk.choices import choices_of
from afterword.desk.forms.places import place_words
from afterword.desk.forms.reports import FOR_CLINICIANS, VALUES, AddressForm
from afterword.desk.relationship_words import STAGES, in_short
from afterword.desk.step_words import because_words
from afterword.desk.views.people import SEES
from afterword.desk.wording import (
    CHANNELS,
    OFFSETS,
    REPORTS,
    STATUSES,
    STEP_STATES,
    YES_NO,
    address_of,
    said,
)
from afterword.ending.errors import EndingError
from afterword.ending.models import Ending
from afterword.ending.queries import Shown, copies_of, is_held_by
from afterword.ending.services import writing
from afterword.followup.models import Step
from afterword.look.pages import see_other, unprocessable
from afterword.look.shown import KnownFact
from afterword.look.shown import Step as ShownStep
from afterword.look.templatetags.look import full_date
from afterword.screening import queries as screening
from afterword.screening.queries import Relationship
from afterword.tenancy import practice
from afterword.vault import services as vault

CARES = (Role.CLINICIAN, Role.SUPERVISOR)
ORDINARY = frozenset({("alive", "yes"), ("capacity", "has"), ("risk_level", "none")})
STILL_OPEN = ("planned", "held")


@dataclass
class Rows:
    """What the page is made from, read in one go."""

    now: Standing
    endings: list[Ending]
    steps: list[Step]
    points: list[ContactPoint]
    read: set[UUID]
    """Addresses that somebody who came with them can read."""
    reported: list[ReportedFact]
    safe: consent.SafeContactView | None
    safe_row: SafeContact | None
    names: dict[UUID, str]
    own: Clinician | None
    is_own: bool
    is_carried: bool
    relationships: list[Relationship]
    is_clinician: bool
    copies: tuple[Shown, ...]


@require_GET
@staff(*SEES)
def person(request: StaffRequest, client: UUID) -> HttpResponse:
    """Show one person, the sentence that matters first."""
    row = whose.client_of(request, client)
    named = whose.person_of(request, row, purpose="person")
    rows = _rows(request, row)
    today = clock.today(row.time_zone)
    zone = ZoneInfo(request.membership.practice.time_zone)
    choices = choices_of(rows.now, today=today, names=rows.names)
    is_alive = row.alive != "confirmed_dead"
    context = {
        "here": "people",
        "id": row.pk,
        "person": named,
        "sentence": outlook.sentence(_known(row, rows, today)),
        "about": _about(row),
        "choices": choices,
        "safe": _safe(request, rows),
        "addresses": _addresses(request, rows),
        "endings": [_ending_line(one, zone, rows.own) for one in rows.endings],
        "may_open_ending": is_alive and rows.is_own and not _one_is_open(rows.endings),
        "in_care": row.status != "former",
        "holds_endings": rows.is_own,
        "steps": [_shown(one) for one in rows.steps],
        "by_hand": _by_hand(request, row),
        "reported": _reported(request, rows.reported),
        "ask_url": _ask(row.pk),
        "followup_url": address_of("desk:followup")
        if request.actor.has(*CARES)
        else "",
        "is_former": row.status == "former",
        "together": came_together.of(request, row, rows.own) if rows.is_own else None,
        "relationships": [_relationship_line(one) for one in rows.relationships],
        "sees_relationships": request.actor.has(*CARES),
        "may_declare": rows.is_clinician and is_alive,
        "copies": rows.copies,
    }
    return render(request, "desk/person.html", context)


@require_POST
@staff(Role.CLINICIAN)
def open_ending(request: StaffRequest, client: UUID) -> HttpResponse:
    """Open the ending of this person's care, or go on with the open one."""
    row = whose.client_of(request, client)
    try:
        ending = writing.open_ending(client=row.pk, by=request.actor)
    except EndingError as error:
        messages.error(request, str(error.for_people))
        return see_other(reverse("desk:person", args=[row.pk]) + "#done")
    return see_other(reverse("desk:ending", args=[ending]))


@require_http_methods(["GET", "POST"])
@staff(*SEES)
def address(request: StaffRequest, client: UUID) -> HttpResponse:
    """Add an address. It is used for nothing until the person agrees to it."""
    row = whose.client_of(request, client)
    home = request.membership.practice
    data = request.POST if request.method == "POST" else None
    form = AddressForm(data, country=home.country, today=clock.today(home.time_zone))
    context = {"here": "people", "form": form, "id": row.pk}
    if data is None:
        return render(request, "desk/person_address.html", context)
    if not form.is_valid():
        return unprocessable(request, "desk/person_address.html", context)
    given = form.cleaned_data
    reaching.add_contact_point(
        client=row.pk,
        channel=given["channel"],
        address=given["address"],
        shared=given["shared"],
        by=request.actor,
    )
    messages.success(request, _("Added. Nothing is sent to it by that."))
    return see_other(reverse("desk:person", args=[row.pk]) + "#done")


@require_POST
@staff(*SEES)
def drop_address(request: StaffRequest, client: UUID, point: UUID) -> HttpResponse:
    """Stop using an address."""
    row = whose.client_of(request, client)
    with practice(request.actor.practice):
        if not ContactPoint.objects.filter(pk=point, client=row).exists():
            raise Http404
    reaching.retire_contact_point(client=row.pk, contact_point=point, by=request.actor)
    messages.success(request, _("Done. Nothing goes to that address any more."))
    return see_other(reverse("desk:person", args=[row.pk]) + "#done")


def _rows(request: StaffRequest, row: Client) -> Rows:
    with practice(request.actor.practice):
        now = consent.standing_of(row.pk)
        own = whose.own_clinician(request.actor)
        points = ContactPoint.objects.filter(client=row, retired_at__isnull=True)
        newest = (
            ReportedFact.objects.filter(client=row)
            .order_by("name", "-reported_at", "-id")
            .distinct("name")
        )
        endings = Ending.objects.filter(client=row).select_related("client")
        safe_row = SafeContact.objects.filter(client=row).order_by("-at", "-id").first()
        return Rows(
            now=now,
            endings=list(endings.order_by("-opened_at")),
            steps=list(Step.objects.filter(client=row).order_by("due_on")),
            points=list(points.order_by("added_at")),
            read=together.read_by_others(row.pk),
            reported=list(newest),
            safe=consent.safe_contact_of(row.pk),
            safe_row=safe_row,
            names=dict(Clinician.objects.values_list("pk", "name")),
            own=own,
            is_own=own is not None and row.clinician_id in {own.pk, None},
            is_carried=own is not None and row.clinician_id == own.pk,
            relationships=_declared(request, row, own),
            is_clinician=own is not None and request.actor.has(Role.CLINICIAN),
            copies=copies_of(row.pk, to=own.pk) if own else (),
        )


def _declared(
    request: StaffRequest, row: Client, own: Clinician | None
) -> list[Relationship]:
    """Give what was declared: to a supervisor all, to a clinician their own."""
    if request.actor.has(Role.SUPERVISOR):
        return screening.relationships(row.pk)
    mine = [own.pk] if own is not None and request.actor.has(Role.CLINICIAN) else []
    return screening.relationships(row.pk, clinicians=mine)


def _known(row: Client, rows: Rows, today: date) -> outlook.Known:
    ahead = [one for one in rows.steps if one.state in STILL_OPEN]
    return outlook.Known(
        alive=row.alive,
        is_current=row.status != "former",
        ending_is_open=_one_is_open(rows.endings),
        now=rows.now,
        today=today,
        next_due=ahead[0].due_on if ahead else None,
        next_waits_for=because_words(ahead[0].held_because)
        if ahead and ahead[0].state == "held"
        else "",
    )


def _about(row: Client) -> list[KnownFact]:
    clinician = row.clinician.name if row.clinician else _("Nobody yet")
    facts = [
        KnownFact(name=_("Reference"), value=row.reference),
        KnownFact(name=_("Care"), value=said(STATUSES, row.status)),
        KnownFact(name=_("Clinician"), value=clinician),
    ]
    if row.external_id:
        facts.append(KnownFact(name=_("Number elsewhere"), value=row.external_id))
    if row.places and row.places_told_on:
        place = KnownFact(
            name=_("Lives in"),
            value=", ".join(map(place_words, row.places)),
            source=_("They said so"),
            as_of=row.places_told_on,
        )
        facts.append(place)
    return facts


def _safe(request: StaffRequest, rows: Rows) -> list[KnownFact]:
    if rows.safe is None or rows.safe_row is None:
        return []
    told = vault.open(
        by=request.actor,
        purpose="person",
        rows=[rows.safe_row],
        fields=["name_to_use"],
    )[0]
    hours = _("%(start)s to %(end)s, %(zone)s") % {
        "start": rows.safe.hours_from.strftime("%H:%M"),
        "end": rows.safe.hours_until.strftime("%H:%M"),
        "zone": rows.safe.time_zone,
    }
    shared = said(YES_NO, "yes" if rows.safe.address_shared else "no")
    return [
        KnownFact(name=_("Messages come from"), value=rows.safe.sender_label),
        KnownFact(name=_("Name to use"), value=told["name_to_use"] or _("None")),
        KnownFact(name=_("Hours"), value=hours),
        KnownFact(name=_("Somebody else can read them"), value=shared),
        KnownFact(name=_("Told who reads"), value=rows.safe.told_who_reads),
    ]


def _addresses(request: StaffRequest, rows: Rows) -> list[Any]:
    points = rows.points
    told = vault.open(
        by=request.actor, purpose="person", rows=points, fields=["address"]
    )
    return [
        {
            "id": point.pk,
            "channel": said(CHANNELS, point.channel),
            "address": text["address"] or "",
            "notes": " ".join(_notes(point, read_by_others=point.pk in rows.read)),
            "asks": rows.is_carried and point.unsafe and point.pk not in rows.read,
        }
        for point, text in zip(points, told, strict=True)
    ]


def _notes(point: ContactPoint, *, read_by_others: bool) -> list[str]:
    notes = []
    if point.refused_at:
        notes.append(_("It takes no mail any more."))
    if point.unsafe:
        notes.append(_("Not safe."))
    if read_by_others:
        notes.append(_("Somebody who came with them can read it."))
    if point.shared == "yes":
        notes.append(_("Somebody else can read it."))
    if point.evidence:
        notes.append(
            _("The file that it came from said that it may be used. That is no yes.")
        )
    return notes


def _ending_line(one: Ending, zone: ZoneInfo, own: Clinician | None) -> dict[str, Any]:
    if one.state == "open":
        state = _("Open since %(day)s") % {
            "day": full_date(one.opened_at.astimezone(zone).date())
        }
    else:
        state = _("Closed")
    is_over = one.state == "closed" and one.ended_on
    words = _("Ended %(day)s") % {"day": full_date(one.ended_on)} if is_over else ""
    return {
        "url": reverse("desk:ending", args=[one.pk])
        if own is not None and is_held_by(one, own.pk)
        else "",
        "words": words or _("Ending"),
        "state": state,
        "done": one.state == "closed",
    }


def _relationship_line(one: Relationship) -> dict[str, Any]:
    return {
        "url": reverse("desk:relationship", args=[one.id]),
        "words": in_short(one),
        "state": said(STAGES, one.stage),
        "again": one.review_on,
        "done": one.is_over,
    }


def _shown(step: Step) -> ShownStep:
    offset = {"m1": "P1M", "m3": "P3M", "m6": "P6M"}.get(step.key, "")
    words = said(OFFSETS, offset) if offset else step.key
    done = step.state in {"sent", "answered"}
    return ShownStep(
        words=words,
        when=f"{said(STEP_STATES, step.state)}, {full_date(step.due_on)}",
        state="done" if done else "planned",
    )


def _reported(request: StaffRequest, lines: list[ReportedFact]) -> list[KnownFact]:
    """Give what was reported and is out of the ordinary, to those who may read it."""
    cares = request.actor.has(*CARES)
    return [
        KnownFact(
            name=said(REPORTS, line.name),
            value=str(dict(VALUES.get(line.name, ())).get(line.value, line.value)),
            source=_("Reported"),
            as_of=line.as_of,
        )
        for line in lines
        if (line.name, line.value) not in ORDINARY
        and line.value not in {"no", "none_reported"}
        and (cares or line.name not in FOR_CLINICIANS)
    ]


def _by_hand(request: StaffRequest, row: Client) -> list[going_ahead.Made]:
    """Give the contacts that people made, to those who make some themselves."""
    if not request.actor.has(*CARES):
        return []
    with practice(request.actor.practice):
        return going_ahead.made([row.pk], by=request.actor, at=clock.now())


def _one_is_open(endings: list[Ending]) -> bool:
    theirs = (one for one in endings if is_held_by(one, one.clinician_id))
    return any(one.state == "open" for one in theirs)


def _ask(client: UUID) -> str:
    url = address_of("desk:ask")
    return f"{url}?client={client}" if url else ""


urlpatterns = [
    path("people/<uuid:client>", person, name="person"),
    path("people/<uuid:client>/ending", open_ending, name="ending_open"),
    path("people/<uuid:client>/address", address, name="address_add"),
    path(
        "people/<uuid:client>/address/<uuid:point>",
        drop_address,
        name="address_drop",
    ),
]
