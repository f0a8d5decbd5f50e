"""The pages of a professional will, from its making to the letter in the envelope."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client as Web
from django.urls import reverse

from afterword import clock
from afterword.audit.actors import Role
from afterword.audit.models import Event
from afterword.clinic.models import Clinician, ContactPoint, OwnRules
from afterword.consent import services as consent
from afterword.contact.models import GoAhead
from afterword.desk.views import executor, executor_letters
from afterword.ending.models import Ending
from afterword.ending.services import executing
from afterword.ending.unplanned import BreakGlass, ProfessionalWill
from afterword.letters import letter as paper
from afterword.tenancy import practice
from afterword.vault import services as vault
from tests import factories
from tests.desk.pages import title, words
from tests.go_aheads import NUMBER, a_point
from tests.stories import the_clock_at

pytestmark = pytest.mark.django_db(transaction=True)
WILL = {
    "instructions_at": "With the solicitor in Oak Street.",
    "records_holder": "Oak Records Example Ltd",
    "records_how": "Write to 4 Oak Street.",
    "questions_to": "Eva Example, 415 555 0100.",
    "option_1": "Elm Street Centre: 415 555 0120",
    "option_2": "The Rooms: 415 555 0121",
    "option_3": "Your own doctor.",
}


@pytest.fixture
def eva(home):
    return factories.a_member(home, Role.EXECUTOR)


@pytest.fixture
def dana(home):
    return factories.a_member(home, Role.SUPERVISOR)


@pytest.fixture
def named(eva, dana):
    return WILL | {"executor": str(eva.id), "second": str(dana.id)}


@pytest.fixture
def glass(home, desk, named, eva):
    """A way in that was stated and waits for the second person."""
    desk.post(reverse("desk:will"), named)
    with practice(home.pk):
        will = ProfessionalWill.objects.get().pk
    return executing.break_glass(
        will=will,
        stated=executing.Stated("died", clock.today(), "The family rang."),
        by=eva,
        at=clock.now(),
    )


def test_from_the_will_to_the_posted_letter(  # noqa: PLR0913 - everybody in it
    home, clinician, person, desk, named, eva, dana, browser_of
):
    """Named, stated, seen at once, confirmed, opened, printed, posted."""
    with practice(home.pk):
        Clinician.objects.filter(pk=clinician.pk).update(
            sets_complete=True, employer_policy="none", hipaa_covered="no"
        )
        OwnRules.objects.create(
            clinician=clinician, place="US-CA", stated_on=clock.today()
        )
    a_point(person, "letter", shared="no", confirmed_on=clock.today())
    a_point(person)
    assert desk.post(reverse("desk:will"), named).status_code == 303
    hers, second = browser_of(eva), browser_of(dana)
    with practice(home.pk):
        will = ProfessionalWill.objects.get().pk
    assert "You tell their clients." in words(hers.get(reverse("desk:wills")))

    stated = {
        "what": "died",
        "since": str(clock.today() - timedelta(days=2)),
        "how_known": "The family rang.",
    }
    here = hers.post(reverse("desk:glass_state", args=[will]), stated)["Location"]
    closed = words(hers.get(here))
    assert "Nothing is open yet." in closed
    assert "Jo Example" not in closed
    today = words(second.get(reverse("desk:today")))
    assert "An executor says that a clinician cannot go on" in today
    with practice(home.pk):
        row = BreakGlass.objects.get().pk
    settle = reverse("desk:glass_settle", args=[row])
    hers.post(settle, {"do": "confirm"})
    assert "Nothing is open yet." in words(hers.get(here))
    second.post(settle, {"do": "confirm"})

    shown = hers.get(here)
    assert "Jo Example" in words(shown)
    assert NUMBER in words(shown)
    assert "Jo" not in title(shown)
    assert "Jo Example" not in words(second.get(here))
    hers.post(settle, {"do": "endings"})
    with practice(home.pk):
        assert Ending.objects.get().kind == "death_or_incapacity"
        why = set(
            Event.objects.filter(name="vault.opened", by_id=eva.id).values_list(
                "why", flat=True
            )
        )
    assert why == {"executor"}

    one = reverse("desk:glass_person", args=[row, person.pk])
    page = hers.get(one)
    assert "Write to Jo Example by post" in words(page)
    ticks = [name for name, _ in page.context["form"].fields["confirm"].choices]
    assert hers.post(one, {}).status_code == 422
    hers.post(one, {"confirm": ticks})
    paper = hers.post(reverse("desk:glass_letter", args=[row, person.pk]))
    assert paper.content.startswith(b"%PDF")
    hers.post(reverse("desk:glass_came", args=[row, person.pk]), {"came": "posted"})
    assert "Letter posted" in words(hers.get(here))

    second.post(settle, {"do": "close"})
    assert "Jo Example" not in words(hers.get(here))
    assert hers.get(one).status_code == 404


def test_a_will_is_said_to_lack_something_beside_its_field(desk, named):
    """One person cannot be both."""
    answer = desk.post(reverse("desk:will"), named | {"second": named["executor"]})

    assert answer.status_code == 422
    assert "Choose somebody else than the executor" in words(answer)

    answer = desk.post(reverse("desk:will"), named | {"option_3": named["option_1"]})

    assert answer.status_code == 422
    assert "Name three different places" in words(answer)


def test_nobody_else_finds_it(home, glass, person, browser_of):
    """Another executor, a colleague, another practice; a stranger signs in first."""
    elsewhere = factories.a_practice(set_up_at=clock.now())
    others = [
        browser_of(factories.a_member(home, Role.EXECUTOR)),
        browser_of(factories.a_member(home, Role.CLINICIAN)),
        browser_of(factories.a_member(elsewhere, *Role)),
    ]
    with practice(home.pk):
        will = ProfessionalWill.objects.get().pk
    given = {"glass": glass, "client": person.pk, "will": will}
    for one in [*executor.urlpatterns, *executor_letters.urlpatterns]:
        kept = {key: given[key] for key in one.pattern.converters}
        path = reverse(f"desk:{one.name}", kwargs=kept)
        for answer in (Web().get(path), Web().post(path)):
            assert answer.status_code in {302, 405}
        for browser in others:
            seen = {browser.get(path).status_code, browser.post(path).status_code}
            assert seen <= {404, 405}, (one.name, seen)


def test_a_second_person_sees_what_they_confirm_and_no_more(
    home, desk, named, eva, browser_of
):
    """A clinician without another role: their name in it, then what was stated."""
    sam = factories.a_member(home, Role.CLINICIAN)
    theirs = browser_of(sam)
    wills, today = reverse("desk:wills"), reverse("desk:today")
    said = "An executor says that a clinician cannot go on"
    assert theirs.get(wills).status_code == 404
    desk.post(reverse("desk:will"), named | {"second": str(sam.id)})

    shown = words(theirs.get(wills))
    assert "You confirm that it has happened." in shown
    assert WILL["instructions_at"] not in shown
    assert said not in shown
    assert said not in words(theirs.get(today))
    with practice(home.pk):
        will = ProfessionalWill.objects.get().pk
    glass = executing.break_glass(
        will=will,
        stated=executing.Stated("died", clock.today(), "The family rang."),
        by=eva,
        at=clock.now(),
    )
    here = reverse("desk:glass", args=[glass])
    assert said in words(theirs.get(today))
    assert here in theirs.get(today).content.decode()
    shown = words(theirs.get(here))
    assert "The family rang." in shown
    assert WILL["instructions_at"] not in shown
    assert WILL["instructions_at"] in words(browser_of(eva).get(here))
    theirs.post(reverse("desk:glass_settle", args=[glass]), {"do": "confirm"})
    assert said not in words(theirs.get(today))
    assert executing.opened(glass, by=eva)


def test_before_it_is_confirmed_no_page_of_a_person_is_found(
    glass, person, eva, browser_of
):
    """Not even by the executor whom the will names."""
    hers = browser_of(eva)
    path = reverse("desk:glass_person", args=[glass, person.pk])
    assert hers.get(path).status_code == 404
    path = reverse("desk:glass_letter", args=[glass, person.pk])
    assert hers.post(path).status_code == 404


@pytest.fixture
def ready(home, clinician, person, glass, eva, dana):  # noqa: PLR0913
    """A way in that is open, and somebody who can be written to."""
    with practice(home.pk):
        Clinician.objects.filter(pk=clinician.pk).update(
            sets_complete=True, employer_policy="none", hipaa_covered="no"
        )
        OwnRules.objects.create(
            clinician=clinician, place="US-CA", stated_on=clock.today()
        )
    a_point(person, "letter", shared="no", confirmed_on=clock.today())
    executing.confirm_glass(glass=glass, by=dana, at=clock.now())
    executing.open_endings(glass=glass, by=eva)
    return glass


def another_address(person, text="99 Later Street\nOakland", **kept):
    with practice(person.practice_id):
        point = ContactPoint(
            client=person,
            channel="letter",
            address_index=uuid4().bytes,
            added_at=clock.now() + timedelta(seconds=5),
            **kept,
        )
        vault.seal(point, address=text)
        point.save(force_insert=True)


def opened_by(hers, one):
    """Open the letter on its page, every point ticked."""
    form = hers.get(one).context["form"]
    ticks = [name for name, _ in form.fields["confirm"].choices]
    return hers.post(one, {"confirm": ticks}, follow=True)


def test_the_address_is_the_one_that_was_decided_on(  # noqa: PLR0913 - all of it
    home, person, ready, eva, browser_of, monkeypatch
):
    """Never a newer one, nor one that others read; and nowhere before it is open."""
    another_address(person)
    another_address(person, "98 Shared Street\nOakland", shared="yes")
    a_point(person, shared="yes")
    seen = []
    real = paper.pdf
    monkeypatch.setattr(paper, "pdf", lambda one, **kept: seen.append(one) or real(one))
    hers = browser_of(eva)
    one = reverse("desk:glass_person", args=[ready, person.pk])
    for page in (reverse("desk:glass", args=[ready]), one):
        shown = words(hers.get(page))
        for text in ("Alder Way", "Later Street", "Shared Street", NUMBER):
            assert text not in shown

    assert "12 Alder Way" in words(opened_by(hers, one))
    hers.post(reverse("desk:glass_letter", args=[ready, person.pk]))

    assert "12 Alder Way" in " ".join(seen[0].address)


@pytest.mark.parametrize("is_looked_at_first", [True, False])
def test_a_stop_closes_a_letter_before_it_is_printed(  # noqa: PLR0913 - all of it
    home, person, ready, eva, ruth, browser_of, is_looked_at_first
):
    """No paper, no address and no number after it, whichever page is asked first."""
    a_point(person)
    hers = browser_of(eva)
    one = reverse("desk:glass_person", args=[ready, person.pk])
    opened_by(hers, one)
    print_it = reverse("desk:glass_letter", args=[ready, person.pk])
    consent.withdraw(
        client=person.pk, scope=consent.Scope("no_contact"), by=ruth, at=clock.now()
    )
    pages = [lambda: hers.get(one), lambda: hers.post(print_it, follow=True)]

    for ask in pages if is_looked_at_first else reversed(pages):
        shown = ask()
        assert not shown.content.startswith(b"%PDF")
        assert "12 Alder Way" not in words(shown)
        assert "Print the letter" not in words(shown)
        assert NUMBER not in words(shown)
        assert "They asked for no contact after you opened this." in words(shown)
        with practice(home.pk):
            assert GoAhead.objects.get().closed_why == "stopped"
    listed = words(hers.get(reverse("desk:glass", args=[ready])))
    assert NUMBER not in listed
    assert "They asked for no contact." in listed
    hers.post(reverse("desk:glass_came", args=[ready, person.pk]), {"came": "not"})
    assert "No letter to Jo Example from here" in words(hers.get(one))


def test_the_next_day_it_is_asked_anew(home, person, ready, eva, browser_of):
    """What came of the old one is said first; its paper is gone with its day."""
    hers = browser_of(eva)
    one = reverse("desk:glass_person", args=[ready, person.pk])
    opened_by(hers, one)
    with the_clock_at(clock.now() + timedelta(days=2)):
        answer = hers.post(
            reverse("desk:glass_letter", args=[ready, person.pk]), follow=True
        )
        assert "12 Alder Way" not in words(answer)
        assert "It was for its own day" in words(answer)
        hers.post(reverse("desk:glass_came", args=[ready, person.pk]), {"came": "not"})
        assert "12 Alder Way" in words(opened_by(hers, one))
