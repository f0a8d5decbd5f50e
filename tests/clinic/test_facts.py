"""The clinic says what it knows, and leaves out what nobody told it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from afterword.audit.models import Event
from afterword.clinic import ages, facts
from afterword.clinic.errors import NobodyHereError, UnknownReportError
from afterword.clinic.models import Client, Clinician, Episode, OwnRules, ReportedFact
from afterword.clinic.services import reports
from afterword.contact.weighing import book
from afterword.rules.facts import Members
from afterword.tenancy import practice
from afterword.vault import services as vault
from tests.stories import ENDED_ON, FIRST_NOON, an_agreement

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = FIRST_NOON.date()


@pytest.fixture
def story():
    """One client whose therapy ended a month ago."""
    return an_agreement(reported={"capacity": None, "risk_level": None})


def known(story, on=TODAY):
    """Give the facts as plain values by name."""
    with practice(story.practice.id):
        found = facts.facts_about(story.client.id, clinician=story.clinician.id, on=on)
    return {name: fact.value for name, fact in found.items()}


def change(story, model, **values):
    """Change a row of the story as a page would."""
    row = {Client: story.client, Clinician: story.clinician}[model]
    with practice(story.practice.id):
        model.objects.filter(pk=row.pk).update(**values)


def test_what_only_we_could_have_been_told_is_known_to_be_none(story):
    """No line about a complaint, a death or an order means that none was reported."""
    found = known(story)

    assert found["alive"] == "yes"
    for name in ("complaint_open", "protective_order", "vulnerable", "coercive_home"):
        assert found[name] == "none_reported"


def test_what_nobody_said_is_left_out(story):
    """Capacity, risk and need are nobody's guess."""
    assert not {"capacity", "risk_level", "needs_treatment", "guardian"} & set(
        known(story)
    )


def test_every_value_is_one_that_the_rules_know(story):
    """Names and values are those of the vocabulary."""
    vocabulary = book().vocabulary.facts
    for name, value in known(story).items():
        spec = vocabulary[name]
        if spec.values and not isinstance(value, Members):
            assert value in spec.values, name


def test_the_newest_report_holds(story):
    """A complaint that was closed is closed; the older line stays in the record."""
    story.report("complaint_open", "yes")
    story.report("complaint_open", "no", FIRST_NOON + timedelta(hours=1))

    assert known(story)["complaint_open"] == "no"
    with practice(story.practice.id):
        assert ReportedFact.objects.filter(name="complaint_open").count() == 2


def test_a_report_of_another_client_is_not_this_ones(story):
    """A death is one person's."""
    other = an_agreement(address="kim@mail.example", home=story.practice)
    other.report("alive", "confirmed_dead")

    assert known(story)["alive"] == "yes"
    assert known(other)["alive"] == "confirmed_dead"


@pytest.mark.parametrize(
    ("away", "cover_away", "present"),
    [
        (None, None, True),
        ((TODAY, TODAY), None, False),
        ((TODAY + timedelta(days=1), None), None, True),
        ((None, TODAY - timedelta(days=1)), None, True),
        ((TODAY, None), (None, None), True),
        ((TODAY, None), (TODAY, None), False),
    ],
)
def test_a_reader_is_here_or_covered(story, away, cover_away, present):
    """Away without cover is nobody there; with cover that is here, somebody is."""
    if cover_away is not None:
        from tests.factories import a_clinician

        cover = a_clinician(story.practice, name="Ana Example")
        with practice(story.practice.id):
            Clinician.objects.filter(pk=cover.pk).update(
                away_from=cover_away[0], away_until=cover_away[1]
            )
        change(story, Clinician, covered_by=cover)
    if away is not None:
        change(story, Clinician, away_from=away[0], away_until=away[1])

    assert known(story)["responder_present"] is present


def test_a_clinician_who_left_does_not_practise_here(story):
    """From the day of leaving on; before it they are about to leave."""
    reports.report_left(clinician=story.clinician.id, on=TODAY, by=story.staff)

    assert known(story)["practising"] is False
    before = known(story, TODAY - timedelta(days=1))
    assert (before["practising"], before["clinician_leaving"]) == (True, True)


def test_sets_that_may_have_more_say_so(story):
    """Nobody takes a list for the whole list before the clinician says that it is."""
    assert known(story)["professions"].complete is True

    change(story, Clinician, sets_complete=False, memberships=[])

    found = known(story)
    assert found["professions"].complete is False
    assert "memberships" not in found


def test_own_rules_count_from_the_oldest_place(story):
    """Stated for each place of the client's, or it is not stated."""
    change(story, Client, places=["US-CA", "US-NV"])
    with practice(story.practice.id):
        for place, day in (("US-CA", 1), ("US-CA", 20)):
            OwnRules.objects.create(
                clinician=story.clinician, place=place, stated_on=date(2027, 2, day)
            )
    assert "checked_own_rules_on" not in known(story)

    with practice(story.practice.id):
        OwnRules.objects.create(
            clinician=story.clinician, place="US-NV", stated_on=date(2027, 2, 9)
        )
    assert known(story)["checked_own_rules_on"] == date(2027, 2, 9)


def test_who_works_alone_has_no_employer(story):
    """A clinic's policy is unknown until somebody says what it is."""
    assert known(story)["employer_policy"] == "none"

    clinic = an_agreement(home_values={"is_solo": False})
    assert "employer_policy" not in known(clinic)
    reports.report(
        clinician=clinic.clinician.id,
        name="employer_policy",
        value="forbids",
        as_of=TODAY,
        by=clinic.staff,
        at=FIRST_NOON,
    )
    assert known(clinic)["employer_policy"] == "forbids"


def test_somebody_in_care_again_has_no_ending(story):
    """With this clinician or a colleague: the last ending no longer counts."""
    assert known(story)["ended_on"] == ENDED_ON
    assert known(story)["client_status"] == "former"
    with practice(story.practice.id):
        Episode.objects.create(
            client=story.client, clinician=story.clinician, started_on=TODAY
        )

    found = known(story)

    assert found["client_status"] == "current"
    assert "ended_on" not in found


@pytest.mark.parametrize(
    ("places", "of_age", "guardian_until"),
    [
        (["US-CA"], date(2028, 2, 28), date(2022, 2, 28)),
        (["US-MS"], date(2031, 2, 28), date(2031, 2, 28)),
        (["US-CA", "US-MS"], date(2031, 2, 28), date(2022, 2, 28)),
    ],
)
def test_ages_follow_the_places(places, of_age, guardian_until):
    """Of age in every place; a guardian's word ends at the earliest age of any."""
    found = ages.majority_on(date(2010, 2, 28), places)

    assert found == of_age
    assert ages.guardian_ends_on(of_age, places) == guardian_until


@pytest.mark.parametrize("places", [[], ["XX"], ["US-CA", "XX"]])
def test_where_no_age_is_known_nobody_is_of_age(places):
    """An unknown place leaves the day unknown; it is not taken for eighteen."""
    assert ages.majority_on(date(2010, 2, 28), places) is None


def test_reports_write_one_line_each_refused_ones_too(story):
    """What was reported is in the record as codes; what was refused as well."""
    story.report("treated_elsewhere", "yes")
    with pytest.raises(UnknownReportError):
        story.report("treated_elsewhere", "maybe")
    with pytest.raises(UnknownReportError):
        story.report("shoe_size", "42")

    with practice(story.practice.id):
        lines = list(
            Event.objects.filter(name="clinic.fact_reported").values_list(
                "outcome", flat=True
            )
        )
    assert sorted(lines) == ["done", "refused", "refused"]


def test_a_note_is_sealed(story):
    """What somebody wrote beside a report cannot be read from the table."""
    made = reports.report(
        client=story.client.id,
        name="complaint_open",
        value="yes",
        as_of=TODAY,
        by=story.staff,
        at=FIRST_NOON,
        note="A letter came on Monday.",
    )

    with practice(story.practice.id):
        row = ReportedFact.objects.get(pk=made)
    assert b"letter" not in bytes(row.note)
    assert vault.open(by=story.staff, purpose="t", rows=[row], fields=["note"]) == [
        {"note": "A letter came on Monday."}
    ]


def test_nobody_of_another_practice_is_reported_on(story):
    """A stranger's row does not exist."""
    stranger = an_agreement(address="kim@mail.example")

    for about in ({"client": stranger.client.id}, {"client": stranger.practice.id}):
        with pytest.raises(NobodyHereError):
            reports.report(
                **about,
                name="alive",
                value="reported_dead",
                as_of=TODAY,
                by=story.staff,
                at=datetime.now(FIRST_NOON.tzinfo),
            )
