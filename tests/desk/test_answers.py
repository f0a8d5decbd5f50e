"""Answers are opened by who may read them, and never without a line in the record."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from afterword.attention.models import Item
from afterword.audit import services as audit
from afterword.audit.actors import Role
from afterword.audit.models import Event
from afterword.clinic.models import Administration, Clinician
from afterword.followup import checkins
from afterword.tenancy import practice
from tests import factories, stories
from tests.desk.answered import a_check_in, filled_at_the_end
from tests.desk.pages import title, words
from tests.staff import sign_in

CANARY = "zebra crossing at dawn"


def page_of(administration) -> str:
    return reverse("desk:answer", args=[administration])


def events(told, name) -> list[Event]:
    with practice(told.practice.pk):
        return list(Event.objects.filter(name=name).order_by("at"))


@pytest.fixture
def answered(story):
    """The client answered all four questions and wrote something."""
    filled_at_the_end(story, [0, 0, 1, 0])
    return story, a_check_in(story, [1, 1, 2, 1], words=CANARY, contact=True)


def test_opened_answers_are_recorded_and_shown(client, answered):
    """The page holds words, score, chart and each question; the record the reader."""
    told, administration = answered

    answer = sign_in(client, told.staff).get(page_of(administration))

    text = words(answer)
    assert CANARY in text
    assert "5 now, 1 at the end" in text
    assert "Feeling nervous, anxious or on edge" in text
    assert "More than half the days" in text
    assert "The same in numbers" in text
    assert "Ruth reads answers on Tuesdays." in text
    opened = [one for one in events(told, "vault.opened") if one.why == "read_answers"]
    assert {one.by_id for one in opened} == {told.staff.id}


def test_answers_to_an_older_wording_are_told_by_number(client, answered):
    """Today's questions are not what was asked then."""
    told, administration = answered
    with practice(told.practice.pk):
        Administration.objects.filter(pk=administration).update(version="0" * 64)

    text = words(sign_in(client, told.staff).get(page_of(administration)))

    assert CANARY in text
    assert "Feeling nervous" not in text
    assert "More than half the days" not in text


def test_without_a_record_not_a_word_is_shown(client, answered, monkeypatch):
    """When the line cannot be written, the answers stay closed."""
    told, administration = answered
    browser = sign_in(client, told.staff)
    browser.raise_request_exception = False

    def full_disk(*_lines):
        raise OSError("no space left")

    monkeypatch.setattr(audit, "record_many", full_disk)
    answer = browser.get(page_of(administration))

    assert answer.status_code == 500
    assert CANARY not in answer.content.decode()


def test_no_severity_is_coloured_and_nothing_is_advised(client, answered):
    """A score is a number: no word of alarm and no tone of danger stands beside it."""
    told, administration = answered

    text = sign_in(client, told.staff).get(page_of(administration)).content.decode()

    main = text.partition("<main")[2]
    for sign in ("help-now", "data-outcome", "danger-bg", "we suggest", "should"):
        assert sign not in main.lower()


def test_a_gap_is_not_scorable_and_never_a_nought(client, story):
    """Three of four answered: no total is made up."""
    filled_at_the_end(story, [0, 0, 1, 0])
    administration = a_check_in(story, [1, None, 2, 1])

    text = words(sign_in(client, story.staff).get(page_of(administration)))

    assert "Not scorable" in text
    assert "1 of 4 questions was left out" in text
    assert "Left out" in text
    assert "4 now" not in text


def test_without_a_score_at_the_end_nothing_is_compared(client, story):
    """One number alone is shown as one number alone."""
    administration = a_check_in(story, [1, 1, 1, 1])

    text = words(sign_in(client, story.staff).get(page_of(administration)))

    assert "4 of 12" in text
    assert "no score from the end" in text


def test_who_asked_to_be_contacted_stands_first(client, answered):
    """What waits longest does not hide who asked for a person."""
    told, administration = answered
    quiet = stories.an_agreement(home=told.practice, address="kim@mail.example")
    with practice(told.practice.pk):
        Clinician.objects.filter(pk=quiet.clinician.pk).update(user_id=None)
        type(quiet.client).objects.filter(pk=quiet.client.pk).update(
            clinician=told.clinician
        )
    other = a_check_in(quiet, [0, 0, 0, 0])

    answer = sign_in(client, told.staff).get(reverse("desk:answers"))

    order = [line.url for line in answer.context["unread"]]
    assert order == [page_of(administration), page_of(other)]
    assert "Asked to be contacted" in words(answer)


def test_read_is_said_once_and_takes_it_off_the_list(client, answered):
    """The thing that waited is done; the answers keep their place in the list below."""
    told, administration = answered
    browser = sign_in(client, told.staff)
    say_so = reverse("desk:answer_read", args=[administration])

    first = browser.post(say_so)
    browser.post(say_so)
    listed = browser.get(reverse("desk:answers"))

    assert first.status_code == 303
    assert listed.context["unread"] == []
    assert len(listed.context["read"]) == 1
    with practice(told.practice.pk):
        assert Administration.objects.get(pk=administration).read_by == told.staff.id
        assert Item.objects.get(kind="answers").done_at is not None
    outcomes = [one.outcome for one in events(told, "followup.answers_read")]
    assert outcomes == ["done", "repeated"]


def test_only_who_is_responsible_reads(client, answered):
    """A supervisor, an administrator, a colleague and a stranger find no page."""
    told, administration = answered
    colleague = factories.a_member(told.practice)
    factories.a_clinician(told.practice, colleague)
    others = [
        factories.a_member(told.practice, Role.SUPERVISOR),
        factories.a_member(told.practice, Role.ADMINISTRATOR),
        factories.a_member(told.practice, Role.COMPLIANCE),
        colleague,
        factories.a_member(factories.a_practice()),
    ]

    for other in others:
        browser = sign_in(Client(), other)
        assert browser.get(page_of(administration)).status_code == 404
        read = reverse("desk:answer_read", args=[administration])
        assert browser.post(read).status_code == 404
    assert not [
        one for one in events(told, "vault.opened") if one.why == "read_answers"
    ]


def test_who_covers_reads_while_the_clinician_is_away(client, answered):
    """Cover opens the answers for the days of the absence."""
    told, administration = answered
    cover = factories.a_member(told.practice)
    covering = factories.a_clinician(told.practice, cover)
    with practice(told.practice.pk):
        Clinician.objects.filter(pk=told.clinician.pk).update(
            away_from="2027-02-20", away_until="2027-03-20", covered_by=covering
        )

    answer = sign_in(client, cover).get(page_of(administration))

    assert answer.status_code == 200


def test_answers_that_were_not_sent_are_not_there(client, story):
    """What a client is still writing is nobody's to read."""
    story.plan()

    begun = checkins.start(
        occasion=story.step().occasion, by=story.by_client(), at=stories.FIRST_NOON
    )

    answer = sign_in(client, story.staff).get(page_of(begun))

    assert answer.status_code == 404


def test_no_title_names_a_client(client, answered):
    """A title may be seen over a shoulder."""
    told, administration = answered
    browser = sign_in(client, told.staff)

    for url in (page_of(administration), reverse("desk:answers")):
        said = title(browser.get(url))
        assert "Jo" not in said
        assert told.client.reference not in said


def test_an_empty_list_says_that_silence_is_normal(client, story):
    """Nobody is chased."""
    answer = sign_in(client, story.staff).get(reverse("desk:answers"))

    assert "Silence is normal" in words(answer)
