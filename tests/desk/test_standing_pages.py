"""The page of standing settlements: two people, for many, until a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from afterword import clock
from afterword.audit.actors import Role
from afterword.contact.models import StandingLine, StandingSettlement
from afterword.tenancy import practice
from tests import factories
from tests.contact.talks import a_talk, new_edition
from tests.desk.pages import title, words
from tests.staff import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "desk:standing"
PROPOSE = "desk:standing_propose"


@pytest.fixture
def talk(hands):
    """A practice with a supervisor and a compliance lead."""
    return a_talk(reported="", approach="psychodynamic")


@pytest.fixture
def dana(talk):
    """The browser of the supervisor."""
    return sign_in(Client(), talk.supervisor)


@pytest.fixture
def kim(talk):
    """The browser of the compliance lead."""
    return sign_in(Client(), talk.compliance)


def a_form(**changed):
    today = clock.now().date()
    return {
        "population": "The winter group",
        "rules": ["baseline.psychodynamic"],
        "reasons": "They were prepared for it.",
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=60)).isoformat(),
        **changed,
    }


def proposed(browser, purpose="outcome_measure", **changed):
    path = f"{reverse(PROPOSE)}?purpose={purpose}"
    return browser.post(path, a_form(**changed))


def only(talk):
    (row,) = talk.rows(StandingSettlement)
    return row


def test_from_a_proposal_to_an_end(talk, dana, kim):
    """One proposes, the other confirms, either ends it; each step is told in words."""
    assert "Nothing stands." in words(dana.get(reverse(LIST)))
    assert proposed(dana).status_code == 303
    row = only(talk)
    confirm = reverse("desk:standing_confirm", args=[row.pk])
    end = reverse("desk:standing_end", args=[row.pk])

    own, other = dana.get(reverse(LIST)), kim.get(reverse(LIST))
    assert "Waits for a second person." in words(own)
    assert confirm not in own.content.decode()
    assert confirm in other.content.decode()
    assert kim.post(confirm).status_code == 303
    stands = words(dana.get(reverse(LIST)))
    assert "Stands. Send a questionnaire." in stands
    assert "The winter group" in stands
    assert "In this approach the ending is part of the work" in stands
    assert dana.post(end).status_code == 303

    after = dana.get(reverse(LIST))
    assert "Nothing stands." in words(after)
    assert "1 that has ended" in words(after)
    assert [line.says for line in talk.rows(StandingLine)] == ["confirmed", "ended"]


def test_who_proposed_cannot_confirm(talk, dana):
    """The page says so, and nothing stands."""
    proposed(dana)

    dana.post(reverse("desk:standing_confirm", args=[only(talk).pk]))

    assert talk.rows(StandingLine) == []
    assert "Who asked cannot settle it alone" in words(dana.get(reverse(LIST)))


def test_only_what_can_stand_for_many_is_offered(dana):
    """No relationship, no danger, no advertising; of a purpose only its own points."""
    offered = dana.get(reverse(PROPOSE)).content.decode()
    assert 'value="practice_closure"' in offered
    for never in ("social", "intimate", "duty_to_protect", "marketing", "disclosure"):
        assert f'value="{never}"' not in offered
        assert dana.get(f"{reverse(PROPOSE)}?purpose={never}").status_code == 422

    form = dana.get(f"{reverse(PROPOSE)}?purpose=outcome_measure").content.decode()
    assert "baseline.psychodynamic" in form
    assert "baseline.coercive_home" not in form


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"population": ""}, "Fill this in: Name of the programme"),
        ({"rules": []}, "Choose an answer"),
        ({"rules": ["baseline.capacity"]}, "Choose an answer from the list"),
        ({"ends_on": "2030-01-01"}, "not later than it may hold"),
        ({"starts_on": "2020-01-01"}, "not later than it may hold"),
        ({"clinician": "nobody"}, "Choose an answer from the list"),
    ],
)
def test_a_proposal_that_is_none_comes_back_with_words(talk, dana, changed, told):
    """What is missing is said beside the field, and nothing is proposed."""
    page = proposed(dana, **changed)

    assert page.status_code == 422
    assert told in words(page)
    assert title(page).startswith("Error: ")
    assert talk.rows(StandingSettlement) == []


def test_for_whom_is_said_in_words(talk, dana):
    """One clinician's, and who left between two days."""
    proposed(
        dana,
        clinician=str(talk.story.clinician.pk),
        ended_from="2027-01-01",
        ended_until="2027-01-31",
    )

    said = words(dana.get(reverse(LIST)))

    assert f"For the clients of {talk.story.clinician.name}." in said
    assert "from Friday 1 January 2027 until Sunday 31 January 2027" in said


def test_what_rests_on_an_older_edition_says_so(dana, kim, talk, monkeypatch):
    """It settles nothing any more, and the page does not let it look as if."""
    proposed(dana)
    kim.post(reverse("desk:standing_confirm", args=[only(talk).pk]))
    new_edition(monkeypatch, "baseline")
    from afterword.contact import weighing
    from afterword.desk.views import standing

    monkeypatch.setattr(standing, "book", weighing.book)

    assert "A rule in it has changed since" in words(dana.get(reverse(LIST)))


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.ADMINISTRATOR, Role.EXECUTOR])
def test_other_roles_find_no_such_page(talk, dana, role):
    """Neither the list nor a way to propose, confirm or end."""
    proposed(dana)
    row = only(talk)
    browser = sign_in(Client(), factories.a_member(talk.story.practice, role))

    assert browser.get(reverse(LIST)).status_code == 404
    assert proposed(browser).status_code == 404
    for name in ("standing_confirm", "standing_end"):
        path = reverse(f"desk:{name}", args=[row.pk])
        assert browser.post(path).status_code == 404


def test_another_practice_and_a_stranger_find_none(talk, dana):
    """Its supervisor sees an empty list, and no row of ours."""
    proposed(dana)
    row = only(talk)
    elsewhere = factories.a_member(factories.a_practice(), Role.SUPERVISOR)
    other = sign_in(Client(), elsewhere)

    assert "The winter group" not in words(other.get(reverse(LIST)))
    assert Client().get(reverse(LIST)).status_code == 302
    for name in ("standing_confirm", "standing_end"):
        path = reverse(f"desk:{name}", args=[row.pk])
        assert other.post(path).status_code == 404
        assert Client().post(path).status_code == 302
    with practice(talk.story.practice.id):
        assert not StandingLine.objects.exists()


def test_one_alone_is_told_that_it_takes_two(hands):
    """Somebody else has to be there who may confirm."""
    talk = a_talk(alone=True)
    by = factories.a_member(talk.story.practice, Role.SUPERVISOR)

    page = sign_in(Client(), by).get(reverse(LIST))

    assert "it takes two" in words(page)
