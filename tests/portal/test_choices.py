"""Today and My choices: less at any time, again only what was agreed, never more."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from afterword.attention.models import Item
from afterword.consent import queries
from afterword.tenancy import practice
from tests.portal.people import a_visitor, words
from tests.stories import FIRST_NOON


def one(jo, verb: str = "") -> str:
    return f"/c/{jo.story.directive}" + (f"/{verb}" if verb else "")


def test_today_says_what_is_true_open_and_coming(inside):
    """One sentence of truth, what is open, Stop, and the notes with their days."""
    shown = words(inside.get("/t"))

    for part in (
        "Hello Jo",
        "3 short notes are still to come, the next around Sunday 28 February 2027.",
        "4 questions are open",
        "Answer now",
        "Stop all messages",
        "Note 3 of 3 Around Saturday 31 July 2027. It is the last one.",
        "Find help now",
        "Nobody watches this page live.",
    ):
        assert part in shown, part


def test_today_without_anything_open_looks_finished(inside, hands):
    """Silence is ordinary."""
    hands.put(FIRST_NOON + timedelta(days=12))
    inside.come_in()

    shown = words(inside.get("/t"))

    assert "Nothing is open. You do not have to do anything." in shown
    assert "2 short notes are still to come" in shown


def test_stop_is_one_press_and_the_next_page_says_what_is_true(inside):
    """No second question; it offers to start again inside what was agreed."""
    answer = inside.post("/c/stop")
    shown = words(inside.get(answer["Location"]))

    assert (answer.status_code, inside.state()) == (303, "withdrawn")
    assert "Done. You will get no more messages." in shown
    assert "You get no messages now." in shown
    assert "Stopped. Nothing comes" in shown
    assert "Start again" in shown
    assert "Stop all messages" not in shown
    assert "Done." not in words(inside.get("/c"))


@pytest.mark.parametrize(
    ("verb", "state"), [("stop", "withdrawn"), ("pause", "paused")]
)
def test_one_thing_is_stopped_or_rests_and_starts_again(inside, verb, state):
    """Starting again gives back what was agreed, by the client's own hand."""
    inside.post(one(inside, verb))
    assert inside.state() == state
    assert "Start again" in words(inside.get(one(inside)))

    inside.post(one(inside, "start"))

    assert inside.state() == "confirmed"
    assert inside.events("consent.resumed") == [("done", "portal")]


def test_fewer_notes_are_kept_and_none_comes_back(inside):
    """What is left out is gone; starting again does not bring it back."""
    answer = inside.post(one(inside, "fewer"), keep=["m1", "m6"])
    found = inside.standing().directives[inside.story.directive]

    assert answer.status_code == 303
    assert [step.key for step in found.terms.steps] == ["m1", "m6"]
    assert found.terms.count == 2
    assert "2 short notes by email" in words(inside.get("/c"))
    assert inside.post(one(inside, "fewer"), keep=["m3"]).status_code == 422


def test_keeping_none_is_no_answer(inside):
    """The form says what to do instead."""
    answer = inside.post(one(inside, "fewer"))

    assert answer.status_code == 422
    assert "Choose at least one, or stop them all instead" in words(answer)


def test_starting_again_after_the_agreed_time_is_refused_in_words(inside, hands):
    """Anything wider is a request that a person answers."""
    inside.post("/c/stop")
    hands.put(FIRST_NOON + timedelta(days=300))
    inside.come_in()

    answer = inside.post(one(inside, "start"))

    assert answer.status_code == 422
    assert "Nothing was changed" in words(answer)
    assert inside.state() == "withdrawn"


def test_nobody_first_and_not_even_an_answer(inside):
    """Each is said, shown and can be opened again; opening starts no notes."""
    inside.post("/c/first")
    assert inside.standing().no_contact
    assert not inside.standing().releasable()
    shown = words(inside.get("/c"))
    assert "You said that nobody here may write to you first." in shown

    inside.post("/c/answer")
    assert inside.standing().no_replies

    inside.post("/c/open")
    assert not inside.standing().no_contact


def test_opening_again_says_beforehand_what_comes_then(inside):
    """What was only held back comes again; what was stopped does not."""
    inside.post("/c/first")
    assert "then come again, unless you stop them first" in words(inside.get("/c"))
    inside.post("/c/open")
    assert inside.standing().releasable()

    inside.post(one(inside, "stop"))
    inside.post("/c/first")
    assert "That alone starts no notes." in words(inside.get("/c"))
    inside.post("/c/open")
    assert not inside.standing().releasable()


def test_what_was_stopped_starts_again_behind_nobody_first(inside):
    """The client asks for this very thing; the rest stays closed."""
    inside.post("/c/first")
    inside.post(one(inside, "stop"))

    inside.post(one(inside, "start"))

    assert inside.standing().no_contact
    assert inside.standing().releasable()


@pytest.mark.parametrize("verb", ["", "stop", "pause", "start", "fewer"])
def test_a_strangers_choice_is_not_found(inside, verb):
    """Neither another client's here nor one of another practice, nor none at all."""
    here = a_visitor(address="al@mail.example", home=inside.story.practice)
    there = a_visitor(address="bo@mail.example")

    for directive in (here.story.directive, there.story.directive, uuid.uuid4()):
        path = f"/c/{directive}/{verb}".rstrip("/")
        answer = inside.post(path) if verb else inside.get(path)
        assert answer.status_code == 404
    assert here.state() == there.state() == "confirmed"


@pytest.mark.parametrize(
    "path", ["/c/stop", "/c/first", "/c/answer", "/c/open", "PAUSE", "STOP", "START"]
)
def test_a_look_at_an_address_of_a_press_changes_nothing(inside, path):
    """Each of them answers to a press alone."""
    if path.isupper():
        path = one(inside, path.lower())
    before = inside.standing().sequence

    assert inside.get(path).status_code == 405
    assert inside.standing().sequence == before


def test_how_i_am_reached_is_changed(inside):
    """Sender, name, hours, who else reads; it starts nothing."""
    shown = inside.get("/c/reach").content.decode()
    assert 'value="Jo"' in shown

    answer = inside.post(
        "/c/reach",
        sender="own",
        own_words="Sam from the allotment",
        name_to_use="J",
        hours_from="10:00",
        hours_until="18:00",
        shared="yes",
    )

    with practice(inside.home):
        safe = queries.safe_contact_of(inside.client)
    assert answer.status_code == 303
    assert safe.sender_label == "Sam from the allotment"
    assert (safe.hours_from.hour, safe.hours_until.hour) == (10, 18)
    assert (safe.address_shared, safe.told_not_private) == (True, True)
    assert "Hello J" in words(inside.get("/t"))
    assert "A note from Sam from the allotment" in words(
        inside.get(f"/n/{inside.link}")
    )


def test_what_nobody_can_see_is_left_out_of_a_sender(inside):
    """A mark that turns the text round is taken out, and the rest is kept."""
    given = {
        "sender": "own",
        "own_words": "a\u202eb",
        "name_to_use": "J",
        "hours_from": "10:00",
        "hours_until": "18:00",
        "shared": "no",
    }

    assert inside.post("/c/reach", **given).status_code == 303
    with practice(inside.story.practice.id):
        safe = queries.safe_contact_of(inside.story.client.pk)
    assert safe.sender_label == "ab"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"own_words": "Therapy with Ruth"}, "tells others what this is about"),
        ({"own_words": ""}, "Type the words that you want"),
        ({"own_words": "a\x07b"}, "cannot be shown"),
        ({"own_words": "x" * 61}, "at most 60"),
        ({"hours_until": "09:00"}, "must be later"),
        ({"hours_until": "25:99"}, "Choose an answer from the list"),
        ({"shared": ""}, "Choose who reads"),
        ({"name_to_use": "\x07bell"}, "cannot be shown"),
    ],
)
def test_what_cannot_be_saved_comes_back_as_typed(inside, wrong, said):
    """A name that tells, hours that end before they begin, nothing chosen."""
    given = {
        "sender": "own",
        "own_words": "Sam",
        "name_to_use": "J",
        "hours_from": "10:00",
        "hours_until": "18:00",
        "shared": "no",
    }

    answer = inside.post("/c/reach", **(given | wrong))

    assert answer.status_code == 422
    assert said in words(answer)
    with practice(inside.home):
        assert queries.safe_contact_of(inside.client).sender_label == "Alder House"


def test_coming_back_waits_for_a_person_once(inside):
    """The practice's own words, one press, one item with an owner and a day."""
    shown = words(inside.get("/b"))
    assert "Ruth has room from May. A first hour costs $90." in shown
    assert "You can also ring +1 415 555 0100." in shown

    first, again = inside.post("/b"), inside.post("/b")

    with practice(inside.home):
        items = list(Item.objects.filter(kind="came_back"))
    assert first.status_code == again.status_code == 303
    assert [i.owner_id for i in items] == [inside.story.clinician.pk]
    assert items[0].due_at - items[0].raised_at == timedelta(days=7)
    assert [o for o, _ in inside.events("portal.came_back")] == ["done", "repeated"]
    assert "You asked. A person has it on their list." in words(inside.get("/b"))


@pytest.mark.parametrize("stopped", ["/c/answer", "/c/stop"])
def test_asking_to_come_back_lets_one_answer_through(inside, stopped):
    """Where a stop stands, it opens that one answer and widens nothing."""
    inside.post(stopped)

    inside.post("/b")

    standing = inside.standing()
    assert standing.no_replies or standing.stopped_everything
    with practice(inside.home):
        item = Item.objects.get(kind="came_back")
    assert standing.reopened == {f"inbound:came_back:{item.pk}"}
    assert not standing.releasable()
