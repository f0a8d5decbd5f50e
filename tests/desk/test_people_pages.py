"""People: find somebody, add one, see one page about them. No name in an address."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from afterword import clock
from afterword.audit.actors import Role
from afterword.audit.models import Event
from afterword.clinic.models import Client, ContactPoint, ReportedFact
from afterword.consent import queries
from afterword.ending.models import Ending
from afterword.tenancy import practice
from afterword.vault import services as vault
from tests import factories
from tests.desk.desks import findable

pytestmark = pytest.mark.django_db
NAME = "Jo Example"


def titled(response) -> str:
    return re.search(r"<title>(.*?)</title>", response.content.decode()).group(1)


def agreed(home, person, clinician, by, **more):
    point = factories.an_email(person)
    return factories.confirmed_directive(person, clinician, point, by=by, **more)


def test_the_list_shows_names_and_the_record_says_who_looked(
    home, desk, person, events
):
    """Each name that a list opens is one line in the record."""
    answer = desk.get(reverse("desk:people"))

    assert NAME in answer.content.decode()
    with practice(home.pk):
        opened = Event.objects.filter(name="vault.opened", client_id=person.pk)
        assert [one.why for one in opened] == ["list"]


def test_a_clinician_does_not_see_the_clients_of_a_colleague(
    home, browser_of, person, ruth
):
    """A colleague's client is not in the list, not found by name, and has no page."""
    colleague = factories.a_member(home, Role.CLINICIAN)
    factories.a_clinician(home, colleague, name="Sam Example")
    browser = browser_of(colleague)

    listed = browser.get(reverse("desk:people"))
    found = browser.post(reverse("desk:people"), {"wanted": NAME})
    page = browser.get(reverse("desk:person", args=[person.pk]))

    assert NAME not in listed.content.decode()
    assert found.status_code == 422
    assert page.status_code == 404


def test_who_covers_sees_the_clients_only_while_the_other_is_away(
    home, browser_of, person, clinician
):
    """Cover opens the page; when nobody is away, it is closed."""
    colleague = factories.a_member(home, Role.CLINICIAN)
    cover = factories.a_clinician(home, colleague, name="Sam Example")
    browser = browser_of(colleague)
    address = reverse("desk:person", args=[person.pk])
    with practice(home.pk):
        clinician.covered_by = cover
        clinician.save()
    before = browser.get(address).status_code
    with practice(home.pk):
        clinician.away_from = clock.today("America/Los_Angeles")
        clinician.save()

    assert (before, browser.get(address).status_code) == (404, 200)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.SUPERVISOR, 200),
        (Role.ADMINISTRATOR, 200),
        (Role.COMPLIANCE, 404),
        (Role.EXECUTOR, 404),
    ],
)
def test_only_some_roles_have_the_people(home, browser_of, person, role, status):
    """Whoever has no business with people is told that there is nothing."""
    browser = browser_of(factories.a_member(home, role))

    addresses = [
        reverse("desk:people"),
        reverse("desk:person", args=[person.pk]),
        reverse("desk:stop", args=[person.pk]),
        reverse("desk:report", args=[person.pk]),
    ]

    assert {browser.get(one).status_code for one in addresses} == {status}


def test_a_person_of_another_practice_is_not_there(home, desk):
    """Their page, and each thing that can be done on it, is not found."""
    elsewhere = factories.a_practice(name="Elm Example", neutral_name="Elm")
    stranger = factories.a_client(elsewhere)

    for name in ("person", "stop", "report", "came_back", "address_add"):
        assert desk.get(reverse(f"desk:{name}", args=[stranger.pk])).status_code == 404
    for name in ("ending_open", "card"):
        assert desk.post(reverse(f"desk:{name}", args=[stranger.pk])).status_code == 404


def test_an_exact_name_leads_to_the_person_and_is_in_no_address(desk, person):
    """The name goes in the body of a form; where it leads holds an id alone."""
    answer = desk.post(reverse("desk:people"), {"wanted": "  jo   EXAMPLE "})

    assert answer.status_code == 303
    assert answer["Location"] == reverse("desk:person", args=[person.pk])


def test_an_exact_reference_leads_to_the_person(desk, person):
    """A reference is as good as a name."""
    answer = desk.post(reverse("desk:people"), {"wanted": person.reference.lower()})

    assert answer["Location"] == reverse("desk:person", args=[person.pk])


def test_a_name_in_the_address_finds_nobody(desk, person):
    """A search does not work by address, so no name ends up in a history."""
    answer = desk.get(reverse("desk:people"), {"wanted": "Nobody Known"})

    assert "Nobody Known" not in answer.content.decode()


def test_two_of_one_name_are_both_shown(home, desk, person, clinician):
    """Whoever looks chooses between them by reference."""
    other = findable(home, clinician)

    answer = desk.post(reverse("desk:people"), {"wanted": NAME})

    assert answer.status_code == 200
    assert person.reference in answer.content.decode()
    assert other.reference in answer.content.decode()


def test_a_search_that_finds_nobody_keeps_what_was_typed(desk, person):
    """The form comes back as it was, and says what is so."""
    answer = desk.post(reverse("desk:people"), {"wanted": "Jo Exampel"})

    assert answer.status_code == 422
    assert 'value="Jo Exampel"' in answer.content.decode()


def test_a_long_list_comes_in_pages_of_fifty(home, desk, clinician):
    """The fifty-first is on the second page, and the filter stays."""
    for _number in range(51):
        factories.a_client(home, clinician)

    first = desk.get(reverse("desk:people"), {"show": "current"})
    second = desk.get(reverse("desk:people"), {"show": "current", "page": 2})

    assert first.content.decode().count("T-") == 50
    assert "page=2&amp;show=current" in first.content.decode()
    assert second.content.decode().count("T-") == 1


def test_the_filter_shows_former_clients_alone(home, desk, person, clinician):
    """Who is in care is left out."""
    gone = factories.a_client(home, clinician, ended_on=clock.today())

    answer = desk.get(reverse("desk:people"), {"show": "former"}).content.decode()

    assert gone.reference in answer
    assert person.reference not in answer


PERSON = {
    "name": "Nia Example",
    "preferred_name": "",
    "external_id": "",
    "date_of_birth": "1990-03-14",
    "email": "nia@mail.example",
    "phone": "415 555 2671",
    "place": "Scotland",
    "status": "current",
    "clinician": "",
}


def test_somebody_added_by_hand_is_contactable_for_nothing(home, desk, clinician):
    """They are there, with their addresses, and nothing is agreed."""
    data = PERSON | {"clinician": str(clinician.pk)}

    answer = desk.post(reverse("desk:person_add"), data)

    with practice(home.pk):
        added = Client.objects.get()
        assert answer["Location"].startswith(reverse("desk:person", args=[added.pk]))
        assert added.places == ["GB-SCT"]
        assert ContactPoint.objects.filter(client=added).count() == 2
        assert not queries.standing_of(added.pk).directives


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("email", "nia at home", "is not an address"),
        ("phone", "ring me", "is not a phone number"),
        ("date_of_birth", "2199-01-01", "is not possible"),
        ("name", "", "Type the name"),
        ("place", "Atlantis", "is not a place known here"),
        ("clinician", "4b0c8a1e-0000-4000-8000-000000000000", "Select a valid choice"),
    ],
)
def test_a_form_with_a_mistake_adds_nobody_and_keeps_the_rest(
    home, desk, field, value, words
):
    """The same checks as an import; what was typed is still there."""
    answer = desk.post(reverse("desk:person_add"), PERSON | {field: value})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "415 555 2671" in page or field == "phone"
    with practice(home.pk):
        assert not Client.objects.exists()


def test_a_client_number_that_is_taken_is_said_beside_the_field(
    home, desk, clinician, transactional_db
):
    """Nobody is added twice under one number, and nothing breaks."""
    data = PERSON | {"external_id": "17", "clinician": str(clinician.pk)}
    desk.post(reverse("desk:person_add"), data)

    answer = desk.post(reverse("desk:person_add"), data | {"name": "Other Example"})

    assert answer.status_code == 422
    assert "has this client number already" in answer.content.decode()


def test_no_title_and_no_address_names_the_person(home, desk, person, clinician, ruth):
    """A shared screen or a browser's history tells no name."""
    agreed(home, person, clinician, ruth)
    pages = [
        reverse("desk:people"),
        *(
            reverse(f"desk:{name}", args=[person.pk])
            for name in ("person", "stop", "report", "came_back", "address_add")
        ),
    ]

    for page in pages:
        answer = desk.get(page)
        assert answer.status_code == 200
        assert not {"Jo", "Example"} & set(titled(answer).split("–")[0].split())
        assert not re.search(r'href="[^"]*(Jo|Example)', answer.content.decode())


def test_looking_changes_nothing_but_the_record(home, desk, person, clinician, ruth):
    """After every page was looked at, only the record is longer."""
    agreed(home, person, clinician, ruth)

    def counted():
        with practice(home.pk):
            return (
                Client.objects.count(),
                ContactPoint.objects.count(),
                ReportedFact.objects.count(),
                Ending.objects.count(),
                len(queries.ledger_of(person.pk)),
            )

    before = counted()
    for name in ("person", "stop", "report", "came_back", "address_add"):
        desk.get(reverse(f"desk:{name}", args=[person.pk]))

    assert counted() == before


def test_the_page_says_first_what_may_happen_next(home, desk, person, clinician, ruth):
    """One sentence, before anything else."""
    before = desk.get(reverse("desk:person", args=[person.pk])).content.decode()
    agreed(home, person, clinician, ruth)

    after = desk.get(reverse("desk:person", args=[person.pk])).content.decode()

    assert "They are in care here." in before
    assert "They said yes to check-ins until" in after


def test_a_stop_told_to_staff_counts_at_once(  # noqa: PLR0913
    home, desk, person, clinician, ruth, transactional_db
):
    """It is in the ledger when the page answers, as told to staff."""
    directive = agreed(home, person, clinician, ruth)

    answer = desk.post(
        reverse("desk:stop", args=[person.pk]), {"scope": "everything"}, follow=True
    )

    with practice(home.pk):
        now = queries.standing_of(person.pk)
        last = queries.ledger_of(person.pk)[-1]
    assert now.directives[directive].state == "withdrawn"
    assert (last.by_kind, last.door) == ("staff", "told_staff")
    assert "Nothing is sent any more" in answer.content.decode()


def test_an_administrator_may_write_down_a_stop(
    home, browser_of, administrator, person, transactional_db
):
    """Whoever answers the phone can record it."""
    browser = browser_of(administrator)

    answer = browser.post(
        reverse("desk:stop", args=[person.pk]), {"scope": "no_contact"}
    )

    assert answer.status_code == 303
    with practice(home.pk):
        assert queries.standing_of(person.pk).no_contact


def test_a_stop_without_a_choice_comes_back(desk, person):
    """Nothing is taken for granted about how far a stop reaches."""
    answer = desk.post(reverse("desk:stop", args=[person.pk]), {})

    assert answer.status_code == 422
    assert "Choose what they said" in answer.content.decode()


def test_staff_make_an_agreement_smaller_and_never_larger(
    home, desk, person, clinician, ruth
):
    """Two of three check-ins stay; the third cannot be put back."""
    ended = clock.today("America/Los_Angeles")
    directive = agreed(home, person, clinician, ruth, ended_on=ended)
    address = reverse("desk:narrow", args=[person.pk, directive])

    desk.post(address, {"keep": ["m1", "m3"]})
    wider = desk.post(address, {"keep": ["m1", "m3", "m6"]})

    with practice(home.pk):
        terms = queries.standing_of(person.pk).directives[directive].terms
    assert [step.key for step in terms.steps] == ["m1", "m3"]
    assert terms.count == 2
    assert wider.status_code == 422


def test_a_report_is_kept_and_the_page_says_so(home, desk, person):
    """A death that somebody reported is the first thing that the page says."""
    today = clock.today("America/Los_Angeles").isoformat()

    desk.post(
        reverse("desk:report_fact", args=[person.pk, "alive"]),
        {"value": "reported_dead", "as_of": today, "note": "Their sister rang."},
    )

    page = desk.get(reverse("desk:person", args=[person.pk])).content.decode()
    assert "Somebody said that they died" in page
    with practice(home.pk):
        assert ReportedFact.objects.get().value == "reported_dead"


def test_a_report_from_the_future_comes_back_with_its_note(home, desk, person):
    """A day that has not come is no report, and the note is not lost."""
    answer = desk.post(
        reverse("desk:report_fact", args=[person.pk, "complaint_open"]),
        {"value": "yes", "as_of": "2199-01-01", "note": "A letter came."},
    )

    assert answer.status_code == 422
    assert "A letter came." in answer.content.decode()
    with practice(home.pk):
        assert not ReportedFact.objects.exists()


def test_an_administrator_neither_reads_nor_writes_what_is_clinical(
    home, browser_of, administrator, desk, person
):
    """Concern for safety is for those in care of the person."""
    today = clock.today("America/Los_Angeles").isoformat()
    desk.post(
        reverse("desk:report_fact", args=[person.pk, "risk_level"]),
        {"value": "serious", "as_of": today, "note": ""},
    )
    browser = browser_of(administrator)

    form = browser.get(reverse("desk:report_fact", args=[person.pk, "risk_level"]))
    page = browser.get(reverse("desk:person", args=[person.pk])).content.decode()

    assert form.status_code == 404
    assert "Concern for their safety" not in page


def test_somebody_who_came_back_is_in_care_again(home, desk, person, clinician):
    """A new time of care begins on the day that was given."""
    with practice(home.pk):
        Client.objects.update(status="former")

    desk.post(
        reverse("desk:came_back", args=[person.pk]),
        {
            "started_on": clock.today("America/Los_Angeles").isoformat(),
            "clinician": str(clinician.pk),
        },
    )

    with practice(home.pk):
        assert Client.objects.get(pk=person.pk).status == "current"


def test_an_address_is_added_once_and_can_be_left_unused(home, desk, person):
    """Adding the same again gives the same row; leaving it unused retires it."""
    data = {"channel": "email", "address": "jo@mail.example", "shared": "no"}
    desk.post(reverse("desk:address_add", args=[person.pk]), data)
    desk.post(reverse("desk:address_add", args=[person.pk]), data)
    with practice(home.pk):
        point = ContactPoint.objects.get(client=person)

    desk.post(reverse("desk:address_drop", args=[person.pk, point.pk]))

    with practice(home.pk):
        assert ContactPoint.objects.get().retired_at is not None


def test_a_postal_address_keeps_its_lines_and_fits_an_envelope(
    home, desk, ruth, person
):
    """As it stands on a letter; one that would not fit is said beside its field."""
    where = reverse("desk:address_add", args=[person.pk])
    typed = {"channel": "letter", "shared": "no"}
    long = desk.post(where, typed | {"address": "\r\n".join("ABCDEFG")})
    assert long.status_code == 422
    assert b"Use 6 lines at most" in long.content

    desk.post(where, typed | {"address": "12 Elm Street\r\nOakland CA 94601"})

    with practice(home.pk):
        point = ContactPoint.objects.get(channel="letter")
    (kept,) = vault.open(by=ruth, purpose="person", rows=[point], fields=["address"])
    assert kept["address"] == "12 Elm Street\nOakland CA 94601"


def test_an_address_is_safe_again_on_their_own_word(home, desk, person, browser_of):
    """Said once by who carries them; nobody else finds the page."""
    point = factories.an_email(person)
    where = reverse("desk:address_safe", args=[person.pk, point.pk])
    page = reverse("desk:person", args=[person.pk])
    assert desk.get(where).status_code == 404
    with practice(home.pk):
        ContactPoint.objects.update(unsafe=True)
    colleague = factories.a_member(home, Role.SUPERVISOR, Role.CLINICIAN)
    factories.a_clinician(home, colleague)
    others = browser_of(colleague)
    day = clock.today("America/Los_Angeles")

    assert where in desk.get(page).content.decode()
    assert where not in others.get(page).content.decode()
    assert others.post(where, {"told_on": day}).status_code == 404
    assert desk.post(where, {"told_on": ""}).status_code == 422
    assert desk.post(where, {"told_on": day}).status_code == 303
    with practice(home.pk):
        rows = ContactPoint.objects.filter(client=person, retired_at__isnull=True)
        assert [row.unsafe for row in rows] == [False]
    assert where not in desk.get(page).content.decode()


def test_a_new_card_ends_the_old_code(home, desk, person):
    """The page is a file with a dull name; the code before it opens nothing more."""
    from afterword.consent import doors

    with practice(home.pk):
        old = doors.make_card(person.pk)

    answer = desk.post(reverse("desk:card", args=[person.pk]))

    assert answer["Content-Type"] == "application/pdf"
    assert 'filename="card.pdf"' in answer["Content-Disposition"]
    assert answer.content.startswith(b"%PDF")
    assert doors.enter_code(old, bucket="192.0.2.1") is None
