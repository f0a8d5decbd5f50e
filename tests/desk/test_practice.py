"""The pages of the practice: naming, clinicians, what only the clinician can state."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from afterword import clock
from afterword.accounts.models import Membership
from afterword.audit.actors import Role
from afterword.audit.models import Event
from afterword.clinic.errors import (
    NobodyHereError,
    NotAllowedError,
    NotYoursToStateError,
)
from afterword.clinic.models import Clinician, OwnRules
from afterword.clinic.services import practice as clinic
from afterword.tenancy import practice
from afterword.tenancy.models import Practice
from tests import factories
from tests.staff import sign_in

NAMING = {
    "name": "Alder House Psychotherapy",
    "neutral_name": "Alder House",
    "country": "california",
    "time_zone": "America/Los_Angeles",
    "is_solo": "no",
    "reads_replies": "no",
    "phone": "",
    "coming_back": "",
}
CLINICIAN = {
    "name": "Ruth Example",
    "client_facing_name": "Ruth",
    "user_id": "",
    "professions": ["psychologist"],
    "memberships": ["apa"],
    "other_memberships": "",
    "sets_complete": "yes",
    "hipaa_covered": "yes",
    "part2_program": "no",
    "employer_policy": "allows",
    "reads_answers": "on Tuesdays",
    "reads_within_days": "7",
    "licence_1_place": "California (US-CA)",
    "licence_1_register": "Board of Psychology",
    "licence_1_number": "PSY 00000",
    "place_1": "us-ny",
}


@pytest.fixture
def home(db):
    """A practice that is set up."""
    return factories.a_practice(set_up_at=clock.now())


@pytest.fixture
def administrator(home):
    """Who looks after it."""
    return factories.a_member(home, Role.ADMINISTRATOR)


@pytest.fixture
def desk(client, administrator):
    """The administrator's browser."""
    return sign_in(client, administrator)


def events(home, *names):
    with practice(home.pk):
        rows = Event.objects.filter(name__in=names).order_by("at")
        return list(rows.values_list("name", "outcome"))


def only_clinician(home) -> Clinician:
    with practice(home.pk):
        return Clinician.objects.get()


def test_a_practice_is_named_by_words_and_kept_by_codes(desk, home):
    """“california” is understood and stored as US-CA."""
    answer = desk.post("/desk/practice/name", NAMING)

    kept = Practice.objects.get(pk=home.pk)
    assert answer.status_code == 303
    assert (kept.country, kept.neutral_name) == ("US-CA", "Alder House")
    assert events(home, "clinic.practice_named") == [("clinic.practice_named", "done")]


@pytest.mark.parametrize(
    ("neutral", "told"),
    [
        ("Alder Therapy", "Therapy"),
        ("Mindful Minds", "Mindful"),
        ("The Recovery Rooms", "Recovery"),
        ("Example Psychology Group", "Psychology"),
    ],
)
def test_a_name_that_tells_a_stranger_is_refused_with_the_word(
    desk, home, neutral, told
):
    """The page names the word; nothing is saved; what was typed stays."""
    answer = desk.post("/desk/practice/name", NAMING | {"neutral_name": neutral})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"“{told}”" in page
    assert f'value="{neutral}"' in page
    assert Practice.objects.get(pk=home.pk).neutral_name == "Alder House"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("country", "Atlantis"),
        ("country", "US-CALIFORNIA"),
        ("country", "\u200b"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../../etc/passwd"),
        ("reads_replies", ""),
        ("name", "x" * 121),
    ],
)
def test_what_cannot_be_read_comes_back_with_words(desk, home, field, value):
    """Hostile and mistyped input is an error beside its field, never a crash."""
    answer = desk.post("/desk/practice/name", NAMING | {field: value})

    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()


def test_a_clinician_is_kept_as_the_gate_will_be_told(desk, home):
    """Registers and places follow from the licences, beside other places."""
    answer = desk.post("/desk/practice/clinicians/add", CLINICIAN)

    kept = only_clinician(home)
    assert answer.status_code == 303
    assert kept.places == ["US-CA", "US-NY"]
    assert kept.registers == ["board of psychology"]
    assert kept.memberships == ["apa"]
    assert kept.licences == [
        {"place": "US-CA", "register": "Board of Psychology", "number": "PSY 00000"}
    ]
    assert (kept.sets_complete, kept.hipaa_covered) == (True, "yes")


def test_a_licence_without_a_place_is_asked_for_its_place(desk, home):
    """A number alone binds nobody anywhere."""
    answer = desk.post(
        "/desk/practice/clinicians/add", CLINICIAN | {"licence_1_place": ""}
    )

    assert answer.status_code == 422
    assert "Say where this licence holds" in answer.content.decode()


def test_a_clinician_is_tied_to_nobody_of_another_practice(desk, home, administrator):
    """Neither by the form nor by the verb."""
    other = factories.a_practice(name="Elm Example", neutral_name="Elm")
    stranger = factories.a_member(other)

    answer = desk.post(
        "/desk/practice/clinicians/add", CLINICIAN | {"user_id": str(stranger.id)}
    )
    desk.post("/desk/practice/clinicians/add", CLINICIAN)
    row = only_clinician(home)
    details = clinic.Details(
        name="R",
        client_facing_name="R",
        user_id=stranger.id,
        professions=[],
        memberships=[],
        licences=[],
        other_places=[],
        sets_complete=False,
        hipaa_covered="",
        part2_program="",
        employer_policy="",
        reads_answers="",
        reads_within_days=7,
    )

    assert answer.status_code == 422
    with pytest.raises(NobodyHereError):
        clinic.change_clinician(clinician=row.pk, details=details, by=administrator)
    assert events(home, "clinic.clinician_changed") == [
        ("clinic.clinician_changed", "refused")
    ]


@pytest.fixture
def ruth(home):
    """A clinician who signs in, and their actor."""
    actor = factories.a_member(home, Role.CLINICIAN)
    return factories.a_clinician(home, actor), actor


def test_a_clinician_states_own_rules_for_a_place(home, ruth):
    """It is dated today, holds for a year, and is one line in the record."""
    row, actor = ruth
    browser = sign_in(Client(), actor)

    browser.post(f"/desk/practice/clinicians/{row.pk}/state", {"place": "US-NY"})
    browser.post(f"/desk/practice/clinicians/{row.pk}/state", {"place": "US-NY"})

    with practice(home.pk):
        (line,) = OwnRules.objects.values("place", "stated_on")
    assert line == {"place": "US-NY", "stated_on": clock.today(home.time_zone)}
    assert [outcome for _, outcome in events(home, "clinic.own_rules_stated")] == [
        "done",
        "repeated",
    ]


def test_nobody_states_it_for_somebody_else(home, ruth, administrator):
    """Not even the administrator: it is the clinician's own word."""
    row, _actor = ruth

    with pytest.raises(NotYoursToStateError):
        clinic.state_own_rules(
            clinician=row.pk, place="US-CA", on=date(2026, 11, 23), by=administrator
        )

    assert events(home, "clinic.own_rules_stated") == [
        ("clinic.own_rules_stated", "refused")
    ]


@pytest.mark.parametrize(("days", "good"), [(0, True), (365, True), (366, False)])
def test_a_statement_holds_for_a_year(home, ruth, days, good):
    """On its last day it holds, on the day after it does not."""
    row, actor = ruth
    said = date(2026, 11, 23)
    clinic.state_own_rules(clinician=row.pk, place="US-CA", on=said, by=actor)

    with practice(home.pk):
        (found,) = clinic.statements(row, on=said + timedelta(days=days))

    assert found.is_good is good


def test_only_an_administrator_adds_clinicians_and_names_the_practice(home, ruth):
    """A clinician is refused, and the refusal is written."""
    _row, actor = ruth
    naming = clinic.Naming(
        name="X",
        neutral_name="X",
        country="US-CA",
        time_zone="UTC",
        is_solo=True,
        phone="",
        reads_replies=False,
        coming_back="",
    )

    with pytest.raises(NotAllowedError):
        clinic.name_practice(naming=naming, by=actor)
    with pytest.raises(NotAllowedError):
        clinic.finish_set_up(by=actor)

    assert events(home, "clinic.practice_named", "clinic.practice_set_up") == [
        ("clinic.practice_named", "refused"),
        ("clinic.practice_set_up", "refused"),
    ]


def test_away_says_who_reads_meanwhile(desk, home, ruth):
    """The page shows the days and the reader; coming back clears both."""
    row, _actor = ruth
    cover = factories.a_clinician(
        home, factories.a_member(home), name="Dana Example", client_facing_name="Dana"
    )
    path = f"/desk/practice/clinicians/{row.pk}"

    desk.post(
        f"{path}/away",
        {
            "away_from": "2026-12-01",
            "away_until": "2026-12-20",
            "covered_by": str(cover.pk),
        },
    )
    page = desk.get(path).content.decode()
    desk.post(f"{path}/away", {"back": "1"})

    assert "Tuesday 1 December 2026" in page
    assert "Dana Example reads answers meanwhile" in page
    assert "December 2026" not in desk.get(path).content.decode()


def test_leaving_can_be_said_and_taken_back(desk, home, ruth):
    """A day, or none after all."""
    row, _actor = ruth
    path = f"/desk/practice/clinicians/{row.pk}/leaving"

    desk.post(path, {"on": "2026-12-31"})
    assert only_clinician(home).left_on == date(2026, 12, 31)

    desk.post(path, {"stays": "1"})
    assert only_clinician(home).left_on is None


def test_a_person_page_warns_of_what_waits_before_the_goodbye(desk, home, ruth):
    """Somebody must take over what waits for them."""
    row, actor = ruth
    from afterword.attention import services as attention

    attention.raise_item(
        kind="answers", key="k1", by=actor, at=clock.now(), owner=row.pk
    )
    member = Membership.objects.get(user_id=actor.id)

    page = desk.get(f"/desk/practice/staff/{member.pk}/leave").content.decode()

    assert "1 thing waits for them." in page


def test_set_up_is_finished_when_a_reader_is_named(client, db):
    """A name and a clinician who signs in and reads: then it can begin."""
    new = factories.a_practice(name="", neutral_name="", country="", time_zone="UTC")
    admin = factories.a_member(new, Role.ADMINISTRATOR, Role.CLINICIAN)
    browser = sign_in(client, admin)

    early = browser.post("/desk/set-up")
    browser.post("/desk/practice/name", NAMING)
    browser.post(
        "/desk/practice/clinicians/add", CLINICIAN | {"user_id": str(admin.id)}
    )
    done = browser.post("/desk/set-up")

    assert early.status_code == 422
    assert done.status_code == 303
    assert Practice.objects.get(pk=new.pk).set_up_at is not None
