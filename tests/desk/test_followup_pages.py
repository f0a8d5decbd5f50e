"""The board and one step: what will go, what needs a person, what may be narrowed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from afterword.audit.actors import Role
from afterword.audit.models import Event
from afterword.clinic.models import Clinician
from afterword.consent import queries
from afterword.consent.scopes import Scope
from afterword.consent.services import withdraw
from afterword.contact import weighing
from afterword.contact.models import Ruling
from afterword.desk.duty_words import duty_says, met_by
from afterword.desk.step_words import BECAUSE, STATES, because_words, state_words
from afterword.followup import services
from afterword.followup.models import Step
from afterword.tenancy import practice
from tests import factories, stories
from tests.desk.answered import a_check_in
from tests.desk.pages import title, words
from tests.staff import sign_in

BOARD = "desk:followup"


def step_url(told, key="m1", name="desk:step") -> str:
    return reverse(name, args=[told.step(key).pk])


def state_of(told, key="m1") -> tuple[str, str]:
    step = told.step(key)
    return step.state, step.held_because


@pytest.fixture
def planned(story):
    """Three check-ins are planned; the first is due today."""
    story.plan()
    return story


def test_the_board_shows_who_is_due_and_who_reads(client, planned):
    """Day, reference, step, channel, reader and state stand in a row."""
    answer = sign_in(client, planned.staff).get(reverse(BOARD))

    text = words(answer)
    assert "Sunday 28 February 2027" in text
    assert planned.client.reference in text
    assert "After 1 month" in text
    assert "E-mail" in text
    assert "Ruth" in text
    assert "Planned" in text


def test_a_board_without_anything_says_so(client, story):
    """Nothing planned is a finished page, too."""
    answer = sign_in(client, story.staff).get(reverse(BOARD))

    assert "Nothing is planned" in words(answer)


def test_what_a_stop_ended_says_whose_word_it_was(client, planned):
    """It stands under *not sent*, with the reason."""
    withdraw(
        client=planned.client.pk,
        scope=Scope.everything(),
        by=planned.by_client(),
        at=stories.FIRST_NOON,
    )
    planned.plan()

    answer = sign_in(client, planned.staff).get(reverse(BOARD))

    states = [line.state for line in answer.context["not_sent"]]
    assert "Not sent: the client said so" in states
    assert not answer.context["people"]


def test_a_missing_fact_needs_a_person_and_is_confirmed_on_the_step(
    client, transactional_db, hands
):
    """The step asks for what nobody said; the answer is kept as a report."""
    told = stories.an_agreement(reported={"capacity": None})
    services.sweep(told.practice.pk, at=hands.now)
    browser = sign_in(client, told.staff)
    board = browser.get(reverse(BOARD))
    page = browser.get(step_url(told))

    answer = browser.post(step_url(told, name="desk:step_confirm"), {"capacity": "has"})
    after = browser.get(step_url(told))

    assert [line.url for line in board.context["people"]] == [step_url(told)]
    assert [one.fact for one in page.context["to_confirm"]] == ["capacity"]
    assert answer.status_code == 303
    assert after.context["to_confirm"] == []
    assert after.context["ruling"].outcome == "permit"


def test_a_fact_that_is_none_is_not_confirmed(client, planned):
    """A made-up value changes nothing, and the page says so."""
    browser = sign_in(client, planned.staff)

    answer = browser.post(
        step_url(planned, name="desk:step_confirm"), {"capacity": "perhaps"}
    )
    page = browser.get(answer["Location"])

    assert "nothing was changed" in words(page)
    with practice(planned.practice.pk):
        assert not Event.objects.filter(name="followup.facts_confirmed").exists()


def test_nobody_to_read_needs_a_person(client, planned):
    """Without a clinician the check-in stands first, and says that nobody reads."""
    with practice(planned.practice.pk):
        type(planned.client).objects.filter(pk=planned.client.pk).update(clinician=None)

    answer = sign_in(client, planned.staff).get(reverse(BOARD))

    assert "nobody reads the answers" in answer.context["people"][0].state


def test_the_step_shows_the_exact_message_and_todays_answer(client, planned):
    """The letter is the fixed text; the answer is not kept, and each duty is met."""
    answer = sign_in(client, planned.staff).get(step_url(planned))

    text = words(answer)
    assert "A note from Alder House" in text
    assert "You said we could send one around now." in text
    assert answer.context["ruling"].outcome == "permit"
    assert answer.context["ruling"].met
    assert not answer.context["ruling"].duties
    with practice(planned.practice.pk):
        assert not Ruling.objects.exists()
        assert Step.objects.get(pk=planned.step().pk).state == "planned"


def test_a_step_ahead_is_weighed_for_its_own_day(client, planned):
    """The check-in after three months is not called outside its days today."""
    answer = sign_in(client, planned.staff).get(step_url(planned, "m3"))

    assert answer.context["ruling"].outcome == "permit"
    assert answer.context["ruling"].on == planned.step("m3").due_on


def test_staff_may_pause_and_never_start_again(client, planned):
    """The agreement rests; no page of the desk takes it up again."""
    browser = sign_in(client, planned.staff)

    answer = browser.post(step_url(planned, name="desk:step_pause"))
    page = browser.get(answer["Location"])

    assert state_of(planned) == ("paused", "client")
    assert "Only they can start it again" in words(page)
    assert "Start again" not in words(page)
    with practice(planned.practice.pk):
        found = queries.standing_of(planned.client.pk)
    assert found.directives[planned.directive].state == "paused"


def test_one_check_in_can_be_taken_out(client, planned):
    """It is stopped at once; the others stay as they were agreed."""
    browser = sign_in(client, planned.staff)

    answer = browser.post(step_url(planned, "m3", name="desk:step_take_out"))

    assert answer.status_code == 303
    assert state_of(planned, "m3") == ("stopped", "client")
    assert state_of(planned, "m1")[0] == "planned"
    with practice(planned.practice.pk):
        found = queries.standing_of(planned.client.pk).directives[planned.directive]
    assert [step.key for step in found.terms.steps] == ["m1", "m6"]


def test_nothing_can_be_sent_or_sent_again_from_the_desk(client, planned):
    """There is no such button, and a GET changes nothing."""
    browser = sign_in(client, planned.staff)

    page = browser.get(step_url(planned)).content.decode()

    for word in ("Send now", "Resend", "Send again", "Release"):
        assert word not in page
    for name in ("desk:step_pause", "desk:step_take_out", "desk:step_confirm"):
        assert browser.get(step_url(planned, name=name)).status_code == 405


def test_an_answered_step_leads_to_the_answers(client, story):
    """The board links what may be read, and shows no number."""
    administration = a_check_in(story, [1, 1, 1, 1])

    answer = sign_in(client, story.staff).get(reverse(BOARD))

    assert reverse("desk:answer", args=[administration]) in answer.content.decode()


def test_a_supervisor_sees_that_it_was_answered_and_no_way_to_read_it(client, story):
    """Answers are read by whom the client was told of; no link leads nowhere."""
    administration = a_check_in(story, [1, 1, 1, 1])
    supervisor = factories.a_member(story.practice, Role.SUPERVISOR)

    answer = sign_in(client, supervisor).get(reverse(BOARD))

    assert story.client.reference in words(answer)
    link = reverse("desk:answer", args=[administration])
    assert link not in answer.content.decode()


def test_others_clients_are_not_on_the_board_and_not_found(client, planned):
    """A colleague sees an empty board; a stranger's step does not exist."""
    colleague = factories.a_member(planned.practice)
    factories.a_clinician(planned.practice, colleague)
    stranger = factories.a_member(factories.a_practice())

    for other in (colleague, stranger):
        browser = sign_in(Client(), other)
        assert planned.client.reference not in words(browser.get(reverse(BOARD)))
        assert browser.get(step_url(planned)).status_code == 404
        pause = step_url(planned, name="desk:step_pause")
        assert browser.post(pause).status_code == 404
    assert state_of(planned)[0] == "planned"


@pytest.mark.parametrize(
    "role", [Role.ADMINISTRATOR, Role.COMPLIANCE, Role.EXECUTOR], ids=str
)
def test_who_follows_nobody_up_finds_no_board(client, planned, role):
    """Only clinicians and supervisors have this place."""
    other = factories.a_member(planned.practice, role)

    assert sign_in(client, other).get(reverse(BOARD)).status_code == 404


def test_no_title_names_a_client(client, planned):
    """A title may be seen over a shoulder."""
    browser = sign_in(client, planned.staff)

    for url in (reverse(BOARD), step_url(planned)):
        said = title(browser.get(url))
        assert "Jo" not in said
        assert planned.client.reference not in said


def test_the_reader_who_covers_is_named(client, planned):
    """While the clinician is away the board names who reads instead."""
    cover = factories.a_clinician(planned.practice, client_facing_name="Dana")
    with practice(planned.practice.pk):
        Clinician.objects.filter(pk=planned.clinician.pk).update(
            away_from="2027-02-20", away_until="2027-03-20", covered_by=cover
        )

    answer = sign_in(client, planned.staff).get(reverse(BOARD))

    assert answer.context["lines"][0].reader == "Dana"


@pytest.mark.parametrize("state", sorted(STATES))
def test_every_state_has_words(state):
    """No code of a state stands on a page."""
    assert "_" not in state_words(state, "")


@pytest.mark.parametrize(
    "because",
    [*BECAUSE, "missing:capacity", "unmet:offer_stop", "unmet:inside_the_agreement"],
)
def test_every_reason_has_words(because):
    """No code of a reason stands on a page."""
    said = because_words(because)

    assert said
    assert "_" not in said
    assert ":" not in said.replace("not known yet:", "").replace("not met:", "")


@pytest.mark.parametrize("name", [*weighing.ALWAYS, weighing.OUTSIDE])
def test_every_duty_of_a_check_in_says_what_meets_it_and_what_is_missing(name):
    """Neither a code nor a note for makers of rules stands on the page."""
    for said in (duty_says(name), met_by(name, met=True), met_by(name, met=False)):
        assert said
        assert "_" not in said
