"""What changes for somebody who signs in: their roles, their ways in, their leaving."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator

from afterword import clock
from afterword.accounts.errors import AccountsError, LastAdministratorError
from afterword.accounts.models import Membership
from afterword.accounts.services.people import (
    administrator_only,
    is_last_administrator,
    person_here,
)
from afterword.accounts.sessions import end_all
from afterword.audit import services as audit
from afterword.audit.actors import Actor, Role
from afterword.audit.refusals import refusals
from afterword.tenancy import practice


def change_roles(*, membership: UUID, roles: Collection[Role], by: Actor) -> None:
    """Give somebody these roles, from their next page on."""
    name = "accounts.roles_changed"
    with refusals(name, by=by, when=AccountsError), practice(by.practice):
        administrator_only(by)
        person = person_here(membership, by)
        if Role.ADMINISTRATOR not in roles and is_last_administrator(person):
            raise LastAdministratorError
        before, person.roles = person.roles, sorted(roles)
        person.save(update_fields=["roles"])
        outcome = "repeated" if before == person.roles else "done"
        audit.record(
            name, by=by, about=person, outcome=outcome, roles=",".join(person.roles)
        )


def leave(*, membership: UUID, by: Actor) -> int:
    """End somebody's work here: no role, no way in, every session ended at once.

    Says how many sessions ended. What waits for them stays and is handed over.
    """
    with refusals("accounts.left", by=by, when=AccountsError), practice(by.practice):
        administrator_only(by)
        person = person_here(membership, by)
        if is_last_administrator(person):
            raise LastAdministratorError
        person.left_at = clock.now()
        person.save(update_fields=["left_at"])
        Authenticator.objects.filter(user=person.user).delete()
        person.user.set_unusable_password()
        person.user.save(update_fields=["password"])
        ended = end_all(person.user_id)
        audit.record("accounts.left", by=by, about=person, sessions=ended)
    return ended


@contextmanager
def noted(name: str, *, member: Membership, **details: Any) -> Iterator[None]:
    """Change something about one's own ways in, with its line in the record."""
    by = member.actor()
    with practice(by.practice):
        yield
        audit.record(name, by=by, about=member, **details)
