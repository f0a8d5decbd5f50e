"""What can go wrong with a questionnaire, in words a person can act on.

* MeasureError
  * UnknownInstrumentError  there is no such questionnaire here
  * UnknownLicenceError     there is no such licence pack here
  * NoWordsError            it is scored by numbers; its words are not shipped
  * NotAcceptedError        its words are off until the operator accepts the terms
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


class UnknownLicenceError(MeasureError):
    def __init__(self, *, asked: str, known: tuple[str, ...]) -> None:
        self.asked = asked
        self.for_people = (
            f"There are no such terms here. There are: {', '.join(known)}."
        )
        super().__init__(f"no licence pack `{asked[:40]}`")


class NoWordsError(MeasureError):
    """It has numbers and no words: it can be scored, and shown to nobody."""

    def __init__(self, *, name: str) -> None:
        self.name = name
        self.for_people = (
            f"The words of {name} are not shipped, because its licence does not allow "
            "it. Fill it in on its own form, then enter the numbers."
        )
        super().__init__(f"{name} has no words")


class NotAcceptedError(MeasureError):
    """Its words are shipped under terms that nobody here has accepted."""

    def __init__(self, *, name: str, terms: str) -> None:
        self.name = name
        self.for_people = (
            f"{name} is off until the terms of {terms} are accepted. "
            "Whoever runs this installation can read and accept them."
        )
        super().__init__(f"the terms of {name} were not accepted")


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
