"""Links by which people get in: invited, reset, or the very first one.

A link is shown once and kept as a hash. It is good once, for seven days. It gives
roles in one practice and says nothing about people of others.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from afterword import clock
from afterword.accounts.errors import (
    AccountsError,
    AddressElsewhereError,
    AlreadyHereError,
    AlreadySetUpError,
    LinkEndedError,
    NotHereError,
    NotYourselfError,
)
from afterword.accounts.models import Invitation, Membership, StaffUser, live_membership
from afterword.accounts.services.people import administrator_only, person_here
from afterword.accounts.sessions import end_all
from afterword.audit import services as audit
from afterword.audit.actors import Actor, ActorKind, Role, machine, operator
from afterword.audit.refusals import refusals
from afterword.tenancy import practice
from afterword.tenancy.models import Practice

GOOD_FOR = timedelta(days=7)


class Purpose(StrEnum):
    """What a link is for."""

    INVITE = "invite"
    RESET = "reset"
    FIRST_RUN = "first_run"


@dataclass(frozen=True)
class Invited:
    """A link just made. The address is shown once; only its hash is kept."""

    id: UUID
    url: str
    email: str
    name: str


def invite(*, email: str, name: str, roles: Collection[Role], by: Actor) -> Invited:
    """Make a link for a new colleague. An earlier open one for them ends."""
    address = _address(email)
    with (
        refusals("accounts.invited", by=by, when=AccountsError),
        practice(by.practice),
    ):
        administrator_only(by)
        if Membership.objects.filter(
            practice_id=by.practice, user__email=address, left_at__isnull=True
        ).exists():
            raise AlreadyHereError
        made = _make(Purpose.INVITE, address, name, roles, by)
        audit.record("accounts.invited", by=by, invitation=str(made.id))
    return made


def call_off(*, invitation: UUID, by: Actor) -> None:
    """End an open link. Doing it twice is success."""
    name = "accounts.invitation_called_off"
    with refusals(name, by=by, when=AccountsError), practice(by.practice):
        administrator_only(by)
        own = Invitation.objects.filter(pk=invitation, practice_id=by.practice)
        if not own.exists():
            raise NotHereError
        ended = own.filter(used_at__isnull=True).update(used_at=clock.now())
        outcome = "done" if ended else "repeated"
        audit.record(name, by=by, outcome=outcome, invitation=str(invitation))


def reset(*, membership: UUID, by: Actor) -> Invited:
    """Take a colleague's lost ways in away at once, and make a link for new ones."""
    with (
        refusals("accounts.reset", by=by, when=AccountsError),
        practice(by.practice),
    ):
        administrator_only(by)
        person = person_here(membership, by)
        if person.user_id == by.id:
            raise NotYourselfError
        _close_ways_in(person.user)
        made = _make(
            Purpose.RESET,
            person.user.email,
            person.user.name,
            [Role(role) for role in person.roles],
            by,
        )
        audit.record("accounts.reset", by=by, about=person)
    return made


def first_run_link() -> str:
    """Make the link with which a new installation is set up. Earlier ones end.

    Refused once a first administrator exists: from then on people are invited.
    """
    with transaction.atomic():
        if Membership.objects.exists():
            raise AlreadySetUpError
        found = Practice.objects.filter(set_up_at__isnull=True).first()
        empty = found or Practice.objects.create(
            name="",
            neutral_name="",
            country="",
            time_zone="UTC",
            created_at=clock.now(),
        )
        by = operator(empty.pk)
        with practice(empty.pk):
            made = _make(Purpose.FIRST_RUN, "", "", [Role.ADMINISTRATOR], by)
            audit.record("accounts.first_run_link_made", by=by, about=empty)
    return made.url


def look_at(token: str) -> Invitation:
    """Give the invitation behind a link, or say that the link has ended."""
    found = _open_links().filter(token_hash=_hash(token)).first()
    if found is None:
        raise LinkEndedError
    return found


def accept(
    *, token: str, name: str, password: str, email: str = "", sees_clients: bool = False
) -> Membership:
    """Let the person behind a link in. It is used up by this.

    ``email`` and ``sees_clients`` are read for the first link of an installation
    alone; every other one knows whom it was made for, and as what.
    """
    invitation = Invitation.objects.filter(token_hash=_hash(token)).first()
    if invitation is None:
        raise LinkEndedError
    unknown = machine(invitation.practice_id)
    with (
        refusals("accounts.joined", by=unknown, when=AccountsError),
        practice(invitation.practice_id),
    ):
        used = _open_links().filter(pk=invitation.pk).update(used_at=clock.now())
        if not used:
            raise LinkEndedError
        user = _user_for(invitation, _address(invitation.email or email))
        user.name = name.strip()
        user.set_password(password)
        user.save()
        if invitation.purpose == Purpose.FIRST_RUN and sees_clients:
            invitation.roles = [*invitation.roles, Role.CLINICIAN]
        member = _member(invitation, user)
        event = "reset_done" if invitation.purpose == Purpose.RESET else "joined"
        audit.record(f"accounts.{event}", by=member.actor(), about=member)
    return member


def _user_for(invitation: Invitation, address: str) -> StaffUser:
    """Find or make the person. A link never takes an account over that is in use."""
    user = StaffUser.objects.filter(email=address).first()
    if user is None:
        return StaffUser(email=address)
    live = live_membership(user)
    if invitation.purpose == Purpose.RESET:
        if live is None or live.practice_id != invitation.practice_id:
            raise LinkEndedError
    elif live is not None:
        raise AddressElsewhereError
    _close_ways_in(user)
    return user


def _member(invitation: Invitation, user: StaffUser) -> Membership:
    if invitation.purpose == Purpose.RESET:
        return Membership.objects.get(practice_id=invitation.practice_id, user=user)
    member, _ = Membership.objects.update_or_create(
        practice_id=invitation.practice_id,
        user=user,
        defaults={
            "roles": invitation.roles,
            "since": clock.now(),
            "left_at": None,
        },
    )
    return member


def _close_ways_in(user: StaffUser) -> None:
    Authenticator.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.save(update_fields=["password"])
    end_all(user.pk)


def _make(
    purpose: Purpose, email: str, name: str, roles: Collection[Role], by: Actor
) -> Invited:
    now = clock.now()
    token = secrets.token_urlsafe(32)
    _open_links().filter(practice_id=by.practice, email=email).update(used_at=now)
    row = Invitation.objects.create(
        practice_id=by.practice,
        token_hash=_hash(token),
        email=email,
        name=name.strip(),
        roles=sorted(roles),
        purpose=purpose,
        invited_by=by.id if by.kind is ActorKind.STAFF else None,
        made_at=now,
        expires_at=now + GOOD_FOR,
    )
    path = reverse("account_invitation", args=[token])
    return Invited(row.pk, f"{settings.PUBLIC_URL}{path}", email, row.name)


def _open_links() -> QuerySet[Invitation]:
    return Invitation.objects.filter(used_at__isnull=True, expires_at__gt=clock.now())


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _address(email: str) -> str:
    return email.strip().lower()
