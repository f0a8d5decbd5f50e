"""The sentences of an agreement: exact, plain, and tied to the terms by their hash."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from afterword.consent import wording
from afterword.consent.wording import Reader
from afterword.look.discretion import grade, longest_sentence
from afterword.tenancy import practice
from tests import factories

RUTH = Reader("Ruth", "on Tuesdays")
ENDED_ON = date(2027, 1, 31)


@pytest.fixture
def terms(asked):
    return factories.light_terms(asked.point, asked.clinician, starts_on=ENDED_ON)


def said(terms, reader=RUTH, ended_on=ENDED_ON):
    return wording.agreement_sentences(terms, reader=reader, ended_on=ended_on)


def test_they_say_what_how_often_until_when_and_who_reads(terms):
    """And that it can be stopped, is not private, and no is fine."""
    text = " ".join(said(terms))

    for part in (
        "3 short notes by email.",
        "Sunday 28 February 2027, Friday 30 April 2027 and Saturday 31 July 2027.",
        "4 short questions",
        "Ruth reads what you answer, on Tuesdays.",
        "Nothing comes after Sunday 29 August 2027.",
        "Email is not private.",
        "You can stop or change this on any day.",
        "Saying no changes nothing about coming back.",
        "If you say nothing by Sunday 14 February 2027, that means no.",
    ):
        assert part in text, part


def test_they_are_plain(terms):
    """Grade 8 at most, and no sentence of more than 25 words."""
    text = "\n\n".join(said(terms))

    assert grade(text) <= 8
    assert longest_sentence(text) <= 25


@pytest.mark.parametrize(
    "change",
    [
        {"count": 2, "steps": factories.STEPS[:2]},
        {"channel": "sms"},
        {"ends_on": ENDED_ON + timedelta(days=100)},
    ],
)
def test_other_terms_have_another_hash(terms, change):
    """Whoever agreed to one did not agree to the other."""
    assert wording.wording_hash(said(terms)) != wording.wording_hash(
        said(replace(terms, **change))
    )


def test_another_reader_or_day_has_another_hash(terms):
    """Who reads and when it ended are part of what was agreed."""
    hashes = {
        wording.wording_hash(each)
        for each in (
            said(terms),
            said(terms, Reader("Al", "on Tuesdays")),
            said(terms, Reader("Ruth")),
            said(terms, ended_on=ENDED_ON + timedelta(days=1)),
        )
    }

    assert len(hashes) == 4


def test_the_hash_in_the_terms_changes_no_sentence(asked, terms):
    """It is made from the sentences, so it cannot be one of them."""
    with practice(asked.home.id):
        ready = wording.with_wording(terms, ended_on=ENDED_ON)
        again = wording.with_wording(ready, ended_on=ENDED_ON)
        own = wording.sentences_for(ready, ended_on=ENDED_ON)

    assert ready == again
    assert ready.wording_hash == wording.wording_hash(own)
    assert ready.wording_hash != terms.wording_hash


def test_the_practice_reads_where_it_is_the_one_that_may_write(asked, terms):
    """By its neutral name."""
    whole = replace(terms, grantee_kind="practice", grantee=asked.home.id)

    with practice(asked.home.id):
        assert wording.reader_for(whole).name == "Alder House"
        assert wording.reader_for(terms) == RUTH
