"""Change is told from chance by the published arithmetic, or not at all."""

import datetime as dt
import math
import statistics
from dataclasses import replace

import pytest

from afterword.measures.change import (
    CRITICAL,
    Verdict,
    change_index,
    reliable_change,
    spread,
    verdict,
)
from afterword.measures.errors import AnswersError
from afterword.measures.instruments import (
    Direction,
    Evidence,
    Reliability,
    instrument,
)

READ = Evidence(source="a test", grade="primary", read_on=dt.date(2026, 11, 23))
# Jacobson & Truax 1991, table 2: Dyadic Adjustment Scale before and after, 30 couples.
COUPLES = [
    (90.5, 97), (74, 124), (97, 97.5), (73.5, 88), (61, 96.5), (66.5, 62.5),
    (68.5, 112.5), (86.5, 103.5), (88.5, 90), (68.5, 82.5), (98, 105), (80.5, 99.5),
    (89.5, 112.5), (91.5, 101), (83.5, 99.5), (60.5, 79.5), (83, 88), (88, 100.5),
    (98.5, 119), (78.5, 116), (99.5, 116), (79.5, 129), (84.5, 113), (92.5, 118),
    (93, 92), (85, 114), (64, 68), (61, 52), (80, 60.5), (82.5, 104.5),
]  # fmt: skip


def values(sd, reliability):
    return Reliability(sd=sd, reliability=reliability, evidence=READ)


def test_the_worked_example_of_the_paper_comes_out():
    """From 32.5 to 47.5 with SD 7.5 and reliability .80 the index is 3.16."""
    given = values(7.5, 0.8)

    assert spread(given) == pytest.approx(4.7434, abs=0.001)
    assert change_index(before=32.5, after=47.5, values=given) == pytest.approx(
        3.1623, abs=0.001
    )
    assert CRITICAL * spread(given) == pytest.approx(9.2971, abs=0.001)


@pytest.mark.parametrize(
    ("change", "index"),
    [(-8, -2.5298), (-4, -1.2649), (0, 0), (4, 1.2649), (8, 2.5298)],
)
def test_the_index_grows_with_the_change(change, index):
    """SD 5 and reliability .80 give these indices."""
    assert change_index(
        before=20, after=20 + change, values=values(5, 0.8)
    ) == pytest.approx(index, abs=0.001)


@pytest.mark.parametrize(
    ("direction", "words"),
    [
        (Direction.LOWER_BETTER, ["better", "none", "none", "none", "worse"]),
        (Direction.HIGHER_BETTER, ["worse", "none", "none", "none", "better"]),
    ],
)
def test_the_direction_of_the_measure_decides_what_better_is(direction, words):
    """The same index is better on one measure and worse on another."""
    meaning = {"better": Verdict.BETTER, "none": Verdict.NONE, "worse": Verdict.WORSE}

    said = [verdict(i, direction=direction) for i in (-2, -0.5, 0, 0.5, 2)]

    assert said == [meaning[w] for w in words]


@pytest.mark.parametrize(
    ("index", "said"),
    [(1.96, Verdict.NONE), (1.9600001, Verdict.BETTER), (-1.96, Verdict.NONE)],
)
def test_at_the_critical_value_itself_it_is_still_chance(index, said):
    """The index must exceed 1.96."""
    assert verdict(index, direction=Direction.HIGHER_BETTER) is said


@pytest.mark.parametrize(
    ("reliability", "width", "better", "none", "worse"),
    [(0.88, 5.7934, 19, 10, 1), (0.84, 6.6896, 18, 11, 1)],
)
def test_the_published_couples_are_sorted_as_computed_elsewhere(
    reliability, width, better, none, worse
):
    """Thirty couples: how many are clearly better, unchanged, clearly worse."""
    sd = statistics.stdev(before for before, _ in COUPLES)
    given = values(sd, reliability)

    said = [
        verdict(
            change_index(before=before, after=after, values=given),
            direction=Direction.HIGHER_BETTER,
        )
        for before, after in COUPLES
    ]

    assert sd == pytest.approx(11.8257, abs=0.001)
    assert spread(given) == pytest.approx(width, abs=0.001)
    assert said.count(Verdict.BETTER) == better
    assert said.count(Verdict.NONE) == none
    assert said.count(Verdict.WORSE) == worse


def test_for_the_phq_4_no_verdict_is_made_up():
    """No published value was read, so the change is shown and not judged."""
    change = reliable_change(instrument("phq4"), before=9, after=2)

    assert change.difference == -7
    assert change.verdict is Verdict.NOT_KNOWN
    assert change.note == "no published value read"
    assert (change.index, change.smallest, change.evidence) == (None, None, None)


def test_with_published_values_the_verdict_names_their_source():
    """A verdict always says on which numbers it stands."""
    one = replace(instrument("phq4"), reliability=values(3, 0.8))

    worse = reliable_change(one, before=2, after=8)

    assert worse.verdict is Verdict.WORSE
    assert worse.evidence == READ
    assert worse.smallest == pytest.approx(3.7188, abs=0.001)
    assert reliable_change(one, before=2, after=5).verdict is Verdict.NONE
    assert reliable_change(one, before=8, after=2).verdict is Verdict.BETTER


@pytest.mark.parametrize("wrong", [-1, 13, 2.0, True, None, "3", math.nan, 10**30])
def test_what_is_no_total_is_refused(wrong):
    """Only totals of the measure are compared; a missing one is not a nought."""
    for before, after in ((wrong, 3), (3, wrong)):
        with pytest.raises(AnswersError, match="from 0 to 12"):
            reliable_change(instrument("phq4"), before=before, after=after)


@pytest.mark.parametrize(
    ("sd", "reliability"),
    [(0, 0.8), (-1, 0.8), (math.nan, 0.8), (math.inf, 0.8), (5, 1), (5, -0.1)],
)
def test_numbers_that_cannot_be_are_refused(sd, reliability):
    """A spread of nothing would make every change look certain."""
    with pytest.raises(ValueError, match="must be"):
        spread(values(sd, reliability))
