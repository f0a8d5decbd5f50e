"""Who could be told something about a client: services, colleagues, people by name.

Each has the id that a release of the client's names. Being here lets nobody be told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from afterword.audit.actors import Actor
from afterword.consent import releases
from afterword.consent.models import NamedPerson
from afterword.ending import referrals
from afterword.ending.models import Letter, Referral
from afterword.ending.unplanned import Transfer
from afterword.tenancy import practice
from afterword.vault import services as vault

SERVICE: Final = "service"
COLLEAGUE: Final = "colleague"
PROFESSIONAL: Final = "professional"
READS: Final[Mapping[str, frozenset[str]]] = {
    "guardian": frozenset({"guardian"}),
    "referrer": frozenset({SERVICE, PROFESSIONAL}),
    "receiver": frozenset({SERVICE, COLLEAGUE, PROFESSIONAL}),
}
"""Which kinds a letter to each of its readers can be for."""


@dataclass(frozen=True)
class Recipient:
    """Somebody who can be named in a release: an id, what they are, and their name."""

    id: UUID
    kind: str
    """service, colleague, or a kind of a person by name."""
    name: str
    referral: UUID | None = None


def recipients_of(client: UUID, *, by: Actor, purpose: str) -> list[Recipient]:
    """Give everybody who could be told about a client; opening names is recorded.

    Outside an open practice. What the client said no to, and what is closed, is not
    among them.
    """
    named = [
        Recipient(one.recipient_id, SERVICE, one.name, one.id)
        for one in referrals.referrals_of(
            client, by=by, purpose=purpose, but=referrals.PASSED_OVER
        )
    ]
    with practice(by.practice):
        moves = list(
            Transfer.objects.select_related("to_clinician")
            .filter(client_id=client, to_clinician__left_on__isnull=True)
            .order_by("written_at")
        )
        people = releases.named_people(client)
    named += [
        Recipient(one.to_clinician_id, COLLEAGUE, one.to_clinician.client_facing_name)
        for one in moves
    ]
    told = vault.open(by=by, purpose=purpose, rows=people, fields=["name"])
    named += [
        Recipient(row.pk, row.kind, words["name"])
        for row, words in zip(people, told, strict=True)
        if words["name"]
    ]
    return list({one.id: one for one in named}.values())


def readers_for(
    letter: Letter, found: Collection[Recipient], *, here: Collection[UUID]
) -> list[Recipient]:
    """Give those whom a letter can be for; ``here`` is ``of_this_ending``."""
    kinds = READS.get(letter.recipient, frozenset())
    return [one for one in found if one.kind in kinds and one.id in here]


def of_this_ending(letter: Letter) -> set[UUID]:
    """Name by their ids all whom a letter can be for. Inside an open practice only.

    A service or colleague is of the ending that the letter belongs to.
    """
    wanted = READS.get(letter.recipient, frozenset())
    found: set[UUID] = set()
    if SERVICE in wanted:
        found |= {row.recipient_id for row in _referrals(letter)}
    if COLLEAGUE in wanted:
        moves = Transfer.objects.filter(
            client_id=letter.client_id, to_clinician__left_on__isnull=True
        )
        if letter.ending_id:
            moves = moves.filter(ending_id=letter.ending_id)
        found |= set(moves.values_list("to_clinician_id", flat=True))
    people = NamedPerson.objects.filter(client_id=letter.client_id, kind__in=wanted)
    return found | set(people.values_list("pk", flat=True))


def referral_of(letter: Letter) -> Referral | None:
    """Give the referral that a letter belongs to, if it is for a service."""
    return next(
        (row for row in _referrals(letter) if row.recipient_id == letter.recipient_id),
        None,
    )


def kind_of(client: UUID, recipient: UUID) -> str:
    """Say for the gate what a recipient is. Inside an open practice only."""
    row = NamedPerson.objects.filter(client_id=client, pk=recipient).first()
    return row.kind if row is not None else PROFESSIONAL


def _referrals(letter: Letter) -> list[Referral]:
    """Give the referrals of a letter's ending that stand, the newest first."""
    rows = Referral.objects.filter(client_id=letter.client_id)
    if letter.ending_id:
        rows = rows.filter(ending_id=letter.ending_id)
    found = list(rows.order_by("-at", "-pk"))
    newest = referrals.newest_of(found)
    return [row for row in found if newest[row.pk].says not in referrals.PASSED_OVER]
