"""House policies: chosen by the administrator, weighed each time, never looser."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from afterword.audit.actors import Role
from afterword.audit.models import Event
from afterword.contact import services as gate
from afterword.contact.weighing import book
from afterword.rules.policies import offered
from afterword.tenancy import practice
from afterword.tenancy.models import Practice
from tests import factories, stories
from tests.desk.pages import words
from tests.mail import hands
from tests.staff import sign_in

__all__ = ["hands"]

PAGE = "desk:practice_policies"


@pytest.fixture
def told(transactional_db, hands):
    """Psychodynamic work with a client who agreed to check-ins all the same."""
    return stories.an_agreement(episode={"approach": "cbt"})


@pytest.fixture
def boss(told):
    """The administrator of the practice."""
    return factories.a_member(told.practice, Role.ADMINISTRATOR)


def outcome(told) -> str:
    weighed = gate.preview(request=told.request(), by=told.staff, at=stories.FIRST_NOON)
    return weighed.decision.outcome.value


def adopt(boss, *names):
    return sign_in(Client(), boss).post(reverse(PAGE), {"policy": list(names)})


def lines(told) -> list[str]:
    with practice(told.practice.pk):
        rows = Event.objects.filter(name="clinic.policies_adopted").order_by("at")
        return list(rows.values_list("outcome", flat=True))


def test_every_policy_stands_on_the_page_with_what_it_adds(told, boss):
    """Nobody adopts a sentence that they have not read."""
    shown = unescape(words(sign_in(Client(), boss).get(reverse(PAGE))))

    assert offered(book())
    for rules in offered(book()).values():
        assert rules[0].pack.title in shown
        for rule in rules:
            assert rule.because in shown, rule.id


def test_an_adopted_policy_is_weighed_at_the_gate(told, boss):
    """The step that would have gone now waits for a talk; without it, it goes."""
    before = outcome(told)

    assert adopt(boss, "cbt", "psychodynamic").status_code == 303
    told.report("capacity", "has")
    facts = gate.preview(
        request=told.request(), by=told.staff, at=stories.FIRST_NOON
    ).decision.facts

    assert before == "permit"
    assert facts["house_policies"].value.members == {"cbt", "psychodynamic"}


def test_psychodynamic_work_is_not_followed_up_where_the_house_says_so(
    transactional_db, hands
):
    """The same agreement waits for a talk elsewhere, and is refused here."""
    told = stories.an_agreement(episode={"approach": "psychodynamic"})
    boss = factories.a_member(told.practice, Role.ADMINISTRATOR)
    before = outcome(told)

    adopt(boss, "psychodynamic")

    assert before != "refuse"
    assert outcome(told) == "refuse"


def test_choosing_is_recorded_and_choosing_again_changes_nothing(told, boss):
    """One line each; a name that no pack has is refused with words."""
    adopt(boss, "cbt")
    adopt(boss, "cbt")
    refused = adopt(boss, "made_up")

    assert lines(told) == ["done", "repeated", "refused"]
    assert refused.status_code == 422
    assert "Nothing was changed" in words(refused)
    assert Practice.objects.get(pk=told.practice.pk).house_policies == ["cbt"]


@pytest.mark.parametrize(
    "role", [Role.CLINICIAN, Role.SUPERVISOR, Role.COMPLIANCE, Role.EXECUTOR]
)
def test_nobody_else_finds_the_page(told, role):
    """It is the administrator's, and another practice has its own."""
    other = factories.a_member(told.practice, role)

    assert sign_in(Client(), other).get(reverse(PAGE)).status_code == 404


def test_another_practice_adopts_for_itself_alone(told, boss):
    """What a stranger chooses is not chosen here."""
    stranger = factories.a_member(factories.a_practice(), Role.ADMINISTRATOR)

    adopt(stranger, "psychodynamic")

    assert Practice.objects.get(pk=told.practice.pk).house_policies == []


def test_in_general_the_practices_own_policies_are_weighed_too(told, boss):
    """Asking about nobody is answered under the same roof."""
    adopt(boss, "psychodynamic")
    asked = {
        "purpose": "wellbeing_check",
        "initiator": "therapist",
        "channel": "email",
        "professions": ["psychologist"],
        "place": "US-CA",
    }

    page = sign_in(Client(), told.staff).post(reverse("desk:ask"), asked)

    assert "psychodynamic" in words(page).lower()
