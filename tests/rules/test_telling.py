"""Packs and rules in plain English: words that pages and commands share."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from afterword.rules import catalogue, telling
from afterword.rules.casebook import cases_of
from afterword.rules.depending import depends
from afterword.rules.loading.packs import PACKS, load_packs
from afterword.rules.localities import place_words


@cache
def book():
    return load_packs()


def rule(name):
    return book().rules[name]


@pytest.mark.parametrize(
    ("lasts", "said"),
    [
        ("P2Y", "2 years"),
        ("P1Y", "1 year"),
        ("P1Y6M", "1 year and 6 months"),
        ("P60D", "60 days"),
        ("P2Y3M1D", "2 years, 3 months and 1 day"),
    ],
)
def test_a_length_is_said_in_words(lasts, said):
    """As a person says it, one or many."""
    assert telling.span_words(lasts) == said


def test_a_period_says_from_when_and_what_comes_after():
    """A bar that has passed is to be talked over, and the last day counts."""
    assert telling.period_words(rule("aca_2014.sA-5-c")) == (
        "For 5 years from the last professional contact. The last day counts. "
        "After it, it is to be talked over first."
    )
    permanent = next(
        r for r in book().rules.values() if r.period and r.period.lasts == "permanent"
    )
    assert telling.period_words(permanent) == "For good, however long ago it was."


def test_every_rule_can_be_said():
    """Whatever a pack may write has words: nothing is left as a code."""
    words = book().vocabulary
    for each in book().rules.values():
        said = [
            telling.effect_words(each),
            telling.period_words(each),
            telling.due_words(each),
            telling.topic_words(each, words),
            telling.grade_words(each.grade, each.read_on),
            *telling.condition_words(each, words, place_words),
            telling.binds_words(each.pack.binds, place_words),
        ]
        assert not [text for text in said if "_" in text], each.id


def test_every_case_can_be_said():
    """What is expected and what is known, in words."""
    for pack in book().packs:
        for case in cases_of(pack, PACKS):
            expected = telling.expected_words(case, book())
            known = telling.given_words(case, book().vocabulary, place_words)
            assert len(known) == len(case.facts)
            assert all(value for _name, value in known), case.says
            assert case.expect.keys() <= {"silent", "obligations", "warnings"} or (
                expected
            ), case.says


def test_a_condition_is_the_question_and_its_answer():
    """No second set of words for facts: the question of the vocabulary is asked."""
    assert telling.condition_words(rule("baseline.no_contact"), book().vocabulary) == [
        "Has the client asked that nobody here makes contact? Yes."
    ]
    met = telling.condition_words(rule("baseline.no_contact_met"), book().vocabulary)
    assert "Who starts this contact? Not “client”." in met


def test_what_is_about_nearly_everything_says_what_it_is_not_about():
    """A list of forty purposes is read by nobody."""
    said = telling.topic_words(rule("baseline.via_third_party"), book().vocabulary)
    assert said.startswith("Everything but: ")
    assert "relationship (every purpose)" in said
    one = telling.topic_words(rule("aca_2014.sA-5-c"), book().vocabulary)
    assert one == "Begin an intimate relationship"


def test_whom_a_text_binds_is_said_by_people_and_place():
    """Members, those on a register, a profession; and where either person is."""
    binds = {
        "memberships": ["bacp"],
        "registers": ["us-ca-psychology"],
        "professions": ["marriage_family_therapist", "nurse"],
        "places": ["CA-ON"],
    }
    assert telling.binds_words(binds, place_words) == (
        "Members of BACP, those registered with US-CA-Psychology or marriage and "
        "family therapists and nurses, where either person is in Ontario (CA-ON)"
    )
    assert telling.binds_words({}) == "Everybody"


@pytest.mark.parametrize(
    ("grade", "said"),
    [
        ("primary", "Read in the source on Monday 23 November 2026"),
        ("secondary", "Read in a copy by others on Monday 23 November 2026"),
        ("memory", "Not seen: it can only make an answer stricter"),
        (
            "draft",
            f"Read as a draft on Monday 23 November 2026: {telling.ONLY_STRICTER}",
        ),
        ("house", "Our own words, of Monday 23 November 2026"),
    ],
)
def test_how_a_text_was_read_is_said_in_words(grade, said):
    """A text that was not seen has no day on which it was read."""
    assert telling.grade_words(grade, "2026-11-23") == said


def test_what_rests_on_a_rule_is_found_both_ways():
    """A reading names its sources; each source knows its readings; so do exceptions."""
    reading = rule("baseline.follow_up_agreed")
    for source in depends(reading, book()).read_from:
        assert reading in depends(source, book()).read_into
    for lifted, by in book().lifted_by.items():
        assert depends(rule(lifted), book()).lifted_by == by
        for exception in by:
            assert rule(lifted) in depends(exception, book()).lifts


def test_packs_are_found_where_they_hold():
    """A text of a country holds in its parts; one of a part holds nowhere else."""
    there = catalogue.chosen(book(), catalogue.Wanted(place="US-CA"))
    named = {pack.id for pack in there}
    assert {"hipaa", "us_ca_43_92", "baseline"} <= named
    assert not named & {"us_ny_9_46", "phipa"}
    in_country = {
        pack.id for pack in catalogue.chosen(book(), catalogue.Wanted(place="US"))
    }
    assert "us_ca_43_92" not in in_country
    assert "hipaa" in in_country


def test_other_editions_of_a_text_differ_in_their_year_alone():
    """Two sections of one code are no editions of one another."""
    packs = {pack.id: pack for pack in book().packs}
    assert [p.id for p in catalogue.editions_of(packs["ukcp_2009"], book())] == [
        "ukcp_2019"
    ]
    assert catalogue.editions_of(packs["us_ca_43_92"], book()) == ()


def test_a_text_stands_differently_on_different_days():
    """Fresh for a year; over after its last day, or where it was replaced."""
    packs = {pack.id: pack for pack in book().packs}
    aca = packs["aca_2014"]
    assert not catalogue.standing(aca, on=date(2027, 11, 23)).is_stale
    assert catalogue.standing(aca, on=date(2027, 11, 24)).is_stale
    assert catalogue.standing(aca, on=date(2013, 1, 1)).begins_on == date(2014, 3, 1)
    assert catalogue.standing(packs["ukcp_2009"], on=date(2026, 11, 26)).is_over
