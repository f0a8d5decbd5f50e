"""Find people of the actor's own practice, and say who may look after them."""

from __future__ import annotations

from uuid import UUID

from afterword.accounts.errors import NotAdministratorError, NotHereError
from afterword.accounts.models import Membership
from afterword.audit.actors import Actor, ActorKind, Role


def administrator_only(by: Actor) -> None:
    """Let administrators and the operator at the server through, nobody else."""
    if by.kind is not ActorKind.OPERATOR and not by.has(Role.ADMINISTRATOR):
        raise NotAdministratorError


def person_here(membership: UUID, by: Actor) -> Membership:
    """Give somebody who signs in for the actor's practice. Others do not exist."""
    found = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(pk=membership, practice_id=by.practice, left_at__isnull=True)
        .first()
    )
    if found is None:
        raise NotHereError
    return found


def is_last_administrator(person: Membership) -> bool:
    """Say whether the practice would have no administrator without this person."""
    others = Membership.objects.filter(
        practice_id=person.practice_id,
        left_at__isnull=True,
        roles__contains=[Role.ADMINISTRATOR],
    ).exclude(pk=person.pk)
    return Role.ADMINISTRATOR in person.roles and not others.exists()
