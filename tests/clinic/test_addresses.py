"""What a client says of an address: only of their own, and recorded."""

from __future__ import annotations

import pytest

from afterword import clock
from afterword.audit.actors import Role, the_client
from afterword.audit.models import Event
from afterword.clinic.errors import (
    NobodyHereError,
    NotAllowedError,
    NotSaidError,
    ReadByOthersError,
)
from afterword.clinic.models import ContactPoint
from afterword.clinic.services import addresses, reaching, together
from afterword.tenancy import practice
from afterword.vault import services as vault
from tests import factories


@pytest.fixture
def people(db):
    """Give two clients of one practice, each with an address."""
    home = factories.a_practice()
    clients = [factories.a_client(home) for _ in range(2)]
    return home, clients, [factories.an_email(client) for client in clients]


def test_an_address_is_confirmed_with_who_else_reads_there(people):
    """With the day where the client lives."""
    home, clients, points = people
    by = the_client(home.id, clients[0].id, door="tablet")

    addresses.confirm_address(
        contact_point=points[0].pk,
        client=clients[0].id,
        shared=True,
        by=by,
        at=clock.now(),
    )

    with practice(home.id):
        row = ContactPoint.objects.get(pk=points[0].pk)
        assert Event.objects.filter(name="clinic.address_confirmed").count() == 1
    assert row.shared == "yes"
    assert row.confirmed_on == clock.today(clients[0].time_zone)


def test_calling_it_unsafe_twice_is_success(people):
    """And is in the record twice."""
    home, clients, points = people
    by = the_client(home.id, clients[0].id, door="tablet")

    for _ in range(2):
        addresses.call_unsafe(contact_point=points[0].pk, client=clients[0].id, by=by)

    with practice(home.id):
        assert ContactPoint.objects.get(pk=points[0].pk).unsafe
        rows = Event.objects.filter(name="clinic.address_unsafe").order_by("at")
        assert [row.outcome for row in rows] == ["done", "repeated"]


@pytest.mark.parametrize("claimed", [0, 1])
def test_nobody_speaks_of_somebody_elses_address(people, claimed):
    """Neither by naming the address alone nor its owner with it."""
    home, clients, points = people
    by = the_client(home.id, clients[0].id, door="tablet")

    with pytest.raises(NobodyHereError):
        addresses.call_unsafe(
            contact_point=points[1].pk, client=clients[claimed].id, by=by
        )

    with practice(home.id):
        assert not ContactPoint.objects.get(pk=points[1].pk).unsafe


@pytest.fixture
def carried(db):
    """Give a clinician and their client, who called their address unsafe."""
    home = factories.a_practice()
    ruth = factories.a_member(home, Role.CLINICIAN)
    client = factories.a_client(home, factories.a_clinician(home, ruth))
    point = factories.an_email(client, "jo@mail.example")
    by = the_client(home.id, client.id, door="tablet")
    addresses.call_unsafe(contact_point=point.pk, client=client.id, by=by)
    return home, ruth, client, point


def today_of(client):
    return clock.today(client.time_zone)


def safe_again(client, point, by, told_on=None):
    return addresses.note_safe_again(
        contact_point=point,
        client=client.id,
        told_on=told_on or today_of(client),
        by=by,
    )


def test_what_they_say_is_safe_again_is_a_new_address_nobody_agreed_to(carried):
    """The old one, and all that was agreed for it, stays ended. Twice is once."""
    home, ruth, client, point = carried

    made = safe_again(client, point.pk, ruth)
    again = safe_again(client, point.pk, ruth)

    with practice(home.id):
        new = ContactPoint.objects.get(pk=made)
        old = ContactPoint.objects.get(pk=point.pk)
        lines = Event.objects.filter(name="clinic.address_noted_safe").order_by("at")
        told = [(one.outcome, one.details.get("told_on")) for one in lines]
    assert again == made != point.pk
    assert (old.unsafe, old.retired_at is not None) == (True, True)
    assert (new.unsafe, new.confirmed_on, new.shared) == (False, None, "")
    assert bytes(new.address_index) == bytes(old.address_index)
    assert told == [("done", today_of(client).isoformat()), ("repeated", None)]
    opened = {"by": ruth, "purpose": "person", "fields": ["address"]}
    assert vault.open(rows=[new], **opened) == vault.open(rows=[old], **opened)


def test_only_who_carries_them_writes_it_down(carried):
    """Not the office, not a colleague, not the client alone, not a stranger."""
    home, _ruth, client, point = carried
    colleague = factories.a_member(home, Role.CLINICIAN)
    factories.a_clinician(home, colleague)
    stranger = factories.a_member(factories.a_practice(), Role.CLINICIAN)

    for by in (
        factories.a_member(home, Role.ADMINISTRATOR),
        factories.a_member(home, Role.SUPERVISOR),
        colleague,
        the_client(home.id, client.id, door="portal"),
        stranger,
    ):
        with pytest.raises((NotAllowedError, NobodyHereError)):
            safe_again(client, point.pk, by)
    with practice(home.id):
        assert ContactPoint.objects.get().unsafe


@pytest.mark.parametrize("days", [-1, 1])
def test_the_day_is_between_the_word_before_and_today(carried, days):
    """A word from before is no word on it."""
    home, ruth, client, point = carried
    day = today_of(client) + days * clock.DAY

    with pytest.raises(NotSaidError) as why:
        safe_again(client, point.pk, ruth, told_on=day)
    assert "on which day" in why.value.for_people
    with practice(home.id):
        assert ContactPoint.objects.get().unsafe


def test_what_somebody_who_came_with_them_can_read_stays_unsafe(carried):
    """Whatever one of the two says."""
    home, ruth, client, point = carried
    with practice(home.id):
        other = factories.a_client(home, client.clinician)
    together.set_format(client=client.id, format="couple", by=ruth)
    together.join(client=client.id, other=other.id, by=ruth)
    factories.an_email(other, "jo@mail.example")

    with pytest.raises(ReadByOthersError):
        safe_again(client, point.pk, ruth)


def test_to_write_it_down_once_more_does_not_make_it_safe(carried):
    """Out of use and added again, it is unsafe still; until they say other."""
    home, ruth, client, point = carried
    reaching.retire_contact_point(client=client.id, contact_point=point.pk, by=ruth)
    said = {"client": client.id, "channel": "email", "address": "jo@mail.example"}
    added = reaching.add_contact_point(**said, by=ruth)
    with practice(home.id):
        assert ContactPoint.objects.get(pk=added).unsafe

    made = safe_again(client, added, ruth)
    reaching.retire_contact_point(client=client.id, contact_point=made, by=ruth)
    fresh = reaching.add_contact_point(**said, by=ruth)
    with practice(home.id):
        assert not ContactPoint.objects.get(pk=fresh).unsafe
