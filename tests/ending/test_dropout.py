"""Somebody stopped coming: facts, counted attempts, one letter, and no follow-up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client as Web
from django.urls import reverse

from afterword import clock
from afterword.audit.actors import Role
from afterword.clinic.models import Episode
from afterword.clinic.services import policies
from afterword.consent import services as consent
from afterword.contact import facts as gathered
from afterword.contact.drafting import situate
from afterword.contact.errors import NotReleasedError
from afterword.contact.models import GoAhead
from afterword.contact.requests import ContactRequest
from afterword.contact.services.going_ahead import open_go_ahead
from afterword.contact.services.looking_again import record_go_ahead
from afterword.ending import letters as reading
from afterword.ending.errors import BarredKindError, IncompleteError, OtherKindError
from afterword.ending.facts import facts_about
from afterword.ending.models import Ending, Letter
from afterword.ending.services import closing, dropping_out, letters, writing
from afterword.ending.services.dropping_out import Absence
from afterword.ending.unplanned import Dropout
from afterword.letters.drafts import gaps
from afterword.rules.facts import Facts, Known
from afterword.tenancy import practice
from tests.desk.pages import words
from tests.factories import (
    a_client,
    a_clinician,
    a_member,
    a_practice,
    an_email,
    light_terms,
)
from tests.go_aheads import a_point
from tests.staff import sign_in
from tests.stories import the_clock_at

pytestmark = pytest.mark.django_db
LETTER = "closing_letter"
POINTS = (
    "give_referrals",
    "offer_way_back",
    "say_session_is_possible",
    "say_no_reply_needed",
    "discreet_wording",
    "no_promotion",
    "keep_copy",
    "minimum_necessary",
    "talk_it_over",
    "set_boundaries_with_client",
)


@pytest.fixture
def home():
    return a_practice(country="GB", time_zone="Europe/London")


@pytest.fixture
def ruth(home):
    return a_member(home, Role.CLINICIAN)


@pytest.fixture
def clinician(home, ruth):
    return a_clinician(
        home,
        ruth,
        professions=["psychotherapist"],
        places=["GB"],
        sets_complete=True,
        employer_policy="none",
    )


@pytest.fixture
def client(home, clinician):
    return a_client(home, clinician, places=["GB"], time_zone="Europe/London")


@pytest.fixture
def last():
    return clock.today("Europe/London") - timedelta(days=21)


@pytest.fixture
def ending(client, ruth, last):
    absence = Absence(last, last + timedelta(days=7), "none")
    return dropping_out.record_dropout(client=client.pk, absence=absence, by=ruth)


def said():
    """What a person who rings or writes states of it."""
    day = clock.today()
    values = {
        "promotional": False,
        "personal_motive": False,
        "discreet": True,
        "minimal_content": True,
        "capacity": "has",
        "risk_level": "none",
        "risk_imminence": "none",
        "no_replies": False,
        "address_shared": False,
        "expects_reply": False,
        "third_party_paid": False,
        "client_adult": True,
        "ending_pretext": False,
    }
    return Facts(
        {name: Known(v, "clinician attests", day) for name, v in values.items()}
    )


def tries(  # noqa: PLR0913 - one contact, and on which day
    client, by, point, purpose="unfinished_ending", channel="phone", days=0
):
    """Open one contact by a person, some days from now."""
    request = ContactRequest(
        client=client.pk,
        purpose=purpose,
        occasion="",
        on=clock.today(),
        channel=channel,
        sender=client.clinician_id,
        contact_point=point.pk,
    )
    return open_go_ahead(
        request=request,
        confirmed=POINTS,
        said=said(),
        by=by,
        at=clock.now() + timedelta(days=days),
    )


def test_the_bare_facts_are_kept_and_the_ending_is_open(home, client, ending, last):
    """It ends on the day of the last session, by them, with nothing agreed."""
    with practice(home.id):
        row, fact = Ending.objects.get(), Dropout.objects.get()
    assert (row.pk, row.state, row.kind) == (ending, "open", "dropout")
    assert (row.ended_by, row.agreed, row.ending_form) == ("client", "no", "none")
    assert row.ended_on == fact.last_attended_on == last
    assert (fact.notice, row.contact_decision) == ("none", "none")


def test_the_gate_reads_its_days_while_it_is_open(home, client, ending, last):
    """Reaching out belongs to an ending that nobody has closed yet."""
    with practice(home.id):
        known = facts_about(client.pk, on=clock.today())

    assert known["ending_kind"].value == "dropout"
    assert known["last_professional_contact_on"].value == last


def test_consent_is_none_and_never_unknown(home, client, ending):
    """Nobody was asked, and the ledger is complete: so it is known that none was."""
    for purpose in ("outcome_measure", "wellbeing_check", "unfinished_ending"):
        request = ContactRequest(client.pk, purpose, "", clock.today(), "phone")
        with practice(home.id):
            known = gathered.gather(situate(request, at=clock.now()), on=clock.today())
        assert known["consent_state"] == Known("none", "ledger", clock.today())


def test_no_follow_up_can_start(client, clinician, ruth, ending, last):
    """Neither through the ending nor past it."""
    terms = light_terms(an_email(client), clinician)
    with pytest.raises(BarredKindError):
        writing.decide_contact(
            ending=ending, decision="light_check_in", by=ruth, terms=terms
        )


def test_two_attempts_and_then_only_the_letter(home, client, ruth, ending):
    """Reached or not, each is counted; the third is refused by the house's number."""
    phone, post = a_point(client), a_point(client, "letter")
    first = tries(client, ruth, phone)
    record_go_ahead(
        go_ahead=first, came="not_reached", note="", by=ruth, at=clock.now()
    )
    tries(client, ruth, phone, days=1)

    with pytest.raises(NotReleasedError) as caught:
        tries(client, ruth, phone, days=2)
    assert "count_the_attempt" in caught.value.unmet

    letter = tries(client, ruth, post, "closing_letter", "letter", days=2)
    with practice(home.id):
        assert GoAhead.objects.get(pk=letter).purpose == "closing_letter"


def the_page(ending, by):
    return sign_in(Web(), by).get(reverse("desk:dropout", args=[ending]))


def closed_by_letter(client, by):
    """Send the closing letter; give the go-ahead under which it went."""
    letter = tries(client, by, a_point(client, "letter"), LETTER, "letter")
    record_go_ahead(go_ahead=letter, came="done", note="", by=by, at=clock.now())
    return letter


def test_after_the_closing_letter_nothing_opens(client, ruth, ending):
    """No further attempt and no second letter, whatever number the house set."""
    letter = closed_by_letter(client, ruth)
    phone, post = a_point(client), a_point(client, "letter")

    for purpose, point, way in (
        ("unfinished_ending", phone, "phone"),
        ("status_enquiry", phone, "phone"),
        (LETTER, post, "letter"),
    ):
        with pytest.raises(NotReleasedError) as caught:
            tries(client, ruth, point, purpose, way, days=2)
        assert caught.value.outcome == "refuse"
    assert letter


def test_corrected_days_forget_no_letter(client, ruth, ending, last):
    """What was sent stands on the page, whenever the days were written down."""
    letter = closed_by_letter(client, ruth)
    absence = Absence(last - timedelta(days=1))
    dropping_out.record_dropout(client=client.pk, absence=absence, by=ruth)

    page = the_page(ending, ruth)

    assert page.context["is_next"] == "close"
    assert "The closing letter went. Close the ending." in words(page)
    assert reverse("desk:go_ahead", args=[letter]) in page.content.decode()


def test_of_a_letter_in_hand_nobody_is_told_that_it_went(client, ruth, ending):
    """It may have gone, so nothing more opens; the page asks what came of it."""
    tries(client, ruth, a_point(client, "letter"), LETTER, "letter")

    page = the_page(ending, ruth)

    assert page.context["is_next"] == "close"
    assert "Say what came of it, then close the ending." in words(page)


def test_a_letter_that_came_back_is_not_sent(client, ruth, ending):
    """It reached nobody, so there may be another one, and an attempt."""
    post = a_point(client, "letter")
    letter = tries(client, ruth, post, LETTER, "letter")
    record_go_ahead(
        go_ahead=letter, came="not_reached", note="", by=ruth, at=clock.now()
    )

    tries(client, ruth, a_point(client), days=1)
    tries(client, ruth, post, LETTER, "letter", days=2)


def test_after_they_came_again_it_all_begins_anew(client, ruth, ending, last):
    """Neither the letter nor an attempt from before they came stands against it."""
    closed_by_letter(client, ruth)
    with the_clock_at(clock.now() + timedelta(days=9)):
        dropping_out.came_back(ending=ending, by=ruth)
        again = Absence(clock.today("Europe/London") - timedelta(days=2))
        dropping_out.record_dropout(client=client.pk, absence=again, by=ruth)

        tries(client, ruth, a_point(client))


@pytest.mark.parametrize(("most", "left"), [(0, 0), (1, 1)])
def test_a_practice_may_try_less_often(  # noqa: PLR0913 - the people, and two numbers
    home, client, ruth, ending, most, left
):
    """The number is the house's own, and it holds for every way."""
    boss = a_member(home, Role.ADMINISTRATOR)
    policies.limit_outreach(attempts=most, by=boss)
    phone = a_point(client)
    for number in range(left):
        tries(client, ruth, phone, days=number)

    with pytest.raises(NotReleasedError) as caught:
        tries(client, ruth, phone, days=left)
    assert "count_the_attempt" in caught.value.unmet


def test_after_a_stop_nothing_opens(client, ruth, ending):
    """Neither an attempt nor the letter: the ending is closed without a word."""
    phone, post = a_point(client), a_point(client, "letter")
    consent.withdraw(
        client=client.pk, scope=consent.Scope("no_contact"), by=ruth, at=clock.now()
    )
    for purpose, point, way in (
        ("unfinished_ending", phone, "phone"),
        ("closing_letter", post, "letter"),
    ):
        with pytest.raises(NotReleasedError):
            tries(client, ruth, point, purpose, way)

    closing.close(ending=ending, by=ruth)


def test_it_closes_as_it_is(home, ending, ruth, last):
    """Nothing of an ending session is asked of who was not there."""
    closing.close(ending=ending, by=ruth)

    with practice(home.id):
        assert Ending.objects.get().state == "closed"
        assert Episode.objects.get().ended_on == last


def test_they_came_back(home, client, ending, ruth):
    """The ending is blank again and says nothing; what was known stays."""
    dropping_out.came_back(ending=ending, by=ruth)

    with practice(home.id):
        assert facts_about(client.pk, on=clock.today()) == Facts()
        assert Dropout.objects.get().came_back_at
        assert Ending.objects.get().kind == ""


def test_what_was_asked_before_they_stopped_stays_done(home, client, ruth, last):
    """When they come again the measure stands; what comes after is asked anew."""
    made = writing.open_ending(client=client.pk, by=ruth)
    writing.settle_measure(ending=made, how="done", by=ruth)
    writing.decide_contact(ending=made, decision="none", by=ruth)

    dropping_out.record_dropout(client=client.pk, absence=Absence(last), by=ruth)
    with practice(home.id):
        row = Ending.objects.get(pk=made)
        assert (row.kind, row.measure, row.contact_decision) == (
            "dropout",
            "done",
            "none",
        )
    dropping_out.came_back(ending=made, by=ruth)

    with practice(home.id):
        row.refresh_from_db()
        assert (row.kind, row.measure, row.contact_decision) == ("", "done", "")


def test_no_letter_says_that_they_said_what_nobody_asked(client, ruth, ending):
    """What they decided is a gap there: it keeps the letter from being ready."""
    made = letters.draft_letter(
        client=client.pk, name="no_follow_up_confirmed", recipient="client", by=ruth
    )

    with practice(ruth.practice):
        version = reading.newest(Letter.objects.get(pk=made))
    text = reading.opened(version, by=ruth).blocks["next"]
    assert "You said" not in text
    assert gaps(text)


def test_another_ending_is_not_turned_into_one(client, ruth, last):
    """What was agreed in a session stays what it was."""
    made = writing.open_ending(client=client.pk, by=ruth)
    facts = writing.EndingFacts("planned", "both", "yes", "formal", last, last, "cbt")
    writing.write_facts(ending=made, facts=facts, by=ruth)

    with pytest.raises(OtherKindError):
        dropping_out.record_dropout(client=client.pk, absence=Absence(last), by=ruth)


@pytest.mark.parametrize(
    "changed",
    [{"notice": "shouted"}, {"missed_on": -7}, {"last_attended_on": 100}],
)
def test_days_that_cannot_be_are_refused(client, ruth, last, changed):
    """In the future, or missed before the last session."""
    changed = {
        name: last + timedelta(days=value) if isinstance(value, int) else value
        for name, value in changed.items()
    }
    with pytest.raises(IncompleteError):
        dropping_out.record_dropout(
            client=client.pk, absence=replace(Absence(last), **changed), by=ruth
        )
