"""Measures by their pages: added, drawn, read aloud or on the tablet, help first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from afterword import clock
from afterword.attention.models import Item
from afterword.audit.actors import Role
from afterword.clinic.models import Administration, Client, Clinician
from afterword.clinic.services import licences, responding
from afterword.ending.models import Ending
from afterword.ending.services import filling, writing
from afterword.ending.services.filling import Filling
from afterword.measures.licences import licence
from afterword.support import ways
from afterword.support.marks import mark_of
from afterword.tenancy import practice
from tests import factories
from tests.desk.pages import words

pytestmark = pytest.mark.django_db(transaction=True)
ITEMS = [f"q{number}" for number in range(1, 10)]


@pytest.fixture
def ending(person, ruth):
    """An ending of that client's, open."""
    return writing.open_ending(client=person.pk, by=ruth)


@pytest.fixture
def responds(clinician, ruth):
    """The clinician has said when they look at answers about risk."""
    responding.state_response(
        clinician=clinician.pk, hours="weekdays, 9 to 5", within_hours=24, by=ruth
    )


def page_of(ending, name="measure") -> str:
    return reverse("desk:ending_task", args=[ending, name])


def phq9(desk, ending, last="0") -> dict[str, str]:
    """Give the answers to its nine questions, by the names on the page."""
    page = desk.get(f"{page_of(ending)}?instrument=phq9")
    names = [n for n in page.context["form"].fields if n not in {"moment", "on"}]
    return {"instrument": "phq9"} | dict.fromkeys(names, "1") | {names[-1]: last}


def rows(home):
    with practice(home.pk):
        return list(Administration.objects.order_by("taken_on"))


def test_several_of_any_day_are_listed_and_looking_back_draws_them(home, desk, ending):
    """A score of the past, answers at the end: a verdict in words, and the table."""
    past = (clock.today() - timedelta(days=200)).isoformat()
    score = {"alone": "1", "instrument": "phq8"}
    given = {"alone-total": "18", "alone-moment": "start", "alone-on": past}
    desk.post(page_of(ending), score | given)
    desk.post(page_of(ending), score | {"alone-total": "6"})

    listed = words(desk.get(f"{page_of(ending)}?instrument=phq8"))
    review = words(desk.get(page_of(ending, "review")))

    assert "6 of 24 at the end" in listed
    assert "18 of 24, a score without its answers" in listed
    assert "PHQ-8: reliably better" in review or "PHQ-8: not known" in review
    assert "18 of 24 at the start, 6 of 24 at the end." in review
    assert "a score without its answers" in review
    assert len(rows(home)) == 2


def test_goals_are_drawn_as_they_rated_them(desk, ending):
    """A line and a table with the same numbers; a goal without a rating has none."""
    goals = {"goal_1": "Sleep", "goal_1_before": "2", "goal_1_now": "7"}
    desk.post(page_of(ending, "review"), goals | {"goal_2": "Ring my sister"})

    answer = desk.get(page_of(ending, "review"))

    (goal,) = answer.context["goals"]
    assert (goal.before, goal.now) == (2, 7)
    assert 'aria-labelledby="goal-1-t"' in answer.content.decode()


def test_a_score_that_cannot_be_comes_back_in_words(home, desk, ending):
    """Nothing is saved."""
    answer = desk.post(
        page_of(ending), {"alone": "1", "instrument": "phq8", "alone-total": "25"}
    )

    assert answer.status_code == 422
    assert "A score here is from 0 to 24" in words(answer)
    assert rows(home) == []


def test_what_asks_about_risk_is_not_offered_without_a_responder(desk, ending):
    """The page says why; no question of it is shown, and no tablet."""
    answer = desk.get(f"{page_of(ending)}?instrument=phq9")

    page = words(answer)
    assert "until their clinician has stated when they look" in page
    assert "Hand over the tablet" not in page
    assert "Question 9" in page
    assert "better off dead" not in page


def test_terms_that_nobody_accepted_show_no_word(desk, ending):
    """Numbers from the practice's own form can be kept."""
    page = words(desk.get(f"{page_of(ending)}?instrument=core10"))

    assert "is off until the terms of" in page
    assert "Question 10" in page


def test_an_answer_about_risk_is_shown_at_once_and_waits(
    home, desk, ending, clinician, responds
):
    """By hand: the next page says it, in the client's words; looked at, it is done."""
    answer = desk.post(page_of(ending), phq9(desk, ending, last="2"), follow=True)

    page = words(answer)
    assert "A question about risk was answered above its lowest answer" in page
    assert "More than half the days" in page
    assert "It waits for Ruth Example" in page
    (row,) = rows(home)
    assert "An answer about risk to look at" in words(desk.get(reverse("desk:today")))

    after = words(
        desk.post(reverse("desk:measured_looked", args=[row.pk]), follow=True)
    )

    assert "Written down" in after
    assert "It waits for" not in after


def test_the_tablet_says_who_looks_before_the_first_question(
    home, desk, ending, responds
):
    """And after an answer about risk, help comes before the thank-you."""
    given = phq9(desk, ending, last="1")
    address = desk.post(page_of(ending), {"tablet": "1", "instrument": "phq9"})
    hands = Browser()
    before = hands.get(address["Location"]).content.decode()

    answer = hands.post(address["Location"], given, follow=True)

    page = answer.content.decode()
    assert before.index("Ruth looks at the answers") < before.index("<form")
    assert "within 24 hours, not at once" in before
    assert "Here is help right now" in page
    assert page.index("Call 911") < page.index("Ruth will see this by")
    assert "Jo" not in page
    assert f'href="/h/{mark_of(home.pk)}/us"' in page
    with practice(home.pk):
        assert Item.objects.get(kind="risk_answer").due_at is not None
    assert hands.get(address["Location"]).status_code == 404


def test_an_answer_given_while_the_arrangement_ends_is_kept(
    home, desk, ending, responds, clinician
):
    """It waits for their clinician, and help comes first; what is missing is no bar."""
    given = phq9(desk, ending, last="1")
    address = desk.post(page_of(ending), {"tablet": "1", "instrument": "phq9"})
    hands = Browser()
    hands.get(address["Location"])
    with practice(home.pk):
        Clinician.objects.update(risk_hours="", risk_within_hours=None)
    del given["interest"]

    answer = hands.post(address["Location"], given, follow=True)

    page = answer.content.decode()
    assert "Here is help right now" in page
    assert "Ruth will see this by" in page
    (row,) = rows(home)
    with practice(home.pk):
        item = Item.objects.get(kind="risk_answer")
    assert (item.about_id, item.owner_id) == (row.pk, clinician.pk)
    assert item.due_at is not None


def test_an_answer_given_while_the_terms_end_is_kept(
    home, desk, ending, responds, administrator
):
    """The words were shown while they could be; no page shows them from then on."""
    known = licence("core_system")
    at = clock.now()
    licences.accept_terms(pack=known.id, terms=known.sha256, by=administrator, at=at)
    address = desk.post(page_of(ending), {"tablet": "1", "instrument": "core10"})
    hands = Browser()
    first = hands.get(address["Location"])
    names = list(first.context["form"].fields)
    licences.take_back(pack=known.id, by=administrator, at=at + timedelta(minutes=1))

    answer = hands.post(address["Location"], {names[0]: "1"}, follow=True)

    assert "This is saved" in words(answer)
    assert [row.instrument for row in rows(home)] == ["core10"]


def test_what_cannot_be_kept_is_said_with_help_and_recorded(
    home, desk, ending, responds, events
):
    """The ending was closed meanwhile: nobody believes that somebody read it."""
    given = phq9(desk, ending, last="1")
    address = desk.post(page_of(ending), {"tablet": "1", "instrument": "phq9"})
    hands = Browser()
    with practice(home.pk):
        Ending.objects.update(state="closed")

    answer = hands.post(address["Location"], given)

    page = words(answer)
    assert answer.status_code == 409
    assert "Your answers were not saved" in page
    assert ways.path(home.pk, "us") in answer.content.decode()
    assert page.index("Call 911") < page.index("Nobody reads them")
    assert rows(home) == []
    assert ("ending.questions_answered", "refused") in events()


def test_the_page_with_help_says_nothing_to_whoever_changes_its_address(db):
    """It is signed."""
    made_up = reverse("desk:tablet_now", args=["abc:def"])

    assert Browser().get(made_up).status_code == 404


def test_other_tablet_pages_show_no_score(desk, ending):
    """A number and a verdict are the clinician's."""
    address = desk.post(page_of(ending), {"tablet": "1"})["Location"]
    hands = Browser()
    given = dict.fromkeys(("nervous", "worry", "interest", "down"), "3")

    page = words(hands.post(address, given, follow=True))

    assert "This is saved" in page
    assert "12" not in page


def test_nobody_else_opens_one_filling_in(home, browser_of, desk, ending, ruth):
    """A stranger, a colleague, other roles, another practice: not found."""
    given = Filling(answers=[0, 0, 0, 0])
    row = filling.add(ending=ending, filling=given, by=ruth).id
    colleague = factories.a_member(home, Role.CLINICIAN)
    factories.a_clinician(home, colleague, name="Sam Example")
    elsewhere = factories.a_member(factories.a_practice(), Role.CLINICIAN)
    boss = factories.a_member(home, Role.ADMINISTRATOR)

    for name in ("measured", "measured_looked", "measured_out"):
        address = reverse(f"desk:{name}", args=[row])
        for who in (colleague, elsewhere, boss):
            browser = browser_of(who)
            found = {
                browser.get(address).status_code,
                browser.post(address).status_code,
            }
            assert found <= {404, 405}, (name, who)
        answer = Browser().post(address)
        assert answer.status_code in {302, 405}
    assert len(rows(home)) == 1


def test_entered_by_mistake_it_is_taken_out(home, desk, ending, ruth):
    """The ending asks for it again."""
    given = Filling(answers=[0, 0, 0, 0])
    row = filling.add(ending=ending, filling=given, by=ruth).id

    desk.post(reverse("desk:measured_out", args=[row]))

    assert rows(home) == []
    with practice(home.pk):
        assert Ending.objects.get().measure == ""


def test_with_measures_off_the_task_is_among_what_can_be_added(home, desk, ending):
    """Psychodynamic: not in the list, not needed to close, there if it is wanted."""
    with practice(home.pk):
        row = Ending.objects.select_related("episode").get()
        row.episode.approach = "psychodynamic"
        row.episode.save()
    link = f'href="{page_of(ending)}"'

    page = desk.get(reverse("desk:ending", args=[ending])).content.decode()
    others = page[page.index("More that can be added") :]

    assert link in others
    assert link not in page.removesuffix(others)


def test_an_administrator_reads_terms_and_accepts_them(
    home, browser_of, administrator, desk, ending
):
    """The whole text stands there; from then on it can be offered, until taken back."""
    office = browser_of(administrator)
    known = licence("core_system")
    address = reverse("desk:practice_measures")
    accept = reverse("desk:practice_measures_accept")
    before = office.get(address).content.decode()

    office.post(accept, {"pack": known.id, "terms": known.sha256})
    after = words(office.get(address))
    office.post(accept, {"pack": known.id, "back": "1"})

    assert "Attribution-NoDerivatives" in before
    assert known.sha256 in before
    assert "Accepted by Sam Example" in after
    assert "Accepted by Sam Example" not in words(office.get(address))
    assert office.post(accept, {"pack": "none"}).status_code == 404


def test_a_clinician_says_when_they_look(desk, clinician):
    """Both parts, or neither."""
    address = reverse("desk:clinician_response", args=[clinician.pk])

    half = desk.post(address, {"hours": "weekdays"})
    whole = desk.post(address, {"hours": "weekdays", "within_hours": "24"})

    assert (half.status_code, whole.status_code) == (422, 303)
    assert "State both" in words(half)


def test_scores_come_by_file_after_a_look(home, browser_of, administrator, person):
    """Nothing before the last step; the bad line is named; undone, they are gone."""
    office = browser_of(administrator)
    with practice(home.pk):
        Client.objects.filter(pk=person.pk).update(external_id="17")
    text = (
        "id,measure,date,phase,score\r\n"
        "17,PHQ-9,2024-01-05,baseline,21\r\n"
        "17,PHQ-9,2024-06-05,end,99\r\n"
    )
    file = SimpleUploadedFile("scores.csv", text.encode())
    address = office.post(reverse("desk:scores"), {"file": file, "date_order": "ymd"})[
        "Location"
    ]
    shown, stored = words(office.get(address)), rows(home)

    office.post(f"{address}/run")
    done = words(office.get(address))
    office.post(f"{address}/undo")

    assert "1 score, nothing stored yet" in shown
    assert "A total of PHQ-9 is a whole number from 0 to 27" in shown
    assert stored == []
    assert "1 score is here from this file" in done
    assert rows(home) == []
    assert (
        office.get(reverse("desk:import", args=[address.split("/")[-1]])).status_code
        == 404
    )


def test_undoing_says_what_stays_and_can_be_done_again(
    home, desk, browser_of, administrator, person
):
    """An answer about risk that nobody looked at is not taken out by the office."""
    office = browser_of(administrator)
    with practice(home.pk):
        Client.objects.filter(pk=person.pk).update(external_id="17")
    heads = ",".join(f"q{number}" for number in range(1, 10))
    text = (
        f"id,measure,date,phase,{heads}\r\n"
        f"17,PHQ-9,{clock.today() - timedelta(days=3)},end,0,0,0,0,0,0,0,0,1\r\n"
    )
    file = SimpleUploadedFile("scores.csv", text.encode())
    address = office.post(reverse("desk:scores"), {"file": file, "date_order": "ymd"})[
        "Location"
    ]
    office.post(f"{address}/run")

    told = words(office.post(f"{address}/undo", follow=True))
    (row,) = rows(home)
    desk.post(reverse("desk:measured_looked", args=[row.pk]))
    done = words(office.post(f"{address}/undo", follow=True))

    assert "1 score stays" in told
    assert "Undo this import" in told
    assert "This import was undone" in done
    assert rows(home) == []


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.SUPERVISOR])
def test_only_administrators_bring_scores(home, browser_of, role):
    """For others there is no such page."""
    browser = browser_of(factories.a_member(home, role))

    assert browser.get(reverse("desk:scores")).status_code == 404
