"""Add one person by hand, and what adding people has in common."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, models

from afterword import clock
from afterword.audit import services as audit
from afterword.audit.actors import Actor, Role
from afterword.audit.refusals import refusals
from afterword.clinic import ages
from afterword.clinic.caseload.rows import Person
from afterword.clinic.errors import (
    ClinicError,
    MissingWordsError,
    NobodyHereError,
    NotAllowedError,
)
from afterword.clinic.likeness import EDITION
from afterword.clinic.models import Client, Clinician, ContactPoint, ImportBatch
from afterword.clinic.services import likeness
from afterword.clinic.services.likeness import Known
from afterword.tenancy import current_practice, inserting, practice
from afterword.tenancy.models import Practice
from afterword.vault import keys
from afterword.vault import services as sealed
from afterword.vault.fields import DataClass

MAY_ADD = (Role.ADMINISTRATOR, Role.CLINICIAN)
MAY_RENAME = (Role.CLINICIAN, Role.SUPERVISOR, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Newcomer:
    """A person to add, and who carries responsibility for them."""

    person: Person
    clinician: UUID | None


def add_person(*, person: Person, clinician: UUID | None, by: Actor) -> UUID:
    """Add one person. Contactable for nothing until they agree to something."""
    with practice(by.practice):
        if not by.has(*MAY_ADD):
            audit.record("clinic.person_added", by=by, outcome="refused", why="role")
            refused = True
        else:
            refused = False
            added = add([Newcomer(person, clinician)], batch=None)[0]
            audit.record("clinic.person_added", by=by, about=added, client=added.id)
    if refused:
        raise NotAllowedError
    return added.id


def add(people: Sequence[Newcomer], *, batch: ImportBatch | None) -> list[Client]:
    """Write people and the addresses they came with. The caller records it."""
    home = Practice.objects.get(pk=current_practice())
    now = clock.now()
    today = clock.today(home.time_zone)
    references = _references(len(people))
    clients = [
        _client(newcomer, reference, home=home, batch=batch, today=today)
        for newcomer, reference in zip(people, references, strict=True)
    ]
    ids = [client.id for client in clients]
    using = keys.mint(ids, DataClass.CHART) | keys.mint(ids, DataClass.FOLLOW_UP)
    points: list[ContactPoint] = []
    for client, newcomer in zip(clients, people, strict=True):
        client.added_at = now
        person = newcomer.person
        born = person.date_of_birth
        sealed.seal(
            client,
            using=using,
            name=person.name,
            preferred_name=person.preferred_name or None,
            date_of_birth=born.isoformat() if born else None,
        )
        client.name_index = name_index(person.name)
        for channel, address in _addresses(person):
            points.append(_point(client, channel, address, person, using))
    inserting.insert(clients)
    for point in points:
        point.added_at = now
    inserting.insert(points)
    likeness.write(
        Known(
            client.id,
            newcomer.person.name,
            newcomer.person.preferred_name,
            _addresses(newcomer.person),
        )
        for client, newcomer in zip(clients, people, strict=True)
    )
    return clients


def rename_person(*, client: UUID, name: str, preferred_name: str, by: Actor) -> None:
    """Write down that somebody is called something else now.

    A conflict check still finds them by the name of before.
    """
    event = "clinic.person_renamed"
    with (
        refusals(event, by=by, when=ClinicError, client=client),
        practice(by.practice),
    ):
        if not by.has(*MAY_RENAME):
            raise NotAllowedError
        row = Client.objects.filter(pk=client, removed_at__isnull=True).first()
        if row is None:
            raise NobodyHereError(client)
        if not name:
            raise MissingWordsError
        sealed.seal(row, name=name, preferred_name=preferred_name or None)
        row.name_index = name_index(name)
        row.save(update_fields=["name", "preferred_name", "name_index"])
        likeness.write([Known(row.pk, name, preferred_name)])
        audit.record(event, by=by, about=row, client=client)


def with_history(came: models.QuerySet[Client]) -> set[UUID]:
    """Name those of whom anything is known here beyond what a file says."""
    busy: set[UUID] = set()
    relations: Sequence[Any] = Client._meta.get_fields(include_hidden=True)
    for relation in relations:
        rows = relation.related_model
        if not (relation.auto_created and relation.one_to_many) or rows is ContactPoint:
            continue
        name = relation.field.attname
        known = rows.objects.filter(**{f"{name}__in": came.values("pk")})
        busy.update(known.values_list(name, flat=True).distinct())
    return busy


def name_index(name: str) -> bytes:
    """Give the blind index by which an exact name is found."""
    return sealed.index(name, "client", "name")


def address_index(address: str) -> bytes:
    """Give the blind index of an e-mail address or a number, in this practice."""
    return sealed.index(address, "address")


def clinician_called(name: str, among: Iterable[Clinician]) -> UUID | None:
    """Find the clinician whom a file names; none if nobody is called that."""
    wanted = name.casefold()
    for clinician in among:
        if wanted in {
            clinician.name.casefold(),
            clinician.client_facing_name.casefold(),
        }:
            return clinician.id
    return None


def _client(
    newcomer: Newcomer,
    reference: str,
    *,
    home: Practice,
    batch: ImportBatch | None,
    today: date,
) -> Client:
    person = newcomer.person
    place = person.place or home.country
    return Client(
        id=uuid.uuid4(),
        practice_id=home.id,
        external_id=person.external_id,
        reference=reference,
        clinician_id=newcomer.clinician,
        status=person.status,
        places=[person.place] if person.place else [],
        language=person.language or "en",
        time_zone=person.time_zone or home.time_zone,
        majority_on=ages.kept_majority(person.date_of_birth, [place], today=today),
        import_batch=batch,
        likeness_edition=EDITION,
        import_fingerprint=sealed.index(person.fingerprint(), "client", "row"),
    )


def _addresses(person: Person) -> list[tuple[str, str]]:
    email = [("email", person.email)] if person.email else []
    return [*email, *(("phone", number) for number in person.phones)]


def _point(
    client: Client, channel: str, address: str, person: Person, using: keys.Keys
) -> ContactPoint:
    point = ContactPoint(
        id=uuid.uuid4(),
        practice_id=client.practice_id,
        client_id=client.id,
        channel=channel,
        address_index=address_index(address),
        evidence=dict(person.evidence),
    )
    sealed.seal(point, using=using, address=address)
    return point


def _references(count: int) -> list[str]:
    """Take the next numbers of this practice, one taker at a time."""
    home = current_practice()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"afterword.references:{home}"],
        )
        cursor.execute(
            "SELECT coalesce(max(substring(reference from 3)::int), 0) "
            "FROM clinic_client WHERE practice_id = %s AND reference ~ '^P-[0-9]+$'",
            [home],
        )
        last = cursor.fetchone()[0]
    return [f"P-{number:04}" for number in range(last + 1, last + 1 + count)]
