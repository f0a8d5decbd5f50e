"""The pages of a talk: who asks, who settles without a name, what is shown after."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from afterword import clock
from afterword.audit.actors import Role
from afterword.audit.models import Event
from afterword.clinic.models import ContactPoint
from afterword.clinic.services import reports
from afterword.contact.models import Ruling, Settlement
from afterword.desk import asking
from afterword.ending.models import Ending
from afterword.rules.facts import Facts, Unknowable
from afterword.tenancy import practice
from afterword.vault import services as vault
from tests import factories
from tests.contact.talks import a_breach, a_talk, by_letter, stated
from tests.desk.pages import title, words
from tests.staff import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
ANSWER = {
    "verdict": "yes",
    "reasons": "Both know of each other.",
    "conditions": "Only the agreed questions.",
    "done": ["coordinate_with_other_provider"],
}


@pytest.fixture
def talk(hands):
    """A client whom somebody else treats now: that wants a talk first."""
    return a_talk()


@pytest.fixture
def ruth(talk):
    """The browser of who asks."""
    return sign_in(Client(), talk.ruth)


@pytest.fixture
def dana(talk):
    """The browser of a supervisor."""
    return sign_in(Client(), talk.supervisor)


def page_of(ruling) -> str:
    return reverse("desk:ruling", args=[ruling.id])


def settle_page(ruling) -> str:
    return reverse("desk:settle", args=[ruling.id])


def until(days: int = 30) -> str:
    return (clock.now().date() + timedelta(days=days)).isoformat()


def answered(browser, ruling, **changed):
    return browser.post(settle_page(ruling), ANSWER | {"until": until()} | changed)


def test_from_question_to_answer(talk, ruth, dana):
    """Asked, settled by somebody else, seen by who asked, and asked again."""
    ruling = talk.ask()
    before = ruth.get(page_of(ruling))
    assert "Ask a colleague" in words(before)

    ruth.post(reverse("desk:ruling_ask", args=[ruling.id]))
    assert "A colleague has been asked" in words(ruth.get(page_of(ruling)))
    assert "To settle" in words(dana.get(reverse("desk:today")))
    assert answered(dana, ruling).status_code == 303
    assert "To settle" not in words(dana.get(reverse("desk:today")))

    today = ruth.get(reverse("desk:today"))
    assert page_of(ruling) in today.content.decode()
    after = words(ruth.get(page_of(ruling)))
    assert "Talked over with Sam Example (supervisor), until Tuesday 30 March" in after
    assert "Only the agreed questions. Nobody has said yet that they are met" in after
    ruth.post(reverse("desk:ruling_met", args=[ruling.id]))
    assert "Nobody has said yet" not in words(ruth.get(page_of(ruling)))
    again = ruth.post(reverse("desk:ruling_again", args=[ruling.id]))
    new = ruth.get(again["Location"])
    assert new.context["ruling"].outcome == "permit"
    assert "Talked over with Sam Example (supervisor), until Tuesday" in words(new)
    assert page_of(ruling) in new.content.decode()
    assert "Nothing waits for you" in words(ruth.get(reverse("desk:today")))


def test_what_waits_to_be_settled_is_listed_oldest_first_without_a_name(
    talk, dana, hands
):
    """The question in words, since when and by when; nobody's name."""
    first = talk.asked()
    hands.put(hands.now + timedelta(minutes=5))
    talk.story.report("complaint_open", "yes", hands.now)
    second = talk.asked(by_letter(talk, "billing"), stated())

    page = dana.get(reverse("desk:today"))

    text = page.content.decode()
    assert text.index(settle_page(first)) < text.index(settle_page(second))
    assert "Send a bill" in words(page)
    assert "Jo" not in words(page)


CANARIES = {
    "name": "Zedekiah Kanarie",
    "preferred_name": "Zedkanarie",
    "date_of_birth": "1913-04-05",
}
NOTES = ("note-kanarie", "words-kanarie", "reason-kanarie", "address-kanarie")


def seeded(hands):
    """Make a client whose every sealed word, and every typed one, can be found."""
    talk = a_talk()
    with practice(talk.story.practice.id):
        person = talk.story.client
        vault.seal(person, **CANARIES)
        person.external_id = "id-kanarie"
        person.save()
        ending = Ending.objects.get(client=person)
        vault.seal(ending, goals="words-kanarie", coping="words-kanarie")
        ending.save()
    factories.an_email(person, "address-kanarie@mail.example")
    reports.report(
        client=person.pk,
        name="dependent",
        value="yes",
        as_of=clock.now().date(),
        note="note-kanarie",
        by=talk.ruth,
        at=clock.now(),
    )
    why = Unknowable("reason-kanarie", "clinician attests", clock.now().date())
    extra = Facts(
        {**stated(duty_trigger="request"), "strong_transference": why}
    )  # typed by who asked
    return talk, extra


def test_the_packet_holds_nothing_of_whom_it_is_about(hands):
    """Neither a name nor an address nor a word that anybody typed: only codes, days."""
    talk, extra = seeded(hands)
    talk.story.report("complaint_open", "none_reported", hands.now)
    asked = [talk.asked(extra=extra)]
    talk.story.report("protective_order", "yes", hands.now)
    never = Unknowable("reason-kanarie", "clinician attests", clock.now().date())
    facts = Facts({**a_breach(), "discreet": never})
    asked.append(talk.asked(by_letter(talk, "breach_notice"), facts))
    browser = sign_in(Client(), talk.supervisor)
    reference = talk.story.client.reference
    secret = (*CANARIES.values(), *NOTES, "id-kanarie", "kanarie", reference)

    for ruling in asked:
        pages = [
            browser.get(settle_page(ruling)),
            browser.post(settle_page(ruling), {}),
            browser.get(reverse("desk:today")),
        ]
        for page in pages:
            text = unescape(page.content.decode())
            assert [one for one in secret if one.lower() in text.lower()] == []
            assert str(talk.story.client.pk) not in text
            assert str(talk.story.directive) not in text

    named = sign_in(Client(), talk.ruth).get(page_of(asked[1]))
    assert "reason-kanarie" in named.content.decode()
    assert "Zedkanarie" in named.content.decode()


def test_who_opens_a_packet_is_in_the_record(talk, dana):
    """It was opened to settle a question, and by whom."""
    ruling = talk.asked()

    dana.get(settle_page(ruling))

    with practice(talk.story.practice.id):
        line = Event.objects.filter(name="vault.opened", by_id=talk.supervisor.id)
        assert list(line.values_list("why", flat=True)) == ["settle"]


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.ADMINISTRATOR, Role.EXECUTOR])
def test_other_roles_find_no_question(talk, role):
    """Neither to read nor to answer, nor in a list."""
    ruling = talk.asked()
    browser = sign_in(Client(), factories.a_member(talk.story.practice, role))

    assert browser.get(settle_page(ruling)).status_code == 404
    assert answered(browser, ruling).status_code == 404
    assert "To settle" not in words(browser.get(reverse("desk:today")))
    assert talk.rows(Settlement) == []


def test_another_practice_and_a_stranger_find_none(talk):
    """Its supervisor finds nothing; who is not signed in is asked to."""
    ruling = talk.asked()
    elsewhere = factories.a_member(factories.a_practice(), Role.SUPERVISOR)
    other = sign_in(Client(), elsewhere)

    assert other.get(settle_page(ruling)).status_code == 404
    assert answered(other, ruling).status_code == 404
    for name in (
        "ruling_ask",
        "ruling_again",
        "ruling_read",
        "ruling_advice",
        "ruling_met",
    ):
        path = reverse(f"desk:{name}", args=[ruling.id])
        assert other.post(path).status_code == 404, name
        assert Client().post(path).status_code == 302, name
    assert Client().get(settle_page(ruling)).status_code == 302


def test_what_nobody_asked_about_has_no_such_page(talk, dana):
    """A supervisor does not go round settling answers."""
    assert dana.get(settle_page(talk.ask())).status_code == 404


def test_who_asked_sees_no_form(talk):
    """Also where they supervise others: they are told that somebody else does."""
    from afterword.accounts.models import Membership

    ruling = talk.asked()
    roles = ["clinician", "supervisor"]
    Membership.objects.filter(user_id=talk.ruth.id).update(roles=roles)
    browser = sign_in(Client(), replace(talk.ruth))

    page = browser.get(settle_page(ruling))

    assert page.context["form"] is None
    assert "Somebody else settles it" in words(page)
    assert answered(browser, ruling).status_code == 404
    assert "To settle" not in words(browser.get(reverse("desk:today")))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"verdict": ""}, "Choose an answer"),
        ({"reasons": " "}, "Fill this in: Reasons"),
        ({"until": ""}, "Say until when it holds"),
        ({"until": "2026-01-01"}, "from today to 90 days on"),
        ({"until": "2030-01-01"}, "from today to 90 days on"),
    ],
)
def test_an_answer_that_is_none_comes_back_with_words(talk, dana, changed, told):
    """What is missing is said beside the field, and nothing is settled."""
    ruling = talk.asked()

    page = answered(dana, ruling, **changed)

    assert page.status_code == 422
    assert told in words(page)
    assert title(page).startswith("Error: ")
    assert talk.rows(Settlement) == []


@pytest.mark.parametrize(
    ("verdict", "told"),
    [("no", "said no"), ("more", "needs more before they can say")],
)
def test_a_no_and_a_need_for_more_go_back_too(talk, ruth, dana, verdict, told):
    """Without a day; the answer stays as it was."""
    ruling = talk.asked()

    answered(dana, ruling, verdict=verdict, until="")

    assert told in words(ruth.get(page_of(ruling)))
    ruth.post(reverse("desk:ruling_read", args=[ruling.id]))
    assert "Nothing waits for you" in words(ruth.get(reverse("desk:today")))


def test_what_changed_since_is_said_and_not_settled(talk, dana, hands):
    """The page tells the supervisor to have it asked again."""
    ruling = talk.asked()
    hands.put(hands.now + timedelta(minutes=1))
    talk.story.report("vulnerable", "yes", hands.now)

    page = answered(dana, ruling)

    assert page.status_code == 422
    assert "Something has changed since" in words(page)


def test_what_is_missing_is_asked_before_a_colleague_is(hands):
    """An answer given afterwards would be another fact, and end the settlement."""
    talk = a_talk(untold="capacity")
    ruling = talk.ask()
    ruth = sign_in(Client(), talk.ruth)

    page = ruth.get(page_of(ruling))
    answer = ruth.post(page.context["answer_url"], {"a": "has"})
    after = ruth.get(answer["Location"])

    assert ruling.outcome == "consult"
    assert page.context["asking"].fact == "capacity"
    assert "Ask a colleague" not in words(page)
    assert after.context["asking"] is None
    assert "Ask a colleague" in words(after)


def test_in_a_lane_that_only_answers_it_stays_a_decision(talk, ruth, dana):
    """Settled, it is still no yes: *talked over*, with whom, until when."""
    request = talk.request(
        purpose="event_attendance",
        occasion="",
        channel="in_person",
        directive_id=None,
        contact_point=None,
        step="",
        template="",
        initiator="client",
    )
    ruling = talk.asked(request)
    answered(dana, ruling, done=[])

    again = ruth.post(reverse("desk:ruling_again", args=[ruling.id]))
    page = ruth.get(again["Location"])

    assert page.context["ruling"].outcome == "consult"
    assert page.context["ruling"].heading == "It stays your own decision"
    assert "Talked over with Sam Example (supervisor), until" in words(page)
    assert "Talk it over with a supervisor" not in words(page)
    assert "Ask a colleague" not in words(page)


def test_a_duty_and_a_bar_stand_side_by_side(hands):
    """With the day and the owner of the duty; two people decide, who asked second."""
    talk = a_talk(reported="protective_order")
    by_post = factories.an_email(talk.story.client, "1 Example Street", shared="no")
    with practice(talk.story.practice.id):
        ContactPoint.objects.filter(pk=by_post.pk).update(channel="letter")
    act = {"purpose": "breach_notice", "channel": "letter", "initiator": "practice"}
    ruling = asking.ask(
        talk.story.client, act, by=talk.ruth, at=clock.now(), extra=a_breach()
    )
    talk.put(ruling)
    dana, ruth = (sign_in(Client(), one) for one in (talk.supervisor, talk.ruth))

    for page in (dana.get(settle_page(ruling)), ruth.get(page_of(ruling))):
        text = page.content.decode()
        assert text.index("The duty") < text.index("The bar")
        assert 'class="compare"' in text
        assert "It must be done by Wednesday 21 April 2027" in words(page)
        assert "The practice has to do it." in words(page)
    assert ruth.get(settle_page(ruling)).status_code == 404

    answered(dana, ruling, done=[])
    waits = ruth.get(page_of(ruling))
    assert "One more person decides" in words(waits)
    assert "Decide this too" in words(waits)
    assert answered(ruth, ruling, done=[]).status_code == 303
    again = ruth.post(reverse("desk:ruling_again", args=[ruling.id]))
    assert ruth.get(again["Location"]).context["ruling"].outcome == "require"


def test_a_bar_that_only_may_stand_is_said_to(hands):
    """Without an address nobody knows of a stop there: *perhaps*, on both pages."""
    talk = a_talk(reported="protective_order")
    facts = a_breach().but(address_stopped=None)
    ruling = talk.asked(by_letter(talk, "breach_notice"), facts)
    dana, ruth = (sign_in(Client(), one) for one in (talk.supervisor, talk.ruth))

    for page in (dana.get(settle_page(ruling)), ruth.get(page_of(ruling))):
        assert "Perhaps: A stop was sent from this address" in words(page)
        assert "Perhaps: A court order" not in words(page)


def test_who_works_alone_records_outside_advice(hands):
    """From the answer to a form, and back to an answer that names them."""
    talk = a_talk(alone=True)
    ruling = talk.ask()
    ruth = sign_in(Client(), talk.ruth)
    path = reverse("desk:ruling_advice", args=[ruling.id])
    assert path in ruth.get(page_of(ruling)).content.decode()
    assert ruth.post(path, ANSWER | {"until": until()}).status_code == 422

    who = {"name": "Kim Outsider", "role": "psychologist", "reach": "by phone"}
    assert ruth.post(path, ANSWER | who | {"until": until()}).status_code == 303

    after = words(ruth.get(page_of(ruling)))
    assert "Talked over with Kim Outsider (psychologist, outside), until" in after
    with practice(talk.story.practice.id):
        line = Event.objects.get(name="contact.advice_recorded")
    assert "Kim" not in str(line.details)


def test_where_colleagues_work_there_is_no_page_for_outside_advice(talk, ruth):
    """Four eyes are here already."""
    ruling = talk.ask()
    path = reverse("desk:ruling_advice", args=[ruling.id])

    assert "Record outside advice" not in words(ruth.get(page_of(ruling)))
    assert ruth.get(path).status_code == 404
    assert ruth.post(path, ANSWER).status_code == 404


def test_a_check_in_is_talked_over_before_its_day(talk, ruth, dana, hands):
    """From its own page: the answer for its day is kept, and settled ahead."""
    talk.story.plan()
    step = talk.story.step("m3")
    path = reverse("desk:step", args=[step.pk])
    assert "Talk it over before it is due" in words(ruth.get(path))

    kept = ruth.post(reverse("desk:step_talk", args=[step.pk]))
    page = ruth.get(kept["Location"])

    assert "This looks ahead to Friday 30 April 2027" in words(page)
    assert "Ask a colleague" in words(page)
    with practice(talk.story.practice.id):
        ruling = Ruling.objects.latest("at")
    assert ruling.occasion.endswith(":m3")


def test_no_title_and_no_address_names_anybody(talk, dana):
    """A title may be seen over a shoulder."""
    ruling = talk.asked()
    page = dana.get(settle_page(ruling))

    assert title(page) == "To settle – Alder House Example Practice"
    assert talk.story.client.reference not in settle_page(ruling)
