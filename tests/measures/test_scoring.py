"""Scores are right, gaps are gaps, and what is no answer is refused in words."""

import itertools
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.measures.errors import AnswersError
from afterword.measures.instruments import instrument
from afterword.measures.scoring import score

PHQ4 = instrument("phq4")


@pytest.mark.parametrize(
    ("answers", "total", "anxiety", "depression", "band", "met"),
    [
        ([0, 0, 0, 0], 0, 0, 0, "normal", ()),
        ([1, 1, 0, 0], 2, 2, 0, "normal", ()),
        ([1, 1, 1, 0], 3, 2, 1, "mild", ()),
        ([3, 0, 1, 1], 5, 3, 2, "mild", ("anxiety",)),
        ([0, 2, 2, 2], 6, 2, 4, "moderate", ("depression",)),
        ([2, 2, 2, 2], 8, 4, 4, "moderate", ("anxiety", "depression")),
        ([3, 2, 2, 2], 9, 5, 4, "severe", ("anxiety", "depression")),
        ([3, 3, 3, 3], 12, 6, 6, "severe", ("anxiety", "depression")),
    ],
)
def test_the_phq_4_adds_up(answers, total, anxiety, depression, band, met):  # noqa: PLR0913
    """Total, both halves, both edges of each band, and the cut-offs at 3."""
    result = score(PHQ4, answers)

    assert result.total == total
    assert dict(result.subscales) == {"anxiety": anxiety, "depression": depression}
    assert result.band == band
    assert result.cutoffs_met == met
    assert (result.complete, result.scorable, result.prorated) == (True, True, False)
    assert (result.answered, result.of) == (4, 4)


def test_every_way_to_fill_it_in_adds_up():
    """All 256 forms: the total is the sum, in range, in exactly one band."""
    for answers in itertools.product(range(4), repeat=4):
        result = score(PHQ4, answers)

        assert result.total == sum(answers)
        assert sum(result.total in band.range for band in PHQ4.bands) == 1


@pytest.mark.parametrize(
    ("name", "answers", "met"),
    [
        ("phq2", [1, 1], ()),
        ("phq2", [1, 2], ("total",)),
        ("gad2", [2, 0], ()),
        ("gad2", [0, 3], ("total",)),
    ],
)
def test_the_halves_alone_have_their_cut_off_at_three(name, answers, met):
    """2 is below, 3 is at it; there is no band, since no source gives one."""
    result = score(instrument(name), answers)

    assert result.cutoffs_met == met
    assert result.band is None
    assert result.total == sum(answers)


@pytest.mark.parametrize(
    "gaps", [g for g in itertools.product([0, 1], repeat=4) if sum(g)]
)
def test_a_gap_is_not_scorable_and_never_nought(gaps):
    """With anything left out there is no total, no band and no verdict on it."""
    answers = [None if gap else 3 for gap in gaps]

    result = score(PHQ4, answers)

    assert (result.total, result.band, result.scorable) == (None, None, False)
    assert result.complete is False
    assert result.answered == 4 - sum(gaps)
    assert result.subscales["anxiety"] == (None if any(gaps[:2]) else 6)
    assert result.subscales["depression"] == (None if any(gaps[2:]) else 6)


def test_all_noughts_and_all_gaps_are_different_things():
    """A form with every answer "not at all" has a total; an empty form has none."""
    assert score(PHQ4, [0, 0, 0, 0]).total == 0
    assert score(PHQ4, [None] * 4).total is None
    assert score(PHQ4, {}).total is None


def test_answers_by_item_score_like_answers_in_order():
    """The order in which items were saved does not matter."""
    by_item = {"down": 3, "nervous": 0, "interest": 2, "worry": 1}

    assert score(PHQ4, by_item) == score(PHQ4, [0, 1, 2, 3])
    assert score(PHQ4, {"nervous": 1}).answered == 1


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([0, 1, 2], "4 questions, and 3 answers"),
        ([0, 1, 2, 3, 0], "4 questions, and 5 answers"),
        ([], "4 questions, and 0 answers"),
        ([0, 1, 2, 4], "question 4 must be one of 0, 1, 2 or 3"),
        ([-1, 1, 2, 3], "question 1 must be one of"),
        ([0, 1, 2, 10**400], "question 4 must be one of"),
        ([0, 1.5, 2, 3], "question 2 is not a whole number"),
        ([0, 1.0, 2, 3], "question 2 is not a whole number"),
        ([0, True, 2, 3], "question 2 is not a whole number"),
        ([False, 1, 2, 3], "question 1 is not a whole number"),
        ([0, "1", 2, 3], "question 2 is not a whole number"),
        ([0, "", 2, 3], "question 2 is not a whole number"),
        ([0, float("nan"), 2, 3], "question 2 is not a whole number"),
        ([0, float("inf"), 2, 3], "question 2 is not a whole number"),
        ([0, [1], 2, 3], "question 2 is not a whole number"),
        ([0, {}, 2, 3], "question 2 is not a whole number"),
        ("0123", "not a list of answers"),
        (b"0123", "not a list of answers"),
        (None, "not a list of answers"),
        (3, "not a list of answers"),
        ({0, 1, 2, 3}, "not a list of answers"),
        (iter([0, 1, 2, 3]), "not a list of answers"),
        ({"nervous": 1, "sleep": 2}, "questions that PHQ-4 does not have"),
        ({1: 1}, "questions that PHQ-4 does not have"),
        ({"nervous": None}, "question 1 is empty"),
        ({"worry": 7}, "question 2 must be one of"),
        ({"worry": True}, "question 2 is not a whole number"),
    ],
)
def test_what_is_no_answer_is_refused_in_words(answers, words):
    """The error says which question and what is allowed."""
    with pytest.raises(AnswersError) as caught:
        score(PHQ4, answers)

    assert words in caught.value.for_people
    assert len(caught.value.for_people) < 200


@given(
    st.lists(
        st.one_of(
            st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3)
        ),
        max_size=6,
    )
)
def test_whatever_is_given_there_is_a_score_or_an_error_in_words(answers):
    """No other exception, and no score from anything but whole answers in range."""
    right = len(answers) == 4 and all(
        a is None or (type(a) is int and 0 <= a <= 3) for a in answers
    )
    if right:
        assert score(PHQ4, answers).scorable is (None not in answers)
    else:
        with pytest.raises(AnswersError):
            score(PHQ4, answers)


def test_where_nothing_is_asked_about_risk_the_answer_is_not_no():
    """The PHQ-4 has no such item, so it says nothing about it."""
    assert score(PHQ4, [0, 0, 0, 0]).risk is None
    assert score(PHQ4, [3, 3, 3, 3]).risk is None


@pytest.mark.parametrize(
    ("answers", "risk"),
    [
        ([0, 0, 0, 1], True),
        ([3, 3, 3, 0], False),
        ([None, None, None, 1], True),
        ([0, 0, 0, None], None),
    ],
)
def test_a_risk_item_is_read_by_itself(answers, risk):
    """A low total hides nothing, a high one adds nothing, a gap is not "no"."""
    asking = replace(PHQ4, risk_items=("down",))

    assert score(asking, answers).risk is risk


def test_a_score_names_the_edition_it_was_made_with():
    """A stored score can be read years later."""
    result = score(PHQ4, [0, 0, 0, 0])

    assert (result.instrument, result.version) == ("phq4", PHQ4.version)
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", result.version)
