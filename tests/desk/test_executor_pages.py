"""The pages of a professional will, from its making to the letter in the envelope."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client as Web
from django.urls import reverse

from afterword import clock
from afterword.audit.actors import Role
from afterword.audit.models import Event
from afterword.clinic.models import Clinician, OwnRules
from afterword.desk.views import executor, executor_letters
from afterword.ending.models import Ending
from afterword.ending.services import executing
from afterword.ending.unplanned import BreakGlass, ProfessionalWill
from afterword.tenancy import practice
from tests import factories
from tests.desk.pages import title, words
from tests.go_aheads import NUMBER, a_point

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
    paper = hers.get(reverse("desk:glass_letter", args=[row, person.pk]))
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


def test_before_it_is_confirmed_no_page_of_a_person_is_found(
    glass, person, eva, browser_of
):
    """Not even by the executor whom the will names."""
    hers = browser_of(eva)
    for name in ("glass_person", "glass_letter"):
        path = reverse(f"desk:{name}", args=[glass, person.pk])
        assert hers.get(path).status_code == 404
