"""Today: what waits for whom, and giving it to somebody else."""

from __future__ import annotations

import pytest
from django.urls import reverse

from afterword import clock
from afterword.attention import services as attention
from afterword.attention.models import Item
from afterword.audit.actors import Role
from afterword.ending.services import filling, writing
from afterword.ending.services.filling import Filling
from afterword.tenancy import practice
from tests import factories
from tests.desk.pages import words

pytestmark = pytest.mark.django_db


def waits(by, client, owner=None, *, kind="asked_for_contact", days=2):
    now = clock.now()
    return attention.raise_item(
        kind=kind,
        key=f"{kind}:{client.pk}:{days}",
        by=by,
        at=now,
        client=client.pk,
        owner=owner.pk if owner else None,
        due_at=now + days * clock.DAY,
    )


def test_an_empty_day_says_so(desk):
    """One sentence, and no counter."""
    assert "Nothing waits for you" in desk.get(reverse("desk:today")).content.decode()


def test_what_is_due_first_stands_first(desk, ruth, clinician, person):
    """Words, the person, the day by which it is due."""
    waits(ruth, person, clinician, kind="answers", days=5)
    waits(ruth, person, clinician, days=1)

    page = desk.get(reverse("desk:today")).content.decode()

    assert "2 things wait for you" in page
    assert page.index("Asked to be contacted") < page.index("Answers to read")
    assert "Jo Example" in page
    assert "Jo Example" not in page.partition("</title>")[0]


def test_what_waits_for_a_colleague_is_not_shown(
    home, browser_of, ruth, clinician, person
):
    """Neither the thing nor the name."""
    waits(ruth, person, clinician)
    colleague = factories.a_member(home, Role.CLINICIAN)
    factories.a_clinician(home, colleague)

    page = browser_of(colleague).get(reverse("desk:today")).content.decode()

    assert "Nothing waits for you" in page
    assert "Jo Example" not in page


def test_who_covers_sees_what_waits(home, browser_of, ruth, clinician, person):
    """While the clinician is away it stands on the day of whoever covers."""
    waits(ruth, person, clinician)
    colleague = factories.a_member(home, Role.CLINICIAN)
    cover = factories.a_clinician(home, colleague)
    with practice(home.pk):
        clinician.away_from = clock.today("America/Los_Angeles")
        clinician.covered_by = cover
        clinician.save()

    page = browser_of(colleague).get(reverse("desk:today")).content.decode()

    assert "Asked to be contacted" in page


def test_what_has_no_owner_waits_for_administrators(
    browser_of, administrator, ruth, person
):
    """It leads to the person, not to what only clinicians may read."""
    waits(ruth, person, kind="answers")

    page = browser_of(administrator).get(reverse("desk:today")).content.decode()

    assert reverse("desk:person", args=[person.pk]) in page


def test_open_endings_are_on_the_day_of_their_clinician(
    desk, browser_of, administrator, ruth, person
):
    """Nobody else has them there."""
    ending = writing.open_ending(client=person.pk, by=ruth)
    address = reverse("desk:ending", args=[ending])

    own = desk.get(reverse("desk:today")).content.decode()
    other = browser_of(administrator).get(reverse("desk:today")).content.decode()

    assert address in own
    assert address not in other


def test_an_administrator_gives_it_to_somebody_else(  # noqa: PLR0913
    home, browser_of, administrator, ruth, clinician, person
):
    """It waits for the other from then on, by the same day."""
    item = waits(ruth, person)
    browser = browser_of(administrator)

    answer = browser.post(
        reverse("desk:pass_on", args=[item]), {"to": str(clinician.pk)}
    )

    assert answer.status_code == 303
    with practice(home.pk):
        assert Item.objects.get().owner_id == clinician.pk


def test_nothing_of_another_practice_is_given_away(browser_of, ruth, person):
    """A stranger finds neither the thing nor the people."""
    item = waits(ruth, person)
    elsewhere = factories.a_practice(name="Elm Example", neutral_name="Elm")
    stranger = browser_of(factories.a_member(elsewhere, Role.ADMINISTRATOR))

    answer = stranger.post(reverse("desk:pass_on", args=[item]), {"to": ""})

    assert answer.status_code == 404


@pytest.mark.parametrize(
    "role", [Role.CLINICIAN, Role.SUPERVISOR, Role.COMPLIANCE, Role.EXECUTOR]
)
def test_everybody_has_a_day_and_only_administrators_see_others(home, browser_of, role):
    """The page of what waits for others is not there for them."""
    browser = browser_of(factories.a_member(home, role))

    assert browser.get(reverse("desk:today")).status_code == 200
    assert browser.get(reverse("desk:waiting")).status_code == 404


def test_somebody_who_is_not_signed_in_is_asked_to(client):
    """No page of the desk opens without a sign-in."""
    for name in ("today", "people", "person_add", "imports"):
        assert client.get(reverse(f"desk:{name}")).status_code == 302


def test_an_answer_about_risk_is_given_to_somebody_who_can_open_it(  # noqa: PLR0913
    home, browser_of, desk, administrator, ruth, clinician, person
):
    """Whoever gets it opens it from their day; who does not sign in gets none."""
    ending = writing.open_ending(client=person.pk, by=ruth)
    given = Filling(instrument="phq9", answers=[0] * 8 + [2])
    row = filling.add(ending=ending, filling=given, by=ruth).id
    page = reverse("desk:measured", args=[row])
    colleague = factories.a_member(home, Role.CLINICIAN)
    other = factories.a_clinician(home, colleague, name="Sam Example")
    paper = factories.a_clinician(home, name="Kim Example")
    with practice(home.pk):
        item = Item.objects.get().pk
    office, theirs = browser_of(administrator), browser_of(colleague)
    give = reverse("desk:pass_on", args=[item])
    before = theirs.get(page).status_code

    refused = office.post(give, {"to": str(paper.pk)}, follow=True)
    with practice(home.pk):
        assert Item.objects.get().owner_id == clinician.pk
    office.post(give, {"to": str(other.pk)})

    assert before == 404
    assert "They do not sign in here as a clinician" in words(refused)
    assert page in theirs.get(reverse("desk:today")).content.decode()
    assert "Each answer" in words(theirs.get(page))
    looked = theirs.post(reverse("desk:measured_looked", args=[row]), follow=True)
    assert "Written down" in words(looked)


def test_without_an_owner_a_line_about_risk_leads_to_the_person(
    home, browser_of, ruth, clinician, person
):
    """An administrator who is a clinician too opens no other clinician's answers."""
    ending = writing.open_ending(client=person.pk, by=ruth)
    given = Filling(instrument="phq9", answers=[0] * 8 + [2])
    row = filling.add(ending=ending, filling=given, by=ruth).id
    both = factories.a_member(home, Role.CLINICIAN, Role.ADMINISTRATOR)
    with practice(home.pk):
        Item.objects.update(owner_id=None)

    page = browser_of(both).get(reverse("desk:today")).content.decode()

    assert reverse("desk:measured", args=[row]) not in page
    assert reverse("desk:person", args=[person.pk]) in page
