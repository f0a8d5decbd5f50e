"""The pages of second relationships: an answer as information, a plan, another look."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from afterword import clock
from afterword.attention.models import Item
from afterword.audit.actors import Role
from afterword.audit.models import Event
from afterword.contact.models import Ruling
from afterword.tenancy import practice
from tests import factories
from tests.desk.pages import title, words
from tests.screening.declared import declared, planned

pytestmark = pytest.mark.django_db
TYPED = {
    "kind": "community",
    "stage": "existing",
    "person_is": "client",
    "started_by": "chance",
    "preexisting": "no",
    "community": "yes",
    "note": "They moved in two doors down.",
}
BACK = "the way back to therapy with this clinician is closed"


@pytest.fixture
def today(home):
    return clock.today(home.time_zone)


@pytest.fixture
def here(person):
    """The address of the form."""
    return reverse("desk:declare", args=[person.pk])


@pytest.fixture
def shown(desk, here):
    """Declare a relationship by the page, and give where it leads."""

    def declare(**changed):
        answer = desk.post(here, TYPED | changed)
        assert answer.status_code == 303, words(answer)
        return answer["Location"].partition("#")[0]

    return declare


def test_a_persons_page_leads_to_declaring(desk, person, here):
    """An empty list says so."""
    page = desk.get(reverse("desk:person", args=[person.pk]))

    assert "None declared." in words(page)
    assert f'href="{here}"' in page.content.decode()


def test_what_is_declared_is_weighed_at_once_and_kept(desk, home, person, shown):
    """The answer, its reasons and sources; and it is in the list of the person."""
    page = desk.get(shown())

    text = words(page)
    assert "Talk to someone first" in text or "Cannot say yet" in text
    assert "Guidance, not legal advice." in text
    assert "They moved in two doors down." in text
    with practice(home.pk):
        (ruling,) = Ruling.objects.all()
        assert ruling.purpose == "social"
        assert not ruling.releases
    listed = words(desk.get(reverse("desk:person", args=[person.pk])))
    assert "Neighbours, or the same club, school or church" in listed


def test_a_form_that_is_not_whole_comes_back(desk, here):
    """With what to do, and nothing is kept."""
    answer = desk.post(here, {"kind": "community"})

    assert answer.status_code == 422
    assert title(answer).startswith("Error: ")
    assert "Choose an answer" in words(answer)


@pytest.mark.parametrize("kind", ["social", "intimate"])
@pytest.mark.parametrize("stage", ["planned", "existing"])
def test_friendship_and_romance_say_what_they_close(desk, shown, kind, stage):
    """Plainly, on the page; what others do not close is not said of them."""
    page = words(desk.get(shown(kind=kind, stage=stage)))
    other = words(desk.get(shown(kind="business", stage=stage)))
    with_partner = words(desk.get(shown(kind=kind, stage=stage, person_is="partner")))

    assert BACK in page.replace("The way back", "the way back")
    assert BACK not in other.replace("The way back", "the way back")
    assert BACK not in with_partner.replace("The way back", "the way back")


@pytest.mark.parametrize("kind", ["social", "intimate", "business", "online"])
def test_the_answer_shows_no_day_on_which_it_opens_and_no_way_round(
    desk, home, clinician, shown, kind
):
    """A period that runs is a reason, never a countdown."""
    clinician.memberships, clinician.sets_complete = ["apa"], True
    with practice(home.pk):
        clinician.save()
    page = desk.get(shown(kind=kind, started_by="therapist"))

    text = words(page)
    assert "What would change this" not in text
    ruling = page.context["ruling"]
    assert ruling.changes in ((), [])
    days = re.findall(r"\d{1,2} [A-Z][a-z]+ (20\d\d)", text)
    this_year = clock.today().year
    assert {int(year) for year in days} <= {this_year - 1, this_year}


def test_what_is_missing_is_asked_and_stays_about_this_relationship(desk, home, shown):
    """The answers lead on to a new answer, which the page then shows."""
    where = shown()
    page = desk.get(where)
    seen = 0
    while page.context["is_open"] and seen < 6:
        ruling = desk.get(page.context["ruling_url"])
        asking = ruling.context["asking"]
        if asking is None:
            break
        assert "Back to this relationship" in words(ruling)
        values = [one.value for one in asking.options]
        usual = next((v for v in ("none_reported", "no", "none") if v in values), None)
        answer = desk.post(
            ruling.context["answer_url"], {"a": usual or "not_yet", "v": ""}
        )
        assert answer.status_code == 303
        seen += 1
        page = desk.get(where)
    assert seen
    with practice(home.pk):
        occasions = set(Ruling.objects.values_list("occasion", flat=True))
    assert len(occasions) == 1
    assert occasions.pop().startswith("relationship:")


def a_plan(today, **changed):
    values = {
        "consulted": "supervisor",
        "consulted_on": today.isoformat(),
        "consultation": "Dana: look again.",
        "safeguards": ["say_the_limits", "keep_it_in_the_open"],
        "own_safeguards": "No talk over the hedge.",
        "review_on": (today + timedelta(days=60)).isoformat(),
    }
    return values | changed


def test_a_plan_is_written_down_and_shown(desk, shown, today):
    """Whom it was talked over with, what protects, and when to look again."""
    where = shown()

    answer = desk.post(f"{where}/plan", a_plan(today))

    assert answer.status_code == 303
    text = words(desk.get(where))
    assert "Talked over with: a supervisor" in text
    assert "Meet where others are" in text
    assert "No talk over the hedge." in text
    assert "It is looked at again on" in text
    assert "Look at it again" in text


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"review_on": ""}, "Fill this in: Look again on"),
        ({"review_on": "2020-01-01"}, "after today, and within a year"),
        ({"review_on": "2099-01-01"}, "after today, and within a year"),
        ({"consulted": ""}, "Say with whom you talked it over"),
        ({"consulted_on": "2099-01-01"}, "This day has not come yet"),
        ({"safeguards": ["hope"]}, "Choose an answer from the list"),
    ],
)
def test_a_plan_that_is_not_whole_comes_back(desk, shown, today, changed, told):
    """The day to look again is not left out, and a talk was with somebody."""
    answer = desk.post(f"{shown()}/plan", a_plan(today, **changed))

    assert answer.status_code == 422
    assert told in words(answer)


def test_looking_again_keeps_what_was_found_and_asks_anew(desk, home, shown, today):
    """Unchanged, changed, ended: each a line, each weighed but the last."""
    where = shown()
    later = (today + timedelta(days=30)).isoformat()
    same = {key: TYPED[key] for key in TYPED if key != "note"}
    for found in (
        {"found": "unchanged", "review_on": later, "note": "Nothing new."},
        {"found": "changed", "review_on": later, **same, "kind": "social"},
        {"found": "ended", "note": "They moved away."},
    ):
        answer = desk.post(f"{where}/again", found)
        assert answer.status_code == 303, words(answer)

    page = desk.get(where)
    text = words(page)
    for line in ("unchanged", "changed", "ended"):
        assert f"Looked at again: {line}" in text
    assert "They moved away." in text
    assert "stays closed" in text
    assert "Save this plan" not in text
    with practice(home.pk):
        assert Ruling.objects.count() == 3
    assert desk.get(f"{where}/again").status_code == 303


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "Choose an answer: How is it now?"),
        ({"found": "unchanged"}, "Choose the day to look again"),
        ({"found": "changed"}, "Say below what has changed"),
        ({"found": "unchanged", "kind": "business"}, "Below it is said otherwise"),
        ({"found": "unchanged", "review_on": "2000-01-01"}, "within a year"),
        ({"found": "unchanged", "review_on": "soon"}, "Write a date"),
    ],
)
def test_a_look_that_is_not_whole_comes_back(desk, shown, typed, told):
    """What was found and what was changed fit together."""
    answer = desk.post(f"{shown()}/again", typed)

    assert answer.status_code == 422
    assert told in words(answer)


def test_it_waits_on_today_and_leads_there(desk, shown):
    """Until there is a plan."""
    where = shown()

    page = desk.get(reverse("desk:today"))

    assert "A second relationship without a plan" in words(page)
    assert f'href="{where}"' in page.content.decode()


@pytest.fixture
def theirs(person, clinician, ruth):
    """A relationship that Ruth declared."""
    made = declared(person, clinician, ruth, note="A sealed word.")
    planned(made, ruth)
    return made


def pages_of(relationship, person):
    at = f"/desk/relationships/{relationship}"
    return [
        at,
        f"{at}/plan",
        f"{at}/again",
        f"/desk/people/{person.pk}/relationships/add",
    ]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COMPLIANCE, Role.EXECUTOR])
def test_other_roles_find_nothing(home, browser_of, theirs, person, role):
    """An administrator sees the person and not what a clinician declared."""
    browser = browser_of(factories.a_member(home, role))

    for path in pages_of(theirs, person):
        assert browser.get(path).status_code in {404, 405}
        assert browser.post(path, {}).status_code in {404, 405}
    if role is Role.ADMINISTRATOR:
        page = browser.get(reverse("desk:person", args=[person.pk]))
        assert "Second relationships" not in words(page)
        assert "second relationship" not in words(browser.get(reverse("desk:waiting")))


def test_a_colleague_who_stands_in_finds_nothing(
    home, browser_of, person, clinician, ruth
):
    """Cover is for the client's care, not for what the other one declared."""
    theirs = declared(person, clinician, ruth)
    colleague = factories.a_member(home, Role.CLINICIAN)
    cover = factories.a_clinician(home, colleague, name="Sam Example")
    with practice(home.pk):
        clinician.covered_by = cover
        clinician.away_from = clock.today("America/Los_Angeles")
        clinician.save()
    browser = browser_of(colleague)

    page = browser.get(reverse("desk:person", args=[person.pk]))

    assert page.status_code == 200
    assert "None declared." in words(page)
    assert browser.get(f"/desk/relationships/{theirs}").status_code == 404
    assert "second relationship" not in words(browser.get(reverse("desk:today")))


def test_a_supervisor_reads_it_and_changes_nothing(home, browser_of, theirs, person):
    """They see the answer, the plan and the words; the clinician alone writes."""
    dana = factories.a_member(home, Role.SUPERVISOR, Role.CLINICIAN)
    factories.a_clinician(home, dana, name="Dana Example")
    browser = browser_of(dana)

    page = browser.get(f"/desk/relationships/{theirs}")

    text = words(page)
    assert "A sealed word." in text
    assert "Save this plan" not in text
    assert "Look at it again" not in text
    later = clock.today() + timedelta(days=9)
    for path in pages_of(theirs, person)[1:3]:
        typed = {"review_on": later.isoformat(), "found": "unchanged"}
        assert browser.post(path, typed).status_code == 404


def test_another_practice_and_a_stranger_find_nothing(
    client, browser_of, theirs, person
):
    """Not even that there is something."""
    elsewhere = factories.a_practice(set_up_at=clock.now())
    other = factories.a_member(elsewhere, Role.CLINICIAN, Role.SUPERVISOR)
    factories.a_clinician(elsewhere, other)
    browser = browser_of(other)

    for path in pages_of(theirs, person):
        assert browser.get(path).status_code in {404, 405}
        assert browser.post(path, {}).status_code in {404, 405}
        assert client.get(path).status_code in {302, 405}


def test_who_is_no_clinician_here_declares_nothing(home, browser_of, person):
    """A role is not enough: it is a relationship of somebody who sees people."""
    by = factories.a_member(home, Role.CLINICIAN, Role.SUPERVISOR)

    answer = browser_of(by).post(reverse("desk:declare", args=[person.pk]), TYPED)

    assert answer.status_code == 404


def test_who_opens_the_page_opens_its_words_in_the_record(home, desk, theirs, person):
    """Each look at what is sealed is a line about this person."""
    desk.get(f"/desk/relationships/{theirs}")

    with practice(home.pk):
        lines = Event.objects.filter(
            name="vault.opened", client_id=person.pk, why="relationship"
        )
        assert "note" in str([line.details["fields"] for line in lines])


def test_no_page_has_a_name_in_its_title_or_address(desk, shown):
    """The client's name stands in the page alone."""
    where = shown()

    for path in (where, f"{where}/again"):
        assert "Jo Example" not in title(desk.get(path))
        assert "Jo" not in path


def test_what_waits_for_one_clinician_cannot_be_passed_on(
    home, browser_of, shown, administrator, clinician
):
    """It is their own, and no list shows it to be given away."""
    shown()
    with practice(home.pk):
        item = Item.objects.get(kind="relationship_to_plan")
    browser = browser_of(administrator)

    answer = browser.post(reverse("desk:pass_on", args=[item.pk]), {"to": ""})

    assert answer.status_code == 404
    with practice(home.pk):
        assert Item.objects.get(pk=item.pk).owner_id == clinician.pk


def test_a_person_is_renamed_by_the_page(desk, home, person):
    """The new name is shown and found; both are heard by a conflict check."""
    path = reverse("desk:person_name", args=[person.pk])
    assert 'value="Jo Example"' in desk.get(path).content.decode()
    assert desk.post(path, {"name": "\u200b"}).status_code == 422

    answer = desk.post(path, {"name": "Jo  Lake", "preferred_name": ""})

    assert answer.status_code == 303
    page = words(desk.get(reverse("desk:person", args=[person.pk])))
    assert "Jo Lake" in page
    found = desk.post(reverse("desk:people"), {"wanted": "Jo Lake"})
    assert found.status_code == 303


def test_facts_of_a_declared_relationship_reach_its_answer(desk, shown):
    """What was declared is in the facts of the ruling, as the clinician's."""
    where = shown()
    page = desk.get(where)

    ruling = desk.get(page.context["ruling_url"])

    text = words(ruling)
    assert "Stated by the clinician" in text
    assert "Second relationship Neighbours, or the same club" in text
