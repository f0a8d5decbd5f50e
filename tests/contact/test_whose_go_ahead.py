"""Whose a contact by hand is: who may open it, see the number, and say what came."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from afterword import clock
from afterword.audit.actors import Role
from afterword.audit.models import Event
from afterword.clinic.models import ContactPoint
from afterword.contact.by_hand import as_plain, from_plain
from afterword.contact.errors import (
    NoAddressError,
    NoGoAheadError,
    NotForPeopleError,
    NothingSaidError,
    NotYoursToMakeError,
    SaidBeforeError,
)
from afterword.contact.models import GoAhead, Ruling
from afterword.contact.services.looking_again import look_again, record_go_ahead
from afterword.tenancy import practice
from afterword.vault import services as vault
from tests import factories
from tests.go_aheads import NUMBER, a_point, opened, the_row

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def phone(story):
    """The client's number."""
    return a_point(story.client)


def look(story, go_ahead, by=None):
    return look_again(go_ahead=go_ahead, by=by or story.staff, at=clock.now())


def say(story, go_ahead, came, by=None, **kept):
    record_go_ahead(
        go_ahead=go_ahead, came=came, by=by or story.staff, at=clock.now(), **kept
    )


def rows(story, model, **where):
    with practice(story.practice.id):
        return list(model.objects.filter(**where))


def _retired(story, phone):
    with practice(story.practice.id):
        ContactPoint.objects.filter(pk=phone.pk).update(retired_at=clock.now())


NOT_CARRIED = {
    "an answer only": {"purpose": "social", "initiator": "client"},
    "a check-in by e-mail": {"purpose": "outcome_measure", "channel": "email"},
    "by their own page": {"channel": "portal"},
    "in public": {"channel": "public_web"},
    "no way yet": {"channel": ""},
    "no such purpose": {"purpose": "poem"},
}


@pytest.mark.parametrize("what", NOT_CARRIED)
def test_what_nobody_makes_from_here_is_turned_away(story, phone, what):
    """Afterword answers about it, and that is all."""
    with pytest.raises(NotForPeopleError):
        opened(story, phone, **NOT_CARRIED[what])

    assert not rows(story, Ruling)


def test_without_a_number_that_can_be_used_nothing_opens(story, phone):
    """Neither none, nor one of another kind, nor one that was retired."""
    email = story.point
    _retired(story, phone)

    for point in (None, email, phone):
        with pytest.raises(NoAddressError):
            opened(story, point)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COMPLIANCE, Role.EXECUTOR])
def test_other_roles_make_no_contacts(story, phone, role):
    """Nor do the machine and the client; none of them is shown the number either."""
    made = opened(story, phone)
    member = factories.a_member(story.practice, role)

    for who in (member, story.machine, story.by_client()):
        for call in (
            lambda by: opened(story, phone, by=by, purpose="return_request"),
            lambda by: look(story, made, by),
            lambda by: say(story, made, "done", by),
        ):
            with pytest.raises(NotYoursToMakeError):
                call(who)


def test_only_who_opened_it_is_shown_the_number(story, phone):
    """Another clinician is not; a supervisor may say what came of it, and no more."""
    made = opened(story, phone)
    other = factories.a_member(story.practice, Role.CLINICIAN)
    boss = factories.a_member(story.practice, Role.SUPERVISOR)

    for who in (other, boss):
        with pytest.raises(NotYoursToMakeError):
            look(story, made, who)
    with pytest.raises(NotYoursToMakeError):
        say(story, made, "done", other)
    say(story, made, "not_done", boss)

    row = the_row(story, made)
    assert (row.came, row.recorded_by) == ("not_done", boss.id)


def test_another_practice_finds_nothing(story, phone):
    """Neither the client, nor the row; and no row can point across."""
    made = opened(story, phone)
    elsewhere = factories.a_practice()
    stranger = factories.a_member(elsewhere, Role.CLINICIAN, Role.SUPERVISOR)

    for call in (
        lambda: opened(story, phone, by=stranger),
        lambda: look(story, made, stranger),
        lambda: say(story, made, "done", stranger),
    ):
        with pytest.raises(NoGoAheadError):
            call()
    row = the_row(story, made)
    with practice(elsewhere.id):
        assert not GoAhead.objects.exists()
        row.pk, row.practice_id = uuid4(), elsewhere.id
        row._state.adding = True
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="same_practice"):
            row.save(force_insert=True)
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("came", "status"),
    [("done", "accepted"), ("not_reached", "rejected"), ("not_done", "cancelled")],
)
def test_what_came_of_it_is_said_once(story, phone, came, status):
    """The same again is success; another word is refused, and the first stands."""
    made = opened(story, phone)

    say(story, made, came)
    say(story, made, came)

    other = "not_done" if came == "done" else "done"
    with pytest.raises(SaidBeforeError):
        say(story, made, other)
    row = the_row(story, made)
    assert (row.came, row.hand_off.status, row.hand_off.result) == (came, status, came)
    assert look(story, made).state == "recorded"
    lines = rows(story, Event, name="contact.go_ahead_recorded")
    assert sorted(one.outcome for one in lines) == ["done", "refused", "repeated"]


def test_a_word_that_is_none_is_refused(story, phone):
    """Something has to be chosen."""
    made = opened(story, phone)

    for word in ("", "perhaps"):
        with pytest.raises(NothingSaidError):
            say(story, made, word)


def test_the_note_is_sealed(story, phone):
    """It can be opened with the client's key, and lies open nowhere."""
    made = opened(story, phone)
    say(story, made, "done", note="  Asked for the blue folder.  ")

    row = the_row(story, made)
    told = vault.open(by=story.staff, purpose="test", rows=[row], fields=["note"])
    assert told == [{"note": "Asked for the blue folder."}]
    assert b"folder" not in bytes(row.note)
    assert b"promotional" not in bytes(row.said)


def test_what_was_asked_is_kept_in_ids_and_codes(story, phone):
    """No number and no word of anybody's; it can be read back as it was."""
    row = the_row(story, opened(story, phone))

    assert NUMBER not in str(row.asked)
    assert as_plain(from_plain(row.asked)) == row.asked
    assert from_plain(row.asked).contact_point == phone.pk
