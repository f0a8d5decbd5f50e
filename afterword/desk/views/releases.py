"""What may be told about somebody, and to whom: on their word alone, until a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.accounts.models import Membership
from afterword.audit.actors import Role
from afterword.clinic.models import Client
from afterword.consent import releases
from afterword.consent.errors import ConsentError
from afterword.consent.releases import USUALLY, ReleaseView
from afterword.consent.services import give_release, name_person, withdraw_release
from afterword.desk import released, whose
from afterword.desk.forms.referrals import NameForm, ReleaseForm
from afterword.desk.referral_words import KINDS
from afterword.desk.released import Line
from afterword.desk.wording import said
from afterword.ending import recipients
from afterword.ending.recipients import Recipient
from afterword.look.pages import see_other, unprocessable
from afterword.tenancy import practice

BOTH = require_http_methods(["GET", "POST"])


@dataclass(frozen=True)
class Shown:
    """Somebody who could be told, and every release that names them."""

    name: str
    kind: str
    url: str
    lines: tuple[Line, ...]


@BOTH
@staff(Role.CLINICIAN)
def told(request: StaffRequest, client: UUID) -> HttpResponse:
    """Show who may be told what, and name somebody who is no service."""
    person = _own(request, client)
    form = NameForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = name_person(
                client=client,
                kind=form.cleaned_data["kind"],
                name=form.cleaned_data["name"],
                by=request.actor,
                at=clock.now(),
            )
        except ConsentError as error:
            form.add_error(None, str(error.for_people))
        else:
            messages.success(request, _("Named. That alone tells them nothing."))
            return see_other(reverse("desk:told_release", args=[client, made]))
    found = _recipients(request, client)
    with practice(request.actor.practice):
        every = releases.releases_of(client)
    today = clock.today(person.time_zone)
    named = {one.id for one in found}
    context = {
        "here": "people",
        "id": client,
        "person": whose.person_of(request, person, purpose="release"),
        "shown": [_shown(client, one, every, today) for one in found],
        "others": [
            released.line(each, today)
            for each in every
            if each.recipient_id not in named
        ],
        "form": form,
    }
    if form.is_bound:
        return unprocessable(request, "desk/told.html", context)
    return render(request, "desk/told.html", context)


@BOTH
@staff(Role.CLINICIAN)
def told_release(request: StaffRequest, client: UUID, recipient: UUID) -> HttpResponse:
    """Write down what they said may be told to one of those who can be named."""
    person = _own(request, client)
    found = [one for one in _recipients(request, client) if one.id == recipient]
    if not found:
        raise Http404
    to = (found[0].id, found[0].name)
    back = (reverse("desk:told", args=[client]), _("What may be told"))
    return give(request, person, to=to, back=back)


@require_POST
@staff(Role.CLINICIAN)
def told_back(request: StaffRequest, client: UUID, release: UUID) -> HttpResponse:
    """Take a release back, because the client said so to somebody here."""
    _own(request, client)
    try:
        withdraw_release(
            release=release, client=client, by=request.actor, at=clock.now()
        )
    except ConsentError as error:
        messages.error(request, str(error.for_people))
    else:
        messages.success(request, _("Taken back. Nothing more is told under it."))
    return see_other(reverse("desk:told", args=[client]) + "#done")


def give(
    request: StaffRequest,
    client: Client,
    *,
    to: tuple[UUID, str],
    back: tuple[str, str],
) -> HttpResponse:
    """Write down a release for one recipient; ``back`` is where one came from."""
    (recipient, name), (back_url, back_to) = to, back
    today = clock.today(client.time_zone)
    data = request.POST if request.method == "POST" else None
    form = ReleaseForm(
        data,
        request.FILES if data is not None else None,
        today=today,
        members=_others(request),
        solo=request.membership.practice.is_solo,
        initial={"recipient": name, "given_on": today, "until": today + USUALLY},
    )
    context = {"here": "people", "form": form, "back_url": back_url, "back_to": back_to}
    if data is None:
        return render(request, "desk/release.html", context)
    if form.is_valid():
        try:
            give_release(
                client=client.pk,
                release=form.release(recipient),
                by=request.actor,
                at=clock.now(),
                door=form.cleaned_data["door"],
                **form.behind_it(),
            )
        except ConsentError as error:
            form.add_error(None, str(error.for_people))
        else:
            messages.success(request, _("Saved. They can take it back at any time."))
            return see_other(back_url + "#done")
    return unprocessable(request, "desk/release.html", context)


def _shown(
    client: UUID, one: Recipient, every: Collection[ReleaseView], today: date
) -> Shown:
    return Shown(
        name=one.name,
        kind=said(KINDS, one.kind),
        url=reverse("desk:told_release", args=[client, one.id]),
        lines=tuple(
            released.line(each, today) for each in every if each.recipient_id == one.id
        ),
    )


def _recipients(request: StaffRequest, client: UUID) -> list[Recipient]:
    return recipients.recipients_of(client, by=request.actor, purpose="release")


def _others(request: StaffRequest) -> list[tuple[str, str]]:
    """Name everybody else here who could have seen a paper."""
    members = Membership.objects.filter(
        practice_id=request.actor.practice, left_at__isnull=True
    ).exclude(user_id=request.actor.id)
    named = members.order_by("user__name").values_list("user_id", "user__name")
    return [(str(user), name) for user, name in named]


def _own(request: StaffRequest, client: UUID) -> Client:
    """Give a client of this clinician's own, or *not found*."""
    with practice(request.actor.practice):
        own = whose.own_clinician(request.actor)
        rows = Client.objects.filter(pk=client, removed_at__isnull=True)
        found = rows.select_related("practice").first()
    if own is None or found is None or found.clinician_id not in {own.pk, None}:
        raise Http404
    return found


urlpatterns = [
    path("people/<uuid:client>/told", told, name="told"),
    path(
        "people/<uuid:client>/told/<uuid:recipient>", told_release, name="told_release"
    ),
    path("people/<uuid:client>/told/<uuid:release>/back", told_back, name="told_back"),
]
