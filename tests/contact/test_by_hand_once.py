"""One occasion is handled once: between two people, and between people and machine."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from afterword import clock
from afterword.attention.models import Item
from afterword.attention.services import Kind, raise_item
from afterword.audit.actors import Role
from afterword.consent import in_hands, register
from afterword.consent import services as consent
from afterword.consent.errors import RegisterError
from afterword.consent.models import HandOff
from afterword.consent.services import Done, OneMayBeOnItsWay
from afterword.contact import by_hand
from afterword.contact import services as gate
from afterword.contact.errors import (
    AlreadyHandledError,
    GateError,
    NotReleasedError,
    OpenedBeforeError,
)
from afterword.contact.models import GoAhead
from afterword.contact.services.looking_again import look_again, record_go_ahead
from afterword.followup import steps
from afterword.tenancy import practice
from tests import factories
from tests.go_aheads import BILL, CONFIRMED, NUMBER, a_point, opened, the_row
from tests.stories import ENDED_ON

pytestmark = pytest.mark.django_db(transaction=True)
CHECK_IN = (
    *CONFIRMED,
    "identify_sender_as_agreed",
    "offer_stop",
    "say_why",
    "say_who_reads",
    "show_help",
    "use_clients_language",
)


@pytest.fixture
def phone(story):
    """The client's number, which nobody else answers."""
    return a_point(story.client, confirmed_on=ENDED_ON, shared="no")


def carry_out(story, **changes):
    request = replace(story.request(), **changes)
    return gate.carry_out(request=request, by=story.machine, at=clock.now())


def move_to(story, point):
    """The client chooses on their own page to be reached another way."""
    consent.change_address(
        directive=story.directive,
        client=story.client.id,
        contact_point=point.pk,
        by=story.by_client(),
        at=clock.now(),
    )


def check_in_by_phone(story, phone):
    """Open the step that is due, for somebody who rings instead of the machine."""
    wanted = story.request()
    return opened(
        story,
        phone,
        confirmed=CHECK_IN,
        purpose=wanted.purpose,
        occasion=wanted.occasion,
        directive_id=wanted.directive_id,
        step=wanted.step,
        instrument=wanted.instrument,
        initiator="therapist",
    )


def at_once(*calls):
    """Make calls at the same moment, each on a connection of its own."""
    start, came = threading.Barrier(len(calls)), []

    def run(call):
        start.wait()
        try:
            came.append(call())
        except GateError as error:
            came.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return came


def rows(story, model, **where):
    with practice(story.practice.id):
        return list(model.objects.filter(**where))


def test_a_step_that_was_sent_is_not_rung_too(story, phone, sink):
    """After the machine sent it, the client's new way is no second contact."""
    carry_out(story)
    move_to(story, phone)

    with pytest.raises(OpenedBeforeError):
        check_in_by_phone(story, phone)

    assert len(sink.messages()) == 1


def test_a_step_that_a_person_holds_is_not_sent_too(story, phone, sink, hands):
    """Not even when that person is silent for longer than a lost worker may be."""
    move_to(story, phone)
    made = check_in_by_phone(story, phone)
    email = factories.an_email(story.client, confirmed_on=ENDED_ON, shared="no")
    move_to(story, email)
    hands.put(hands.now + register.ABANDONED_AFTER + timedelta(minutes=1))

    with pytest.raises(AlreadyHandledError):
        carry_out(story)

    assert sink.messages() == []
    assert the_row(story, made).hand_off.status == "with_person"


def test_what_a_person_did_is_what_the_board_shows(story, phone):
    """The step is what came of it, by the register that both share."""
    move_to(story, phone)
    made = check_in_by_phone(story, phone)
    record_go_ahead(go_ahead=made, came="done", by=story.staff, at=clock.now())

    with practice(story.practice.id):
        steps.reflect(by=story.machine)

    assert (story.step().state, story.step().held_because) == ("sent", "done")


def test_outside_their_hours_it_waits_and_shows_no_number(story, phone, hands):
    """It was agreed for nine to eight: later that evening is not now, nor a no."""
    move_to(story, phone)
    noon = hands.now
    made = check_in_by_phone(story, phone)
    hands.put(noon + timedelta(hours=9))

    evening = look_again(go_ahead=made, by=story.staff, at=hands.now)
    hands.put(noon + timedelta(hours=1))
    again = look_again(go_ahead=made, by=story.staff, at=hands.now)

    assert (evening.state, evening.why) == ("later", "inside_agreed_hours")
    assert evening.address is None
    assert (again.state, again.address) == ("open", NUMBER)


def test_at_such_an_hour_none_is_opened(story, phone, hands):
    """What waits for its hour cannot be ticked."""
    move_to(story, phone)
    hands.put(hands.now + timedelta(hours=9))

    with pytest.raises(NotReleasedError) as why:
        check_in_by_phone(story, phone)

    assert why.value.unmet == ("inside_agreed_hours",)


def test_a_pause_closes_what_rests_on_the_agreement(story, phone):
    """What the client lets rest is not rung either."""
    move_to(story, phone)
    made = check_in_by_phone(story, phone)
    consent.pause(
        directive=story.directive,
        client=story.client.id,
        by=story.by_client(),
        at=clock.now(),
    )

    seen = look_again(go_ahead=made, by=story.staff, at=clock.now())

    assert (seen.state, seen.why) == ("closed", "not_released")


def test_two_people_at_once_get_one(story, phone):
    """One of them opens it; the other is told, and both are in the record."""
    other = factories.a_member(story.practice, Role.CLINICIAN)

    came = at_once(
        lambda: opened(story, phone),
        lambda: opened(story, phone, by=other),
    )

    refused = [one for one in came if isinstance(one, GateError)]
    assert [type(one) for one in refused] == [OpenedBeforeError]
    assert len(rows(story, GoAhead)) == len(rows(story, HandOff)) == 1


def test_one_person_pressing_twice_gets_the_same(story, phone):
    """A double press is answered with the first result."""
    came = at_once(lambda: opened(story, phone), lambda: opened(story, phone))

    assert len(set(came)) == len(rows(story, GoAhead)) == 1
    assert opened(story, phone) in came


def test_a_person_and_the_machine_at_once_are_one_contact(story, phone, sink):
    """Whoever comes first has it: one message or one go-ahead, never both."""
    occasion = story.request().occasion

    came = at_once(
        lambda: opened(story, phone, occasion=occasion),
        lambda: carry_out(story),
    )

    (hand_off,) = rows(story, HandOff)
    refused = [one for one in came if isinstance(one, AlreadyHandledError)]
    assert len(refused) == 1
    assert len(sink.messages()) + len(rows(story, GoAhead)) == 1
    assert hand_off.status == ("accepted" if sink.messages() else "with_person")


def test_a_stop_at_the_same_moment_leaves_none_open(story, phone):
    """Whichever comes first: what is opened is closed, and the stop tells the truth."""
    for _ in range(4):
        at = clock.now()
        came = at_once(
            lambda: opened(story, phone),
            lambda at=at: consent.withdraw(
                client=story.client.id,
                scope=consent.Scope.everything(),
                by=story.by_client("card"),
                at=at,
            ),
        )

    assert not [one for one in came if isinstance(one, OneMayBeOnItsWay)]
    assert [one for one in came if isinstance(one, Done)]
    assert all(one.status == "cancelled" for one in rows(story, HandOff))
    for one in rows(story, GoAhead):
        seen = look_again(go_ahead=one.pk, by=story.staff, at=clock.now())
        assert (seen.state, seen.address) == ("closed", None)


def test_once_a_day_and_anew_the_next(story, phone, hands):
    """Not reached is not tried again today; tomorrow it is asked anew."""
    made = opened(story, phone)
    record_go_ahead(go_ahead=made, came="not_reached", by=story.staff, at=hands.now)

    with pytest.raises(OpenedBeforeError):
        opened(story, phone)
    hands.put(hands.now + timedelta(days=1))

    assert opened(story, phone) != made


def test_an_open_one_of_yesterday_is_in_nobodys_way(story, phone, hands):
    """It waits to be told of, and shows nothing any more."""
    home = a_point(story.client, "letter")
    made = opened(story, home, **BILL)
    hands.put(hands.now + timedelta(days=1))

    assert opened(story, home, **BILL) != made

    assert the_row(story, made).came == ""
    assert look_again(go_ahead=made, by=story.staff, at=hands.now).why == "day_over"


def asked_for_contact(story):
    """The client asks in a check-in to be contacted."""
    return raise_item(
        kind=Kind.ASKED_FOR_CONTACT,
        key="asked_for_contact:test",
        by=story.by_client(),
        at=clock.now(),
        client=story.client.id,
        about=story.client,
        owner=story.clinician.pk,
    )


def test_one_message_of_the_clients_opens_one_answer(story, phone, hands):
    """Its key is the message's own; once answered, nothing waits for it any more."""
    item = asked_for_contact(story)
    with practice(story.practice.id):
        key = by_hand.message_of(story.client.id, "reply_to_client", at=hands.now)
        bill = by_hand.message_of(story.client.id, "billing", at=hands.now)
    made = opened(story, phone, occasion=key)
    record_go_ahead(go_ahead=made, came="done", by=story.staff, at=hands.now)

    with practice(story.practice.id):
        again = by_hand.message_of(story.client.id, "reply_to_client", at=hands.now)
        done = Item.objects.get(pk=item).done_at
    assert key == f"inbound:check_in:{story.client.id}"
    assert (bill, again, done) == ("", "", hands.now)
    hands.put(hands.now + timedelta(days=1))
    with pytest.raises(OpenedBeforeError):
        opened(story, phone, occasion=key)


def test_who_was_not_reached_still_waits_for_an_answer(story, phone, hands):
    """What the client asked for stays on the list."""
    item = asked_for_contact(story)
    made = opened(story, phone, occasion=f"inbound:check_in:{story.client.id}")
    record_go_ahead(go_ahead=made, came="not_reached", by=story.staff, at=hands.now)

    with practice(story.practice.id):
        assert Item.objects.get(pk=item).done_at is None


def test_the_register_insists_on_the_lock(story):
    """Nobody enters or ends a contact by hand outside the client's lock."""
    with practice(story.practice.id), pytest.raises(RegisterError):
        in_hands.hand_to_person(
            client=story.client.id,
            occasion="person:x",
            ruling_id=story.client.id,
            purpose="billing",
            directive_id=None,
            contact_point_id=None,
            sequence=0,
            by=story.staff,
        )
