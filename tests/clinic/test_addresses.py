"""What a client says of an address: only of their own, and recorded."""

from __future__ import annotations

import pytest

from afterword import clock
from afterword.audit.actors import the_client
from afterword.audit.models import Event
from afterword.clinic.errors import NobodyHereError
from afterword.clinic.models import ContactPoint
from afterword.clinic.services import addresses
from afterword.tenancy import practice
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
