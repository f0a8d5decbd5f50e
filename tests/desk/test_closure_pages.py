"""The pages of a practice that closes, from the plan to the letter in the envelope."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client as Web
from django.urls import reverse

from afterword import clock
from afterword.audit.actors import Role
from afterword.clinic.models import Clinician, ContactPoint, OwnRules
from afterword.consent import services as consent
from afterword.contact import closures, tasks
from afterword.contact.models import GoAhead
from afterword.contact.services import closing_down, posting, standing
from afterword.desk.fixed_letters import without_gaps
from afterword.desk.views import closure as pages
from afterword.ending.unplanned import Closure, ClosureLine
from afterword.letters import letter as paper
from afterword.tenancy import practice
from afterword.vault import services as vault
from tests import factories
from tests.desk.pages import title, words
from tests.go_aheads import a_point
from tests.stories import the_clock_at

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


@pytest.fixture
def begun(home, clinician, kim, dana):
    """A closure that two people stand behind, with what its letters rest on."""
    with practice(home.pk):
        Clinician.objects.filter(pk=clinician.pk).update(
            sets_complete=True, employer_policy="none", hipaa_covered="no"
        )
        OwnRules.objects.create(
            clinician=clinician, place="US-CA", stated_on=clock.today()
        )
    now = clock.now()
    plan = closing_down.Plan(
        last_day=clock.today() + timedelta(days=60),
        custodian=PLAN["custodian"],
        ask_how=PLAN["ask_how"],
        questions_to=PLAN["questions_to"],
        options=(PLAN["option_1"], PLAN["option_2"], PLAN["option_3"]),
    )
    made = closing_down.plan_closure(plan=plan, by=kim, at=now)
    backed = closing_down.stand_behind(closure=made, reasons="r", by=kim, at=now)
    standing.confirm(standing=backed, by=dana, at=now)
    closing_down.begin(closure=made, by=kim, at=now)
    return made


@pytest.fixture
def opened(begun, person, kim, ruth):
    """The line of one letter that is in the hands of who posts it."""
    a_point(person, "letter", shared="no", confirmed_on=clock.today())
    now = clock.now()
    closing_down.prepare(closure=begun, by=kim, at=now)
    (line,) = posting.release(closure=begun, confirmed=closures.TICKED, by=ruth, at=now)
    return line


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
    assert desk.get(letter).status_code == 405
    paper = desk.post(letter)
    assert paper.content.startswith(b"%PDF")
    assert boss.post(letter).status_code == 404

    desk.post(reverse("desk:closure_posted", args=[row]), {"came": "posted"})
    assert desk.post(letter).status_code == 404
    assert "Posted 1" in words(lead.get(here))


def the_go_ahead(home):
    with practice(home.pk):
        return GoAhead.objects.get()


@pytest.mark.parametrize("is_looked_at_first", [True, False])
def test_a_stop_closes_a_letter_before_it_is_printed(  # noqa: PLR0913 - all of it
    home, person, desk, ruth, begun, opened, is_looked_at_first
):
    """No paper and no address after it, on whichever page is asked first."""
    pages = [
        lambda: desk.get(reverse("desk:closure_letters", args=[begun])),
        lambda: desk.post(
            reverse("desk:closure_letter", args=[begun, opened]), follow=True
        ),
    ]
    consent.withdraw(
        client=person.pk, scope=consent.Scope("no_contact"), by=ruth, at=clock.now()
    )

    for ask in pages if is_looked_at_first else reversed(pages):
        shown = ask()
        assert not shown.content.startswith(b"%PDF")
        assert "12 Alder Way" not in words(shown)
        assert "Print the letter" not in words(shown)
        assert "They asked for no contact after you opened this." in words(shown)
        assert the_go_ahead(home).closed_why == "stopped"


def test_what_a_stop_closed_is_told_by_itself(  # noqa: PLR0913 - everybody in it
    home, clinician, person, desk, ruth, kim, begun, opened
):
    """*I posted all of them* speaks of what could be printed, and of no other."""
    other = factories.a_client(home, clinician)
    point = a_point(other, "letter", shared="no", confirmed_on=clock.today())
    with practice(home.pk):
        ContactPoint.objects.filter(pk=point.pk).update(address_index=uuid4().bytes)
    closing_down.prepare(closure=begun, by=kim, at=clock.now())
    now = clock.now()
    posting.release(closure=begun, confirmed=closures.TICKED, by=ruth, at=now)
    consent.withdraw(
        client=person.pk, scope=consent.Scope("no_contact"), by=ruth, at=clock.now()
    )
    here = reverse("desk:closure_letters", args=[begun])
    assert words(desk.get(here)).count("Print the letter") == 1

    desk.post(reverse("desk:closure_posted", args=[begun]), {"came": "posted"})

    with practice(home.pk):
        assert GoAhead.objects.get(client=other).came == "done"
        row = GoAhead.objects.get(client=person)
    assert row.came == ""
    alone = reverse("desk:go_ahead", args=[row.pk])
    assert alone in desk.get(here).content.decode()
    desk.post(reverse("desk:go_ahead_record", args=[row.pk]), {"came": "not_done"})
    assert "Open the next letter" in words(desk.get(here))


def test_what_was_posted_can_be_found_after_it_is_called_off(  # noqa: PLR0913
    person, desk, kim, browser_of, begun, opened
):
    """Nothing is printed any more; who has the letter stands in a list."""
    lead, here = browser_of(kim), reverse("desk:closure")
    letters = reverse("desk:closure_letters", args=[begun])

    lead.post(reverse("desk:closure_off", args=[begun]))

    assert "Say what came of 1 letter" in words(desk.get(here))
    printing = reverse("desk:closure_letter", args=[begun, opened])
    shown = words(desk.post(printing, follow=True))
    assert "The closing was called off. Do not post it." in shown
    assert "12 Alder Way" not in shown
    assert "Open the next letter" not in words(desk.get(letters))
    refused = desk.post(letters, {"confirm": list(closures.TICKED)}, follow=True)
    assert "it was called off" in words(refused)
    desk.post(reverse("desk:closure_posted", args=[begun]), {"came": "posted"})
    told = reverse("desk:closure_told", args=[begun])
    assert told in lead.get(here).content.decode()
    assert f"{person.reference} Posted" in words(lead.get(told))
    assert "That was called off" in words(lead.get(told))


def test_after_the_last_day_open_endings_are_said(home, kim, browser_of, begun, opened):
    """They wait for their clinicians; whoever plans sees how many."""
    lead, here = browser_of(kim), reverse("desk:closure")
    before = words(lead.get(here))
    assert "Endings still open 1" in before
    assert "The last day has passed." not in before
    with practice(home.pk):
        Closure.objects.update(last_day=clock.today() - timedelta(days=2))
    assert "The last day has passed." in words(lead.get(here))


def test_a_letter_is_for_its_own_day(home, desk, begun, opened):
    """The next day nothing is printed; that it was posted can still be said."""
    with the_clock_at(clock.now() + timedelta(days=2)):
        answer = desk.post(
            reverse("desk:closure_letter", args=[begun, opened]), follow=True
        )
        assert "12 Alder Way" not in words(answer)
        assert "It was for its own day" in words(answer)
        desk.post(reverse("desk:closure_posted", args=[begun]), {"came": "posted"})
    assert the_go_ahead(home).came == "done"


def test_the_paper_has_the_address_that_was_decided_on(  # noqa: PLR0913
    home, person, desk, begun, opened, monkeypatch
):
    """One that came later is not it, and is weighed for nobody."""
    seen = []
    real = paper.pdf
    monkeypatch.setattr(paper, "pdf", lambda one, **kept: seen.append(one) or real(one))
    with practice(home.pk):
        other = ContactPoint(client=person, channel="letter", added_at=clock.now())
        other.address_index = uuid4().bytes
        vault.seal(other, address="99 Later Street\nOakland")
        other.save(force_insert=True)

    desk.post(reverse("desk:closure_letter", args=[begun, opened]))

    assert "12 Alder Way" in " ".join(seen[0].address)


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
    planners |= {"closure_told"}
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
