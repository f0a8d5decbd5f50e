"""One filling-in on its page: an older wording, and links that lead somewhere."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from afterword import clock
from afterword.audit.actors import Role
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
