"""Referrals of a client: name a service, note what came of it, send under a release."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.audit.actors import Role
from afterword.clinic.models import Client
from afterword.consent import releases
from afterword.consent.errors import ConsentError
from afterword.consent.releases import SHARES, ReleaseView
from afterword.consent.services import withdraw_release
from afterword.desk import released, whose
from afterword.desk.forms.referrals import (
    NoteForm,
    OfferForm,
    SendForm,
)
from afterword.desk.referral_words import SAYS
from afterword.desk.views import releases as release_pages
from afterword.desk.views import services as directory_pages
from afterword.desk.wording import said
from afterword.ending import referrals
from afterword.ending.errors import EndingError
from afterword.ending.models import Ending, Referral
from afterword.ending.referrals import ENOUGH, ReferralView
from afterword.ending.services import referring
from afterword.ending.services.referring import AFTER, SENT
from afterword.look.pages import see_other, unprocessable
from afterword.look.templatetags.look import full_date
from afterword.support import directory
from afterword.support.directory import Wanted
from afterword.tenancy import practice

BOTH = require_http_methods(["GET", "POST"])
SHOWN: Final = 12


@dataclass(frozen=True)
class Line:
    """A referral on the list of an ending."""

    name: str
    url: str
    state: str
    on: str


def page(request: StaffRequest, row: Ending) -> HttpResponse:
    """Show the referrals of an ending's client, and name another service."""
    today = clock.today(row.client.time_zone)
    place = (row.client.places or [""])[0]
    search, hits = directory_pages.look_for(request, place=place)
    with practice(request.actor.practice):
        every = directory.search(Wanted())
        options = referrals.options_for(row.client_id)
    choosing = {str(one.id) for one in hits[:SHOWN]}
    services = [
        (str(one.id), f"{one.said.name}: {directory_pages.shown(one, today).cost}")
        for one in every
        if request.method == "POST" or str(one.id) in choosing
    ]
    data = request.POST if request.method == "POST" else None
    form = OfferForm(data, today=today, services=services)
    if data is not None and form.is_valid():
        try:
            referring.offer_referral(
                client=row.client_id, offer=form.offer(row.pk), by=request.actor
            )
        except EndingError as error:
            form.add_error(None, str(error.for_people))
        else:
            messages.success(request, _("Saved. They see it on their own pages."))
            here = reverse("desk:ending_task", args=[row.pk, "referrals"])
            return see_other(f"{here}#done")
    context = {
        "here": "people",
        "id": row.pk,
        "search": search,
        "form": form,
        "found": len(hits),
        "more": max(0, len(hits) - SHOWN),
        "options": options,
        "enough": ENOUGH,
        "lines": [_line(one) for one in _referrals(request, row.client_id)],
    }
    if data is None:
        return render(request, "desk/ending_referrals.html", context)
    return unprocessable(request, "desk/ending_referrals.html", context)


@require_GET
@staff(Role.CLINICIAN)
def referral(request: StaffRequest, referral: UUID) -> HttpResponse:
    """Show one referral: how to reach it, what came of it, what may be told there."""
    client, row = _held(request, referral)
    return render(request, "desk/referral.html", _context(request, client, row))


@require_POST
@staff(Role.CLINICIAN)
def note(request: StaffRequest, referral: UUID) -> HttpResponse:
    """Write down what came of it."""
    client, row = _held(request, referral)
    context = _context(request, client, row)
    form = context["form"] = NoteForm(
        request.POST, today=context["today"], states=AFTER[context["one"].says]
    )
    if form.is_valid():
        told = form.cleaned_data
        try:
            referring.note_referral(
                referral=row.pk, says=told["says"], on=told["on"], by=request.actor
            )
        except EndingError as error:
            form.add_error(None, str(error.for_people))
        else:
            messages.success(request, _("Saved."))
            return _there(row.pk)
    return unprocessable(request, "desk/referral.html", context)


@BOTH
@staff(Role.CLINICIAN)
def release(request: StaffRequest, referral: UUID) -> HttpResponse:
    """Write down what the client said may be told to this service."""
    client, row = _held(request, referral)
    one = _view(request, client, row)
    return release_pages.give(
        request,
        client,
        to=(one.recipient_id, one.name),
        back=(reverse("desk:referral", args=[row.pk]), _("The service")),
    )


@require_POST
@staff(Role.CLINICIAN)
def withdraw(request: StaffRequest, referral: UUID, release: UUID) -> HttpResponse:
    """Take a release back, because the client said so to somebody here."""
    client, row = _held(request, referral)
    try:
        withdraw_release(
            release=release, client=client.pk, by=request.actor, at=clock.now()
        )
    except ConsentError as error:
        messages.error(request, str(error.for_people))
    else:
        messages.success(request, _("Taken back. Nothing more is sent under it."))
    return _there(row.pk)


@BOTH
@staff(Role.CLINICIAN)
def send(request: StaffRequest, referral: UUID) -> HttpResponse:
    """Write down that something was sent, under a release that names this service."""
    client, row = _held(request, referral)
    one = _view(request, client, row)
    today = clock.today(client.time_zone)
    live = [each for each in _releases(request, client, one) if each.holds(today)]
    data = request.POST if request.method == "POST" else None
    choices = [(str(each.id), released.in_short(each)) for each in live]
    form = SendForm(data, today=today, live=choices)
    context = {
        "here": "people",
        "form": form,
        "id": row.pk,
        "one": one,
        "has_release": bool(live),
    }
    if data is None:
        return render(request, "desk/referral_send.html", context)
    if form.is_valid():
        try:
            referring.send_referral(
                referral=row.pk,
                sending=form.sending(),
                on=form.cleaned_data["on"],
                by=request.actor,
            )
        except (EndingError, ConsentError) as error:
            form.add_error(None, str(error.for_people))
        else:
            messages.success(request, _("Saved, with what was sent and under what."))
            return _there(row.pk)
    return unprocessable(request, "desk/referral_send.html", context)


def _context(request: StaffRequest, client: Client, row: Referral) -> dict[str, Any]:
    one = _view(request, client, row)
    today = clock.today(client.time_zone)
    with practice(request.actor.practice):
        past = referrals.history(row.pk)
    states = sorted(AFTER[one.says] - {SENT})
    service = one.service
    return {
        "here": "people",
        "id": row.pk,
        "today": today,
        "referral": one,
        "one": one,
        "person": whose.person_of(request, client, purpose="referral"),
        "client": client.pk,
        "ending": one.ending,
        "service": directory_pages.shown(service, today) if service else None,
        "state": said(SAYS, one.says),
        "form": NoteForm(today=today, states=states) if states else None,
        "may_send": SENT in AFTER[one.says],
        "history": [(full_date(entry.on), _entry(entry)) for entry in past],
        "releases": [
            (each, released.in_short(each), released.state_of(each, today))
            for each in _releases(request, client, one)
        ],
    }


def _entry(entry: Any) -> str:
    words = said(SAYS, entry.says)
    if entry.shares:
        words += ": " + ", ".join(said(SHARES, code) for code in entry.shares)
    return words


def _referrals(
    request: StaffRequest, client: UUID, *, with_why: bool = False
) -> list[ReferralView]:
    return referrals.referrals_of(
        client, by=request.actor, purpose="referral", with_why=with_why
    )


def _view(request: StaffRequest, client: Client, row: Referral) -> ReferralView:
    found = _referrals(request, client.pk, with_why=True)
    return next(one for one in found if one.id == row.pk)


def _releases(
    request: StaffRequest, client: Client, one: ReferralView
) -> list[ReleaseView]:
    with practice(request.actor.practice):
        every = releases.releases_of(client.pk)
    return [each for each in every if each.recipient_id == one.recipient_id]


def _line(one: ReferralView) -> Line:
    return Line(
        name=one.name,
        url=reverse("desk:referral", args=[one.id]),
        state=said(SAYS, one.says),
        on=full_date(one.on),
    )


def _held(request: StaffRequest, referral: UUID) -> tuple[Client, Referral]:
    """Give a referral to the client's own clinician; to anybody else: not found."""
    with practice(request.actor.practice):
        own = whose.own_clinician(request.actor)
        row = Referral.objects.select_related("client").filter(pk=referral).first()
    if own is None or row is None or row.client.removed_at is not None:
        raise Http404
    if row.client.clinician_id not in {own.pk, None}:
        raise Http404
    return row.client, row


def _there(referral: UUID) -> HttpResponse:
    return see_other(reverse("desk:referral", args=[referral]) + "#done")


urlpatterns = [
    path("referrals/<uuid:referral>", referral, name="referral"),
    path("referrals/<uuid:referral>/note", note, name="referral_note"),
    path("referrals/<uuid:referral>/release", release, name="referral_release"),
    path(
        "referrals/<uuid:referral>/release/<uuid:release>/back",
        withdraw,
        name="referral_release_back",
    ),
    path("referrals/<uuid:referral>/send", send, name="referral_send"),
]
