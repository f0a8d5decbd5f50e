"""Releases of information: the client's word, to one recipient, until a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection

from afterword.audit.actors import Role, machine
from afterword.audit.models import Event
from afterword.consent import facts, journal, queries, releases
from afterword.consent import services as consent
from afterword.consent.errors import (
    BadReleaseError,
    GivenTooLateError,
    NotAllowedError,
    NotAttestedError,
    ToldTooLateError,
    UnknownClientError,
)
from afterword.consent.models import InformationRelease
from afterword.consent.services import Release
from afterword.tenancy import practice
from afterword.tenancy.models import Practice
from afterword.vault import services as vault
from tests import factories

SERVICE = uuid4()


def to_the_service(world, **kept) -> Release:
    values = {
        "recipient": "Birch Helpdesk (invented)",
        "shares": frozenset({"dates", "summary"}),
        "why": "So that I do not have to tell it all again.",
        "given_on": world.ended_on,
        "until": world.ended_on + timedelta(days=90),
        "recipient_id": SERVICE,
    }
    return Release(**(values | kept))


def give(world, release=None, **kept):
    named = {"by": world.staff, "door": "told_in_session"} | kept
    return consent.give_release(
        client=world.client.id,
        release=release or to_the_service(world),
        at=world.now,
        **named,
    )


def withdraw(world, made, by=None):
    return consent.withdraw_release(
        release=made,
        client=world.client.id,
        by=by or world.as_client("portal"),
        at=world.now,
    )


def release(world, made):
    with practice(world.home.id):
        return releases.release(world.client.id, made)


def lines(world, name) -> list[tuple[str, str]]:
    with practice(world.home.id):
        rows = Event.objects.filter(name=name).order_by("at")
        return list(rows.values_list("outcome", "why"))


def test_what_was_told_in_the_session_names_recipient_content_and_end(world):
    """It covers this recipient and this content, on these days, and nothing else."""
    found = release(world, give(world))
    first, last = world.ended_on, world.ended_on + timedelta(days=90)

    assert found.covers(SERVICE, {"dates", "summary"}, on=first)
    assert found.covers(SERVICE, {"dates"}, on=last)
    assert not found.covers(SERVICE, {"dates"}, on=last + timedelta(days=1))
    assert not found.covers(SERVICE, {"dates"}, on=first - timedelta(days=1))
    assert not found.covers(SERVICE, {"safety_plan"}, on=first)
    assert not found.covers(SERVICE, (), on=first)
    assert not found.covers(uuid4(), {"dates"}, on=first)
    assert lines(world, "consent.release_given") == [("done", "told_in_session")]


def test_to_whom_and_why_is_sealed(world):
    """The row holds codes and days."""
    made = give(world)
    with practice(world.home.id):
        row = InformationRelease.objects.get(pk=made)
        told = bytes(row.recipient) + bytes(row.why)
    (opened,) = vault.open(
        by=world.staff, purpose="referral", rows=[row], fields=["recipient", "why"]
    )

    assert b"Birch" not in told
    assert opened["recipient"] == "Birch Helpdesk (invented)"


def test_it_lets_nobody_write_to_the_client(world):
    """What can be sent to the client is the same before and after."""
    with practice(world.home.id):
        before = queries.standing_of(world.client.id).releasable()
    give(world)

    with practice(world.home.id):
        assert queries.standing_of(world.client.id).releasable() == before


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"recipient": " "}, BadReleaseError),
        ({"recipient": "x" * 201}, BadReleaseError),
        ({"shares": frozenset()}, BadReleaseError),
        ({"shares": frozenset({"everything"})}, BadReleaseError),
        ({"shares": frozenset({"other"})}, BadReleaseError),
        ({"other": "my diary"}, BadReleaseError),
    ],
)
def test_one_that_does_not_say_to_whom_or_what_is_refused(world, changed, error):
    """In words, and the refusal is in the record."""
    with pytest.raises(error) as why:
        give(world, replace(to_the_service(world), **changed))

    assert str(why.value.for_people)
    assert lines(world, "consent.release_given") == [("refused", error.code)]


def test_the_days_are_in_their_order(world):
    """Not given in the future, and not over before it begins."""
    day = world.ended_on
    late = replace(to_the_service(world), given_on=day + timedelta(days=1))
    over = replace(to_the_service(world), until=day - timedelta(days=1))

    with pytest.raises(GivenTooLateError):
        give(world, late)
    with pytest.raises(BadReleaseError):
        give(world, over)


def test_after_the_ending_nobody_tells_in_a_session(world):
    """Then it is paper or the client's own pages."""
    world.now += timedelta(days=3)
    later = replace(to_the_service(world), given_on=world.ended_on + timedelta(days=2))
    second = factories.a_member(world.home, Role.ADMINISTRATOR)

    with pytest.raises(ToldTooLateError):
        give(world, later)
    assert give(world, later, door="paper", attested_by=second.id)
    assert give(world, later, by=world.as_client("portal"), door="portal")


def test_a_paper_needs_a_second_person_or_where_one_works_alone_a_scan(world):
    """Never the same person twice, nor somebody of another practice."""
    stranger = factories.a_member(factories.a_practice(), Role.ADMINISTRATOR)

    for kept in (
        {},
        {"attested_by": world.staff.id},
        {"attested_by": stranger.id},
        {"scan": b"%PDF"},
    ):
        with pytest.raises(NotAttestedError):
            give(world, door="paper", **kept)
    Practice.objects.filter(pk=world.home.pk).update(is_solo=True)
    assert give(world, door="paper", scan=b"%PDF")


def test_nobody_gives_one_in_the_clients_place(world):
    """A colleague, an administrator, the machine, another client, another's door."""
    colleague = factories.a_member(world.home, Role.CLINICIAN)
    factories.a_clinician(world.home, colleague)
    boss = factories.a_member(world.home, Role.ADMINISTRATOR)
    second = {"door": "paper", "attested_by": world.staff.id}

    for kept in (
        {"by": colleague},
        {"by": boss},
        {"by": boss, **second},
        {"by": machine(world.home.pk)},
        {"by": world.staff, "door": "portal"},
        {"by": world.as_client("portal"), "door": "told_in_session"},
        {"by": world.as_client("link"), "door": "portal"},
        {"by": world.as_client("portal"), "door": "link"},
    ):
        with pytest.raises(NotAllowedError):
            give(world, **kept)
    with pytest.raises(UnknownClientError):
        consent.give_release(
            client=factories.a_client(world.home).id,
            release=to_the_service(world),
            by=world.as_client("portal"),
            at=world.now,
            door="portal",
        )


def test_taken_back_it_covers_nothing_and_twice_is_success(world):
    """At once, by the client or by telling somebody here."""
    made = give(world)

    assert withdraw(world, made)
    assert withdraw(world, made, by=world.staff)
    found = release(world, made)
    assert not found.holds(world.ended_on)
    assert not found.covers(SERVICE, {"dates"}, on=world.ended_on)
    assert lines(world, "consent.release_withdrawn") == [
        ("done", "portal"),
        ("repeated", "told_staff"),
    ]


def test_another_client_cannot_take_it_back(world):
    """It is not even there for them."""
    made = give(world)
    other = factories.a_client(world.home, world.clinician)

    with pytest.raises(UnknownClientError):
        consent.withdraw_release(
            release=made, client=other.pk, by=world.staff, at=world.now
        )
    assert release(world, made).holds(world.ended_on)


def test_after_a_restore_one_that_was_taken_back_stays_taken_back(world):
    """The journal knows it, in keyed hashes, and brings it back once."""
    made = give(world)
    withdraw(world, made)
    (file,) = journal.settings.JOURNAL.glob("stops-*.jsonl")
    with practice(world.home.id):
        InformationRelease.objects.update(withdrawn_at=None, withdrawn_door="")

    assert journal.replay().stops_restored == 1
    assert release(world, made).withdrawn_at == world.now
    assert journal.replay().stops_restored == 0
    assert str(made) not in file.read_text()
    assert str(world.client.id) not in file.read_text()


def test_what_the_journal_lacks_is_paid_to_it(world, monkeypatch):
    """A disk that was full when it was taken back."""
    made = give(world)

    def full(_row):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(journal, "append_release", full)
        assert withdraw(world, made) is False
    journal.begin_anew()
    with practice(world.home.id):
        InformationRelease.objects.update(withdrawn_at=None, withdrawn_door="")

    assert journal.replay().stops_restored == 1


def test_on_their_own_pages_it_holds_for_a_year_at_most(world):
    """A paper may say longer; what is given by a press may not."""
    longer = replace(to_the_service(world), until=world.ended_on + timedelta(days=366))
    with pytest.raises(BadReleaseError):
        give(world, longer, by=world.as_client("portal"), door="portal")

    year = replace(longer, until=world.ended_on + timedelta(days=365))
    assert give(world, year, by=world.as_client("portal"), door="portal")
    assert give(world, longer)


def test_only_their_own_clinician_names_somebody_and_by_a_name(world):
    """Not a colleague, the client's own door or a machine; the name is sealed."""

    def name(by, kind="guardian", called="Kim Example"):
        return consent.name_person(
            client=world.client.id, kind=kind, name=called, by=by, at=world.now
        )

    colleague = factories.a_member(world.home, Role.CLINICIAN)
    factories.a_clinician(world.home, colleague)
    for by in (colleague, world.as_client("portal"), machine(world.home.id)):
        with pytest.raises(NotAllowedError):
            name(by)
    for kept in ({"kind": "neighbour"}, {"called": " "}, {"called": "x" * 201}):
        with pytest.raises(BadReleaseError):
            name(world.staff, **kept)

    made = name(world.staff)
    with practice(world.home.id):
        (row,) = releases.named_people(world.client.id)
        told = bytes(row.name)
    assert row.pk == made
    assert b"Kim" not in told
    assert lines(world, "consent.person_named")[-1] == ("done", "")


def test_the_gate_is_told_that_nothing_may_be_told(world):
    """Where no release holds; where one does, for whom it is stays a question."""

    def told(purpose):
        with practice(world.home.id):
            found = facts.facts_about(
                client=world.client.id,
                directive_id=None,
                contact_point=None,
                on=world.ended_on,
                purpose=purpose,
            )
        return found.get("release_of_information")

    before = told("care_handover")
    made = give(world)
    during = told("care_handover")
    withdraw(world, made)

    assert before.value is False
    assert during is None
    assert told("disclosure").value is False
    assert told("outcome_measure") is None


def test_the_database_refuses_one_that_ends_before_it_begins(world):
    """Whoever writes past the verb."""
    give(world)
    with (
        pytest.raises(DatabaseError),
        practice(world.home.id),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE consent_informationrelease SET until = given_on - interval '1 day'"
        )
