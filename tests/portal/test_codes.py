"""A code that is sent to an address opens one empty form, once, and nothing else."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client as Browser

from afterword import clock
from afterword.attention.models import Item
from afterword.audit.actors import machine
from afterword.audit.models import Event
from afterword.clinic.models import Administration, Client, ContactPoint
from afterword.consent import doors, suppression
from afterword.consent.models import CodeRequest, HandOff, Key
from afterword.consent.scopes import Scope
from afterword.consent.services import pause, withdraw
from afterword.contact import services as gate
from afterword.contact.errors import NotReleasedError
from afterword.followup import codes, tasks
from afterword.look.discretion import revealing
from afterword.portal import urls
from afterword.tenancy import practice
from afterword.vault import services as vault
from tests.mail import post_office, sink
from tests.portal.people import a_visitor, words

__all__ = ["post_office", "sink"]

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE = timedelta(minutes=1)
CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}\b")
PRESSES = {"a1": "3", "a2": "2", "a3": "1", "a4": "0"}


@pytest.fixture
def jo(transactional_db, hands):
    """Give a client who agreed to three check-ins, and has not come in yet."""
    return a_visitor()


def jobs():
    """Give the arguments of every job that waits, and forget them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args FROM procrastinate_jobs")
        found = [(name, json.loads(args)) for name, args in cursor.fetchall()]
        cursor.execute("DELETE FROM procrastinate_jobs")
    return found


def work():
    """Let the worker do what waits."""
    for name, arguments in jobs():
        assert name == "followup.send_code"
        tasks.send_code(**arguments)


def ask(jo, link=None):
    """Ask for a code, and let the worker answer."""
    answer = jo.post(f"/n/{link or jo.link}/send")
    work()
    return answer


def sent_code(received) -> str:
    """Read the one code in a message."""
    message = message_from_bytes(received.raw, policy=policy.default)
    (code,) = CODE.findall(message.get_body(("plain",)).get_content())
    return code


def a_code(jo, sink) -> str:
    ask(jo)
    return sent_code(sink.messages()[-1])


def enter(jo, code, link=None):
    return jo.post(f"/n/{link or jo.link}/go", code=code)


def at_form(jo, sink):
    """Come to the empty form by a code."""
    answer = enter(jo, a_code(jo, sink))
    assert (answer.status_code, answer["Location"]) == (303, "/f")
    return jo


def rows(jo, model, **where):
    with practice(jo.home):
        return list(model.objects.filter(**where))


def stored(jo):
    (row,) = rows(jo, Administration, client_id=jo.client)
    (opened,) = vault.open(
        by=jo.story.staff, purpose="test", rows=[row], fields=["answers", "words"]
    )
    return row, json.loads(opened["answers"] or "null"), opened["words"]


def by_card(jo, **given):
    """Save answers by card, in a browser of their own."""
    browser = Browser()
    browser.post("/", {"code": jo.card})
    step = jo.step().pk
    browser.post(f"/q/{step}", {"way": "all"})
    browser.post(f"/q/{step}/all", given | {"later": "1"})


def stop(jo, scope=None):
    with practice(jo.home):
        by = jo.story.by_client()
    withdraw(client=jo.client, scope=scope or Scope.everything(), by=by, at=clock.now())


def test_the_link_offers_a_code_to_its_address(jo):
    """Beside the card; asking leads to a page that does not tell what became of it."""
    shown = words(jo.get(f"/n/{jo.link}/go"))
    answer = jo.post(f"/n/{jo.link}/send")

    assert "Send a code to this address" in shown
    assert (answer.status_code, answer["Location"]) == (303, f"/n/{jo.link}/sent")
    assert "If it can be sent" in words(jo.get(answer["Location"]))


def test_a_code_arrives_where_the_note_went_under_one_ruling(jo, sink):
    """Over a real conversation, under its own purpose and typed occasion."""
    ask(jo)

    (received,) = sink.messages()
    (hand_off,) = rows(jo, HandOff)
    (link,) = rows(jo, Key, opens="link", occasion=jo.step().occasion)[:1]
    assert received.recipients == ("jo@mail.example",)
    assert hand_off.purpose == "access_code"
    assert re.fullmatch(r"code:[0-9a-f-]{36}:1", hand_off.occasion)
    assert hand_off.occasion.split(":")[1] in {
        str(k.pk) for k in rows(jo, Key, opens="link")
    }
    assert (hand_off.status, hand_off.directive_id) == ("accepted", jo.story.directive)
    assert link.client_id == jo.client


def test_a_job_and_the_page_hold_no_address_and_no_code(jo, sink):
    """The queue knows ids alone, and who asks is not the one that sends."""
    jo.post(f"/n/{jo.link}/send")
    ((_name, arguments),) = jobs()

    assert set(arguments) == {"practice_id", "asked"}
    assert "@" not in json.dumps(arguments)
    assert sink.messages() == []


def test_one_request_is_answered_once(jo, sink):
    """The same request, worked on again, sends nothing again."""
    jo.post(f"/n/{jo.link}/send")
    ((_name, arguments),) = jobs()

    for _ in range(3):
        tasks.send_code(**arguments)

    assert len(sink.messages()) == 1


def test_a_code_counts_for_nothing_that_was_agreed(jo, sink):
    """However many codes went, every check-in still goes."""
    from afterword.followup import services

    for _ in range(3):
        ask(jo)
    services.sweep(jo.home, at=clock.now())

    assert len(sink.messages()) == 4
    assert jo.step().state == "sent"


def test_the_code_opens_an_empty_form_and_sends_it_once(jo, sink):
    """What is filled in is kept, sent, and put before who reads it."""
    at_form(jo, sink)
    page = jo.get("/f")
    assert "checked" not in page.content.decode()

    answer = jo.post("/f", **PRESSES, words="It is hard.")

    assert (answer.status_code, answer["Location"]) == (303, "/f/sent")
    row, answers, said = stored(jo)
    assert (row.sent_at, answers, said) == (clock.now(), [3, 2, 1, 0], "It is hard.")
    assert "Thank you" in words(jo.get("/f/sent"))
    assert [item.kind for item in rows(jo, Item)] == ["answers"]
    assert jo.get("/f")["Location"] == "/"
    again = a_code_after_sending(jo, sink)
    assert again == []


def a_code_after_sending(jo, sink):
    """Ask once more: the form is sent, so nothing comes."""
    before = len(sink.messages())
    ask(jo)
    return sink.messages()[before:]


def test_stored_answers_are_never_shown_and_blanks_leave_them(jo, sink):
    """What was saved by card is on no page, and what is left blank stays."""
    by_card(jo, a1="3", a2="3")
    at_form(jo, sink)
    page = jo.get("/f").content.decode()
    assert "checked" not in page

    answer = jo.post("/f", a2="1", later="1")

    assert answer["Location"] == "/f/saved"
    row, answers, _said = stored(jo)
    assert (row.sent_at, answers) == (None, [3, 1, None, None])


def test_a_form_without_an_answer_sends_nothing_that_was_stored(jo, sink):
    """Nobody sends by one press what the client had kept for later."""
    by_card(jo, a1="3")
    at_form(jo, sink)

    answer = jo.post("/f")

    assert answer.status_code == 422
    assert "Answer a question, then send" in words(answer)
    row, answers, _said = stored(jo)
    assert (row.sent_at, answers[0]) == (None, 3)


def test_going_on_later_needs_a_new_code_and_is_empty_again(jo, sink):
    """Nothing of the visit before is shown, and its cookie opens nothing."""
    at_form(jo, sink)
    old = jo.browser.cookies[django_settings.CLIENT_COOKIE].value
    jo.post("/f", a1="3", later="1")
    thief = Browser()
    thief.cookies[django_settings.CLIENT_COOKIE] = old
    assert thief.get("/f")["Location"] == "/"

    at_form(jo, sink)

    assert "checked" not in jo.get("/f").content.decode()
    assert stored(jo)[1] == [3, None, None, None]


def test_a_wrong_value_comes_back_as_typed_and_saves_nothing(jo, sink):
    """What this press held stays on the page; what is stored does not come to it."""
    by_card(jo, a1="3")
    at_form(jo, sink)

    answer = jo.post("/f", a2="1", a3="9")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.findall(r'value="(\d)" checked', page) == ["1"]
    assert stored(jo)[1][1] is None


def paths(jo):
    """Give every address of the portal, with this client's own ids in it."""
    step, directive = str(jo.step().pk), str(jo.story.directive)
    for pattern in urls.urlpatterns:
        path = str(pattern.pattern)
        path = path.replace("<uuid:step>", step).replace("<int:number>", "1")
        path = path.replace("<str:token>", "unknown").replace("<str:screen>", "notes")
        yield pattern.name, "/" + re.sub(r"<uuid:\w+>", directive, path)


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_other_page_answers_as_for_a_stranger(jo, sink, method):
    """All addresses of the portal, looked at and pressed: the form alone is open."""
    by_card(jo, a1="3")
    at_form(jo, sink)
    own = jo.browser.cookies[django_settings.CLIENT_COOKIE].value
    before = stored(jo)[1]
    walked = 0
    for name, path in paths(jo):
        if name in {"form", "enter", "out"}:
            continue
        assert "<" not in path
        jo.browser.cookies[django_settings.CLIENT_COOKIE] = own
        here, stranger = (getattr(b, method)(path) for b in (jo.browser, Browser()))
        seen = (here.status_code, here.headers.get("Location"), masked(here))
        told = (stranger.status_code, stranger.headers.get("Location"))
        assert seen == (*told, masked(stranger)), path
        walked += 1

    assert walked > 30
    assert jo.state() == "confirmed"
    assert stored(jo)[1] == before
    assert jo.get("/f").status_code == 200


def masked(answer):
    """Give a page without the token that each form gets anew."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", answer.content)


def test_the_domain_itself_gives_a_form_code_no_choice(jo, sink):
    """Were a page to forget, the verbs refuse: a sent code starts nothing."""
    from afterword.consent.errors import ConsentError
    from afterword.consent.services import resume

    by = jo.story.by_client()
    pause(directive=jo.story.directive, client=jo.client, by=by, at=clock.now())

    with pytest.raises(ConsentError):
        resume(
            directive=jo.story.directive,
            client=jo.client,
            by=jo.story.by_client("form_code"),
            at=clock.now(),
        )


def test_a_code_is_used_once(jo, sink):
    """A second time it is as wrong as any other."""
    code = a_code(jo, sink)
    assert enter(jo, code).status_code == 303

    again, wrong = enter(jo, code), enter(jo, "0000-0000-00")

    assert again.status_code == wrong.status_code == 422
    assert words(again) == words(wrong)


def test_a_code_lasts_ten_minutes(jo, sink, hands):
    """At nine it opens, at ten it is over."""
    first, second = a_code(jo, sink), a_code(jo, sink)
    hands.put(hands.now + 9 * MINUTE)
    assert enter(jo, first).status_code == 303

    hands.put(hands.now + MINUTE)

    assert enter(jo, second).status_code == 422


def test_what_was_asked_for_too_long_ago_is_not_sent(jo, sink, hands):
    """A worker that comes late sends nothing: the asking has grown old."""
    jo.post(f"/n/{jo.link}/send")
    hands.put(hands.now + 10 * MINUTE)

    work()

    assert sink.messages() == []
    assert rows(jo, HandOff) == []


def test_a_code_opens_no_other_link_and_not_the_first_page(jo, sink):
    """Not another check-in's of the same person, not somebody else's, nor the pages."""
    here = a_visitor(address="al@mail.example", home=jo.story.practice)
    there = a_visitor(address="bo@mail.example")
    with practice(jo.home):
        third = doors.make(
            client=jo.client,
            opens="link",
            occasion=jo.story.step("m3").occasion,
            contact_point_id=jo.story.point.pk,
            lasts=None,
        )
    code = a_code(jo, sink)

    for link in (third, here.link, there.link):
        assert enter(jo, code, link).status_code == 422
    assert jo.post("/", code=code).status_code == 422
    assert jo.post("/stop", code=code).status_code != 500
    assert jo.state() == "confirmed"
    assert enter(jo, code).status_code == 303


def test_the_link_in_the_new_note_takes_its_code(jo, sink):
    """Whoever opens the second note instead of the first gets to the same form."""
    code = a_code(jo, sink)
    raw = sink.messages()[-1].raw.replace(b"=\r\n", b"")
    link = re.findall(rb"/n/([\w-]{32})", raw)[0].decode()

    answer = enter(jo, code, link)

    assert answer["Location"] == "/f"
    assert jo.get("/f").status_code == 200


def _stopped_address(jo):
    with practice(jo.home):
        suppression.stop_address(bytes(jo.story.point.address_index), "client")


def _retired_address(jo):
    with practice(jo.home):
        ContactPoint.objects.update(retired_at=clock.now())


def _paused(jo):
    by = jo.story.by_client()
    pause(directive=jo.story.directive, client=jo.client, by=by, at=clock.now())


def _removed(jo):
    with practice(jo.home):
        Client.objects.update(removed_at=clock.now())


AGAINST = {
    "everything": stop,
    "this": lambda jo: stop(jo, Scope.directive(jo.story.directive)),
    "no contact": lambda jo: stop(jo, Scope.no_contact()),
    "no replies": lambda jo: stop(jo, Scope.no_replies()),
    "address": _stopped_address,
    "retired": _retired_address,
    "paused": _paused,
    "removed": _removed,
    "died": lambda jo: jo.story.report("alive", "reported_dead"),
    "order": lambda jo: jo.story.report("protective_order", "yes"),
}


@pytest.mark.parametrize("before", [True, False], ids=["before", "meanwhile"])
@pytest.mark.parametrize("against", AGAINST)
def test_a_stop_refuses_it_and_the_pages_say_the_same(jo, sink, against, before):
    """In force when it is asked for, or put in before the worker comes to it."""
    plain = jo.post(f"/n/{jo.link}/send")
    said = words(jo.get(plain["Location"]))
    jobs()
    if before:
        AGAINST[against](jo)
    answer = jo.post(f"/n/{jo.link}/send")
    if not before:
        AGAINST[against](jo)

    work()

    assert sink.messages() == []
    assert (answer.status_code, answer["Location"]) == (303, plain["Location"])
    assert words(jo.get(answer["Location"])) == said
    assert {h.status for h in rows(jo, HandOff)} <= {"cancelled"}


def test_a_stop_after_the_claim_still_holds_it(jo, sink, monkeypatch):
    """Between the claim and the last look a stop comes in: nothing goes out."""

    def reached(point):
        if point == "letter.made":
            stop(jo)

    monkeypatch.setattr(gate, "reached", reached)

    ask(jo)

    assert sink.messages() == []
    assert [h.status for h in rows(jo, HandOff)] == ["cancelled"]


def test_the_gate_insists_though_no_rule_would(jo, sink, monkeypatch):
    """With rules that forget every stop, the agreement beside it still holds it."""
    jo.post(f"/n/{jo.link}/send")
    (row,) = rows(jo, CodeRequest)
    with practice(jo.home):
        by = machine(jo.home)
        request = codes._request_for(row, by=by, at=clock.now())
    _paused(jo)

    with pytest.raises(NotReleasedError) as refusal:
        gate.carry_out(request=request, by=by, at=clock.now())

    assert refusal.value.unmet == ("the_agreement_stands",)


def test_nobody_gets_a_code_that_was_not_asked_for(jo, sink, hands):
    """The ground is a row of this very asking; a form cannot say so."""
    jo.post(f"/n/{jo.link}/send")
    (row,) = rows(jo, CodeRequest)
    by = machine(jo.home)
    with practice(jo.home):
        request = codes._request_for(row, by=by, at=clock.now())
    link = row.occasion.rpartition(":")[0]

    with pytest.raises(NotReleasedError) as refusal:
        gate.carry_out(
            request=replace(request, occasion=f"{link}:2"), by=by, at=clock.now()
        )

    assert refusal.value.outcome == "refuse"
    assert sink.messages() == []


def test_an_address_is_asked_for_three_codes_an_hour_and_six_a_day(jo, sink, hands):
    """Whoever asks, from wherever, at whichever link to it."""
    start = hands.now
    for minutes in (0, 1, 2, 3, 70, 71, 72, 140, 141):
        hands.put(start + minutes * MINUTE)
        jo.browser.defaults["REMOTE_ADDR"] = f"203.0.113.{minutes + 1}"
        answer = ask(jo)
        assert answer.status_code == 303

    refused = rows(jo, Event, name="consent.code_asked", outcome="refused")
    assert len(sink.messages()) == 6
    assert {event.why for event in refused} == {"address"}
    assert len(refused) == 3


def test_one_visitor_asks_five_times_in_a_quarter_of_an_hour(jo, sink):
    """For several people; the sixth time nothing is sent, and nothing told."""
    others = [a_visitor(address=f"al{n}@mail.example") for n in range(5)]

    answers = [jo.post(f"/n/{each.link}/send") for each in (*others, jo)]
    work()

    assert {a.status_code for a in answers} == {303}
    assert len(sink.messages()) == 5
    assert rows(jo, HandOff) == []


def test_guessing_a_code_is_slowed(jo, sink):
    """Ten wrong ones from one place; then even the right one waits."""
    code = a_code(jo, sink)
    for _ in range(10):
        enter(jo, "0000-0000-00")

    answer = enter(jo, code)

    assert answer.status_code == 429
    assert jo.get(f"/n/{jo.link}/stop").status_code == 200


def test_a_link_that_is_over_or_nobodys_asks_for_nothing(jo, hands):
    """The same page as everywhere else."""
    hands.put(hands.now + timedelta(days=500))

    for link in (jo.link, "x" * 32):
        assert jo.post(f"/n/{link}/send").status_code == 404
        assert jo.get(f"/n/{link}/sent").status_code == 404
    assert jobs() == []
    assert rows(jo, CodeRequest) == []


def test_a_look_asks_for_nothing(jo):
    """Mail scanners open links; they press nothing."""
    assert jo.get(f"/n/{jo.link}/send").status_code == 405
    assert jobs() == []


def test_after_the_window_nothing_is_sent_and_nothing_told(jo, sink, hands):
    """The check-in is closed; the page says the same."""
    hands.put(hands.now + timedelta(days=20))

    answer = ask(jo)

    assert answer["Location"] == f"/n/{jo.link}/sent"
    assert sink.messages() == []


def test_a_form_that_closes_meanwhile_says_so_and_keeps_nothing(jo, sink):
    """Stopped between the look and the press."""
    at_form(jo, sink)
    stop(jo)

    assert "This is closed now" in words(jo.get("/f"))
    assert "This is closed now" in words(jo.post("/f", **PRESSES))
    assert rows(jo, Administration) == []


def test_a_code_that_did_not_arrive_is_on_nobodys_list(jo, post_office):
    """Whoever wants one asks again; no list shows that a note was opened."""
    for answer in ("450 later", "550 no"):
        post_office.says = {"DOT": answer}
        ask(jo)

    assert {h.status for h in rows(jo, HandOff)} == {"rejected"}
    assert rows(jo, Item) == []


def test_the_message_tells_a_stranger_nothing(jo, sink):
    """Subject, sender and both bodies; how to stop; and that it may be left."""
    ask(jo)

    message = message_from_bytes(sink.messages()[0].raw, policy=policy.default)
    text = message.get_body(("plain",)).get_content()
    assert message["Subject"] == "A note from Alder House"
    assert "choose Stop" in text
    assert "10 minutes" in text
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for part in (text, message.get_body(("html",)).get_content()):
        assert revealing(part) == ()
        assert not re.search(r"\b(Jo|Ruth|question|answer)\b", part)
