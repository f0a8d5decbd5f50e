"""What a client says of an address of theirs. Nothing is sent by it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from afterword import clock
from afterword.audit import services as audit
from afterword.audit.actors import Actor, ActorKind, Role
from afterword.audit.refusals import refusals
from afterword.clinic.clinicians import own_row
from afterword.clinic.errors import (
    ClinicError,
    NobodyHereError,
    NotAllowedError,
    NotSaidError,
    ReadByOthersError,
)
from afterword.clinic.models import Client, ContactPoint
from afterword.clinic.services import likeness, together
from afterword.clinic.services.likeness import Known
from afterword.tenancy import practice
from afterword.vault import services as vault


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

    Another address can take its place; this one is safe again on their own word.
    """
    event = "clinic.address_unsafe"
    with refusals(event, by=by, when=ClinicError), practice(by.practice):
        row = _of(contact_point, client, by)
        outcome = "repeated" if row.unsafe else "done"
        if not row.unsafe:
            row.unsafe = True
            row.called_unsafe_on = clock.today(row.client.time_zone)
            row.save(update_fields=["unsafe", "called_unsafe_on"])
        audit.record(event, by=by, about=row, outcome=outcome)


def note_safe_again(
    *, contact_point: UUID, client: UUID, told_on: date, by: Actor
) -> UUID:
    """Write down that the client said: this address is safe for them again.

    Only who carries them writes it. It is a new row that nobody agreed to yet: what
    was agreed for the old one stays ended, and only their yes begins anything.
    """
    event = "clinic.address_noted_safe"
    with refusals(event, by=by, when=ClinicError, client=client):
        with practice(by.practice):
            old = _carried(contact_point, client, by)
            if not old.unsafe:
                audit.record(event, by=by, about=old, outcome="repeated")
                return old.pk
            _may_be_safe(old, told_on)
        (told,) = vault.open(by=by, purpose="person", rows=[old], fields=["address"])
        with practice(by.practice):
            if not _end(old):
                raise NobodyHereError(contact_point)
            new = ContactPoint(
                client_id=client,
                channel=old.channel,
                address_index=old.address_index,
                added_at=clock.now(),
            )
            vault.seal(new, address=told["address"])
            new.save(force_insert=True)
            known = Known(client, addresses=[(new.channel, told["address"] or "")])
            likeness.write([known])
            together.mark_shared(client=client, by=by)
            day = told_on.isoformat()
            audit.record(event, by=by, about=new, before=str(old.pk), told_on=day)
    return new.pk


def was_called_unsafe(person: Client, channel: str, index: bytes) -> date | None:
    """Give since when an address is unsafe by somebody's word, if it still is."""
    last = _newest(person.pk, channel, index)
    return last.called_unsafe_on if last is not None else None


def _newest(client: UUID, channel: str, index: bytes) -> ContactPoint | None:
    rows = ContactPoint.objects.select_related("client").filter(
        client_id=client, channel=channel, address_index=index
    )
    return rows.order_by("-added_at", "-pk").first()


def _end(row: ContactPoint) -> bool:
    """Take an address out of use, once; the other who pressed finds it ended."""
    live = ContactPoint.objects.filter(pk=row.pk, retired_at__isnull=True)
    return live.update(retired_at=clock.now()) == 1


def _carried(contact_point: UUID, client: UUID, by: Actor) -> ContactPoint:
    """Give the row that stands for an address to who carries its owner; to no other."""
    if by.kind is not ActorKind.STAFF or not by.has(Role.CLINICIAN):
        raise NotAllowedError
    row = _of(contact_point, client, by)
    own = own_row(by)
    if own is None or row.client.clinician_id != own.pk:
        raise NotAllowedError
    now = _newest(client, row.channel, bytes(row.address_index)) or row
    if now.retired_at is not None or now.client.removed_at is not None:
        raise NobodyHereError(contact_point)
    return now


def _may_be_safe(row: ContactPoint, told_on: date) -> None:
    since = row.called_unsafe_on or told_on
    if not since <= told_on <= clock.today(row.client.time_zone):
        raise NotSaidError
    if row.pk in together.read_by_others(row.client_id):
        raise ReadByOthersError


def _of(contact_point: UUID, client: UUID, by: Actor) -> ContactPoint:
    rows = ContactPoint.objects.filter(pk=contact_point, client_id=client)
    row = rows.select_related("client").first()
    if row is None or (by.kind is ActorKind.CLIENT and by.id != client):
        raise NobodyHereError(contact_point)
    return row
