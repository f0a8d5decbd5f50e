"""Gaps, skips, groups, means and turned questions, each by its published rule."""

from dataclasses import replace

import pytest

from afterword.measures.change import Verdict, compare, reliable_change
from afterword.measures.errors import AnswersError
from afterword.measures.instruments import instruments, shell
from afterword.measures.parts import Adding, Missing
from afterword.measures.scoring import score
from tests.measures.made import READ

CORE10 = [2, 3, 3, 2, 2, 0, 3, 2, 2, 2]


def filled(name, value=None):
    return [q.values[0] if value is None else value for q in shell(name).questions]


@pytest.mark.parametrize("name", instruments())
def test_no_score_is_estimated_but_by_a_rule_that_was_read(name):
    """One gap leaves the total open, unless the file holds a rule; then it is said."""
    one = shell(name)
    last = one.questions[-1]
    if last.optional:
        return
    answers = dict(zip(one.item_ids, filled(name), strict=True))
    del answers[last.id]

    found = score(one, answers)

    assert found.complete is False
    assert found.prorated is (one.missing is not None)
    if one.missing is None and one.adding is not Adding.NONE:
        assert found.total is found.band is None
        assert found.cutoffs_met == ()
    for scale in one.subscales:
        rule = one.missing.at_most.get(scale.id, 0) if one.missing else 0
        if last.id in scale.items and not rule:
            assert found.subscales[scale.id] is None


def test_the_measures_with_a_rule_for_gaps_are_exactly_these():
    """A rule that comes in later is noticed here."""
    rules = {
        n: dict(shell(n).missing.at_most) for n in instruments() if shell(n).missing
    }

    assert rules == {
        "core10": {"total": 1},
        "core_om": {"total": 3, "problems": 1, "functioning": 1},
    }


def test_an_estimate_says_of_which_scores_it_is_one():
    """CORE-OM: three gaps of all are allowed, and one of the problems, no risk gap."""
    one = shell("core_om")
    answers = dict(zip(one.item_ids, filled("core_om", 2), strict=True))
    for left_out in ("q2", "q1", "q6"):
        del answers[left_out]

    found = score(one, answers)

    assert found.total == 20
    assert found.estimated == ("total", "problems", "functioning")
    assert found.subscales == {
        "wellbeing": 20,
        "problems": 20,
        "functioning": 20,
        "risk": None,
    }
    del answers["q5"]
    assert score(one, answers).total is None


def test_a_mean_is_the_mean_of_what_was_answered():
    """Thirty-three noughts and a four are 1.18, not 1.21 of the rest."""
    answers = filled("core_om", 0)
    answers[0] = 4
    turned = sum(q.reverse for q in shell("core_om").questions)

    assert score(shell("core_om"), answers).total == round(
        10 * (4 + 4 * turned) / 34, 2
    )
    assert score(shell("core_om"), answers).raw == 4 + 4 * turned


def test_a_verdict_on_an_estimate_says_so():
    """CORE-OM with a gap: 14.85, and whatever is said of it is from an estimate."""
    one = shell("core_om")
    whole = score(one, filled("core_om", 2))
    gap = score(one, [None, *filled("core_om", 1)[1:]])

    change = compare(one, before=whole, after=gap)

    assert (gap.total, gap.prorated) == (14.85, True)
    assert (change.difference, change.verdict) == (-5.15, Verdict.BETTER)
    assert change.prorated is True
    assert compare(one, before=whole, after=whole).prorated is False
    assert compare(one, before=whole, after=score(one, {})) is None


def test_scores_of_two_questionnaires_are_never_compared():
    """A 9 of one is no 9 of another."""
    one, other = shell("phq9"), shell("gad7")

    with pytest.raises(AnswersError, match="different questionnaires"):
        compare(one, before=score(other, [1] * 7), after=score(one, [1] * 9))


def test_a_form_with_a_question_that_does_not_apply_is_one_of_its_own():
    """WSAS without work: 32 at most, no band, and not held against one with work."""
    one = shell("wsas")
    without = score(one, [None, 8, 8, 8, 8], not_applicable=["q1"])
    with_work = score(one, [8, 8, 8, 8, 8])

    assert (without.total, without.range.high, without.band) == (32, 32, None)
    assert with_work.band == "moderately severe or worse"
    assert score(one, [None, 8, 8, 8, 8]).total is None
    with pytest.raises(AnswersError, match="applies in one of the two"):
        compare(one, before=with_work, after=without)


@pytest.mark.parametrize(
    ("answers", "named", "words"),
    [
        ([1, 1, 1, 1, 1], ["q1"], "answered and said not to apply"),
        ([1, None, 1, 1, 1], ["q2"], "that always applies"),
        ([None, 1, 1, 1, 1], ["q9"], "that always applies"),
        ([None, 1, 1, 1, 1], "q1", "that always applies"),
    ],
)
def test_not_every_question_can_be_said_not_to_apply(answers, named, words):
    """Only the one on work, and only where it is left out."""
    with pytest.raises(AnswersError, match=words):
        score(shell("wsas"), answers, not_applicable=named)


@pytest.mark.parametrize(
    ("answers", "total", "complete"),
    [
        ({"q1": 0, "q9": 0, "q10": 0}, 0, True),
        ({"q1": 0, "q9": 4}, None, False),
        ({"q1": 0, "q5": 2, "q9": 0, "q10": 0}, 2, True),
        ({"q1": 2, "q2": 0, "q3": 0, "q9": 2, "q10": 0}, 4, True),
        ({"q1": 2, "q2": 0, "q3": 1, "q9": 2, "q10": 0}, None, False),
        ({"q1": 2, "q2": 1, "q3": 0, "q9": 2, "q10": 0}, None, False),
        ({}, None, False),
    ],
)
def test_the_audit_jumps_over_what_it_need_not_ask(answers, total, complete):
    """What is jumped over is no gap; what was answered all the same is counted."""
    found = score(shell("audit"), answers)

    assert (found.total, found.complete) == (total, complete)


def test_the_qids_takes_the_highest_of_each_group():
    """Three questions at 3 in one group count once; sixteen threes are 27."""
    answers = filled("qids_sr16", 0)
    answers[0] = answers[1] = answers[3] = 3

    assert score(shell("qids_sr16"), answers).total == 3
    assert score(shell("qids_sr16"), answers).raw == 9
    assert score(shell("qids_sr16"), filled("qids_sr16", 3)).band == "very severe"


@pytest.mark.parametrize("name", ["cesd", "rses", "core10"])
def test_turned_questions_pull_the_other_way(name):
    """Raising a turned answer lowers the score by as much as another raises it."""
    one = shell(name)
    low = {q.id: q.values[1] for q in one.questions}
    for q in one.questions:
        moved = score(one, {**low, q.id: q.values[2]}).total - score(one, low).total
        assert moved == (-1 if q.reverse else 1)


def test_tenths_are_answers_where_lines_are_measured_and_nowhere_else():
    """The ORS is four lines of 10 cm."""
    assert score(shell("ors"), [7.3, 8, 0.1, 9.9]).total == 25.3
    assert type(score(shell("ors"), [5, 5, 5, 5.0]).total) is int
    for wrong in (7.35, 10.1, -0.1, float("nan"), float("inf"), True, "7"):
        with pytest.raises(AnswersError, match="question 1"):
            score(shell("ors"), [wrong, 8, 8, 8])
    with pytest.raises(AnswersError, match="not a whole number"):
        score(shell("isi"), [1.0] * 7)


@pytest.mark.parametrize(
    ("given", "scores", "complete"),
    [
        ([7, None, None], {"goal_1": 7, "goal_2": None, "goal_3": None}, True),
        ([0, 10, 5], {"goal_1": 0, "goal_2": 10, "goal_3": 5}, True),
        ([None, None, None], dict.fromkeys(["goal_1", "goal_2", "goal_3"]), False),
    ],
)
def test_goals_stand_each_by_itself(given, scores, complete):
    """One goal is enough, three are allowed, and there is no total over them."""
    found = score(shell("goals"), given)

    assert (dict(found.subscales), found.complete) == (scores, complete)
    assert found.total is None
    assert found.scorable is complete


def test_a_rule_from_memory_cannot_be_applied():
    """The check that keeps recollection out of scores sees every kind of number."""
    from afterword.measures.checking import fault

    memory = replace(READ, grade="memory")
    one = shell("isi")
    for other in (
        replace(one, missing=Missing({"total": 1}, 0, memory)),
        replace(one, bands_evidence=memory),
        replace(one, cutoffs=(replace(one.cutoffs[0], evidence=memory),)),
        replace(
            shell("oasis"),
            threshold=replace(shell("oasis").threshold, evidence=memory),
        ),
    ):
        assert (
            fault(other, "") == "a number from memory is applied as if it were a fact"
        )
    assert fault(one, "") == ""


def test_a_published_number_is_reached_and_not_exceeded():
    """And up to one less may be chance, in words and on a chart."""
    change = reliable_change(shell("phq9"), before=10, after=16)

    assert change.verdict is Verdict.WORSE
    assert (change.at_least, change.chance, change.smallest) == (6, 5, None)
    assert reliable_change(shell("phq9"), before=10, after=15).verdict is Verdict.NONE
    assert change.reached == ("more_severe",)
    assert "cbtwatch" in change.evidence.source


def test_the_core_10_is_weighed_by_its_own_spread():
    """Jacobson and Truax with the numbers of its file: more than 6.7 points."""
    six = reliable_change(shell("core10"), before=20, after=14)
    seven = reliable_change(shell("core10"), before=20, after=13)

    assert six.verdict is Verdict.NONE
    assert seven.verdict is Verdict.BETTER
    assert six.smallest == pytest.approx(6.7493, abs=0.001)
    assert "novopsych" in six.evidence.source
