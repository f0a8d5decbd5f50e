"""Whose page this may be: a clinician sees their own clients, others the practice's.

Everything else is *not found*. Plain text is opened here, so that it is recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from afterword import clock
from afterword.accounts.access import StaffRequest
from afterword.audit.actors import Actor, Role
from afterword.clinic.clinicians import own_row
from afterword.clinic.facts import is_here
from afterword.clinic.models import Client, Clinician
from afterword.tenancy import practice
from afterword.vault import services as vault

PRACTICE_WIDE = (Role.ADMINISTRATOR, Role.SUPERVISOR)
"""Roles that see every client of the practice; a clinician sees their own."""


@dataclass(frozen=True)
class Person:
    """A client as a page shows them, opened for a purpose."""

    id: UUID
    reference: str
    name: str
    preferred_name: str = ""

    @property
    def called(self) -> str:
        """Give the name to use."""
        return self.preferred_name or self.name or self.reference


def own_clinician(actor: Actor) -> Clinician | None:
    """Give the clinician that this person is. Inside an open practice only."""
    return own_row(actor)


def visible(actor: Actor) -> Q:
    """Say which clients this person sees. Inside an open practice only."""
    here = Q(removed_at__isnull=True)
    if actor.has(*PRACTICE_WIDE):
        return here
    own = own_clinician(actor)
    if own is None:
        return here & Q(clinician__isnull=True)
    return here & (Q(clinician__isnull=True) | Q(clinician_id__in=stands_in_for(own)))


def answers_of(actor: Actor) -> Q:
    """Say whose answers this person reads: their own clients', and whom they cover."""
    own = own_clinician(actor)
    owners = stands_in_for(own) if own else []
    return Q(clinician_id__in=owners, removed_at__isnull=True)


def stands_in_for(own: Clinician) -> list[UUID]:
    """Name the clinicians for whom this one acts now: also those whom they cover."""
    covered = Clinician.objects.filter(covered_by=own).select_related("practice")
    return [
        own.pk,
        *(
            away.pk
            for away in covered
            if not is_here(away, clock.today(away.practice.time_zone))
        ),
    ]


def client_of(request: StaffRequest, client: UUID) -> Client:
    """Give a client whom this person may see, or *not found*."""
    with practice(request.actor.practice):
        found = (
            Client.objects.select_related("clinician")
            .filter(visible(request.actor), pk=client)
            .first()
        )
    if found is None:
        raise Http404
    return found


def opened(actor: Actor, clients: Sequence[Client], *, purpose: str) -> list[Person]:
    """Open names, one line in the record for each person. Outside a transaction."""
    told = vault.open(
        by=actor,
        purpose=purpose,
        rows=list(clients),
        fields=["name", "preferred_name"],
    )
    return [
        Person(
            id=client.pk,
            reference=client.reference,
            name=text["name"] or "",
            preferred_name=text["preferred_name"] or "",
        )
        for client, text in zip(clients, told, strict=True)
    ]


def person_of(request: StaffRequest, client: Client, *, purpose: str) -> Person:
    """Open one person's name."""
    return opened(request.actor, [client], purpose=purpose)[0]
