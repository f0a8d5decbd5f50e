"""A clinician leaves, and somebody goes on with a colleague: chosen by the client."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client as Web
from django.urls import reverse

from afterword import clock
from afterword.audit.actors import Role
from afterword.clinic.models import Client, Episode
from afterword.desk.views import leaving as leaving_pages
from afterword.desk.views import transfers as transfer_pages
from afterword.ending.errors import EndingError, LeavingError, NotTheirsError
from afterword.ending.models import Ending, Letter
from afterword.ending.services import closing, leaving, letters, writing
from afterword.ending.unplanned import Leaving, LeavingChoice, Transfer
from afterword.tenancy import practice
from tests import factories
from tests.desk.pages import words
from tests.ending_letters import ready

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def said():
    today = clock.today("America/Los_Angeles")
    return {
        "last_day": str(today + timedelta(days=60)),
        "choose_by": str(today + timedelta(days=30)),
        "records_holder": "Alder House",
        "records_how": "Ask at the desk.",
        "questions_to": "Dana Example, 415 555 0100.",
    }


@pytest.fixture
def kim(home):
    return factories.a_member(home, Role.CLINICIAN)


@pytest.fixture
def colleague(home, kim):
    return factories.a_clinician(home, kim, name="Kim Example")


@pytest.fixture
def announced(home, desk, clinician, said):
    desk.post(reverse("desk:clinician_announce", args=[clinician.pk]), said)
    with practice(home.pk):
        return Leaving.objects.get().pk


def a_transfer(person, ruth):
    """Write an ending in which somebody goes on with a colleague."""
    made = writing.open_ending(client=person.pk, by=ruth)
    today = clock.today(person.time_zone)
    facts = writing.EndingFacts(
        "transfer", "both", "yes", "formal", today, today, "cbt"
    )
    writing.write_facts(ending=made, facts=facts, by=ruth)
    writing.write_part(ending=made, key="notice", plain={"pretext": "no"}, by=ruth)
    writing.settle_measure(ending=made, how="skipped", by=ruth)
    writing.decide_contact(ending=made, decision="none", by=ruth)
    return made


def test_each_client_chooses_in_session_and_the_page_says_who_has(  # noqa: PLR0913
    home, desk, clinician, person, colleague, announced, administrator, browser_of
):
    """Names to the clinician, references to the administrator; the newest holds."""
    page = reverse("desk:clinician_announce", args=[clinician.pk])
    assert "0 of 1 clients have chosen." in words(desk.get(page))
    choose = reverse("desk:leaving_choice", args=[announced, person.pk])
    assert desk.post(choose, {"choice": "transfer"}).status_code == 422
    desk.post(choose, {"choice": "referral", "to": str(colleague.pk)})
    desk.post(choose, {"choice": "transfer", "to": str(colleague.pk)})

    text = words(desk.get(page))
    assert "1 of 1 clients have chosen." in text
    assert "Go on with a colleague here" in text
    assert "Kim Example" in text
    boss = words(browser_of(administrator).get(page))
    assert person.reference in boss
    assert "Jo Example" not in boss
    with practice(home.pk):
        lines = LeavingChoice.objects.order_by("at")
        assert [one.choice for one in lines] == ["referral", "transfer"]
        assert Client.objects.get(pk=person.pk).clinician_id == clinician.pk


def test_only_their_own_clinician_writes_a_choice(  # noqa: PLR0913
    home, person, colleague, announced, kim, administrator
):
    """Nobody decides it for a client from an office."""
    for by in (kim, administrator):
        with pytest.raises(NotTheirsError):
            leaving.write_choice(
                leaving=announced, client=person.pk, choice="ending", by=by
            )


def test_days_that_cannot_be_are_refused(desk, clinician, said):
    """Chosen after the last day, or a day that has passed."""
    page = reverse("desk:clinician_announce", args=[clinician.pk])

    answer = desk.post(page, said | {"choose_by": "2099-01-01"})

    assert answer.status_code == 422
    assert "Choose a day from today to the last day" in words(answer)


def test_they_stay_after_all(home, desk, clinician, announced):
    """Nothing had ended, so nothing is undone."""
    desk.post(reverse("desk:clinician_stays", args=[clinician.pk]))

    with practice(home.pk):
        assert Leaving.objects.get().called_off_at


def test_a_colleague_takes_over_once_it_is_closed_and_reads_nothing_of_it(  # noqa: PLR0913
    home, desk, clinician, person, colleague, ruth, kim, browser_of
):
    """A new episode, the same person; the old words stay with who wrote them."""
    ending = a_transfer(person, ruth)
    receiver = reverse("desk:receiver", args=[ending])
    assert receiver in desk.get(reverse("desk:ending", args=[ending])).content.decode()
    assert desk.post(receiver, {"to": str(colleague.pk)}).status_code == 303
    hers = browser_of(kim)
    here = reverse("desk:transfers")
    assert "Nobody is handed on to you" in words(hers.get(here))
    with practice(home.pk):
        transfer = Transfer.objects.get().pk
    today = clock.today("America/Los_Angeles")
    with pytest.raises(LeavingError):
        leaving.take_over(transfer=transfer, started_on=today, by=kim)
    closing.close(ending=ending, by=ruth)

    assert "1 person is handed on to you" in words(hers.get(here))
    given = {"transfer": str(transfer), "started_on": str(today)}
    assert hers.post(here, given).status_code == 303

    with practice(home.pk):
        row = Client.objects.get(pk=person.pk)
        assert (row.clinician_id, row.status) == (colleague.pk, "current")
        assert Episode.objects.filter(client=row, clinician=colleague).count() == 1
    assert hers.get(reverse("desk:ending", args=[ending])).status_code == 404
    shown = hers.get(reverse("desk:person", args=[person.pk])).content.decode()
    assert reverse("desk:ending", args=[ending]) not in shown


def test_what_was_written_before_stays_with_who_wrote_it(  # noqa: PLR0913
    home, desk, clinician, person, colleague, ruth, kim, browser_of
):
    """No ending of an earlier colleague is read or opened again, and no letter."""
    ending = a_transfer(person, ruth)
    letter = ready(person, by=ruth)
    leaving.name_receiver(ending=ending, to=colleague.pk, by=ruth)
    closing.close(ending=ending, by=ruth)
    with practice(home.pk):
        earlier = Ending.objects.create(
            client=person,
            clinician=clinician,
            episode=Episode.objects.filter(clinician=clinician).first(),
            kind="planned",
            state="closed",
            opened_at=clock.now() - timedelta(days=900),
        )
        transfer = Transfer.objects.get()
    today = clock.today(person.time_zone)
    leaving.take_over(transfer=transfer.pk, started_on=today, by=kim)
    hers = browser_of(kim)

    page = reverse("desk:letter", args=[letter])
    assert hers.get(page).status_code == 404
    assert hers.post(f"{page}/handed-over").status_code == 404
    listed = hers.get(reverse("desk:letters_of", args=[person.pk]))
    assert listed.status_code == 200
    assert page not in listed.content.decode()
    assert page not in hers.get(reverse("desk:letters")).content.decode()
    assert not hers.get(reverse("desk:today")).context["letters_wait"]
    shown = hers.get(reverse("desk:person", args=[person.pk])).content.decode()
    for one in (ending, earlier.pk):
        there = reverse("desk:ending", args=[one])
        assert there not in shown
        assert hers.get(there).status_code == 404
        with pytest.raises(NotTheirsError):
            closing.reopen(ending=one, by=kim)
    with pytest.raises(NotTheirsError):
        letters.call_off_letter(letter=letter, by=kim)
    begun = letters.draft_letter(
        client=person.pk, name="planned_end_client", recipient="client", by=kim
    )
    with practice(home.pk):
        assert Letter.objects.get(pk=begun).ending_id is None
        assert Ending.objects.filter(state="closed").count() == 2
    own = writing.open_ending(client=person.pk, by=kim)
    writing.decide_contact(ending=own, decision="none", by=kim)
    assert hers.get(reverse("desk:ending", args=[own])).status_code == 200
    assert hers.get(reverse("desk:letter", args=[begun])).status_code == 200


def test_nobody_else_takes_somebody_over(home, person, colleague, ruth, clinician):
    """Not who was not named, and nobody is handed on to themselves."""
    ending = a_transfer(person, ruth)
    with pytest.raises(LeavingError):
        leaving.name_receiver(ending=ending, to=clinician.pk, by=ruth)
    leaving.name_receiver(ending=ending, to=colleague.pk, by=ruth)
    closing.close(ending=ending, by=ruth)
    with practice(home.pk):
        transfer = Transfer.objects.get().pk
    with pytest.raises(EndingError):
        leaving.take_over(transfer=transfer, started_on=clock.today(), by=ruth)


def test_strangers_and_wrong_roles_find_nothing(  # noqa: PLR0913 - everybody in it
    home, clinician, person, announced, ruth, browser_of
):
    """A colleague, other roles, another practice; a stranger signs in first."""
    ending = a_transfer(person, ruth)
    elsewhere = factories.a_practice(set_up_at=clock.now())
    others = [
        browser_of(factories.a_member(home, Role.SUPERVISOR)),
        browser_of(factories.a_member(home, Role.EXECUTOR)),
        browser_of(factories.a_member(home, Role.CLINICIAN)),
        browser_of(factories.a_member(elsewhere, *Role)),
    ]
    given = {
        "clinician": clinician.pk,
        "leaving": announced,
        "client": person.pk,
        "ending": ending,
    }
    for one in [*leaving_pages.urlpatterns, *transfer_pages.urlpatterns]:
        kept = {key: given[key] for key in one.pattern.converters}
        path = reverse(f"desk:{one.name}", kwargs=kept)
        for answer in (Web().get(path), Web().post(path)):
            assert answer.status_code in {302, 405}
        for browser in others:
            seen = {browser.get(path).status_code, browser.post(path).status_code}
            assert seen <= {404, 405}, (one.name, seen)
    with practice(home.pk):
        assert Ending.objects.get().state == "open"
