"""Two numberings of the same answers are told apart, and never compared."""

import pytest

from afterword.measures.change import compare, reliable_change
from afterword.measures.errors import AnswersError
from afterword.measures.instruments import instrument, shell
from afterword.measures.licences import licence
from afterword.measures.parts import Direction
from afterword.measures.scoring import score
from afterword.measures.variants import converted, usual_answers

K10 = [2, 3, 1, 1, 2, 1, 2, 2, 1, 1]


def test_the_same_answers_have_another_total_and_the_same_band():
    """16 of 10 to 50 is 6 of 0 to 40; both are moderate."""
    usual, lower = shell("k10"), shell("k10", variant="0-4")

    first = score(usual, K10)
    second = score(lower, [value - 1 for value in K10])

    assert (first.total, first.variant, first.band) == (16, "1-5", "moderate")
    assert (second.total, second.variant, second.band) == (6, "0-4", "moderate")
    assert converted(usual, 6, out_of="0-4", into="1-5") == 16


def test_answers_of_the_other_numbering_are_refused():
    """A nought is no answer where the lowest is 1."""
    with pytest.raises(AnswersError, match="one of 1, 2, 3, 4 or 5"):
        score(shell("k10"), [value - 1 for value in K10])
    with pytest.raises(AnswersError, match="one of 0, 1, 2, 3 or 4"):
        score(shell("k10", variant="0-4"), [5] * 10)


def test_scores_of_two_numberings_are_never_compared():
    """Whichever way round, and whichever of the two is asked."""
    usual, lower = shell("k10"), shell("k10", variant="0-4")
    first, second = score(usual, K10), score(lower, [1] * 10)

    for asked in (usual, lower):
        for before, after in ((first, second), (second, first)):
            with pytest.raises(AnswersError, match="numbered differently"):
                compare(asked, before=before, after=after)
    with pytest.raises(AnswersError, match="numbered differently"):
        compare(lower, before=first, after=first)


def test_the_turned_numbering_turns_what_is_easier():
    """In the survey of 1997 a high total was an easy one, and bands do not apply."""
    turned = shell("k10", variant="1-5 turned")

    assert turned.direction is Direction.HIGHER_BETTER
    assert score(turned, [5] * 10).total == 50
    assert score(turned, [5] * 10).band is None


def test_the_words_keep_to_their_numbers():
    """Shown in another numbering, each word stands beside its number there."""
    first, lower, turned = (
        [(a.value, a.text) for a in instrument("k10", variant=name).answers]
        for name in ("1-5", "0-4", "1-5 turned")
    )

    assert lower == [(value - 1, text) for value, text in first]
    assert turned == [(6 - value, text) for value, text in reversed(first)]


def test_a_cut_off_holds_in_its_own_numbering_only():
    """13 of the K6 counted from 0 is no 13 counted from 1."""
    assert score(shell("k6"), [3, 3, 3, 2, 1, 1]).cutoffs_met == ("moderate", "serious")
    assert score(shell("k6", variant="1-5"), [3, 3, 3, 2, 1, 1]).cutoffs_met == ()


def test_self_esteem_has_two_numberings_too():
    """15 of 30 is 25 of 40."""
    accepted = {licence("rosenberg").sha256}
    higher = instrument("rses", accepted=accepted, variant="1-4")

    assert higher.range.high == 40
    assert [a.value for a in higher.answers] == [4, 3, 2, 1]
    assert converted(shell("rses"), 15, out_of="0-3", into="1-4") == 25


@pytest.mark.parametrize(
    ("name", "variant", "words"),
    [
        ("k10", "2-6", "there is 1-5, 0-4, 1-5 turned"),
        ("phq9", "0-4", "there is only one"),
        ("k6", "0-4 ", "there is 0-4, 1-5"),
    ],
)
def test_a_numbering_that_is_not_there_is_refused(name, variant, words):
    """The error names those that are."""
    with pytest.raises(AnswersError, match=words):
        shell(name, variant=variant)


@pytest.mark.parametrize("total", [9, 51, 12.5, True, None, "12"])
def test_what_is_no_total_cannot_be_renumbered(total):
    """From 10 to 50, whole."""
    with pytest.raises(AnswersError, match="from 10 to 50"):
        converted(shell("k10"), total, out_of="1-5", into="0-4")


def test_a_total_that_is_no_sum_cannot_be_renumbered():
    """A mean has no other numbering."""
    with pytest.raises(AnswersError, match="cannot be renumbered"):
        converted(shell("core_om"), 10, out_of="1-5", into="0-4")


def test_totals_given_bare_are_taken_in_the_numbering_asked():
    """5 is a total of the K6 from 0, and none of the K6 from 1."""
    assert reliable_change(shell("k6"), before=5, after=6).difference == 1
    with pytest.raises(AnswersError, match="from 6 to 30"):
        reliable_change(shell("k6", variant="1-5"), before=5, after=6)


@pytest.mark.parametrize(
    ("out_of", "given"), [("1-5", [1, 5]), ("0-4", [0, 4]), ("1-5 turned", [5, 1])]
)
def test_answers_of_another_numbering_are_the_same_answers(out_of, given):
    """None of the time stays none of the time; what is left out stays left out."""
    answers = [*given, *[None] * 8]

    found = usual_answers(shell("k10"), answers, out_of=out_of)

    assert found == [1, 5, *[None] * 8]


def test_an_answer_that_a_numbering_does_not_have_is_refused():
    """No 5 where it goes from 0 to 4."""
    with pytest.raises(AnswersError, match="question 2"):
        usual_answers(shell("k10"), [0, 5, *[None] * 8], out_of="0-4")
