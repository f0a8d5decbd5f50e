"""Terms: what is inside them, and what a narrowing is."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.consent.terms import Asked, Terms, TermsError, later
from tests.consent.making import ADDRESS, CLINICIAN, ENDED_ON, STEPS, some_terms

IN_WINDOW = date(2026, 4, 30)


def asked(**kept) -> Asked:
    values = {
        "purpose": "outcome_measure",
        "channel": "email",
        "contact_point": ADDRESS,
        "sender": CLINICIAN,
        "on": IN_WINDOW,
        "ended_on": ENDED_ON,
        "used": 0,
        "language": "en",
        "step": "m1",
        "instrument": "phq4",
    }
    return Asked(**(values | kept))


def test_what_was_agreed_is_covered():
    """The contact that was agreed is inside the terms."""
    assert some_terms().covers(asked())


@pytest.mark.parametrize(
    "change",
    [
        {"purpose": "social"},
        {"channel": "sms"},
        {"contact_point": UUID(int=99)},
        {"contact_point": None},
        {"sender": UUID(int=99)},
        {"sender": None},
        {"on": date(2026, 4, 26)},
        {"on": date(2026, 5, 8)},
        {"ended_on": None},
        {"used": 3},
        {"language": "es"},
        {"step": "m2"},
        {"step": ""},
        {"instrument": "phq9"},
    ],
    ids=str,
)
def test_one_respect_outside_is_outside(change):
    """A contact that differs in one respect is not covered."""
    assert not some_terms().covers(asked(**change))


@pytest.mark.parametrize("on", [date(2026, 4, 27), date(2026, 5, 7)], ids=str)
def test_both_last_days_of_a_window_are_inside(on):
    """The window of a step holds its first and its last day."""
    assert some_terms().covers(asked(on=on))


def test_terms_come_back_from_the_ledger_as_they_were():
    """Writing terms down and reading them again changes nothing."""
    terms = some_terms()

    again = Terms.from_json(json.loads(json.dumps(terms.to_json())))

    assert again == terms


@pytest.mark.parametrize(
    ("day", "offset", "expected"),
    [
        (date(2026, 1, 31), "P1M", date(2026, 2, 28)),
        (date(2027, 12, 31), "P2M", date(2028, 2, 29)),
        (date(2028, 2, 29), "P1Y", date(2029, 2, 28)),
        (date(2026, 3, 31), "P2W", date(2026, 4, 14)),
        (date(2026, 12, 31), "P1D", date(2027, 1, 1)),
    ],
)
def test_a_short_month_clamps(day, offset, expected):
    """A month later is the same day, or the last day there is."""
    assert later(day, offset) == expected


@pytest.mark.parametrize("offset", ["", "1M", "P", "P-1M", "P1M2D", "PT1H", "P1000D"])
def test_an_offset_that_is_none_is_refused(offset):
    """What is not an offset is an error, never a guess."""
    with pytest.raises(TermsError):
        later(ENDED_ON, offset)


@pytest.mark.parametrize(
    "wrong",
    [
        {"purposes": ()},
        {"channel": "pigeon"},
        {"count": 0},
        {"ends_on": ENDED_ON - timedelta(days=1)},
        {"wording_hash": ""},
        {"steps": (STEPS[0], STEPS[0])},
        {"count": 2},
        {"steps": (replace(STEPS[0], purpose="social"),)},
        {"steps": (replace(STEPS[0], before_days=-1),)},
        {"steps": (replace(STEPS[0], offset="soon"),)},
        {"grantee_kind": "anybody"},
    ],
    ids=str,
)
def test_terms_that_contradict_themselves_are_refused(wrong):
    """Terms with a hole in them never reach the ledger."""
    with pytest.raises(TermsError):
        some_terms(**wrong).check()


def test_good_terms_pass():
    """The terms of the light check-in are in order."""
    some_terms().check()


any_terms = st.builds(
    some_terms,
    purposes=st.sampled_from(
        [("outcome_measure",), ("outcome_measure", "wellbeing_check")]
    ),
    grantee=st.sampled_from([CLINICIAN, UUID(int=98)]),
    channel=st.sampled_from(["email", "sms"]),
    contact_point=st.sampled_from([ADDRESS, UUID(int=99)]),
    steps=st.lists(
        st.builds(
            replace,
            st.sampled_from(STEPS),
            before_days=st.integers(0, 4),
            after_days=st.integers(0, 4),
            instrument=st.sampled_from(["", "phq4"]),
        ),
        unique_by=lambda step: step.key,
        max_size=3,
    ).map(tuple),
    count=st.integers(1, 4),
    ends_on=st.integers(20, 200).map(lambda n: ENDED_ON + timedelta(days=n)),
    language=st.sampled_from(["en", "es"]),
)
any_asked = st.builds(
    asked,
    purpose=st.sampled_from(["outcome_measure", "wellbeing_check"]),
    channel=st.sampled_from(["email", "sms"]),
    sender=st.sampled_from([CLINICIAN, UUID(int=98), None]),
    on=st.integers(25, 110).map(lambda n: ENDED_ON + timedelta(days=n)),
    used=st.integers(0, 4),
    step=st.sampled_from(["m1", "m3", "m6", ""]),
    instrument=st.sampled_from(["", "phq4"]),
)


@given(any_terms, any_terms, any_asked)
def test_narrower_terms_cover_nothing_new(narrow, wide, contact):
    """Whatever narrower terms cover, the wider ones covered too."""
    if narrow.is_within(wide) and narrow.covers(contact):
        assert wide.covers(contact)


@given(any_terms)
def test_terms_are_within_themselves(terms):
    """The same terms are not a widening."""
    assert terms.is_within(terms)


@pytest.mark.parametrize(
    "wider",
    [
        {"protocol": "other"},
        {"purposes": ("outcome_measure", "wellbeing_check")},
        {"grantee": UUID(int=98)},
        {"grantee_kind": "practice"},
        {"channel": "sms"},
        {"contact_point": UUID(int=99)},
        {"count": 4},
        {"starts_on": ENDED_ON - timedelta(days=1)},
        {"ends_on": ENDED_ON + timedelta(days=201)},
        {"language": "es"},
        {"wording_hash": "b" * 64},
        {"steps": ()},
        {"steps": (replace(STEPS[0], after_days=8),)},
        {"steps": (replace(STEPS[0], before_days=4),)},
        {"steps": (replace(STEPS[0], offset="P2M"),)},
        {"steps": (replace(STEPS[0], instrument="phq9"),)},
        {"steps": (replace(STEPS[0], purpose="wellbeing_check"),)},
        {"steps": (replace(STEPS[0], key="m9"),)},
    ],
    ids=str,
)
def test_wider_in_one_respect_is_not_within(wider):
    """Terms that ask for more in one single respect are no narrowing."""
    assert not some_terms(**wider).is_within(some_terms())
