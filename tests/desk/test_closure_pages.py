"""The pages of a practice that closes, from the plan to the letter in the envelope."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client as Web
from django.urls import reverse

from afterword import clock
from afterword.audit.actors import Role
from afterword.clinic.models import Clinician, OwnRules
from afterword.contact import closures, tasks
from afterword.contact.services import closing_down
from afterword.desk.fixed_letters import without_gaps
from afterword.desk.views import closure as pages
from afterword.ending.unplanned import Closure, ClosureLine
from afterword.tenancy import practice
from tests import factories
from tests.desk.pages import title, words
from tests.go_aheads import a_point

pytestmark = pytest.mark.django_db(transaction=True)
PLAN = {
    "custodian": "Oak Records Example Ltd",
    "ask_how": "Write to 4 Oak Street.",
    "questions_to": "Kim Example, 415 555 0100, until March.",
    "option_1": "Elm Street Centre: 415 555 0120",
    "option_2": "The Rooms: 415 555 0121",
    "option_3": "Your own doctor. Ask for somebody to talk to.",
}


@pytest.fixture
def kim(home):
    return factories.a_member(home, Role.COMPLIANCE)


@pytest.fixture
def dana(home):
    return factories.a_member(home, Role.SUPERVISOR)


@pytest.fixture
def asked(monkeypatch):
    """Jobs that were asked for; no worker runs here."""
    found = []
    monkeypatch.setattr(tasks, "prepare_later", lambda **kept: found.append(kept))
    return found


def the_closure(home):
    with practice(home.pk):
        return Closure.objects.get().pk


def test_from_the_plan_to_the_posted_letter(  # noqa: PLR0913 - everybody in it
    home, clinician, person, desk, kim, dana, browser_of, asked
):
    """Two people, a run, one left out with why, one letter printed and posted."""
    with practice(home.pk):
        Clinician.objects.filter(pk=clinician.pk).update(
            sets_complete=True, employer_policy="none", hipaa_covered="no"
        )
    with practice(home.pk):
        OwnRules.objects.create(
            clinician=clinician, place="US-CA", stated_on=clock.today()
        )
    a_point(person, "letter", shared="no", confirmed_on=clock.today())
    nowhere = factories.a_client(home, clinician)
    lead, boss = browser_of(kim), browser_of(dana)
    last_day = str(clock.today() + timedelta(days=60))

    lead.post(reverse("desk:closure_plan"), PLAN | {"last_day": last_day})
    here = reverse("desk:closure")
    assert "Nobody stands behind it yet." in words(lead.get(here))
    row = the_closure(home)
    lead.post(reverse("desk:closure_stand", args=[row]), {"reasons": "The lease ends"})
    assert "A second one confirms it." in words(boss.get(here))
    lead.post(reverse("desk:closure_run", args=[row]))
    assert asked == []
    with practice(home.pk):
        standing = Closure.objects.get().standing_id
    boss.post(reverse("desk:standing_confirm", args=[standing]))
    lead.post(reverse("desk:closure_run", args=[row]))
    assert asked == [{"closure": row, "by": kim}]
    closing_down.prepare(closure=row, by=kim, at=clock.now())

    page = lead.get(here)
    assert "Everybody was looked at. 1 letter waits to be posted." in words(page)
    assert "Oak Records Example Ltd keeps your records." in words(page)
    out = words(lead.get(reverse("desk:closure_left_out", args=[row])))
    assert nowhere.reference in out
    assert "No postal address on file that only they read" in out
    assert "Jo Example" not in out

    letters = reverse("desk:closure_letters", args=[row])
    assert "Open the next letter" in words(desk.get(letters))
    assert desk.post(letters, {}).status_code == 422
    assert desk.post(letters, {"confirm": list(closures.TICKED)}).status_code == 303
    shown = desk.get(letters)
    assert "12 Alder Way" in words(shown)
    assert "Jo" not in title(shown)
    with practice(home.pk):
        line = ClosureLine.objects.get(state="opened").pk
    letter = reverse("desk:closure_letter", args=[row, line])
    paper = desk.get(letter)
    assert paper.content.startswith(b"%PDF")
    assert boss.get(letter).status_code == 404

    desk.post(reverse("desk:closure_posted", args=[row]), {"came": "posted"})
    assert desk.get(letter).status_code == 404
    assert "Posted 1" in words(lead.get(here))


def test_a_plan_with_gaps_is_said_beside_its_fields(kim, browser_of):
    """The form as it was typed, and nothing kept."""
    typed = PLAN | {"last_day": "2020-01-01", "option_3": PLAN["option_1"]}

    answer = browser_of(kim).post(reverse("desk:closure_plan"), typed)

    assert answer.status_code == 422
    assert "The last day has passed" in words(answer)
    assert "Name three different places" in words(answer)


@pytest.mark.parametrize(
    "words",
    ["See www.oak.example for offers.", "Ask for the file on your depression."],
)
def test_words_that_no_letter_says_are_refused_in_a_plan(home, kim, browser_of, words):
    """One text goes to everybody, so the check of every letter reads it first."""
    last_day = str(clock.today() + timedelta(days=60))
    typed = PLAN | {"last_day": last_day, "ask_how": words}

    answer = browser_of(kim).post(reverse("desk:closure_plan"), typed)

    assert answer.status_code == 422
    with practice(home.pk):
        assert not Closure.objects.exists()


def test_what_nobody_wrote_down_is_left_out_of_the_letter():
    """A sentence with a gap goes, and no other."""
    text = "It closes on Monday. We began on [the day on which it began].\n\nNothing."

    assert without_gaps(text) == "It closes on Monday.\n\nNothing."


def test_wrong_roles_and_strangers_find_nothing(home, kim, browser_of):
    """Each page to its roles, in its own practice; a stranger signs in first."""
    plan = closing_down.Plan(
        last_day=clock.today() + timedelta(days=60),
        custodian="c",
        ask_how="a",
        questions_to="q",
        options=("1", "2", "3"),
    )
    row = closing_down.plan_closure(plan=plan, by=kim, at=clock.now())
    executor = browser_of(factories.a_member(home, Role.EXECUTOR))
    clinician = browser_of(factories.a_member(home, Role.CLINICIAN))
    elsewhere = factories.a_practice(set_up_at=clock.now())
    theirs = browser_of(factories.a_member(elsewhere, *Role))
    planners = {"closure_plan", "closure_run", "closure_off", "closure_left_out"}
    for one in pages.urlpatterns:
        given = {"closure": row, "line": uuid4()}
        kept = {key: given[key] for key in one.pattern.converters}
        path = reverse(f"desk:{one.name}", kwargs=kept)
        for answer in (Web().get(path), Web().post(path)):
            assert answer.status_code in {302, 405}
        nobody = [executor, *([theirs] if kept else [])]
        nobody += [clinician] if one.name in planners | {"closure_stand"} else []
        for browser in nobody:
            seen = {browser.get(path).status_code, browser.post(path).status_code}
            assert seen <= {404, 405}, (one.name, seen)
    assert "No closure is planned" in words(theirs.get(reverse("desk:closure")))
    with practice(home.pk):
        assert Closure.objects.get().state == "planned"
