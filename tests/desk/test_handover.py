"""The client's own yes: the tablet, the card, the paper. Staff never say it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from afterword import clock
from afterword.attention.models import Item
from afterword.audit.actors import Role
from afterword.consent import queries
from afterword.consent.models import PaperForm
from afterword.ending.models import Ending
from afterword.ending.services import writing
from afterword.tenancy import practice
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
REACHED = {
    "sender_label": "Alder House",
    "name_to_use": "Jo",
    "hours_from": "09:00",
    "hours_until": "20:00",
    "shared": "no",
}
PDF = b"%PDF-1.7 a scan"


def today():
    return clock.today("America/Los_Angeles")


@pytest.fixture
def ending(home, desk, person, clinician, ruth):
    """An ending in which check-ins are put before the client."""
    made = writing.open_ending(client=person.pk, by=ruth)
    point = factories.an_email(person)
    facts = writing.EndingFacts(
        approach="cbt",
        kind="planned",
        ended_by="both",
        agreed="yes",
        ending_form="formal",
        ended_on=today(),
        last_professional_contact_on=today(),
    )
    writing.write_facts(ending=made, facts=facts, by=ruth)
    writing.decide_contact(
        ending=made,
        decision="light_check_in",
        terms=factories.light_terms(point, clinician, starts_on=today()),
        by=ruth,
    )
    return made


@pytest.fixture
def colleague(home):
    """Another clinician of the practice."""
    actor = factories.a_member(home, Role.CLINICIAN)
    factories.a_clinician(home, actor, name="Kim Example")
    return actor


def state(home, person) -> str:
    with practice(home.pk):
        (found,) = queries.standing_of(person.pk).directives.values()
    return found.state


def asked_second(desk, ending, colleague) -> None:
    desk.post(
        reverse("desk:agree_second", args=[ending]), {"second": str(colleague.id)}
    )


def item_of(home) -> Item:
    with practice(home.pk):
        return Item.objects.get(kind="paper_to_attest")


def test_handing_over_ends_the_staff_session_and_leaves_one_page(home, desk, ending):
    """The tablet goes to the client's page; no staff page opens in that browser."""
    answer = desk.post(reverse("desk:agree_tablet", args=[ending]))

    assert answer.status_code == 303
    assert answer["Location"].startswith("/w/")
    assert desk.get(reverse("desk:today")).status_code == 302
    assert "sessionid" not in desk.cookies


def test_handing_over_again_ends_the_key_before(home, desk, browser_of, ending, ruth):
    """Only the newest tablet opens anything."""
    from afterword.consent import doors

    first = desk.post(reverse("desk:agree_tablet", args=[ending]))["Location"]
    desk.force_login(_user(ruth))
    desk.post(reverse("desk:agree_tablet", args=[ending]))

    assert doors.find(first.rpartition("/")[2]) is None


def test_nothing_is_handed_over_where_nothing_waits(home, desk, person, ruth):
    """Without a proposal the page says so and nobody is signed out."""
    bare = writing.open_ending(client=person.pk, by=ruth)

    answer = desk.post(reverse("desk:agree_tablet", args=[bare]), follow=True)

    assert "Nothing waits for their yes here" in answer.content.decode()


def test_the_paper_is_a_page_to_sign_and_says_nothing_for_them(
    home, desk, ending, person
):
    """It is printed, how they are reached is kept, and nothing is confirmed by it."""
    answer = desk.post(reverse("desk:agree_paper", args=[ending]), REACHED)

    assert answer["Content-Type"] == "application/pdf"
    assert 'filename="form.pdf"' in answer["Content-Disposition"]
    assert state(home, person) == "proposed"
    with practice(home.pk):
        assert queries.safe_contact_of(person.pk).sender_label == "Alder House"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"sender_label": "Alder Therapy"}, "tells a stranger"),
        ({"hours_until": "08:00"}, "The hours end before they begin"),
        ({"shared": ""}, "Say whether somebody else can read it"),
        ({"name_to_use": "\U0001f9ff"}, "cannot be printed here"),
    ],
)
def test_a_paper_with_a_mistake_is_not_printed(  # noqa: PLR0913
    home, desk, ending, person, changed, words
):
    """The form comes back as typed; nothing is kept."""
    answer = desk.post(reverse("desk:agree_paper", args=[ending]), REACHED | changed)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    with practice(home.pk):
        assert queries.safe_contact_of(person.pk) is None


def test_a_signed_paper_counts_when_a_second_person_has_seen_it(  # noqa: PLR0913
    home, desk, browser_of, ending, person, colleague
):
    """It waits on the colleague's page, and their word makes it count."""
    asked_second(desk, ending, colleague)
    before = state(home, person)
    browser = browser_of(colleague)
    address = reverse("desk:attest", args=[item_of(home).pk])

    waits = browser.get(reverse("desk:today")).content.decode()
    page = browser.get(address).content.decode()
    answer = browser.post(address, {"signed_on": today().isoformat()})

    assert (before, state(home, person)) == ("proposed", "confirmed")
    assert address in waits
    assert "3 short notes by email." in page
    assert answer.status_code == 303
    assert item_of(home).done_at is not None
    assert browser.get(address).status_code == 404


def test_whoever_brought_the_paper_cannot_be_the_second_person(  # noqa: PLR0913
    home, desk, ending, person, ruth, clinician, colleague
):
    """Neither by choosing themselves, nor by opening what waits for another."""
    chosen = desk.post(
        reverse("desk:agree_second", args=[ending]), {"second": str(ruth.id)}
    )
    asked_second(desk, ending, colleague)
    with practice(home.pk):
        Item.objects.update(owner_id=clinician.pk)
    address = reverse("desk:attest", args=[item_of(home).pk])

    assert chosen.status_code == 422
    assert desk.get(address).status_code == 404
    assert desk.post(address, {"signed_on": today().isoformat()}).status_code == 404
    assert state(home, person) == "proposed"


def test_somebody_who_was_not_asked_has_no_page_to_say_so(
    home, desk, browser_of, ending, colleague
):
    """A third person is told that there is nothing."""
    asked_second(desk, ending, colleague)
    third = factories.a_member(home, Role.CLINICIAN)
    factories.a_clinician(home, third, name="Third Example")

    address = reverse("desk:attest", args=[item_of(home).pk])

    assert browser_of(third).get(address).status_code == 404


def test_a_paper_signed_after_the_ending_does_not_count(  # noqa: PLR0913
    home, desk, browser_of, ending, person, colleague
):
    """A day that has not come is refused where it was typed."""
    asked_second(desk, ending, colleague)
    address = reverse("desk:attest", args=[item_of(home).pk])

    answer = browser_of(colleague).post(address, {"signed_on": "2199-01-01"})

    assert answer.status_code == 422
    assert state(home, person) == "proposed"


def test_where_one_works_alone_a_scan_stands_in(home, desk, ending, person):
    """The scan is kept sealed, and only then it counts."""
    home.is_solo = True
    home.save()
    data = {"signed_on": today().isoformat()}
    address = reverse("desk:agree_scan", args=[ending])

    without = desk.post(address, data)
    no_page = desk.post(
        address, data | {"scan": SimpleUploadedFile("x.pdf", b"MZ a program")}
    )
    before = state(home, person)
    desk.post(address, data | {"scan": SimpleUploadedFile("x.pdf", PDF)})

    assert (without.status_code, no_page.status_code) == (422, 422)
    assert (before, state(home, person)) == ("proposed", "confirmed")
    with practice(home.pk):
        assert PDF not in bytes(PaperForm.objects.get().scan)


def test_where_several_work_a_scan_alone_is_not_offered(home, desk, ending, person):
    """The address is not found, and nothing is confirmed."""
    data = {"signed_on": today().isoformat(), "scan": SimpleUploadedFile("x", PDF)}

    answer = desk.post(reverse("desk:agree_scan", args=[ending]), data)

    assert answer.status_code == 404
    assert state(home, person) == "proposed"


def test_no_staff_page_says_yes_for_the_client(home, desk, ending, person):
    """Whatever is posted to the pages about their yes, it stays theirs."""
    for name in ("agree", "agree_tablet", "agree_paper", "agree_second"):
        desk.post(
            reverse(f"desk:{name}", args=[ending]),
            {"decision": "yes", "confirmed": "1", "door": "tablet"},
        )

    assert state(home, person) == "proposed"


def test_the_tablet_of_a_confirmation_opens_no_questions(home, desk, ending):
    """Each key opens its own page alone."""
    token = desk.post(reverse("desk:agree_tablet", args=[ending]))["Location"][3:]

    answer = Browser().get(reverse("desk:tablet_questions", args=[token]))

    assert answer.status_code == 404


def test_after_14_days_nothing_is_confirmed_by_paper(  # noqa: PLR0913
    home, desk, browser_of, ending, person, colleague
):
    """Not confirmed in time means no; the page says so."""
    asked_second(desk, ending, colleague)
    address = reverse("desk:attest", args=[item_of(home).pk])
    browser = browser_of(colleague)
    with practice(home.pk):
        Ending.objects.update(ended_on=today())
    later = clock.now() + 20 * clock.DAY

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(clock, "now", lambda: later)
        browser.force_login(_user(colleague))
        answer = browser.post(address, {"signed_on": today().isoformat()})

    assert answer.status_code == 422
    assert state(home, person) == "proposed"


def _user(actor):
    from afterword.accounts.models import StaffUser

    return StaffUser.objects.get(pk=actor.id)
