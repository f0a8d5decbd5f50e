"""A conflict check tells whoever asks one of two things, and not a byte more."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from afterword import clock
from afterword.audit.actors import Role
from afterword.audit.models import Event
from afterword.clinic.caseload.rows import Person
from afterword.clinic.services import people
from afterword.screening.services import CHECKS_A_DAY
from afterword.tenancy import practice
from tests import factories
from tests.desk.desks import administrator, browser_of, clinician, desk, home, ruth
from tests.desk.pages import title, words

__all__ = ["administrator", "browser_of", "clinician", "desk", "home", "ruth"]

pytestmark = pytest.mark.django_db

PERSON = Person(
    external_id="1",
    name="Robert van Dyke-Müller",
    preferred_name="Robbie",
    email="rob@mail.example",
    phones=("+14155550100",),
)
KNOWN_BY = {
    "name": {"name": "Bob Mueller"},
    "phone": {"phone": "(415) 555-0100"},
    "email": {"email": "Rob+news@mail.example"},
    "all three": {
        "name": "Robert van Dyke-Müller",
        "phone": "+1 415 555 0100",
        "email": "rob@mail.example",
    },
}
UNKNOWN = {
    "name": {"name": "Jane Other"},
    "phone": {"phone": "415 555 0199"},
    "email": {"email": "jane@mail.example"},
    "all three": {"name": "Jo Other", "phone": "415 555 0199", "email": "j@x.example"},
}
TALK, NOTHING = "Talk to the compliance lead", "Nothing here"


@pytest.fixture
def path():
    return reverse("desk:conflict")


@pytest.fixture
def robert(home, administrator):
    """A client of a colleague's: who asks does not see them."""
    colleague = factories.a_clinician(home, factories.a_member(home))
    return people.add_person(person=PERSON, clinician=colleague.pk, by=administrator)


def ask(browser, path, asked):
    answer = browser.post(path, {"about": "hire"} | asked)
    assert answer.status_code == 200
    return answer


def headers(answer) -> dict[str, str]:
    return dict(answer.headers)


def test_every_match_is_answered_with_the_same_bytes(desk, path, robert):
    """By name, phone, e-mail or all of them: byte for byte, headers too."""
    pages = [ask(desk, path, asked) for asked in KNOWN_BY.values()]

    assert {title(page) for page in pages} == {title(pages[0])}
    assert TALK in words(pages[0])
    assert len({page.content for page in pages}) == 1
    assert all(headers(page) == headers(pages[0]) for page in pages)


def test_every_miss_is_answered_with_the_same_bytes(desk, path, robert):
    """Whatever was asked, and however much of it."""
    pages = [ask(desk, path, asked) for asked in UNKNOWN.values()]

    assert NOTHING in words(pages[0])
    assert len({page.content for page in pages}) == 1


def test_the_two_answers_are_as_long_and_differ_in_their_words_alone(
    desk, path, robert
):
    """Same length, same headers; outside heading and first sentence, the same bytes."""
    known = ask(desk, path, KNOWN_BY["name"])
    unknown = ask(desk, path, UNKNOWN["name"])

    assert len(known.content) == len(unknown.content)
    assert headers(known) == headers(unknown)
    assert title(known) == title(unknown)
    rest = [
        re.sub(rb"<h1>.*?</h1>\s*<p>.*?</p>", b"", page.content, flags=re.DOTALL)
        for page in (known, unknown)
    ]
    assert rest[0].rstrip() == rest[1].rstrip()


def test_an_answer_names_nobody_and_repeats_nothing_of_what_was_asked(
    desk, path, robert
):
    """Neither the client, nor their clinician, nor the words that were typed."""
    for asked in (KNOWN_BY["all three"], UNKNOWN["all three"]):
        page = ask(desk, path, asked).content.decode().lower()
        for word in (
            "robert",
            "dyke",
            "mueller",
            "müller",
            "555",
            "mail.example",
            "p-0",
        ):
            assert word not in page


def test_two_clients_who_differ_in_everything_are_answered_alike(
    desk, path, home, robert, administrator
):
    """Former or current, whoever sees them, one match or many."""
    before = ask(desk, path, KNOWN_BY["name"])
    for number in range(3):
        people.add_person(
            person=Person(
                external_id=f"x{number}", name="Robert Mueller", status="former"
            ),
            clinician=None,
            by=administrator,
        )

    assert ask(desk, path, KNOWN_BY["name"]).content == before.content


def test_the_asker_finds_no_trace_elsewhere(desk, home, path, robert):
    """Not on Today, not in the record, not in the list of people."""
    ask(desk, path, KNOWN_BY["name"])

    for name in ("desk:today", "desk:record", "desk:people"):
        page = words(desk.get(reverse(name)))
        assert "Robert" not in page
        assert "to talk over" not in page
        assert "waits for a person" not in page
    with practice(home.pk):
        lines = Event.objects.filter(name__startswith="screening.conflict")
        assert [line.client_id for line in lines] == [None]


def test_after_ten_a_day_the_answer_is_the_same_no_for_everybody(desk, path, robert):
    """Known or unknown: too many."""
    for _ in range(CHECKS_A_DAY):
        ask(desk, path, UNKNOWN["name"])

    pages = [
        desk.post(path, {"about": "hire", "name": "Bob Mueller"}),
        desk.post(path, {"about": "hire", "name": "Bob Another"}),
    ]

    assert {page.status_code for page in pages} == {422}
    assert all("as often as one person may in a day" in words(one) for one in pages)
    assert all(TALK not in words(one) for one in pages)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"name": "Bob Mueller"}, "Choose an answer: What is it about?"),
        ({"about": "hire"}, "Write a given name and a family name"),
        ({"about": "hire", "name": "Mueller"}, "Write a given name and a family name"),
        ({"about": "fun", "name": "Bob Mueller"}, "Choose an answer from the list"),
    ],
)
def test_what_is_not_whole_comes_back_and_counts_for_nothing(
    desk, path, robert, asked, told
):
    """With what to do."""
    answer = desk.post(path, asked)

    assert answer.status_code == 422
    assert told in words(answer)


def open_page(browser):
    """Give the page to which Today leads a lead."""
    today = browser.get(reverse("desk:today")).content.decode()
    found = re.search(r'href="(/desk/practice/conflicts/[0-9a-f-]{36})"', today)
    return found[1] if found else ""


@pytest.fixture
def lead(home):
    return factories.a_member(home, Role.COMPLIANCE)


def test_the_lead_reads_on_today_what_was_asked_and_settles_it(
    desk, home, browser_of, path, robert
):
    """Names are opened for them alone, and the record of the client says so."""
    ask(desk, path, KNOWN_BY["phone"] | {"about": "treated_by"})
    browser = browser_of(factories.a_member(home, Role.COMPLIANCE))
    page = browser.get(open_page(browser))

    text = words(page)
    assert "Robert van Dyke-Müller" in text
    assert "(415) 555-0100" in text
    assert "Somebody here is about to be treated by them" in text
    assert "Robert" not in title(page)
    with practice(home.pk):
        line = Event.objects.get(name="vault.opened", why="conflict_check")
        assert line.client_id == robert
    done = browser.post(open_page(browser) + "/done")
    assert done.status_code == 303
    assert open_page(browser) == ""


@pytest.mark.parametrize("role", [*Role])
def test_only_the_lead_finds_the_page(desk, home, browser_of, path, robert, lead, role):  # noqa: PLR0913
    """To everybody else there is nothing, on Today and by its address."""
    ask(desk, path, KNOWN_BY["name"])
    there = open_page(browser_of(lead))
    browser = browser_of(factories.a_member(home, role))

    if role is Role.COMPLIANCE:
        assert open_page(browser) == there
        assert browser.get(there).status_code == 200
        return
    assert open_page(browser) == ""
    assert browser.get(there).status_code == 404
    assert browser.post(f"{there}/done").status_code == 404
    if role is Role.ADMINISTRATOR:
        assert "to talk over" not in words(browser.get(reverse("desk:waiting")))


@pytest.mark.parametrize("role", [*Role])
def test_who_may_ask_finds_the_page(home, browser_of, path, robert, role):
    """Everybody who works with people here; an executor has another task."""
    browser = browser_of(factories.a_member(home, role))

    status = 404 if role is Role.EXECUTOR else 200
    assert browser.get(path).status_code == status


def test_another_practice_and_a_stranger_find_nothing(
    desk, browser_of, path, robert, lead
):
    """Not the page of the lead, and nothing in what they ask themselves."""
    ask(desk, path, KNOWN_BY["name"])
    there = open_page(browser_of(lead))
    elsewhere = factories.a_practice(set_up_at=clock.now())
    other = browser_of(factories.a_member(elsewhere, *Role))

    assert other.get(there).status_code == 404
    assert other.post(f"{there}/done").status_code == 404
    assert NOTHING in words(ask(other, path, KNOWN_BY["name"]))
    client = Client()
    for address in (path, there):
        assert client.get(address).status_code == 302
        assert client.post(address).status_code in {302, 405}
