"""How a client can be reached: add an address, stop using one, where they live.

None of it allows a contact. An address is never changed: a new one is a new row.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from afterword import clock
from afterword.audit import services as audit
from afterword.audit.actors import Actor, Role
from afterword.audit.refusals import refusals
from afterword.clinic.ages import kept_majority
from afterword.clinic.errors import ClinicError, NobodyHereError, NotAllowedError
from afterword.clinic.models import Client, ContactPoint
from afterword.clinic.services import likeness, together
from afterword.clinic.services.addresses import was_called_unsafe
from afterword.clinic.services.likeness import Known
from afterword.clinic.services.people import address_index
from afterword.tenancy import practice
from afterword.vault import services as vault

MAY_WRITE = (Role.CLINICIAN, Role.SUPERVISOR, Role.ADMINISTRATOR)


def add_contact_point(
    *, client: UUID, channel: str, address: str, shared: str = "", by: Actor
) -> UUID:
    """Add an address of a client's; one that is there already is simply given.

    One that was called unsafe is unsafe again, until they say other.
    """
    event = "clinic.address_added"
    with (
        refusals(event, by=by, when=ClinicError, client=client),
        practice(by.practice),
    ):
        _allowed(by)
        person = _here(client)
        found = ContactPoint.objects.filter(
            client=person,
            channel=channel,
            address_index=address_index(address),
            retired_at__isnull=True,
        ).first()
        outcome = "repeated" if found else "done"
        if found is None:
            since = was_called_unsafe(person, channel, address_index(address))
            found = ContactPoint(
                client=person,
                channel=channel,
                address_index=address_index(address),
                shared=shared,
                unsafe=since is not None,
                called_unsafe_on=since,
                added_at=clock.now(),
            )
            vault.seal(found, address=address)
            found.save(force_insert=True)
            likeness.write([Known(client, addresses=[(channel, address)])])
            together.mark_shared(client=client, by=by)
        audit.record(event, by=by, about=found, outcome=outcome)
    return found.pk


def retire_contact_point(*, client: UUID, contact_point: UUID, by: Actor) -> None:
    """Stop using an address. What was agreed for it goes nowhere from then on."""
    event = "clinic.address_retired"
    with (
        refusals(event, by=by, when=ClinicError, client=client),
        practice(by.practice),
    ):
        _allowed(by)
        found = ContactPoint.objects.filter(pk=contact_point, client=client).first()
        if found is None:
            raise NobodyHereError(contact_point)
        is_new = found.retired_at is None
        if is_new:
            if found.unsafe and found.called_unsafe_on is None:
                found.called_unsafe_on = clock.today(found.client.time_zone)
            found.retired_at = clock.now()
            found.unsafe = True
            found.save(update_fields=["retired_at", "unsafe", "called_unsafe_on"])
        audit.record(
            event,
            by=by,
            about=found,
            outcome="done" if is_new else "repeated",
        )


def tell_where_they_live(
    *, client: UUID, place: str, on: date, by: Actor, born: date | None = None
) -> None:
    """Write where the client said on a day that they live, and that they are of age.

    With ``born`` the birthday is kept sealed. Of somebody of age, nothing more than
    that is written in plain: the day on which it was told.
    """
    event = "clinic.place_told"
    with (
        refusals(event, by=by, when=ClinicError, client=client),
        practice(by.practice),
    ):
        _allowed(by)
        person = _here(client)
        person.places, person.places_told_on = [place], on
        fields = ["places", "places_told_on"]
        if born is not None:
            person.majority_on = kept_majority(born, [place], today=on)
            vault.seal(person, date_of_birth=born.isoformat())
            fields += ["majority_on", "date_of_birth"]
        person.save(update_fields=fields)
        audit.record(event, by=by, about=person, client=client)


def _here(client: UUID) -> Client:
    found = Client.objects.filter(pk=client, removed_at__isnull=True).first()
    if found is None:
        raise NobodyHereError(client)
    return found


def _allowed(by: Actor) -> None:
    if not by.has(*MAY_WRITE):
        raise NotAllowedError
