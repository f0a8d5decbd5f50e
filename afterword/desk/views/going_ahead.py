"""A contact that a person makes: opened from a ruling, looked at, told the end of."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.audit.actors import Role
from afterword.clinic.models import Client
from afterword.consent import queries
from afterword.consent.models import SafeContact
from afterword.contact.errors import GateError, NoGoAheadError, NotReleasedError
from afterword.contact.go_aheads import MAKERS
from afterword.contact.models import GoAhead
from afterword.contact.services.going_ahead import open_go_ahead
from afterword.contact.services.looking_again import (
    Seen,
    look_again,
    record_go_ahead,
)
from afterword.desk import asking, going_ahead, letters, released, whose
from afterword.desk.fact_words import attested
from afterword.desk.forms.going_ahead import CameForm
from afterword.desk.views import ruling as ruling_pages
from afterword.desk.wording import address_of
from afterword.ending.errors import EndingError
from afterword.look.pages import see_other
from afterword.rules.facts import Facts
from afterword.tenancy import practice
from afterword.vault import services as vault


@require_POST
@staff(*MAKERS)
def open_one(request: StaffRequest, ruling: UUID) -> HttpResponse:
    """Open what a ruling of today allows. It is decided anew, never taken from it."""
    found, client = ruling_pages.find_ruling(request, ruling)
    kept = asking.open_ruling(found, by=request.actor)
    now = clock.now()
    offer = (
        going_ahead.offer(kept, client, by=request.actor, at=now, data=request.POST)
        if kept
        else None
    )
    if offer is not None and offer.there:  # pressed twice: the first result
        return see_other(offer.there)
    if kept is None or offer is None or offer.form is None:
        messages.error(request, _("This answer opens nothing. Ask again for today."))
        return see_other(reverse("desk:ruling", args=[ruling]) + "#done")
    if not offer.form.is_valid():
        return ruling_pages.stored(request, ruling, offer=offer)
    try:
        made = open_go_ahead(
            request=asking.request_of(
                client,
                asking.act_of(kept.facts),
                by=request.actor,
                at=now,
                occasion=kept.occasion,
            ),
            confirmed=offer.form.ticked,
            said=Facts(attested(kept.facts)),
            by=request.actor,
            at=now,
        )
    except NotReleasedError as error:  # it has an answer of its own, with its reasons
        messages.error(request, _("It was decided anew, and this is the answer now."))
        return see_other(reverse("desk:ruling", args=[error.ruling]) + "#done")
    except GateError as error:
        messages.error(request, error.for_people)
        return see_other(reverse("desk:ruling", args=[ruling]) + "#done")
    return see_other("desk:go_ahead", made)


@require_GET
@staff(*MAKERS)
def go_ahead(request: StaffRequest, go_ahead: UUID) -> HttpResponse:
    """Show one. For who opened it, it is decided again first."""
    row, client = _find(request, go_ahead)
    now = clock.now()
    if row.opened_by == request.actor.id:
        try:
            seen = look_again(go_ahead=row.pk, by=request.actor, at=now)
        except NoGoAheadError:
            raise Http404 from None
        row, _client = _find(request, go_ahead)
        state = seen.state
    else:
        seen = Seen("others", going_ahead.state_of(row, at=now))
        state = "recorded" if row.came else "others"
    person = whose.person_of(request, client, purpose="go_ahead")
    return render(
        request,
        "desk/go_ahead.html",
        _page(request, row, client, person, seen) | {"state": state},
    )


@require_POST
@staff(*MAKERS)
def record(request: StaffRequest, go_ahead: UUID) -> HttpResponse:
    """Write down what came of it."""
    row, _client = _find(request, go_ahead)
    here = reverse("desk:go_ahead", args=[row.pk]) + "#done"
    form = CameForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["note"][0]))
        return see_other(here)
    try:
        record_go_ahead(
            go_ahead=row.pk,
            came=request.POST.get("came", ""),
            note=form.cleaned_data["note"],
            by=request.actor,
            at=clock.now(),
        )
    except GateError as error:
        messages.error(request, error.for_people)
        return see_other(here)
    if request.POST["came"] == "done":
        _posted(request, row)
    messages.success(request, _("Written down."))
    return see_other(here)


def _posted(request: StaffRequest, row: GoAhead) -> None:
    """Mark the letter that went under it. What came of the contact stands anyway."""
    try:
        letters.sent_under(row, by=request.actor)
    except EndingError as error:
        messages.error(request, str(error.for_people))


def _page(
    request: StaffRequest,
    row: GoAhead,
    client: Client,
    person: whose.Person,
    seen: Seen,
) -> dict[str, Any]:
    """Give what the page shows; the number only while it is open."""
    zone, now = request.membership.practice.time_zone, clock.now()
    with practice(request.actor.practice):
        safe = queries.safe_contact_of(client.pk)
        opener = going_ahead.called(request.actor, row.opened_by)
    weighed = seen.weighed if seen.state == "open" else None
    return {
        "here": "today",
        "row": row,
        "person": person,
        "person_url": address_of("desk:person", client.pk),
        "heading": going_ahead.heading(row, person.called),
        "purpose": going_ahead.purpose_words(row.purpose),
        "telling": released.telling(
            row, on=clock.today(client.time_zone), by=request.actor
        ),
        "opener": opener,
        "opened": going_ahead.local(row.opened_at, zone),
        "recorded": going_ahead.local(row.recorded_at, zone)
        if row.recorded_at
        else None,
        "until": going_ahead.until(row, zone),
        "address": seen.address,
        "is_dialled": row.channel in {"phone", "sms"},
        "to_use": _name_to_use(request, client) if weighed else "",
        "keep_to": going_ahead.keep_to(row, weighed, safe, at=now) if weighed else (),
        "warnings": going_ahead.warnings(weighed) if weighed else (),
        "why": seen.why,
        "closed": going_ahead.closed_words(seen.why),
        "hours": going_ahead.hours(safe, at=now) if safe else "",
        "came": going_ahead.came_words(row.came) if row.came else "",
        "note": _note(request, row),
        "said": going_ahead.state_words(seen.why),
        "ruling_url": reverse(
            "desk:ruling", args=[row.closed_by_ruling_id or row.ruling_id]
        ),
        "ask_url": f"{reverse('desk:ask')}?client={client.pk}&purpose={row.purpose}",
        "may_record": not row.came
        and (row.opened_by == request.actor.id or request.actor.has(Role.SUPERVISOR)),
        "form": CameForm(),
    }


def _name_to_use(request: StaffRequest, client: Client) -> str:
    with practice(request.actor.practice):
        rows = SafeContact.objects.filter(client=client)
        row = rows.order_by("-at", "-id").first()
    if row is None:
        return ""
    told = vault.open(
        by=request.actor, purpose="go_ahead", rows=[row], fields=["name_to_use"]
    )
    return told[0]["name_to_use"] or ""


def _note(request: StaffRequest, row: GoAhead) -> str:
    if row.note is None:
        return ""
    told = vault.open(by=request.actor, purpose="go_ahead", rows=[row], fields=["note"])
    return told[0]["note"] or ""


def _find(request: StaffRequest, go_ahead: UUID) -> tuple[GoAhead, Client]:
    """Give one about a client whom this person may see, or *not found*."""
    with practice(request.actor.practice):
        rows = GoAhead.objects.select_related("hand_off")
        row = rows.filter(pk=go_ahead).first()
    if row is None:
        raise Http404
    return row, whose.client_of(request, row.client_id)


urlpatterns = [
    path("rulings/<uuid:ruling>/go-ahead", open_one, name="go_ahead_open"),
    path("go-aheads/<uuid:go_ahead>", go_ahead, name="go_ahead"),
    path("go-aheads/<uuid:go_ahead>/came", record, name="go_ahead_record"),
]
