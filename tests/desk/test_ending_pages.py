"""An ending by its pages: any order, read back, closed, opened again, never a yes."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time

import pytest
from django.test import Client as Browser
from django.urls import reverse

from afterword import clock
from afterword.audit.actors import Role, machine, the_client
from afterword.clinic.models import (
    Administration,
    Client,
    Clinician,
    ContactPoint,
    Episode,
)
from afterword.consent import queries, wording
from afterword.consent import services as consent
from afterword.contact import services as gate
from afterword.ending.models import Ending
from afterword.ending.services import filling, writing
from afterword.ending.services.filling import Filling
from afterword.followup import steps
from afterword.followup.models import Step
from afterword.followup.sending import missing_facts, request_for
from afterword.tenancy import practice
from afterword.vault import services as vault
from tests import factories
from tests.desk import pages

pytestmark = pytest.mark.django_db(transaction=True)
DAY = "2026-11-20"


@pytest.fixture
def ending(person, ruth):
    """An ending of that client's, open."""
    return writing.open_ending(client=person.pk, by=ruth)


def today() -> str:
    return clock.today("America/Los_Angeles").isoformat()


def task(ending, name: str) -> str:
    return reverse("desk:ending_task", args=[ending, name])


def facts(**changed) -> dict[str, str]:
    values = {
        "kind": "planned",
        "approach": "cbt",
        "ended_by": "both",
        "agreed": "yes",
        "ending_form": "formal",
        "ended_on": today(),
        "last_professional_contact_on": today(),
        "reason": "It is enough for now.",
    }
    return values | changed


CHECK_INS = {
    "point": "new",
    "new_address": "jo@mail.example",
    "place": "California",
    "born": "1985-05-17",
    "capacity": "has",
    "risk_level": "none",
}


def ready(desk, ending, decision="none"):
    desk.post(task(ending, "facts"), facts())
    desk.post(task(ending, "notice"), {"pretext": "no"})
    desk.post(task(ending, "measure"), {"skip": "1"})
    desk.post(task(ending, "contact"), {"decision": decision})


def row(home) -> Ending:
    with practice(home.pk):
        return Ending.objects.get()


def test_the_page_of_a_person_opens_their_ending_once(home, desk, person):
    """Pressing twice goes on with the open one."""
    address = reverse("desk:ending_open", args=[person.pk])

    first = desk.post(address)["Location"]

    assert desk.post(address)["Location"] == first
    assert desk.get(first).status_code == 200


def test_every_task_is_saved_as_it_comes_and_read_back(home, desk, ending):
    """What was written in any order stands in the check, each with a way to change."""
    desk.post(task(ending, "support"), {"referrals": "Talk Example, 555 0100"})
    desk.post(
        task(ending, "review"),
        {"goals": "Sleep again.", "what_changed": "I ring my sister."},
    )
    desk.post(
        task(ending, "keeping"),
        {"coping": "Walk\nRing Sam"},
    )
    desk.post(task(ending, "signs"), {"early_signs": "Staying in"})
    desk.post(task(ending, "facts"), facts())

    page = desk.get(task(ending, "check")).content.decode()

    for words in ("Talk Example", "Sleep again.", "I ring my sister.", "Staying in"):
        assert words in page
    for name in ("facts", "review", "keeping", "support", "contact", "measure"):
        assert f'href="{task(ending, name)}"' in page


def test_the_check_reads_the_safety_part_back_and_names_what_was_filled_in(
    desk, ending, ruth
):
    """What came of the offer, what was shown, and which questionnaires are here."""
    offered = {"needed": "declined", "means_discussed": "yes", "country": "US"}
    desk.post(task(ending, "safety"), offered)
    for name in ("gad7", "phq9"):
        given = Filling(instrument=name, total=4)
        filling.add(ending=ending, filling=given, by=ruth)

    answer = desk.get(task(ending, "check"))

    told = {one.name: one for one in answer.context["sections"]}
    safety = told["Did they want a safety plan?"]
    assert safety.value == "Offered, and they did not want one"
    assert safety.change_url == task(ending, "safety")
    means = "Did you talk about means safety, to make it safer around them?"
    assert told[means].value == "Yes"
    shown = "Which country's help numbers did you show them?"
    assert told[shown].value == "United States"
    assert told["Help numbers shown on"].value
    assert told["Questions at the end"].value == "Filled in: GAD-7, PHQ-9"
    assert "Four questions" not in pages.words(answer)


def test_it_cannot_be_closed_while_something_is_missing(home, desk, ending):
    """The page names what is missing, and nothing is closed."""
    desk.post(task(ending, "facts"), facts())

    answer = desk.post(reverse("desk:ending_close", args=[ending]))

    assert answer.status_code == 422
    assert "What was agreed about contact" in answer.content.decode()
    assert row(home).state == "open"


def test_closing_makes_them_a_former_client(home, desk, ending, person):
    """Its dates count, and the page says so."""
    ready(desk, ending)

    answer = desk.post(reverse("desk:ending_close", args=[ending]), follow=True)

    assert "Its dates count from now on" in answer.content.decode()
    with practice(home.pk):
        assert Client.objects.get().status == "former"
        assert Episode.objects.get(client=person).ended_on.isoformat() == today()


def test_a_correction_is_in_its_history(home, desk, ending):
    """Opened again, changed, closed: the page says when, who, and what changed."""
    ready(desk, ending)
    desk.post(reverse("desk:ending_close", args=[ending]))
    desk.post(reverse("desk:ending_reopen", args=[ending]))
    desk.post(task(ending, "facts"), facts(ended_by="client"))
    desk.post(task(ending, "review"), {"goals": "Sleep.", "what_changed": ""})
    desk.post(reverse("desk:ending_close", args=[ending]))

    page = desk.get(reverse("desk:ending", args=[ending])).content.decode()

    assert "Opened again" in page
    assert "Sam Example" in page
    assert "Changed: Ended by, What they came for" in page


def test_a_closed_ending_is_not_written_in(home, desk, ending):
    """A form that was still open elsewhere changes nothing."""
    ready(desk, ending)
    desk.post(reverse("desk:ending_close", args=[ending]))

    answer = desk.post(task(ending, "facts"), facts(kind="transfer"))

    assert answer.status_code == 303
    assert row(home).kind == "planned"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"kind": "moved"}, "Select a valid choice"),
        ({"ended_on": "2199-01-01"}, "This day has not come yet"),
        ({"ended_on": "soon"}, "Write the last day like"),
        ({"ended_on": DAY}, "later than the last day"),
        ({"agreed": ""}, "Say whether both agreed"),
    ],
)
def test_facts_with_a_mistake_come_back_as_typed(home, desk, ending, changed, words):
    """Nothing is saved, the words say what to do, the rest is still there."""
    answer = desk.post(task(ending, "facts"), facts(**changed))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "It is enough for now." in page
    assert row(home).kind == ""


def test_a_colleague_has_no_page_of_the_ending(home, browser_of, ending):
    """Not the tasks, not the check, not the ways to a yes."""
    colleague = factories.a_member(home, Role.CLINICIAN)
    factories.a_clinician(home, colleague, name="Sam Example")
    browser = browser_of(colleague)

    addresses = [
        reverse("desk:ending", args=[ending]),
        reverse("desk:agree", args=[ending]),
        *(task(ending, name) for name in ("facts", "review", "check", "contact")),
    ]

    assert {browser.get(one).status_code for one in addresses} == {404}


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMINISTRATOR, Role.COMPLIANCE])
def test_other_roles_have_no_page_of_the_ending(home, browser_of, ending, role):
    """What was said in a session is its clinician's to read."""
    browser = browser_of(factories.a_member(home, role))

    assert browser.get(reverse("desk:ending", args=[ending])).status_code == 404
    assert browser.get(task(ending, "review")).status_code == 404


def test_a_task_that_is_none_is_not_found(desk, ending):
    """An address that somebody typed leads nowhere."""
    assert desk.get(task(ending, "secrets")).status_code == 404


@pytest.mark.parametrize("kind", ["dropout", "boundary_or_safety"])
def test_after_a_barred_kind_the_page_says_why_and_asks_nothing(
    home, desk, ending, kind
):
    """No form is there, and the ending closes without an agreement being asked for."""
    desk.post(task(ending, "facts"), facts(kind=kind))
    desk.post(task(ending, "measure"), {"skip": "1"})

    page = desk.get(task(ending, "contact")).content.decode()
    desk.post(task(ending, "contact"), {"decision": "light_check_in"})
    desk.post(task(ending, "check-ins"), CHECK_INS)
    desk.post(reverse("desk:ending_close", args=[ending]))

    assert "No follow-up can start after this ending" in page
    assert 'name="decision"' not in page
    assert (row(home).state, row(home).contact_decision) == ("closed", "none")
    with practice(home.pk):
        assert not queries.standing_of(row(home).client_id).directives
        assert not ContactPoint.objects.exists()


def test_check_ins_are_put_before_the_client_with_the_words_they_read(
    home, desk, ending, person, clinician
):
    """The proposal holds the preset, this clinician, this address and these words."""
    desk.post(task(ending, "facts"), facts())

    answer = desk.post(task(ending, "check-ins"), CHECK_INS)

    assert answer["Location"].startswith(reverse("desk:agree", args=[ending]))
    with practice(home.pk):
        now = queries.standing_of(person.pk)
        point = ContactPoint.objects.get(client=person)
        found = now.directives[row(home).directive_id]
        words = wording.sentences_for(found.terms, ended_on=row(home).ended_on)
    assert found.state == "proposed"
    assert found.terms.grantee == clinician.pk
    assert found.terms.contact_point == point.pk
    assert [step.key for step in found.terms.steps] == ["m1", "m3", "m6"]
    assert found.terms.wording_hash == wording.wording_hash(words)
    page = desk.get(answer["Location"].partition("#")[0]).content.decode()
    assert all(one in page for one in words)


def test_somebody_of_age_is_known_to_be_without_a_birthday_in_plain(
    home, desk, ending, person
):
    """What is in plain is the day on which it was told, no birthday."""
    desk.post(task(ending, "facts"), facts())
    desk.post(task(ending, "check-ins"), CHECK_INS)

    with practice(home.pk):
        row_now = Client.objects.get(pk=person.pk)
    assert row_now.majority_on.isoformat() == today()
    assert row_now.places == ["US-CA"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"new_address": "jo at home"}, "is not an address"),
        ({"new_address": ""}, "Type the address"),
        ({"place": "Nowhere"}, "is not a place known here"),
        ({"risk_level": ""}, "Say whether there is a concern"),
        ({"born": "2199-01-01"}, "This day has not come yet"),
        ({"point": "4b0c8a1e-0000-4000-8000-000000000000"}, "Select a valid choice"),
    ],
)
def test_check_ins_with_a_mistake_propose_nothing(  # noqa: PLR0913
    home, desk, ending, person, changed, words
):
    """The form comes back; no address, no report and no proposal was written."""
    desk.post(task(ending, "facts"), facts())

    answer = desk.post(task(ending, "check-ins"), CHECK_INS | changed)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    with practice(home.pk):
        assert not ContactPoint.objects.exists()
        assert not queries.standing_of(person.pk).directives


def test_without_a_reader_no_check_in_is_agreed(home, desk, ending, clinician):
    """The page asks first when answers are read."""
    desk.post(task(ending, "facts"), facts())
    with practice(home.pk):
        clinician.reads_answers = ""
        clinician.save()

    page = desk.get(task(ending, "check-ins")).content.decode()

    assert "First say when you read answers" in page


def test_another_decision_stops_what_was_put_before_them(home, desk, ending, person):
    """Two agreements never wait side by side."""
    desk.post(task(ending, "facts"), facts())
    desk.post(task(ending, "check-ins"), CHECK_INS)

    desk.post(task(ending, "contact"), {"decision": "none"})

    with practice(home.pk):
        found = queries.standing_of(person.pk).directives.values()
    assert [one.state for one in found] == ["withdrawn"]
    assert row(home).directive_id is None


ANSWERS = {"nervous": "1", "worry": "0", "interest": "left_out", "down": "2"}


def test_questions_entered_by_hand_are_sealed_and_shown_with_their_gap(
    home, desk, ending, person, ruth
):
    """A question left out is a gap, never a nought."""
    desk.post(task(ending, "measure"), ANSWERS)

    page = desk.get(task(ending, "measure")).content.decode()

    with practice(home.pk):
        kept = Administration.objects.get()
    told = vault.open(by=ruth, purpose="test", rows=[kept], fields=["answers"])
    assert json.loads(told[0]["answers"]) == [1, 0, None, 2]
    assert (kept.occasion, kept.moment) == (f"end:{ending}", "end")
    assert "No score: an answer is missing" in page
    assert row(home).measure == "done"


def test_entered_again_it_replaces_what_was_entered(home, desk, ending):
    """One ending has one filling-in."""
    desk.post(task(ending, "measure"), ANSWERS)
    desk.post(task(ending, "measure"), ANSWERS | {"interest": "3"})

    page = desk.get(task(ending, "measure")).content.decode()

    with practice(home.pk):
        assert Administration.objects.count() == 1
    assert "6 of 12 at the end" in page


def test_a_question_without_an_answer_is_not_taken_as_left_out(home, desk, ending):
    """Leaving out is said, not guessed."""
    answer = desk.post(task(ending, "measure"), ANSWERS | {"down": ""})

    assert answer.status_code == 422
    assert "Answer question 4 or leave it out" in answer.content.decode()
    with practice(home.pk):
        assert not Administration.objects.exists()


def test_handing_the_tablet_over_signs_staff_out(home, desk, ending, person):
    """The browser shows the questions and can reach no staff page any more."""
    answer = desk.post(task(ending, "measure"), {"tablet": "1"})
    page = desk.get(answer["Location"])

    assert page.status_code == 200
    assert "Over the last 2 weeks" in page.content.decode()
    named = re.findall(r"\bJo\b", page.content.decode())  # a token may hold the letters
    assert not named
    assert desk.get(reverse("desk:today")).status_code == 302
    assert desk.get(task(ending, "review")).status_code == 302


def test_what_the_client_answers_on_the_tablet_is_kept_once(home, desk, ending):
    """Afterwards the same address opens nothing."""
    address = desk.post(task(ending, "measure"), {"tablet": "1"})["Location"]
    hands = Browser()

    done = hands.post(address, ANSWERS)

    assert done["Location"] == reverse("desk:tablet_done")
    assert hands.get(done["Location"]).status_code == 200
    assert hands.get(address).status_code == 404
    with practice(home.pk):
        assert Administration.objects.get().entered_by == "tablet"
    assert row(home).measure == "done"


def test_looking_at_an_ending_changes_nothing_but_the_record(home, desk, ending):
    """Every task is looked at; the row is as it was."""
    desk.post(task(ending, "facts"), facts())
    before = {**vars(row(home)), "_state": None}

    for name in ("facts", "review", "measure", "keeping", "support", "contact"):
        assert desk.get(task(ending, name)).status_code == 200
    assert desk.get(task(ending, "check-ins")).status_code == 200
    assert desk.get(task(ending, "check")).status_code == 200
    assert desk.get(reverse("desk:ending", args=[ending])).status_code == 200

    assert {**vars(row(home)), "_state": None} == before


def test_what_the_pages_write_is_what_the_gate_needs(  # noqa: PLR0913
    home, desk, ending, person, clinician, ruth
):
    """An ending held by pages, and a yes on the tablet, release the first check-in."""
    home.is_solo = True
    home.save()
    with practice(home.pk):
        Clinician.objects.update(
            professions=["marriage_family_therapist"],
            registers=["us-ca-bbs"],
            sets_complete=True,
            hipaa_covered="yes",
            part2_program="no",
        )
    ready(desk, ending)
    desk.post(task(ending, "check-ins"), CHECK_INS)
    directive = row(home).directive_id
    their = the_client(home.pk, person.pk, door="tablet")
    consent.confirm_directive(
        directive=directive,
        client=person.pk,
        by=their,
        at=clock.now(),
        door="tablet",
    )
    factories.safe_contact(person, by=their)
    desk.post(reverse("desk:ending_close", args=[ending]))

    weighed = _in_a_month(home, directive)

    assert missing_facts(weighed) == []
    assert weighed.decision.outcome == "permit", weighed.decision


def _in_a_month(home, directive):
    """Ask what the gate would say of the first check-in, on its day at noon."""
    by = machine(home.pk)
    with practice(home.pk):
        steps.refresh(by=by, at=clock.now())
        first = Step.objects.get(directive_id=directive, key="m1")
    noon = datetime.combine(first.due_on, time(20), tzinfo=UTC)
    with practice(home.pk):
        request = request_for(first, at=noon)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(clock, "now", lambda: noon)
        return gate.preview(request=request, by=by, at=noon)
