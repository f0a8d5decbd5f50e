"""People who sign in: invite, give roles, help with a lost passkey, say goodbye."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from afterword import clock
from afterword.accounts import mail
from afterword.accounts import services as accounts
from afterword.accounts.access import StaffRequest, staff
from afterword.accounts.errors import AccountsError, NotHereError
from afterword.accounts.forms import InviteForm, RolesForm, role_words
from afterword.accounts.models import Invitation, Membership
from afterword.attention.queries import waiting
from afterword.audit.actors import Role
from afterword.clinic.models import Clinician
from afterword.look.pages import see_other, unprocessable
from afterword.tenancy import practice

BOTH = require_http_methods(["GET", "POST"])


@dataclass(frozen=True)
class Person:
    """Somebody who signs in, as plain values."""

    id: UUID
    url: str
    name: str
    email: str
    roles: str
    has_passkey: bool
    is_you: bool
    since: date


@dataclass(frozen=True)
class OpenLink:
    """A link that nobody has used yet."""

    call_off_url: str
    name: str
    email: str
    until: date


@require_GET
@staff(Role.ADMINISTRATOR)
def people(request: StaffRequest) -> HttpResponse:
    """List who signs in, and who was invited and has not come yet."""
    context = {
        "here": "practice",
        "people": _people(request),
        "links": _open_links(request),
    }
    return render(request, "desk/practice_staff.html", context)


@BOTH
@staff(Role.ADMINISTRATOR)
def invite(request: StaffRequest) -> HttpResponse:
    """Invite a colleague. The link is on the answer itself: it is stored nowhere."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    context = {"here": "practice", "form": form}
    if request.method == "GET":
        return render(request, "desk/practice_invite.html", context)
    if form.is_valid():
        given = form.cleaned_data
        try:
            invited = accounts.invite(
                email=given["email"],
                name=given["name"],
                roles=[Role(role) for role in given["roles"]],
                by=request.actor,
            )
        except AccountsError as error:
            form.add_error("email", str(error.for_people))
        else:
            return _show_link(request, invited, is_new=True)
    return unprocessable(request, "desk/practice_invite.html", context)


@require_POST
@staff(Role.ADMINISTRATOR)
def call_off(request: StaffRequest, invitation: UUID) -> HttpResponse:
    """End a link that nobody has used yet."""
    try:
        accounts.call_off(invitation=invitation, by=request.actor)
    except NotHereError:
        raise Http404 from None
    messages.success(request, _("That link no longer works."))
    return see_other(reverse("desk:staff") + "#done")


@BOTH
@staff(Role.ADMINISTRATOR)
def person(request: StaffRequest, membership: UUID) -> HttpResponse:
    """Show one person and change their roles."""
    found = _membership(request, membership)
    data = request.POST if request.method == "POST" else None
    form = RolesForm(data, initial={"roles": found.roles})
    context = {"here": "practice", "form": form, "person": _person(request, found)}
    if data is not None and form.is_valid():
        try:
            accounts.change_roles(
                membership=membership,
                roles=[Role(role) for role in form.cleaned_data["roles"]],
                by=request.actor,
            )
        except AccountsError as error:
            form.add_error("roles", str(error.for_people))
        else:
            messages.success(request, _("Saved. It holds from their next page on."))
            return see_other(reverse("desk:staff") + "#done")
    if data is not None:
        return unprocessable(request, "desk/practice_person.html", context)
    return render(request, "desk/practice_person.html", context)


@BOTH
@staff(Role.ADMINISTRATOR)
def reset(request: StaffRequest, membership: UUID) -> HttpResponse:
    """Ask, then end somebody's ways in and show the link for new ones."""
    found = _person(request, _membership(request, membership))
    context = {"here": "practice", "person": found}
    if request.method == "GET":
        return render(request, "desk/practice_reset.html", context)
    try:
        invited = accounts.reset(membership=membership, by=request.actor)
    except AccountsError as error:
        context["notice"] = error.for_people
        return unprocessable(request, "desk/practice_reset.html", context)
    return _show_link(request, invited, is_new=False)


@BOTH
@staff(Role.ADMINISTRATOR)
def leave(request: StaffRequest, membership: UUID) -> HttpResponse:
    """Ask, showing what waits for them; then end their work here at once."""
    found = _membership(request, membership)
    with practice(request.actor.practice):
        own = list(
            Clinician.objects.filter(user_id=found.user_id).values_list("pk", flat=True)
        )
        left_behind = waiting(owners=own) if own else []
    context = {
        "here": "practice",
        "person": _person(request, found),
        "waiting": len(left_behind),
        "clinician_url": reverse("desk:clinician", args=[own[0]]) if own else "",
    }
    if request.method == "GET":
        return render(request, "desk/practice_leave.html", context)
    try:
        accounts.leave(membership=membership, by=request.actor)
    except AccountsError as error:
        context["notice"] = error.for_people
        return unprocessable(request, "desk/practice_leave.html", context)
    messages.success(
        request,
        _("%(name)s can no longer sign in, on any device.") % {"name": found.user.name},
    )
    return see_other(reverse("desk:staff") + "#done")


def _show_link(
    request: StaffRequest, invited: accounts.Invited, *, is_new: bool
) -> HttpResponse:
    """Show a link once. It is not kept, so this answer cannot lead elsewhere first."""
    sent = (
        accounts.mail_link(invited=invited, by=request.actor)
        if mail.configured()
        else None
    )
    context = {"here": "practice", "invited": invited, "sent": sent, "is_new": is_new}
    return render(request, "desk/practice_link.html", context, status=201)


def _people(request: StaffRequest) -> Sequence[Person]:
    rows = (
        Membership.objects.filter(practice_id=request.actor.practice, left_at=None)
        .select_related("user")
        .order_by("user__name")
    )
    return [_person(request, row) for row in rows]


def _person(request: StaffRequest, row: Membership) -> Person:
    passkeys = Authenticator.objects.filter(
        user_id=row.user_id, type=Authenticator.Type.WEBAUTHN
    )
    zone = ZoneInfo(request.membership.practice.time_zone)
    return Person(
        id=row.pk,
        url=reverse("desk:staff_person", args=[row.pk]),
        name=row.user.name,
        email=row.user.email,
        roles=", ".join(role_words(role) for role in row.roles),
        has_passkey=passkeys.exists(),
        is_you=row.user_id == request.actor.id,
        since=row.since.astimezone(zone).date(),
    )


def _open_links(request: StaffRequest) -> list[OpenLink]:
    zone = ZoneInfo(request.membership.practice.time_zone)
    rows = Invitation.objects.filter(
        practice_id=request.actor.practice,
        used_at__isnull=True,
        expires_at__gt=clock.now(),
    ).order_by("made_at")
    return [
        OpenLink(
            call_off_url=reverse("desk:staff_call_off", args=[row.pk]),
            name=row.name,
            email=row.email,
            until=row.expires_at.astimezone(zone).date(),
        )
        for row in rows
    ]


def _membership(request: StaffRequest, membership: UUID) -> Membership:
    found = (
        Membership.objects.select_related("user")
        .filter(pk=membership, practice_id=request.actor.practice, left_at=None)
        .first()
    )
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("practice/staff", people, name="staff"),
    path("practice/staff/invite", invite, name="staff_invite"),
    path("practice/staff/<uuid:membership>", person, name="staff_person"),
    path("practice/staff/<uuid:membership>/reset", reset, name="staff_reset"),
    path("practice/staff/<uuid:membership>/leave", leave, name="staff_leave"),
    path("practice/invitations/<uuid:invitation>/end", call_off, name="staff_call_off"),
]
