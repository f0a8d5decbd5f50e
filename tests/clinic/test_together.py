"""People who came together: said by their clinician, and kept apart."""

from __future__ import annotations

import pytest

from afterword import clock
from afterword.audit.models import Event
from afterword.clinic.errors import (
    NobodyHereError,
    NotTogetherError,
    TogetherElsewhereError,
)
from afterword.clinic.facts import facts_about
from afterword.clinic.models import Client, ContactPoint, Episode
from afterword.clinic.services import addresses, reaching, together
from afterword.consent import facts as consent
from afterword.consent.errors import UnsafeAddressError
from afterword.tenancy import practice
from tests import factories

pytestmark = pytest.mark.django_db
BOTH = "both@mail.example"


@pytest.fixture
def home():
    return factories.a_practice()


@pytest.fixture
def ruth(home):
    return factories.a_member(home)


@pytest.fixture
def clinician(home, ruth):
    return factories.a_clinician(home, ruth)


@pytest.fixture
def two(home, clinician, ruth):
    """Two clients of one clinician, who came as a couple."""
    ana, ben = (factories.a_client(home, clinician) for _ in range(2))
    together.set_format(client=ana.pk, format="couple", by=ruth)
    return ana, ben


def came_with(client) -> set:
    with practice(client.practice_id):
        return set(together.came_with(client.pk))


def unsafe(*clients) -> list[bool]:
    with practice(clients[0].practice_id):
        rows = ContactPoint.objects.filter(client__in=clients)
        return list(rows.order_by("id").values_list("unsafe", flat=True))


def test_two_who_came_together_know_of_each_other_until_they_part(two, ruth):
    """The format is of both; saying it twice changes nothing; parting ends the tie."""
    ana, ben = two
    together.join(client=ana.pk, other=ben.pk, by=ruth)
    together.join(client=ben.pk, other=ana.pk, by=ruth)
    with practice(ana.practice_id):
        formats = set(Episode.objects.values_list("format", flat=True))
        said = Event.objects.filter(name="clinic.joined").order_by("at")
        lines = [(one.outcome, one.client_id, str(one.details)) for one in said]

    assert (came_with(ana), came_with(ben)) == ({ben.pk}, {ana.pk})
    assert formats == {"couple"}
    assert [(how, who) for how, who, _ in lines] == [
        ("done", ana.pk),
        ("repeated", ben.pk),
    ]
    assert not any(str(ben.pk) in details for _, _, details in lines[:1])

    together.leave(client=ben.pk, by=ruth)
    assert came_with(ana) == came_with(ben) == set()


def test_a_couple_is_two_and_alone_is_alone(two, home, clinician, ruth):
    """A third needs a family; who came with somebody is not alone, nor elsewhere."""
    ana, ben = two
    third, fourth = (factories.a_client(home, clinician) for _ in range(2))
    together.join(client=ana.pk, other=ben.pk, by=ruth)
    with pytest.raises(NotTogetherError):
        together.join(client=ana.pk, other=third.pk, by=ruth)
    with pytest.raises(NotTogetherError):
        together.set_format(client=ana.pk, format="individual", by=ruth)
    with pytest.raises(NotTogetherError):  # the third came alone
        together.join(client=third.pk, other=ana.pk, by=ruth)
    together.set_format(client=third.pk, format="couple", by=ruth)
    together.join(client=third.pk, other=fourth.pk, by=ruth)
    with pytest.raises(TogetherElsewhereError):
        together.join(client=ana.pk, other=third.pk, by=ruth)

    assert came_with(ana) == {ben.pk}


def test_a_colleagues_client_is_nobody_here(two, home, ruth):
    """Neither as one nor as the other; the refusal and its line name nobody."""
    ana, _ = two
    sam = factories.a_member(home)
    theirs = factories.a_client(home, factories.a_clinician(home, sam))
    for client, other in ((ana, theirs), (theirs, ana)):
        with pytest.raises(NobodyHereError):
            together.join(client=client.pk, other=other.pk, by=ruth)
    with pytest.raises(NobodyHereError):
        together.leave(client=theirs.pk, by=ruth)
    with practice(home.pk):
        line = Event.objects.filter(name="clinic.joined", outcome="refused").first()

    assert str(theirs.pk) not in str(line.details)
    assert came_with(ana) == set()


@pytest.mark.parametrize("how", ["added", "joined_after", "confirmed"])
def test_what_two_can_read_is_unsafe_for_both(two, ruth, how):
    """By whichever act it comes about; an address of one alone stays as it was."""
    ana, ben = two
    factories.an_email(ana, "ana@mail.example")
    point = factories.an_email(ana, BOTH)
    if how == "joined_after":
        factories.an_email(ben, BOTH)
    together.join(client=ana.pk, other=ben.pk, by=ruth)
    if how == "added":
        reaching.add_contact_point(
            client=ben.pk, channel="email", address=BOTH, by=ruth
        )
    if how == "confirmed":
        factories.an_email(ben, BOTH)  # as if it came by another way
        addresses.confirm_address(
            contact_point=point.pk, client=ana.pk, shared=False, by=ruth, at=clock.now()
        )
    with practice(ana.practice_id):
        held = dict(
            ContactPoint.objects.values_list("address_index", "unsafe").distinct()
        )
        read = together.read_by_others(ben.pk)

    assert sorted(unsafe(ana, ben)) == [False, True, True]
    assert len(held) == 2
    assert len(read) == 1


def test_nothing_is_agreed_on_what_the_other_reads(two, clinician, ruth):
    """Not proposed, and not confirmed either, even where the mark has gone missing."""
    ana, ben = two
    today = clock.today(ana.time_zone)
    mine = factories.an_email(ana, BOTH)
    proposed = factories.proposed_directive(ana, clinician, mine, by=ruth)
    factories.an_email(ben, BOTH)
    together.join(client=ana.pk, other=ben.pk, by=ruth)
    with practice(ana.practice_id):
        ContactPoint.objects.update(unsafe=False)
    from afterword.audit.actors import the_client
    from afterword.consent.services import confirm_directive

    by = the_client(ana.practice_id, ana.pk, door="tablet")
    with pytest.raises(UnsafeAddressError):
        factories.proposed_directive(ana, clinician, mine, by=ruth)
    with pytest.raises(UnsafeAddressError):
        confirm_directive(
            directive=proposed, client=ana.pk, by=by, at=clock.now(), door="tablet"
        )
    with practice(ana.practice_id):
        told = consent.facts_about(
            client=ana.pk, directive_id=proposed, contact_point=mine.pk, on=today
        )
    assert told.get("address_shared").value is True  # nobody was asked yet


def test_the_gate_is_told_that_somebody_is_still_in_care(two, clinician, ruth):
    """From the other's running episode, and no longer when it has ended."""
    ana, ben = two
    together.join(client=ana.pk, other=ben.pk, by=ruth)
    today = clock.today(ana.time_zone)

    def still() -> bool:
        with practice(ana.practice_id):
            known = facts_about(ana.pk, clinician=clinician.pk, on=today)
            return known.get("co_participant_in_care").value

    assert still() is True
    with practice(ana.practice_id):
        Episode.objects.filter(client=ben).update(ended_on=today)
    assert still() is False
    with practice(ana.practice_id):
        Client.objects.filter(pk=ben.pk).update(removed_at=clock.now())
    assert came_with(ana) == set()
