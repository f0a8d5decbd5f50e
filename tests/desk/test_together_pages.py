"""A couple and a young person at the desk: two endings, two yeses, nothing copied."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from afterword import clock
from afterword.audit.actors import Role
from afterword.clinic.models import Client, ContactPoint, Episode, ReportedFact
from afterword.clinic.services import together
from afterword.consent import queries
from afterword.ending.models import Ending
from afterword.ending.services import handing, writing
from afterword.tenancy import practice
from afterword.vault import services as vault
from tests import factories
from tests.portal.people import words

pytestmark = pytest.mark.django_db(transaction=True)
BOTH = "both@mail.example"


def today():
    return clock.today("America/Los_Angeles")


def facts(**changed):
    values = {
        "kind": "planned",
        "ended_by": "both",
        "agreed": "yes",
        "ending_form": "formal",
        "approach": "systemic",
        "ended_on": today(),
        "last_professional_contact_on": today() - timedelta(days=1),
    }
    return writing.EndingFacts(**(values | changed))


@pytest.fixture
def ben(home, clinician):
    """A second client, called otherwise."""
    made = factories.a_client(home, clinician)
    with practice(home.pk):
        vault.seal(made, name="Ben Example")
        made.save()
    return made


@pytest.fixture
def couple(home, desk, person, ben):
    """Let the clinician say at the page that the two came as a couple."""
    for name, data in (
        ("together_how", {"format": "couple"}),
        ("together_add", {"reference": f" {ben.reference.lower()} "}),
    ):
        answer = desk.post(reverse(f"desk:{name}", args=[person.pk]), data)
        assert answer.status_code == 303, words(answer)
    return person, ben


def an_ending(client, ruth):
    return writing.open_ending(client=client.pk, by=ruth)


def test_each_of_two_has_an_ending_of_their_own(couple, home, desk, ruth):
    """The others stand beside it; what may be the same is offered and never saved."""
    person, ben = couple
    first = an_ending(person, ruth)
    writing.write_facts(ending=first, facts=facts(), by=ruth)
    writing.write_words(ending=first, words={"reason": "Hers alone"}, by=ruth)
    page = words(desk.get(reverse("desk:ending", args=[first])))
    assert "Others who came with them Ben Example No ending yet" in page

    desk.post(reverse("desk:ending_open", args=[ben.pk]))
    with practice(home.pk):
        second = Ending.objects.get(client=ben)
    assert second.kind == ""
    beside = words(desk.get(reverse("desk:ending", args=[second.pk])))
    assert "Fill in kind, days and approach from theirs" in beside
    address = reverse("desk:ending_task", args=[second.pk, "facts"])
    form = desk.get(f"{address}?from={first}").content.decode()
    with practice(home.pk):
        second.refresh_from_db()

    assert "Nothing is saved until you save it." in form
    assert re.search(r'value="planned"[^>]* checked', form)
    assert f'value="{today() - timedelta(days=1)}"' in form
    assert "Hers alone" not in form
    assert not re.search(r'value="yes"[^>]* checked', form)  # they say that themselves
    assert (second.kind, second.ended_on) == ("", None)


def test_nothing_is_offered_from_somebody_who_did_not_come_with_them(
    home, desk, person, ben, ruth
):
    """A guessed address gives the plain form."""
    first, second = an_ending(person, ruth), an_ending(ben, ruth)
    writing.write_facts(ending=first, facts=facts(), by=ruth)
    address = reverse("desk:ending_task", args=[second, "facts"])
    assert "Nothing is saved until" not in words(desk.get(f"{address}?from={first}"))


def test_a_shared_address_is_refused_at_the_agreement(couple, home, desk, ruth):
    """It names nobody; both are unsafe; the page of each says why."""
    person, ben = couple
    factories.an_email(ben, BOTH)
    ending = an_ending(person, ruth)
    writing.write_facts(ending=ending, facts=facts(), by=ruth)
    answer = desk.post(
        reverse("desk:ending_task", args=[ending, "check-ins"]),
        {
            "point": "new",
            "new_address": BOTH,
            "place": "California (US-CA)",
            "born": "1985-03-14",
            "capacity": "has",
            "risk_level": "none",
        },
    )
    with practice(home.pk):
        marked = set(ContactPoint.objects.values_list("unsafe", flat=True))
        now = queries.standing_of(person.pk)

    assert answer.status_code == 422
    assert "Somebody who came with them can read this address" in words(answer)
    assert (marked, dict(now.directives)) == ({True}, {})
    for client in couple:
        page = words(desk.get(reverse("desk:person", args=[client.pk])))
        assert "Somebody who came with them can read it." in page


def test_only_their_clinician_says_who_came(
    couple, home, person, administrator, browser_of
):
    """A colleague, an administrator, another practice and a stranger find nothing."""
    colleague = factories.a_member(home, Role.CLINICIAN)
    factories.a_clinician(home, colleague)
    elsewhere = factories.a_member(factories.a_practice(set_up_at=clock.now()))
    supervisor = factories.a_member(home, Role.SUPERVISOR)
    for name in ("together", "together_how", "together_add", "together_part"):
        url = reverse(f"desk:{name}", args=[person.pk])
        for actor in (colleague, elsewhere, administrator, supervisor):
            browser = browser_of(actor)
            call = browser.get if name == "together" else browser.post
            assert call(url).status_code in {403, 404}
        assert Browser().post(url).status_code in {302, 303, 405}
    with practice(home.pk):
        assert together.came_with(person.pk)


def test_a_colleagues_client_cannot_be_added(couple, home, desk, person):
    """The words are the same as for a reference that nobody has."""
    theirs = factories.a_client(home, factories.a_clinician(home))
    desk.get(reverse("desk:together", args=[person.pk]))  # it says "Saved." once
    url = reverse("desk:together_add", args=[person.pk])
    told = [desk.post(url, {"reference": one}) for one in (theirs.reference, "P-9999")]
    assert [one.status_code for one in told] == [422, 422]
    assert "There is nobody like that here" in words(told[0])
    assert words(told[0]).replace(theirs.reference, "") == words(told[1]).replace(
        "P-9999", ""
    )


@pytest.fixture
def young(home, desk, person, ruth, clinician):
    """A young person in England, of age in four months, whose ending is open."""
    of_age = today() + timedelta(days=120)
    with practice(home.pk):
        Client.objects.filter(pk=person.pk).update(
            majority_on=of_age, places=["GB-ENG"]
        )
    point = factories.an_email(person, "kim@mail.example")
    ending = an_ending(person, ruth)
    writing.write_facts(ending=ending, facts=facts(), by=ruth)
    return ending, point


def put_before_them(desk, ending, point, **changed):
    values = {
        "point": str(point.pk),
        "place": "England (GB-ENG)",
        "decides": "guardian",
        "own_later": "yes",
        "capacity": "has",
        "risk_level": "none",
    }
    return desk.post(
        reverse("desk:ending_task", args=[ending, "check-ins"]), values | changed
    )


def standing(home, person):
    with practice(home.pk):
        return list(queries.standing_of(person.pk).directives.values())


def on_the_tablet(ending, ruth, **instead):
    """Answer every screen that the tablet asks for; name them in their order."""
    web = Browser()
    token = handing.hand_over(ending=ending, by=ruth)
    screens = {
        "notes": {"notes": "yes"},
        "guardian": {"guardian": "yes"},
        "address": {"who": "mine"},
        "sender": {"sender": "neutral"},
        "name": {"name_to_use": ""},
        "hours": {"hours_from": "09:00", "hours_until": "20:00"},
        "check": {},
    } | instead
    answer, seen = web.post(f"/w/{token}/notes", screens["notes"]), ["notes"]
    while answer.status_code == 303 and answer["Location"] != f"/w/{token}":
        screen = answer["Location"].rpartition("/")[2]
        seen.append(screen)
        answer = web.post(f"/w/{token}/{screen}", screens[screen])
    return seen


def test_two_yeses_are_asked_for_and_each_counts_for_its_days(
    young, home, desk, person, ruth
):
    """First the young person, then the guardian; then their own from the day of age."""
    ending, point = young
    page = words(desk.get(reverse("desk:ending_task", args=[ending, "check-ins"])))
    assert "England: of age at 18. No earlier age is known here." in page
    assert put_before_them(desk, ending, point).status_code == 303
    agree = words(desk.get(reverse("desk:agree", args=[ending])))
    assert "Two people answer: first the young person" in agree
    assert "Print the card" not in agree

    first, second = on_the_tablet(ending, ruth), on_the_tablet(ending, ruth)
    states = {one.asks: one for one in standing(home, person)}
    with practice(home.pk):
        said = dict(ReportedFact.objects.values_list("name", "value"))

    assert first[:3] == ["notes", "guardian", "address"]
    assert "guardian" not in second
    assert {key: one.state for key, one in states.items()} == {
        "guardian": "confirmed",
        "client": "confirmed",
    }
    assert states["guardian"].given_by == "guardian"
    assert states["guardian"].terms.ends_on < states["client"].terms.starts_on
    assert said["client_mature_minor"] == "no"


def test_the_printed_plan_holds_the_later_yes_too(  # noqa: PLR0913
    young, home, desk, person, ruth, monkeypatch
):
    """Their own, from the day of age on, beside what the guardian said yes to."""
    from afterword.desk.views import ending_plan

    ending, point = young
    put_before_them(desk, ending, point)
    printed = []
    kept = ending_plan.keepsake

    def spy(plan, live):
        printed.append(live.next)
        return kept(plan, live)

    monkeypatch.setattr(ending_plan, "keepsake", spy)
    where = reverse("desk:plan_print", args=[ending])
    desk.post(where)
    on_the_tablet(ending, ruth)
    desk.post(where)
    on_the_tablet(ending, ruth)
    desk.post(where)

    none, one, both = printed
    assert none == ()
    assert one
    assert both[: len(one)] == one
    assert any("the day on which you are of age" in said for said in both)
    assert not any("the day on which you are of age" in said for said in one)


@pytest.mark.parametrize("who", ["notes", "guardian"])
def test_one_no_of_two_is_no(young, home, desk, person, ruth, who):  # noqa: PLR0913
    """The young person's no asks nobody else; a guardian's no sends nothing."""
    ending, point = young
    put_before_them(desk, ending, point, own_later="no")
    seen = on_the_tablet(ending, ruth, **{who: {who: "no"}})
    (only,) = standing(home, person)

    asked = ["notes"] if who == "notes" else ["notes", "guardian"]
    assert seen == [*asked, "check"]
    assert only.state == "declined"


def test_a_paper_counts_for_what_stands_on_it_and_with_both(  # noqa: PLR0913
    young, home, desk, person, ruth, browser_of
):
    """The second person says that the young person said yes too."""
    ending, point = young
    put_before_them(desk, ending, point)
    colleague = factories.a_member(home, Role.ADMINISTRATOR)
    handing.ask_second_person(ending=ending, second=None, by=ruth)
    from afterword.attention.models import Item

    with practice(home.pk):
        item = Item.objects.get(kind=handing.PAPER)
    url = reverse("desk:attest", args=[item.pk])
    other = browser_of(colleague)
    alone = other.post(url, {"signed_on": str(today())})
    both = other.post(url, {"signed_on": str(today()), "assent": "on"})
    states = {one.asks: one.state for one in standing(home, person)}

    assert "own yes it is no" in words(alone)
    assert (alone.status_code, both.status_code) == (422, 303)
    assert states == {"guardian": "confirmed", "client": "proposed"}
    assert other.get(url).status_code == 404  # it never counts for the other one


def test_somebody_who_turns_out_to_be_young_is_asked_whose_yes_it_needs(
    home, desk, person, ruth
):
    """The birthday comes with the form: nothing is put before them until it is said."""
    ending = an_ending(person, ruth)
    writing.write_facts(ending=ending, facts=facts(), by=ruth)
    point = factories.an_email(person)
    born = today().replace(year=today().year - 15, day=1)
    answer = put_before_them(desk, ending, point, born=str(born), decides="")
    with practice(home.pk):
        format_ = Episode.objects.get(client=person).format

    assert answer["Location"].startswith(
        reverse("desk:ending_task", args=[ending, "check-ins"])
    )
    assert standing(home, person) == []
    assert format_ == "individual"
