"""Come in with a card, by a link, and out again: nothing is told on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.test import Client as Browser

from afterword import clock
from afterword.clinic.models import Client
from afterword.consent import attempts, doors
from afterword.consent.models import Key
from afterword.tenancy import practice
from tests.portal.people import a_visitor, words

OWN = ("/t", "/c", "/c/reach", "/p", "/p/take", "/p/show", "/d", "/d/take", "/b", "/k")
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("path", OWN)
def test_nobody_sees_a_page_without_coming_in(jo, path):
    """Everybody else is led to the first page, and learns nothing."""
    answer = jo.get(path)

    assert (answer.status_code, answer["Location"]) == (303, "/")
    assert answer.content == b""


def test_the_code_of_the_card_opens_the_own_pages(jo):
    """However it is typed. The cookie tells nothing and no script can read it."""
    answer = jo.post("/", code=jo.card.lower().replace("-", " "))
    cookie = answer.cookies[django_settings.CLIENT_COOKIE]

    assert (answer.status_code, answer["Location"]) == (303, "/t")
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert cookie["max-age"] == ""
    assert "Hello Jo" in words(jo.get("/t"))


def test_the_cookie_is_for_secure_pages_where_there_are_such(jo, settings):
    """On an address with TLS it never travels without."""
    settings.SECURE = True

    answer = jo.post("/", code=jo.card)

    assert answer.cookies[django_settings.CLIENT_COOKIE]["secure"]


def test_wrong_old_and_unknown_codes_get_the_same_answer(jo):
    """Nobody can tell from the answer whether a code ever was one."""
    with practice(jo.home):
        new = doors.make_card(jo.client)
    with practice(jo.home):
        Client.objects.filter(pk=jo.client).update(removed_at=clock.now())
    answers = [jo.post("/", code=c) for c in (jo.card, "ABCD-EFGH-JK", "cake", new)]

    assert {a.status_code for a in answers} == {422}
    assert len({words(a) for a in answers}) == 1
    assert "This code does not work" in words(answers[0])


def test_after_many_tries_the_page_waits_and_says_that_stop_works(jo):
    """The right code waits too; stopping is not touched by it."""
    for _ in range(attempts.MOST):
        jo.post("/", code="0000-0000-00")

    answer = jo.post("/", code=jo.card)

    assert answer.status_code == 429
    assert "You can stop messages at any time" in words(answer)
    assert jo.post("/stop", code=jo.card).status_code == 303
    assert jo.state() == "withdrawn"


def test_tries_are_counted_behind_a_proxy_by_the_visitor(jo, settings):
    """One visitor's many tries do not shut out another behind the same proxy."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for _ in range(attempts.MOST + 1):
        jo.browser.post("/", {"code": "x"}, headers={"x-forwarded-for": "203.0.113.9"})

    answer = jo.browser.post(
        "/", {"code": jo.card}, headers={"x-forwarded-for": "203.0.113.10"}
    )

    assert answer.status_code == 303


def test_a_visit_ends_after_half_an_hour_of_nothing(inside, hands):
    """Each page opens it for another half hour, and eight hours are the most."""
    start = hands.now
    for minutes in (20, 45, 70):
        hands.put(start + minutes * MINUTE)
        assert inside.get("/t").status_code == 200

    hands.put(start + 101 * MINUTE)

    assert inside.get("/t").status_code == 303


def test_a_visit_lasts_eight_hours_at_most(inside, hands):
    """However busy somebody is."""
    start = hands.now
    for quarter in range(1, 32):
        hands.put(start + quarter * 15 * MINUTE)
        assert inside.get("/t").status_code == 200

    hands.put(start + 481 * MINUTE)

    assert inside.get("/t").status_code == 303


def test_closing_the_pages_ends_the_visit_itself(inside):
    """A copy of the cookie opens nothing afterwards."""
    copied = inside.browser.cookies[django_settings.CLIENT_COOKIE].value

    assert inside.get("/out").status_code == 200
    assert inside.get("/t").status_code == 200
    answer = inside.post("/out")

    assert answer.status_code == 303
    thief = Browser()
    thief.cookies[django_settings.CLIENT_COOKIE] = copied
    assert thief.get("/t").status_code == 303
    assert "You have left your pages" in words(inside.get("/"))


def test_coming_in_again_ends_the_visit_before(inside):
    """One browser has one visit."""
    before = inside.browser.cookies[django_settings.CLIENT_COOKIE].value

    inside.post("/", code=inside.card)

    assert doors.find(before) is None


@pytest.mark.parametrize("opens", ["link", "tablet", "stopped", "card"])
def test_no_other_key_is_a_visit(jo, opens):
    """A link in the cookie's place opens no page."""
    with practice(jo.home):
        token = doors.make(client=jo.client, opens=opens, lasts=None)
    jo.browser.cookies[django_settings.CLIENT_COOKIE] = token

    assert jo.get("/t").status_code == 303


def test_a_link_tells_nothing_but_who_sent_it(jo):
    """Sender, a way on, a way to stop, a way to help."""
    answer = jo.get(f"/n/{jo.link}")
    shown = words(answer)

    assert "A note from Alder House" in shown
    for part in ("Continue", "Stop these notes", "Help"):
        assert part in shown
    for told in ("Jo", "Ruth", "question", "answer "):
        assert told not in shown


def test_a_link_and_the_card_lead_to_the_questions(jo):
    """The card shows who it is; the link says which questions."""
    asked = jo.get(f"/n/{jo.link}/go")
    answer = jo.post(f"/n/{jo.link}/go", code=jo.card)

    assert "Enter your code" in words(asked)
    assert answer["Location"] == f"/q/{jo.step().pk}"
    assert jo.get(answer["Location"]).status_code == 200


def test_somebody_elses_card_does_not_open_a_link(jo):
    """It is answered as a wrong code is."""
    other = a_visitor(address="al@mail.example")

    theirs = jo.post(f"/n/{jo.link}/go", code=other.card)
    wrong = jo.post(f"/n/{jo.link}/go", code="0000-0000-00")

    assert theirs.status_code == wrong.status_code == 422
    assert words(theirs) == words(wrong)
    assert django_settings.CLIENT_COOKIE not in theirs.cookies


def test_old_unknown_and_wrong_links_get_the_same_page(jo, hands):
    """The link has ended, what else there is, and nothing about anybody."""
    with practice(jo.home):
        tablet = doors.make(client=jo.client, opens="tablet", lasts=None)
    hands.put(hands.now + timedelta(days=500))
    pages = {t: jo.get(f"/n/{t}") for t in (jo.link, "x" * 32, tablet)}
    told = {words(p).replace(t, "") for t, p in pages.items()}

    assert {p.status_code for p in pages.values()} == {404}
    assert len(told) == 1
    assert "This link has ended" in told.pop()
    assert jo.get(f"/n/{jo.link}/go").status_code == 404


def test_staff_in_the_same_browser_are_not_looked_at(inside, django_user_model):
    """A page of a client loads no person who signs in, and no session of theirs."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    staff = django_user_model.objects.create(email="s@x.example", name="S")
    inside.browser.force_login(staff)

    with CaptureQueriesContext(connection) as seen:
        answer = inside.get("/t")

    touched = " ".join(query["sql"] for query in seen.captured_queries).lower()
    assert answer.status_code == 200
    for table in ("accounts_staffuser", "session", "accounts_membership"):
        assert table not in touched, table


def test_what_staff_pages_left_to_tell_is_not_told_here(inside):
    """The note of a staff page in the same browser stays with the staff page."""
    from django.contrib.messages import INFO
    from django.contrib.messages.storage.base import Message
    from django.contrib.messages.storage.cookie import CookieStorage
    from django.test import RequestFactory

    left = CookieStorage(RequestFactory().get("/"))._encode([Message(INFO, "Roles")])
    inside.browser.cookies["messages"] = left

    assert "Roles" not in inside.get("/t").content.decode()


def test_a_visit_holds_no_token_in_the_database(inside):
    """Only its hash is kept."""
    token = inside.browser.cookies[django_settings.CLIENT_COOKIE].value
    with practice(inside.home):
        hashes = [bytes(k.token_hash) for k in Key.objects.filter(opens="visit")]

    assert len(hashes) == 1
    assert token.encode() not in hashes[0]
