"""One filling-in on its page: an older wording, and links that lead somewhere."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from afterword import clock
from afterword.audit.actors import Role
from afterword.audit.models import Event
from afterword.clinic.models import Administration
from afterword.clinic.services import responding
from afterword.ending.models import Ending
from afterword.ending.services import filling, writing
from afterword.ending.services.filling import Filling
from afterword.tenancy import practice
from tests import factories
from tests.desk.pages import words

pytestmark = pytest.mark.django_db
RISKY = [0, 0, 0, 0, 0, 0, 0, 0, 2]
RISK = "A question about risk was answered above its lowest answer"
BETTER_OFF = "better off dead"


@pytest.fixture
def ending(person, ruth, clinician):
    """An ending of that client's, open, with hours for answers about risk."""
    responding.state_response(
        clinician=clinician.pk, hours="weekdays, 9 to 5", within_hours=24, by=ruth
    )
    return writing.open_ending(client=person.pk, by=ruth)


def filled(ending, by, answers=RISKY, **kept):
    given = Filling(instrument="phq9", answers=answers, **kept)
    return filling.add(ending=ending, filling=given, by=by).id


def worded_otherwise(home, row):
    with practice(home.pk):
        Administration.objects.filter(pk=row).update(version="0" * 64)


def page_of(row):
    return reverse("desk:measured", args=[row])


def links(answer):
    """Give where the page itself leads, without what is around every page."""
    main = re.search(r"<main.*?</main>", answer.content.decode(), re.DOTALL)
    found = re.findall(r'href="(/[^"#]*)', main.group())
    return [one for one in found if one.startswith("/desk/")]


def lead_somewhere(browser, answer):
    """Say whether each link opens a page at once, without a word of refusal."""
    return [browser.get(one).status_code for one in links(answer)]


def test_an_older_wording_is_told_by_number_and_hides_no_risk(
    home, desk, ending, ruth, person
):
    """Today's questions say nothing about what was asked then; what waits, waits."""
    row = filled(ending, ruth)
    current = words(desk.get(page_of(row)))
    worded_otherwise(home, row)

    answer = desk.get(page_of(row))

    page = words(answer)
    task = desk.get(reverse("desk:ending_task", args=[ending, "measure"]))
    assert BETTER_OFF in current
    assert BETTER_OFF not in page
    assert "Over the last" not in page
    assert "Question 9" in page
    assert RISK in page
    assert "It waits for Ruth Example" in page
    assert "entered again since" not in page
    assert RISK in words(task)


def test_of_an_older_wording_nobody_says_that_there_was_no_risk(
    home, desk, ending, ruth
):
    """So long ago that nothing was let wait: it says that it asked, and not what."""
    on = clock.today() - timedelta(days=400)
    row = filled(ending, ruth, moment="start", on=on)
    worded_otherwise(home, row)

    page = words(desk.get(page_of(row)))

    assert RISK not in page
    assert "It asks about risk" in page
    assert "Question 9 2" in re.sub(r"\s+", " ", page)


def test_an_older_wording_that_was_looked_at_still_says_so(home, desk, ending, ruth):
    """Looked at is not gone."""
    row = filled(ending, ruth)
    filling.looked_at(measure=row, by=ruth)
    worded_otherwise(home, row)

    page = words(desk.get(page_of(row)))

    assert RISK in page
    assert "It waits for" not in page


@pytest.mark.parametrize("state", ["open", "closed"])
def test_its_links_lead_somewhere(home, desk, ending, ruth, state):
    """To the task while the ending is open, to what was written once it is closed."""
    row = filled(ending, ruth)
    with practice(home.pk):
        Ending.objects.update(state=state)

    answer = desk.get(page_of(row))

    found = lead_somewhere(desk, answer)
    assert set(found) == {200}
    safety = reverse("desk:ending_task", args=[ending, "safety"])
    assert (safety in links(answer)) == (state == "open")


def test_whoever_stands_in_gets_no_link_to_an_ending_that_is_not_theirs(
    home, browser_of, ending, ruth, clinician
):
    """Nor a button that is refused."""
    row = filled(ending, ruth)
    colleague = factories.a_member(home, Role.CLINICIAN)
    with practice(home.pk):
        clinician.away_from = clock.today() - timedelta(days=1)
        clinician.covered_by = factories.a_clinician(home, colleague)
        clinician.save()
    browser = browser_of(colleague)
    filling.looked_at(measure=row, by=colleague)

    answer = browser.get(page_of(row))

    assert RISK in words(answer)
    assert set(lead_somewhere(browser, answer)) == {200}
    assert "Take this out" not in words(answer)


def test_of_two_endings_of_an_episode_the_open_one_is_meant(
    home, desk, ending, ruth, person
):
    """The work went on after one was closed; this was filled in at both ends."""
    row = filled(ending, ruth)
    with practice(home.pk):
        first = Ending.objects.get(pk=ending)
        second = Ending.objects.get(pk=ending)
        second.pk, second._state.adding = None, True
        Ending.objects.filter(pk=first.pk).update(
            state="closed", opened_at=clock.now() - timedelta(days=9)
        )
        second.save(force_insert=True)

    answer = desk.get(page_of(row))

    assert reverse("desk:ending_task", args=[second.pk, "measure"]) in links(answer)
    assert "Take this out" not in words(answer)


def test_what_is_here_from_the_end_is_not_left_out(home, desk, ending, ruth, events):
    """The button is not there, and the verb refuses; a score of the start is no bar."""
    task = reverse("desk:ending_task", args=[ending, "measure"])
    start = clock.today() - timedelta(days=90)
    filled(ending, ruth, moment="start", on=start)
    before = words(desk.get(task))
    row = filled(ending, ruth)

    after = desk.post(task, {"skip": "1"}, follow=True)

    assert "Leave the questions out" in before
    assert "Leave the questions out" not in words(desk.get(task))
    assert "A questionnaire from the end is here" in words(after)
    assert ("ending.measure_settled", "refused") in events()
    with practice(home.pk):
        assert Ending.objects.get().measure == "done"
    filling.looked_at(measure=row, by=ruth)
    filling.take_out(measure=row, by=ruth)
    desk.post(task, {"skip": "1"})
    with practice(home.pk):
        assert Ending.objects.get().measure == "skipped"


def test_goals_are_no_questionnaire_to_add(home, desk, ending):
    """They are rated where the work is looked back on; no other name is one either."""
    task = reverse("desk:ending_task", args=[ending, "measure"])

    found = [
        desk.get(f"{task}?instrument={name}").status_code
        for name in ("goals", "nothing")
    ]
    sent = desk.post(task, {"instrument": "goals", "goal_1": "5"})

    assert (found, sent.status_code) == ([404, 404], 404)
    with practice(home.pk):
        assert not Administration.objects.exists()


def test_saving_looking_back_opens_no_measure(home, desk, ending, ruth):
    """They are opened to be looked at, and the record says so each time."""
    filled(ending, ruth)
    task = reverse("desk:ending_task", args=[ending, "review"])

    def opened(call):
        before = _openings(home)
        call()
        return _openings(home) - before

    saved = opened(lambda: desk.post(task, {"what_changed": "I ring my sister."}))
    shown = opened(lambda: desk.get(task))

    assert (saved, shown) == (0, 1)


def _openings(home):
    with practice(home.pk):
        lines = Event.objects.filter(
            name="vault.opened", about_kind="clinic.administration"
        )
        return lines.count()


def test_by_hand_a_question_is_said_not_to_apply(home, desk, ending, ruth):
    """It is offered for the one that may not apply, and told as such."""
    task = reverse("desk:ending_task", args=[ending, "measure"])
    fields = desk.get(f"{task}?instrument=wsas").context["form"].fields
    given = {"instrument": "wsas", "q1": "n/a"} | dict.fromkeys(("q2", "q3", "q4"), "2")

    desk.post(task, given | {"q5": "1"})

    with practice(home.pk):
        row = Administration.objects.get().pk
    page = words(desk.get(page_of(row)))
    offers = [
        name for name in fields if ("n/a", "Does not apply") in _choices(fields[name])
    ]
    assert offers == ["q1"]
    assert "7 of 32" in page
    assert "Question 1 Does not apply" in re.sub(r"\s+", " ", page)


def _choices(field):
    return [(str(value), str(text)) for value, text in getattr(field, "choices", [])]


def test_a_score_of_another_numbering_is_kept_as_the_same_score(home, desk, ending):
    """Which numbering the paper has is asked, since 12 means two things."""
    task = reverse("desk:ending_task", args=[ending, "measure"])
    given = {"alone": "1", "instrument": "k10", "alone-total": "2"}

    unsaid = desk.post(task, given)
    too_low = desk.post(task, given | {"alone-numbering": "1-5"})
    desk.post(task, given | {"alone-numbering": "0-4"})

    assert unsaid.status_code == 422
    assert "Say how it is numbered" in words(unsaid)
    assert too_low.status_code == 422
    assert "a whole number from 10 to 50" in words(too_low)
    assert "12 of 50" in words(desk.get(f"{task}?instrument=k10"))


def test_numbers_of_another_numbering_are_kept_as_the_same_answers(home, desk, ending):
    """Where the words may not be shown, the paper in hand may be numbered otherwise."""
    task = reverse("desk:ending_task", args=[ending, "measure"])
    page = desk.get(f"{task}?instrument=rses")
    fields = page.context["form"].fields
    ids = [name for name in fields if name not in {"moment", "on", "numbering"}]
    given = {"instrument": "rses"} | dict.fromkeys(ids, "4")

    wrong = desk.post(task, given | {"numbering": "0-3"})
    desk.post(task, given | {"numbering": "1-4"})

    assert wrong.status_code == 422
    assert "question 1" in words(wrong)
    with practice(home.pk):
        row = Administration.objects.get()
    assert "Question 10 3" in re.sub(r"\s+", " ", words(desk.get(page_of(row.pk))))
