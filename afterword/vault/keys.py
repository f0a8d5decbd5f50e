"""Make, wrap, fetch and destroy the keys of clients."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings

from afterword import clock
from afterword.tenancy import current_practice, inserting
from afterword.vault import ring, sealing
from afterword.vault.fields import DataClass
from afterword.vault.models import ClientKey

Keys = dict[tuple[UUID, DataClass], bytes]
"""Unwrapped keys of some clients, kept no longer than one piece of work."""


def of(clients: Iterable[UUID], classes: Iterable[DataClass]) -> Keys:
    """Fetch and unwrap keys. A client whose key was destroyed is absent."""
    kept = ring.load(settings.KEYS)
    rows = ClientKey.objects.filter(
        client_id__in=set(clients), data_class__in=set(classes)
    )
    return {
        (row.client_id, DataClass(row.data_class)): sealing.unseal(
            kept.wrapping[row.version],
            bytes(row.wrapped),
            "client_key",
            str(row.client_id),
            row.data_class,
        )
        for row in rows
    }


def make(clients: Iterable[UUID], data_class: DataClass) -> Keys:
    """Give each client a key of this class, new where there is none yet."""
    wanted = set(clients)
    found = of(wanted, [data_class])
    absent = [client for client in wanted if (client, data_class) not in found]
    if not absent:
        return found
    mint(absent, data_class, unless_there=True)
    return found | of(absent, [data_class])


def mint(
    clients: Iterable[UUID], data_class: DataClass, *, unless_there: bool = False
) -> Keys:
    """Make keys for clients who are new and so have none. Gives them unwrapped."""
    kept = ring.load(settings.KEYS)
    wrapping = kept.wrapping[kept.primary]
    practice = current_practice()
    now = clock.now()
    made = {(client, data_class): secrets.token_bytes(32) for client in clients}
    inserting.insert(
        [
            ClientKey(
                practice_id=practice,
                client_id=client,
                data_class=data_class,
                version=kept.primary,
                created_at=now,
                wrapped=sealing.seal(
                    wrapping, key, "client_key", str(client), data_class
                ),
            )
            for (client, _), key in made.items()
        ],
        ignore_conflicts=unless_there,
    )
    return made


def destroy(client: UUID, data_class: DataClass) -> int:
    """Destroy a client's key of this class: what it sealed cannot be read again."""
    deleted, _ = ClientKey.objects.filter(
        client_id=client, data_class=data_class
    ).delete()
    return deleted


def destroy_all(clients: Iterable[UUID]) -> int:
    """Destroy every key of these clients."""
    deleted, _ = ClientKey.objects.filter(client_id__in=set(clients)).delete()
    return deleted
