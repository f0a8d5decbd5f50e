"""Asking in general, which stores nothing, and about a client, which is kept whole."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from afterword import clock
from afterword.audit.actors import Role
from afterword.audit.models import Event
from afterword.consent.scopes import Scope
from afterword.consent.services import Release, give_release, withdraw
from afterword.contact import services as gate
from afterword.contact.models import Ruling
from afterword.contact.weighing import book
from afterword.desk import asking
from afterword.desk.fact_words import ATTESTED
from afterword.desk.rulings import About, show
from afterword.rules.asking import answer as as_plain
from afterword.rules.facts import Facts
from afterword.tenancy import practice
from tests import factories, stories
from tests.desk.pages import title, words
from tests.staff import sign_in

GENERAL = {
    "purpose": "social",
    "initiator": "client",
    "channel": "in_person",
    "professions": ["psychologist"],
    "memberships": ["apa"],
    "place": "US-CA",
    "client_place": "US-CA",
}
TESTIMONIAL = {"purpose": "testimonial"}
CHECK_IN = {
    "purpose": "outcome_measure",
    "initiator": "therapist",
    "channel": "email",
}


@pytest.fixture
def psychologist(transactional_db, hands):
    """A psychologist who is a member of APA, with a client who agreed to check-ins."""
    return stories.an_agreement(
        clinician={
            "professions": ["psychologist"],
            "memberships": ["apa"],
            "registers": ["us-ca-bop"],
        }
    )


def about(told) -> str:
    return f"{reverse('desk:ask')}?client={told.client.pk}"


def asked(browser, told, **changed):
    """Ask about the client of a story, and give the page that comes."""
    answer = browser.post(about(told), CHECK_IN | changed)
    assert answer.status_code == 303, answer.content.decode()
    return browser.get(answer["Location"])


def row_counts() -> dict[str, int]:
    """Count the rows of every table, as its owner sees it."""
    with connection.cursor() as cursor:
        names = [
            name
            for name in connection.introspection.table_names(cursor)
            if "session" not in name
        ]
        found = {}
        for name in names:
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            found[name] = cursor.fetchone()[0]
    return found


def state_in(answer) -> str:
    """Take what was said before out of a page's form."""
    found = re.search(r'name="state" value="([^"]+)"', answer.content.decode())
    assert found
    return found[1]


def test_in_general_an_answer_comes_at_once_and_nothing_is_stored(client, psychologist):
    """Asking in general adds a row to no table, not even to the record."""
    browser = sign_in(client, psychologist.staff)
    with practice(psychologist.practice.pk):
        before = row_counts()

    answer = browser.post(reverse("desk:ask"), GENERAL)

    with practice(psychologist.practice.pk):
        assert row_counts() == before
    assert answer.status_code == 200
    assert "Nothing of this is stored" in words(answer)


def test_the_form_in_general_is_filled_from_the_clinicians_own_page(
    client, psychologist
):
    """What is on file about who asks is there already."""
    answer = sign_in(client, psychologist.staff).get(reverse("desk:ask"))

    text = answer.content.decode()
    assert re.search(r'value="psychologist"[^>]* checked', text)
    assert re.search(r'value="apa"[^>]* checked', text)
    assert "California (US-CA)" in text


def test_two_facts_are_enough_and_the_way_is_asked_only_if_it_matters(
    client, psychologist
):
    """Who starts and what for; how it goes is a question where it can decide."""
    browser = sign_in(client, psychologist.staff)
    undecided = {"channel": "", "initiator": "therapist"}

    review = browser.post(reverse("desk:ask"), GENERAL | undecided | TESTIMONIAL)
    bill = browser.post(
        reverse("desk:ask"), GENERAL | undecided | {"purpose": "billing"}
    )

    assert review.context["ruling"].outcome == "refuse"
    assert bill.context["asking"].fact == "channel"
    assert browser.post(reverse("desk:ask"), {}).status_code == 422


def test_about_a_client_the_agreed_way_is_meant_where_none_is_named(
    client, psychologist
):
    """What they agreed to is what is asked about, and it is a plain yes."""
    psychologist.plan()
    browser = sign_in(client, psychologist.staff)

    answer = asked(browser, psychologist, channel="")

    assert answer.context["ruling"].outcome == "permit", words(answer)
    assert "by e-mail" in words(answer)


def test_about_a_client_a_way_that_nobody_named_is_asked_for_and_used(
    client, psychologist
):
    """Its answer is what the next ruling is about, as if it had been said at first."""
    browser = sign_in(client, psychologist.staff)
    held = asked(browser, psychologist, purpose="billing", channel="")

    answer = browser.post(held.context["answer_url"], {"a": "letter"})
    then = browser.get(answer["Location"])

    assert held.context["asking"].fact == "channel"
    assert "by letter" in words(then)
    assert then.context["asking"] is None or then.context["asking"].fact != "channel"


def test_what_was_said_in_general_travels_with_the_form(client, psychologist):
    """Each answer leads to the next question, and the last to an outcome."""
    browser = sign_in(client, psychologist.staff)
    page = browser.post(reverse("desk:ask"), GENERAL)
    seen = []

    for _round in range(5):
        asking = page.context["asking"]
        if asking is None:
            break
        seen.append(asking.fact)
        usual = [one.value for one in asking.options]
        value = "none_reported" if "none_reported" in usual else "none"
        page = browser.post(reverse("desk:ask"), {"state": state_in(page), "a": value})

    assert len(seen) == len(set(seen)) > 0
    assert page.context["ruling"].outcome == "consult"


def test_not_known_yet_leaves_a_question_open_and_asks_the_next(client, psychologist):
    """Putting off is no answer: the fact stays missing and is not asked again."""
    browser = sign_in(client, psychologist.staff)
    first = browser.post(reverse("desk:ask"), GENERAL)

    second = browser.post(
        reverse("desk:ask"), {"state": state_in(first), "a": "not_yet"}
    )

    assert second.context["asking"].fact != first.context["asking"].fact
    assert second.context["ruling"].outcome == "hold"


def test_cannot_be_found_out_asks_for_a_reason(client, psychologist):
    """Without a reason it is no answer, and comes back as typed."""
    browser = sign_in(client, psychologist.staff)
    first = browser.post(reverse("desk:ask"), GENERAL)
    never = {"state": state_in(first), "a": "cannot_be_found_out"}

    without = browser.post(reverse("desk:ask"), never)
    with_one = browser.post(reverse("desk:ask"), never | {"why": "The file is lost"})

    assert without.status_code == 422
    assert "Say why it cannot be found out" in words(without)
    assert with_one.status_code == 200
    assert "The file is lost" in words(with_one)


def test_at_most_five_questions_come_before_a_provisional_answer(client, psychologist):
    """The sixth question is not asked; what is open is listed."""
    browser = sign_in(client, psychologist.staff)
    page = browser.post(
        reverse("desk:ask"), GENERAL | {"purpose": "billing", "channel": "letter"}
    )
    asked_for = 0

    while page.context["asking"] is not None:
        asked_for += 1
        page = browser.post(
            reverse("desk:ask"), {"state": state_in(page), "a": "not_yet"}
        )

    assert asked_for == 5
    assert page.context["shown"].assumed
    assert "If all is as usual" in words(page)


def test_a_state_that_was_tampered_with_is_not_read(client, psychologist):
    """What did not come from this page is thrown away, with words."""
    browser = sign_in(client, psychologist.staff)

    answer = browser.post(reverse("desk:ask"), {"state": "made-up", "a": "yes"})

    assert answer.status_code == 422
    assert "Ask again" in words(answer)


def test_in_the_social_lane_no_date_and_no_way_round_is_shown(client, psychologist):
    """Neither a day on which it would open nor an exception stands on the page."""
    browser = sign_in(client, psychologist.staff)

    refused = asked(browser, psychologist, purpose="social", initiator="therapist")
    held = browser.post(reverse("desk:ask"), GENERAL)

    for answer in (refused, held):
        assert not answer.context["ruling"].changes
        assert "What would change this" not in words(answer)
    assert held.context["asking"].options


@pytest.mark.parametrize(
    ("purpose", "says_more"), [("social", False), ("billing", True)]
)
def test_what_would_change_it_is_left_out_by_lane(purpose, says_more):
    """The page itself leaves it out, whatever it is handed."""
    facts = Facts.of(purpose=purpose, initiator="client", channel="in_person")
    answer = gate.ask_in_general(facts=facts, on=date(2027, 2, 28))
    about_it = About("", "The client", purpose, date(2027, 2, 28), facts)

    shown = show(as_plain(answer), about_it, answer=answer, branches=[("Yes", "no")])

    assert bool(shown.view.changes) is says_more


def test_another_lane_does_say_what_would_change_it(client, psychologist):
    """The silence of the social lane is not the silence of every page."""
    browser = sign_in(client, psychologist.staff)
    withdraw(
        client=psychologist.client.pk,
        scope=Scope.no_contact(),
        by=psychologist.by_client(),
        at=stories.FIRST_NOON,
    )

    answer = asked(browser, psychologist)

    assert "What would change this" in words(answer)


def test_an_agreed_check_in_is_a_yes_without_a_question(client, psychologist):
    """A full ledger leaves nothing to ask: the answer names each point as met."""
    psychologist.plan()
    browser = sign_in(client, psychologist.staff)

    answer = asked(browser, psychologist)

    ruling = answer.context["ruling"]
    assert ruling.outcome == "permit", words(answer)
    assert answer.context["asking"] is None
    assert ruling.met
    assert not ruling.duties
    assert "Guidance, not legal advice" in words(answer)


def test_a_client_who_asked_for_no_contact_is_a_no(client, psychologist):
    """The heading says whose word it is, and that it stands until they change it."""
    psychologist.plan()
    withdraw(
        client=psychologist.client.pk,
        scope=Scope.no_contact(),
        by=psychologist.by_client(),
        at=stories.FIRST_NOON,
    )
    browser = sign_in(client, psychologist.staff)

    answer = asked(browser, psychologist)

    assert answer.context["ruling"].outcome == "refuse"
    assert "asked for no contact" in answer.context["ruling"].heading
    assert not answer.context["ruling"].duties
    assert not answer.context["ruling"].met


def test_one_missing_fact_is_asked_and_answered(client, transactional_db, hands):
    """A hold carries one question; its answer is an attested fact of a new ruling."""
    told = stories.an_agreement(reported={"capacity": None})
    told.plan()
    browser = sign_in(client, told.staff)
    held = asked(browser, told)

    answer = browser.post(held.context["answer_url"], {"a": "has"})
    settled = browser.get(answer["Location"])

    assert held.context["ruling"].outcome == "hold"
    assert held.context["asking"].fact == "capacity"
    assert answer.status_code == 303
    assert settled.context["ruling"].outcome == "permit", words(settled)
    assert "Said by who asked" in words(settled)
    with practice(told.practice.pk):
        assert Ruling.objects.count() == 2


def test_an_answer_that_is_none_comes_back_with_words(client, transactional_db, hands):
    """Nothing chosen is no answer, and no second ruling is kept."""
    told = stories.an_agreement(reported={"capacity": None})
    told.plan()
    browser = sign_in(client, told.staff)
    held = asked(browser, told)

    answer = browser.post(held.context["answer_url"], {})

    assert answer.status_code == 422
    assert "Choose an answer" in words(answer)
    with practice(told.practice.pk):
        assert Ruling.objects.count() == 1


def test_what_only_the_client_settles_is_never_asked_of_staff(client, psychologist):
    """A fact of the ledger is named as the client's, and no form takes it."""
    browser = sign_in(client, psychologist.staff)
    today = clock.today(psychologist.practice.time_zone)
    give_release(
        client=psychologist.client.pk,
        release=Release(
            recipient="Somebody else",
            shares=frozenset({"dates"}),
            why="",
            given_on=today,
            until=today,
        ),
        by=psychologist.by_client(),
        at=clock.now(),
        door=psychologist.by_client().door,
    )

    page = asked(browser, psychologist, purpose="disclosure", channel="letter")

    asked_facts = {page.context["asking"].fact} if page.context["asking"] else set()
    assert not asked_facts & {"release_of_information", "no_contact", "consent_state"}
    assert page.context["for_client"]
    assert "can settle this" in words(page)


def test_staff_cannot_type_consent_into_an_answer(client, psychologist):
    """Whatever is sent, no ruling rests on a release or a stop that staff stated."""
    browser = sign_in(client, psychologist.staff)
    page = asked(browser, psychologist, purpose="disclosure", channel="letter")
    sent = [
        {"a": "yes", "fact": "release_of_information"},
        {"a": "yes", "v": "yes", "release_of_information": "yes"},
        {"confirm": ["no_contact", "release_of_information"]},
    ]

    for answer in sent:
        browser.post(page.context["answer_url"], answer)

    with practice(psychologist.practice.pk):
        kept = list(Ruling.objects.all())
    for ruling in kept:
        facts = asking.open_ruling(ruling, by=psychologist.staff).facts
        assert facts["release_of_information"].value is False
        assert facts["release_of_information"].source == "ledger"
        assert facts["no_contact"].source == "ledger"


def test_what_the_client_decides_is_not_confirmed_by_a_tick(client, psychologist):
    """What a provisional answer takes for granted of the client's stays open."""
    browser = sign_in(client, psychologist.staff)
    page = asked(browser, psychologist, purpose="billing", channel="email")
    granted = [name for name, _words in page.context["shown"].assumed]
    theirs = {"channel_agreed", "address_shared", "consent_covers_this"}

    answer = browser.post(page.context["answer_url"], {"confirm": granted})

    offered = {name for name, _words in page.context["tickable"]}
    assert theirs & set(granted)
    assert not theirs & offered
    with practice(psychologist.practice.pk):
        newest = Ruling.objects.get(pk=answer["Location"].rsplit("/", 1)[-1])
    kept = asking.open_ruling(newest, by=psychologist.staff).facts
    said = {name for name, fact in kept.items() if fact.source == ATTESTED}
    assert said == offered


def test_a_stored_ruling_keeps_its_address_and_stands_in_the_list(client, psychologist):
    """It can be opened again, by its address and from the list of the client."""
    browser = sign_in(client, psychologist.staff)
    asked(browser, psychologist, purpose="testimonial")
    with practice(psychologist.practice.pk):
        kept = Ruling.objects.get()

    again = browser.get(reverse("desk:ruling", args=[kept.pk]))
    listed = browser.get(reverse("desk:rulings", args=[psychologist.client.pk]))

    assert again.context["ruling"].outcome == "refuse"
    assert reverse("desk:ruling", args=[kept.pk]) in listed.content.decode()


def test_an_answer_of_another_day_is_no_permission(client, psychologist, hands):
    """On the next day the page says so, and takes no further answer."""
    told = psychologist
    browser = sign_in(client, told.staff)
    page = asked(browser, told)
    hands.put(hands.now.replace(year=2027, month=3, day=2))

    again = sign_in(Client(), told.staff).get(page.request["PATH_INFO"])

    assert "no permission for today" in words(again)
    assert not again.context["can_answer"]


def test_what_changed_in_the_rules_is_said(client, psychologist, monkeypatch):
    """An answer from another edition is shown as it was stored, and says so."""
    browser = sign_in(client, psychologist.staff)
    page = asked(browser, psychologist, purpose="testimonial")
    monkeypatch.setattr("afterword.desk.views.ruling.still_holds", lambda _plain: False)
    monkeypatch.setattr("afterword.desk.asking.still_holds", lambda _plain: False)

    again = browser.get(page.request["PATH_INFO"])

    assert "The rules have changed since" in words(again)
    assert again.context["ruling"].outcome == "refuse"


def test_opening_a_ruling_is_recorded(client, psychologist):
    """Its reasons and facts are sealed; the record says who read them."""
    browser = sign_in(client, psychologist.staff)

    asked(browser, psychologist, purpose="testimonial")

    with practice(psychologist.practice.pk):
        opened = Event.objects.filter(name="vault.opened", why="read_ruling")
        assert "answer" in str(list(opened.values_list("details", flat=True)))


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.EXECUTOR])
def test_who_has_nothing_to_ask_finds_no_page(client, psychologist, role):
    """An administrator or executor has no place here."""
    other = factories.a_member(psychologist.practice, role)

    answer = sign_in(client, other).get(reverse("desk:ask"))

    assert answer.status_code == 404


def test_compliance_asks_in_general_and_never_about_a_client(client, psychologist):
    """They read rulings; they do not make them."""
    other = factories.a_member(psychologist.practice, Role.COMPLIANCE)
    browser = sign_in(client, other)

    assert browser.get(reverse("desk:ask")).status_code == 200
    assert browser.get(about(psychologist)).status_code == 404


def test_another_clinicians_client_is_not_found(client, psychologist):
    """Neither the question nor the ruling exists for a colleague or a stranger."""
    browser = sign_in(client, psychologist.staff)
    page = asked(browser, psychologist, purpose="testimonial")
    colleague = factories.a_member(psychologist.practice)
    factories.a_clinician(psychologist.practice, colleague)
    stranger = factories.a_member(factories.a_practice())

    for other in (colleague, stranger):
        browser = sign_in(client, other)
        assert browser.get(about(psychologist)).status_code == 404
        assert browser.get(page.request["PATH_INFO"]).status_code == 404
        listed = reverse("desk:rulings", args=[psychologist.client.pk])
        assert browser.get(listed).status_code == 404


def test_a_public_way_is_not_offered_for_a_private_purpose(client, psychologist):
    """The lane sets the channels; the form says what to choose."""
    browser = sign_in(client, psychologist.staff)

    answer = browser.post(
        reverse("desk:ask"), GENERAL | {"purpose": "billing", "channel": "public_web"}
    )

    assert answer.status_code == 422
    assert "Choose a private one" in words(answer)


def test_no_title_names_a_client(client, psychologist):
    """A title may be seen over a shoulder."""
    browser = sign_in(client, psychologist.staff)
    pages = [
        browser.get(about(psychologist)),
        asked(browser, psychologist, purpose="testimonial"),
        browser.get(reverse("desk:rulings", args=[psychologist.client.pk])),
    ]

    for page in pages:
        assert "Jo" not in title(page)
        assert psychologist.client.reference not in title(page)


def test_the_day_is_the_day_of_the_practice(client, psychologist):
    """At noon in California it is that day there."""
    browser = sign_in(client, psychologist.staff)

    answer = browser.post(reverse("desk:ask"), GENERAL)

    assert answer.context["ruling"].on == date(2027, 2, 28)


def test_where_somebody_may_be_in_danger_nothing_says_wait(client, psychologist):
    """The strip says act, questions are offered and hold nothing, and a law orders."""
    browser = sign_in(client, psychologist.staff)
    page = browser.post(
        reverse("desk:ask"),
        GENERAL | {"purpose": "duty_to_protect", "initiator": "therapist"},
    )
    first = page.context["ruling"]
    said = {"risk_level": "serious", "identifiable_victim": "yes"}

    for _round in range(5):
        asked_for = page.context["asking"]
        if asked_for is None:
            break
        value = said.get(asked_for.fact, asked_for.options[-1].value)
        page = browser.post(reverse("desk:ask"), {"state": state_in(page), "a": value})

    assert first.words == "Act on your judgement"
    assert "Do not wait for this." in words(
        browser.post(
            reverse("desk:ask"),
            GENERAL | {"purpose": "duty_to_protect", "initiator": "therapist"},
        )
    )
    assert "Talk to someone first" not in words(page)
    assert page.context["ruling"].outcome in {"require", "permit"}, words(page)


@pytest.mark.parametrize("where", ["US-CA", ""])
@pytest.mark.parametrize("purpose", sorted(book().vocabulary.purposes))
def test_every_purpose_has_a_page_wherever_the_client_is(
    client, psychologist, purpose, where
):
    """Also with every pack in doubt: grades, periods and days have words."""
    browser = sign_in(client, psychologist.staff)
    given = {"purpose": purpose, "channel": "", "client_place": where}

    answer = browser.post(reverse("desk:ask"), GENERAL | given)

    assert answer.status_code == 200
    assert "stricter on" not in words(answer)
