"""Stop by link, one click or card: at once, truthfully, and never by a look."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client as Browser

from afterword.audit.actors import machine
from afterword.consent import attempts, doors, register
from afterword.consent import services as consent
from afterword.consent.errors import NotSavedError
from afterword.consent.models import LedgerEntry
from afterword.tenancy import practice
from tests.portal.people import words

SCANNERS = ("get", "head", "options")


def lines(jo) -> int:
    with practice(jo.home):
        return LedgerEntry.objects.filter(client_id=jo.client).count()


def a_note_on_its_way(jo) -> None:
    with register.locked(jo.client, practice_id=jo.home):
        made = register.claim(
            client=jo.client,
            occasion="step:1",
            ruling_id=uuid.uuid4(),
            purpose="outcome_measure",
            directive_id=jo.story.directive,
            contact_point_id=jo.story.point.id,
            by=machine(jo.home),
        )
    with register.locked(jo.client, practice_id=jo.home):
        assert register.begin(made)


def test_a_look_asks_and_a_press_stops(jo):
    """The button says what it does; the next page says what is true now."""
    asked = jo.get(f"/n/{jo.link}/stop")
    answer = jo.post(f"/n/{jo.link}/stop")
    told = jo.get(answer["Location"])

    assert "Stop all messages?" in words(asked)
    assert answer.status_code == 303
    assert jo.state() == "withdrawn"
    for part in (
        "Done. You will get no more messages.",
        "What stays",
        "The code on your card opens them.",
        "start again what you agreed to",
        "You can also ring +1 415 555 0100.",
    ):
        assert part in words(told), part


@pytest.mark.parametrize("method", SCANNERS)
@pytest.mark.parametrize("path", ["", "/go", "/stop", "/one-click"])
def test_a_scanner_that_opens_links_changes_nothing(jo, method, path):
    """However often it looks."""
    before = lines(jo)

    for _ in range(3):
        answer = getattr(jo.browser, method)(f"/n/{jo.link}{path}")
        assert answer.status_code in {200, 405}

    assert lines(jo) == before
    assert jo.state() == "confirmed"


def test_a_mail_program_stops_with_one_click(jo):
    """RFC 8058: one POST, no cookie, no token of a form, no redirect."""
    program = Browser(enforce_csrf_checks=True)

    answer = program.post(f"/n/{jo.link}/one-click", {"List-Unsubscribe": "One-Click"})

    assert (answer.status_code, answer.content) == (200, b"Done.\n")
    assert jo.state() == "withdrawn"
    assert jo.events("consent.withdrawn") == [("done", "one_click")]


def test_every_other_form_needs_its_own_page(jo):
    """A press that another site sends for somebody stops and opens nothing."""
    elsewhere = Browser(enforce_csrf_checks=True)

    for path in ("/", "/stop", f"/n/{jo.link}/stop", f"/n/{jo.link}/go"):
        assert elsewhere.post(path, {"code": jo.card}).status_code == 403
    assert jo.state() == "confirmed"


def test_a_link_stops_for_as_long_as_the_record_lives(jo, hands):
    """Two years later, and after it was ended by hand, it opens nothing but stops."""
    doors.end(jo.link)
    hands.put(hands.now + timedelta(days=800))

    assert jo.get(f"/n/{jo.link}").status_code == 404
    assert jo.get(f"/n/{jo.link}/stop").status_code == 200
    assert jo.post(f"/n/{jo.link}/stop").status_code == 303
    assert jo.state() == "withdrawn"


def test_stopping_twice_is_success(jo):
    """By another door too; the ledger has one line of it."""
    before = lines(jo)

    first = jo.post(f"/n/{jo.link}/stop")
    second = jo.post("/stop", code=jo.card)

    assert first.status_code == second.status_code == 303
    assert "Done." in words(jo.get(second["Location"]))
    assert lines(jo) == before + 1
    assert jo.events("consent.withdrawn") == [("done", "link"), ("repeated", "card")]


def test_what_is_on_its_way_is_told(jo):
    """The page does not promise what it cannot know."""
    a_note_on_its_way(jo)

    answer = jo.post(f"/n/{jo.link}/stop")

    told = words(jo.get(answer["Location"]))
    assert "One message left just before this and may still arrive." in told


@pytest.mark.parametrize("door", ["link", "card", "portal"])
@pytest.mark.parametrize("fault", [NotSavedError("x"), OperationalError("gone")])
def test_a_stop_that_was_not_saved_says_so_and_how_else(jo, monkeypatch, door, fault):
    """Never a Done that is not true."""
    jo.come_in()

    def fails(**_):
        raise fault

    monkeypatch.setattr(consent, "withdraw", fails)
    answer = {
        "link": lambda: jo.post(f"/n/{jo.link}/stop"),
        "card": lambda: jo.post("/stop", code=jo.card),
        "portal": lambda: jo.post("/c/stop"),
    }[door]()

    assert answer.status_code == 503
    assert "Messages are not stopped yet." in words(answer)
    assert "Ring +1 415 555 0100" in words(answer)
    assert "Done" not in words(answer)
    assert jo.state() == "confirmed"


def test_one_click_that_was_not_saved_asks_to_be_tried_again(jo, monkeypatch):
    """A mail program that hears 503 does not tell its owner that it is done."""

    def fails(**_):
        raise NotSavedError("x")

    monkeypatch.setattr(consent, "withdraw", fails)

    assert jo.post(f"/n/{jo.link}/one-click").status_code == 503


def test_the_stop_page_works_when_the_database_does_not(jo, monkeypatch):
    """It says that nothing was saved, and how else to stop."""

    def gone(*_args, **_kept):
        raise OperationalError("gone")

    monkeypatch.setattr(doors, "stop_by_code", gone)
    monkeypatch.setattr(doors, "find_for_stop", gone)

    for answer in (jo.post("/stop", code=jo.card), jo.get(f"/n/{jo.link}/stop")):
        assert answer.status_code == 503
        assert "Messages are not stopped yet." in words(answer)


def test_a_stop_is_told_also_when_its_page_cannot_be_kept(jo, monkeypatch):
    """It is stopped; the answer says so on the spot."""

    def gone(**_):
        raise OperationalError("gone")

    monkeypatch.setattr(doors, "make", gone)

    answer = jo.post("/stop", code=jo.card)

    assert answer.status_code == 200
    assert "Done. You will get no more messages." in words(answer)
    assert jo.state() == "withdrawn"


def test_a_card_stops_without_coming_in(jo):
    """One code, one press; an ended card stops too."""
    with practice(jo.home):
        doors.make_card(jo.client)

    answer = jo.post("/stop", code=jo.card)

    assert answer.status_code == 303
    assert jo.state() == "withdrawn"
    assert jo.get("/t").status_code == 303


def test_a_wrong_code_stops_nothing_and_says_so(jo):
    """The form comes back with what to do."""
    answer = jo.post("/stop", code="0000-0000-00")

    assert answer.status_code == 422
    assert "No card has this code." in words(answer)
    assert 'value="0000-0000-00"' in answer.content.decode()


def test_nobody_is_locked_out_of_stopping(jo):
    """After many wrong codes the right one stops; the page no longer tells."""
    for _ in range(attempts.MOST_STOPS + 1):
        jo.post("/stop", code="0000-0000-00")

    wrong = jo.post("/stop", code="0000-0000-01")
    right = jo.post("/stop", code=jo.card)

    assert right.status_code == wrong.status_code == 303
    assert right["Location"] == wrong["Location"] == "/stop/done"
    assert jo.state() == "withdrawn"
    assert "If the code was right, it has stopped" in words(jo.get("/stop/done"))


def test_the_page_that_tells_ends_after_an_hour_and_opens_nothing(jo, hands):
    """It is no way in, and the practice of it is found by its key alone."""
    told = jo.post(f"/n/{jo.link}/stop")["Location"]
    token = told.rpartition("/")[2]

    assert jo.get(f"/n/{token}").status_code == 404
    assert jo.get(f"/n/{token}/stop").status_code == 404
    hands.put(hands.now + timedelta(hours=2))
    assert jo.get(told).status_code == 404


def test_a_tablet_key_or_a_visit_is_no_link(jo):
    """Only a link stops by its address; other keys are not links."""
    with practice(jo.home):
        token = doors.make(client=jo.client, opens="tablet", lasts=None)

    assert jo.post(f"/n/{token}/stop").status_code == 404
    assert jo.post(f"/n/{token}/one-click").status_code == 404
    assert jo.state() == "confirmed"
