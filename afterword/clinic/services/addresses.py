"""What a client says of an address of theirs. Nothing is sent by it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from afterword.audit import services as audit
from afterword.audit.actors import Actor, ActorKind
from afterword.audit.refusals import refusals
from afterword.clinic.errors import ClinicError, NobodyHereError
from afterword.clinic.models import ContactPoint
from afterword.clinic.services import together
from afterword.tenancy import practice


def confirm_address(
    *, contact_point: UUID, client: UUID, shared: bool, by: Actor, at: datetime
) -> None:
    """Write down that the client knows this address, and whether others read there."""
    event = "clinic.address_confirmed"
    with refusals(event, by=by, when=ClinicError), practice(by.practice):
        row = _of(contact_point, client, by)
        row.confirmed_on = at.astimezone(ZoneInfo(row.client.time_zone)).date()
        row.shared = "yes" if shared else "no"
        row.save(update_fields=["confirmed_on", "shared"])
        together.mark_shared(client=client, by=by)
        audit.record(event, by=by, about=row, why=row.shared)


def call_unsafe(*, contact_point: UUID, client: UUID, by: Actor) -> None:
    """Write down that this address is not safe. Nothing is ever sent to it then.

    Only staff who add another address can put something in its place.
    """
    event = "clinic.address_unsafe"
    with refusals(event, by=by, when=ClinicError), practice(by.practice):
        row = _of(contact_point, client, by)
        outcome = "repeated" if row.unsafe else "done"
        row.unsafe = True
        row.save(update_fields=["unsafe"])
        audit.record(event, by=by, about=row, outcome=outcome)


def _of(contact_point: UUID, client: UUID, by: Actor) -> ContactPoint:
    rows = ContactPoint.objects.filter(pk=contact_point, client_id=client)
    row = rows.select_related("client").first()
    if row is None or (by.kind is ActorKind.CLIENT and by.id != client):
        raise NobodyHereError(contact_point)
    return row
