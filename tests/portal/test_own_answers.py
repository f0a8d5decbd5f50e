"""Where questions differ in their answers, each is shown and read with its own."""

from types import SimpleNamespace

import pytest

from afterword.desk.forms.measures import QuestionsForm
from afterword.measures.instruments import instrument
from afterword.portal.views.answering import as_questions, read_answer, stem_of

AUDIT_C = instrument("audit_c")


def posted(**given):
    return SimpleNamespace(POST=given)


def test_a_client_sees_the_answers_of_each_question():
    """The number of drinks is not asked with "Never" and "Weekly"."""
    often, drinks, six = as_questions(AUDIT_C, [4, 0, None], name="a{}")

    assert often.answer == "4 or more times a week"
    assert (drinks.answer, drinks.options[4].words) == ("0, 1, or 2", "10 or more")
    assert (six.answer, six.options[4].words) == ("", "Daily or almost daily")


@pytest.mark.parametrize(
    ("number", "given", "read"),
    [(1, "4", 4), (2, "0", 0), (3, "5", None), (3, "", None)],
)
def test_an_answer_is_read_by_its_question(number, given, read):
    """What this question does not offer is no answer to it."""
    value, error = read_answer(posted(a=given), AUDIT_C, number, "a")

    assert value == read
    assert bool(error) is (read is None)


def test_where_nothing_stands_above_the_questions_the_page_has_a_heading():
    """The AUDIT-C has no stem; the GAD-7 has one."""
    assert stem_of(AUDIT_C) == "Questions"
    assert stem_of(instrument("gad7")).startswith("Over the last 2 weeks")


def test_the_desk_asks_each_question_with_its_own_answers():
    """The form of the ending session, by hand and on the tablet."""
    form = QuestionsForm(asked=AUDIT_C)

    offered = [[text for _, text in field.choices] for field in form.fields.values()]

    assert [choices[0] for choices in offered] == ["Never", "0, 1, or 2", "Never"]
    assert all(len(choices) == 6 for choices in offered)
