"""Keyed hashes by which a conflict check finds a client: write, look up, take away.

They are written in the transaction of what they are made from. Nobody is named here:
whoever is found is an id, and who asks is told no more than that there is something.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from afterword.audit.actors import Actor
from afterword.clinic import likeness
from afterword.clinic.models import Client, ContactPoint, LikenessKey
from afterword.tenancy import current_practice, inserting, practice
from afterword.tenancy.models import Practice
from afterword.vault import services as vault
from afterword.vault.fields import DataClass

MANY: Final = 500
"""So many people of before are read in one go; then other work has its turn."""
PROBES: Final = 128
"""So many hashes are looked up whatever is asked; made-up ones fill the rest."""
_WRITE: Final = """
INSERT INTO clinic_likenesskey (id, practice_id, client_id, key)
SELECT gen_random_uuid(), %s, client, substring(keys FROM 16 * n + 1 FOR 16)
FROM unnest(%s::uuid[], %b::bytea[]) AS given (client, keys),
    generate_series(0, length(keys) / 16 - 1) AS n
ON CONFLICT DO NOTHING
"""
"""The hashes of a person travel in one piece: there are many in a large file."""


@dataclass(frozen=True)
class Known:
    """What is written down of one person and may be asked about."""

    client: UUID
    name: str = ""
    preferred_name: str = ""
    addresses: Sequence[tuple[str, str]] = ()
    """Channel and address; of a letter nothing is kept."""


@dataclass(frozen=True)
class Wanted:
    """What somebody asks about. What is not known is left empty."""

    name: str = ""
    phone: str = ""
    email: str = ""


def write(people: Iterable[Known]) -> None:
    """Keep the hashes of some people. Inside the transaction of their change."""
    key_of, country = _indexer(), _country()
    clients, keys = [], []
    for person in people:
        traits = set(_traits(person, country))
        clients.append(person.client)
        keys.append(b"".join(key_of(trait) for trait in traits))
    connection.ensure_connection()
    with connection.wrap_database_errors, inserting.server_side_cursor() as cursor:
        cursor.execute(_WRITE, [current_practice(), clients, keys])


def forget(clients: Iterable[UUID]) -> int:
    """Take away every hash of these clients. Erasing somebody includes this."""
    gone, _ = LikenessKey.objects.filter(client_id__in=list(clients)).delete()
    return gone


def alike(wanted: Wanted) -> list[UUID]:
    """Name the clients who may be meant. The same work whatever is asked and found.

    Inside an open practice only.
    """
    key_of, country = _indexer(), _country()
    traits = [*likeness.wanted(wanted.name)]
    if wanted.phone:
        traits.append(likeness.phone(wanted.phone, country))
    if wanted.email:
        traits.append(likeness.email(wanted.email))
    traits += [f"nobody|{number}" for number in range(PROBES - len(traits))]
    rows = LikenessKey.objects.filter(key__in=[key_of(each) for each in traits])
    found = set(rows.values_list("client_id", flat=True))
    nobody = uuid.uuid4()  # so that the second look happens when nobody was found, too
    here = Client.objects.filter(pk__in={*found, nobody}, removed_at__isnull=True)
    return list(here.order_by("reference").values_list("pk", flat=True))


def is_complete() -> bool:
    """Say whether everybody here can be found. Inside an open practice only."""
    return not _left().exists()


def fill_in(*, by: Actor) -> int:
    """Keep the hashes of some who were here before; give how many people it read.

    Each opening of a name is in the record. Once nobody is left, whatever there still
    is of people who were erased goes: they have nothing to open.
    """
    with practice(by.practice):
        people = list(_left().order_by("id")[:MANY])
        points = list(ContactPoint.objects.filter(client__in=people))
    known = list(_opened(people, points, by))
    with practice(by.practice):
        write(known)
        ids = [person.pk for person in people]
        Client.objects.filter(pk__in=ids).update(likeness_edition=likeness.EDITION)
        if not people:
            forget(_erased())
    return len(people)


def _opened(
    people: list[Client], points: list[ContactPoint], by: Actor
) -> Iterator[Known]:
    names = vault.open(
        by=by,
        purpose="likeness",
        rows=people,
        fields=["name", "preferred_name"],
    )
    told = vault.open(by=by, purpose="likeness", rows=points, fields=["address"])
    addresses: dict[UUID, list[tuple[str, str]]] = {}
    for point, text in zip(points, told, strict=True):
        if address := text["address"]:
            addresses.setdefault(point.client_id, []).append((point.channel, address))
    for person, text in zip(people, names, strict=True):
        yield Known(
            person.pk,
            text["name"] or "",
            text["preferred_name"] or "",
            addresses.get(person.pk, ()),
        )


def _traits(person: Known, country: str) -> Iterator[str]:
    yield from likeness.held(person.name, person.preferred_name)
    for channel, address in person.addresses:
        if channel == "email":
            yield likeness.email(address)
        elif channel in {"phone", "sms"}:
            yield likeness.phone(address, country)


def _left() -> QuerySet[Client]:
    here = Client.objects.filter(removed_at__isnull=True)
    return here.filter(likeness_edition__lt=likeness.EDITION)


def _erased() -> set[UUID]:
    removed = Client.objects.filter(removed_at__isnull=False)
    return vault.without_key(Client.objects.all(), DataClass.CHART) | set(
        removed.values_list("pk", flat=True)
    )


def _indexer() -> Callable[[str], bytes]:
    return vault.indexer("client", "likeness")


def _country() -> str:
    rows = Practice.objects.values_list("country", flat=True)
    return str(rows.get(pk=current_practice()))
