"""Are these answers to this questionnaire? If not, say which, and what is allowed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from afterword.measures.errors import AnswersError
from afterword.measures.parts import Number, Question
from afterword.measures.shells import Shell

Answers = Sequence[Number | None] | Mapping[str, Number]
_FEW = 6
"""So many allowed answers are listed one by one; more are named by their ends."""


def answered(
    instrument: Shell,
    answers: Answers,
    *,
    not_applicable: Collection[str] = (),
) -> dict[str, Number]:
    """Give the answers by item, checked; what was left out is left out."""
    if isinstance(answers, Mapping):
        given: dict[str, Number | None] = dict(_by_item(instrument, answers))
    else:
        given = dict(_in_order(instrument, answers))
    _check_not_applicable(instrument, not_applicable, given)
    for number, question in enumerate(instrument.questions, start=1):
        value = given.get(question.id)
        if value is not None:
            _check(number, question, value)
    return {item: value for item, value in given.items() if value is not None}


def listed(values: Sequence[Number]) -> str:
    """Name allowed answers as people say them."""
    if len(values) > _FEW:
        return f"from {values[0]:g} to {values[-1]:g}"
    *most, last = [f"{value:g}" for value in values]
    return f"one of {', '.join(most)} or {last}" if most else last


def _check(number: int, question: Question, value: object) -> None:
    allowed = f"it must be {listed(question.values)}"
    if question.whole and type(value) is not int:
        raise AnswersError(
            f"the answer to question {number} is not a whole number; {allowed}"
        )
    if type(value) not in (int, float):
        raise AnswersError(
            f"the answer to question {number} is not a number; {allowed}"
        )
    if value not in question.values:
        step = "" if question.whole else ", by tenths"
        raise AnswersError(
            f"the answer to question {number} must be {listed(question.values)}{step}"
        )


def _in_order(
    instrument: Shell, answers: Sequence[Number | None]
) -> zip[tuple[str, Number | None]]:
    if isinstance(answers, str | bytes | bytearray) or not isinstance(
        answers, Sequence
    ):
        raise AnswersError("they are not a list of answers")
    if len(answers) != len(instrument.questions):
        raise AnswersError(
            f"{instrument.name} has {len(instrument.questions)} questions, "
            f"and {len(answers)} answers were given"
        )
    return zip(instrument.item_ids, answers, strict=True)


def _by_item(instrument: Shell, answers: Mapping[str, Number]) -> Mapping[str, Number]:
    unknown = [key for key in answers if key not in instrument.item_ids]
    if unknown:
        ids = instrument.item_ids
        named = ", ".join(ids) if len(ids) <= _FEW else f"{ids[0]} to {ids[-1]}"
        raise AnswersError(
            f"{len(unknown)} of them are to questions that {instrument.name} does "
            f"not have; its questions are {named}"
        )
    for number, item in enumerate(instrument.item_ids, start=1):
        if item in answers and answers[item] is None:
            raise AnswersError(
                f"the answer to question {number} is empty; "
                "leave out a question that was not answered"
            )
    return answers


def _check_not_applicable(
    instrument: Shell, named: Collection[str], given: Mapping[str, Number | None]
) -> None:
    may = {q.id for q in instrument.questions if q.may_not_apply}
    if isinstance(named, str) or not set(named) <= may:
        which = ", ".join(i for i in instrument.item_ids if i in may) or "none"
        raise AnswersError(
            "a question is said not to apply that always applies; "
            f"in {instrument.name} it can be said of {which}"
        )
    if any(given.get(item) is not None for item in named):
        raise AnswersError("a question is answered and said not to apply")
