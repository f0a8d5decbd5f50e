"""What can go wrong with a questionnaire, in words a person can act on.

* MeasureError
  * UnknownInstrumentError  there is no such questionnaire here
  * InstrumentError         a questionnaire's file cannot be trusted
  * AnswersError            the answers are not answers to this questionnaire
"""

from __future__ import annotations


class MeasureError(Exception):
    """Base of the measures. ``for_people`` is safe to show on a page."""

    for_people = "These answers cannot be scored. Nothing was changed."


class UnknownInstrumentError(MeasureError):
    def __init__(self, *, asked: str, known: tuple[str, ...], near: str | None) -> None:
        self.asked = asked
        self.known = known
        hint = f" Did you mean `{near}`?" if near else ""
        self.for_people = (
            f"There is no questionnaire `{asked[:40]}` here.{hint} "
            f"There are: {', '.join(known)}."
        )
        super().__init__(f"no instrument `{asked[:40]}`")


class InstrumentError(MeasureError):
    for_people = "This questionnaire cannot be used: its file is not as it should be."

    def __init__(self, *, file: str, problem: str) -> None:
        self.file = file
        self.problem = problem
        super().__init__(f"`{file}`: {problem}")


class AnswersError(MeasureError):
    """Says which question and what is allowed; never repeats an answer."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        self.for_people = f"These answers cannot be scored: {problem}."
        super().__init__(problem)
