"""Who acts: a person who signed in, a former client, or the machine itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    """What kind of actor an event names."""

    STAFF = "staff"
    CLIENT = "client"
    MACHINE = "machine"
    OPERATOR = "operator"


class Role(StrEnum):
    """What a person who signs in may do in one practice."""

    CLINICIAN = "clinician"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    COMPLIANCE = "compliance"
    EXECUTOR = "executor"


@dataclass(frozen=True)
class Actor:
    """One actor in one practice. Who they are, never what they are called."""

    kind: ActorKind
    practice: UUID
    id: UUID | None = None
    roles: frozenset[Role] = frozenset()
    door: str = ""
    """How a client came in: portal, card, link, one_click, tablet, paper, staff."""

    def has(self, *roles: Role) -> bool:
        """Say whether the actor holds one of these roles."""
        return bool(self.roles.intersection(roles))


def machine(practice: UUID) -> Actor:
    """Give the machine as an actor, for work that nobody started by hand."""
    return Actor(ActorKind.MACHINE, practice)


def operator(practice: UUID) -> Actor:
    """Give the person at the server's command line as an actor."""
    return Actor(ActorKind.OPERATOR, practice)


def the_client(practice: UUID, client: UUID, *, door: str) -> Actor:
    """Give a client as an actor, with the door through which they came."""
    return Actor(ActorKind.CLIENT, practice, client, door=door)
