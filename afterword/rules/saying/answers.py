"""The whole answer, line after line, in the order of a conversation.

The answer; why, and who says so; what to do; what to keep in mind; what would change
it; who else was asked. Each line can be read aloud by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from afterword.rules import phrases
from afterword.rules.combining import IN_DANGER, Line, Outcome
from afterword.rules.gathering import is_quiet, reads_stop
from afterword.rules.mending import Mended
from afterword.rules.phrases import Phrase, Told, full_day, listed, lower, sentence
from afterword.rules.saying.others import asked, not_covered
from afterword.rules.saying.points import conditions
from afterword.rules.saying.reasons import reasons, source, unknowable
from afterword.rules.saying.waiting import held

if TYPE_CHECKING:
    from afterword.rules.explaining import Explanation

_OWED = (Line.DUTY, Line.SETTLED_COLLISION, Line.COLLISION, Line.SAFETY_DUTY)
_SAID_ANYWAY = frozenset({"clock_is_running", "asking_is_contact", "text_not_seen"})
"""Said elsewhere: in the day of a duty, in a reason, or beside its source."""
_OTHER_LAW = "other_law_may_apply"
_RISK_OF_SILENCE = "not_answering_has_a_risk"
_WAYS = {
    "portal": "it goes to their own page",
    "letter": "it goes by letter",
    "phone": "it goes by phone",
    "email": "it goes by e-mail",
    "sms": "it goes by text message",
}


def say(told: Explanation) -> tuple[str, ...]:
    """Give the whole answer, one line after another."""
    if told.decision.outcome is Outcome.HOLD:
        lines = list(held(told))
    else:
        lines = [
            _headline(told),
            *reasons(told),
            *unknowable(told),
            *conditions(told),
            *_open_questions(told),
            *_kept_in_mind(told),
            *_changes(told),
        ]
    lines += [*not_covered(told), *asked(told)]
    if told.decision.outcome is Outcome.REFUSE:
        lines.append(phrases.DANGER)
    return (*dict.fromkeys(lines), phrases.GUIDANCE)


def _headline(told: Explanation) -> str:
    decision = told.decision
    leading = told.because_of[0] if told.because_of else None
    said = phrases.heading(
        Told(
            outcome=decision.outcome,
            reason=decision.line,
            kind=leading.kind if leading else "",
            who_stopped="The client" if leading and reads_stop(leading) else "",
            no_replies=decision.value("no_replies") is True,
            points=len(told.points),
            due_on=told.duties[0].due_on if told.duties else None,
        )
    )
    more = (*_judgement(told), *_owed(told), *_talked(told))
    return " ".join((sentence(str(said)), *more))


def _judgement(told: Explanation) -> Iterator[str]:
    if told.decision.line is Line.SAFETY_JUDGEMENT:
        yield "The judgement is yours."


def _owed(told: Explanation) -> Iterator[str]:
    """Say whose a duty is and by when, and that its day has passed if it has."""
    line = told.decision.line
    if not told.duties or line not in _OWED:
        return
    duty = told.duties[0]
    if line is Line.COLLISION:
        by = f" by {full_day(duty.due_on)}" if duty.due_on else ""
        yield f"The {duty.owner} owes the duty{by}."
    else:
        yield f"The {duty.owner} has to do it."
    span = duty.rule.due.span if duty.rule.due else None
    if duty.due_on is None and span and line is not Line.SAFETY_DUTY:
        yield (
            f"It is due within {phrases.length(span)}, and from which day that counts "
            "is not known."
        )
    elif duty.due_on and duty.due_on < told.decision.on:
        yield "That day has passed, so do it now."


def _talked(told: Explanation) -> Iterator[str]:
    """Name whom it was talked over with, and until when that holds."""
    for settled in told.decision.settled_by:
        yield (
            f"It was talked over with {settled.by}, and that holds until "
            f"{full_day(settled.until)}."
        )


def _open_questions(told: Explanation) -> Iterator[str]:
    """List what is missing where it holds nothing."""
    questions = " ".join(question.question for question in told.missing)
    if questions and told.decision.line in IN_DANGER:
        yield f"Not known, and no reason to wait: {questions}"
    elif questions:
        yield f"Not known, and it could make this a duty: {questions}"


def _kept_in_mind(told: Explanation) -> Iterator[str]:
    words = told.decision.book.vocabulary.warnings
    names = warned(
        told.warnings,
        refused=told.decision.outcome is Outcome.REFUSE,
        covered=not told.not_covered,
    )
    if names:
        yield f"Keep in mind: {' '.join(words[name] for name in names)}"


def warned(names: Iterable[str], *, refused: bool, covered: bool) -> list[str]:
    """Choose the warnings that are said: those that nothing else in an answer says.

    A refused contact changes nothing; only that silence has a risk of its own is said.
    """
    if refused:
        return [name for name in names if name == _RISK_OF_SILENCE]
    said = _SAID_ANYWAY if covered else {*_SAID_ANYWAY, _OTHER_LAW}
    return [name for name in names if name not in said]


def _changes(told: Explanation) -> Iterator[str]:
    """Say what would change the answer. In the social and intimate lanes: nothing."""
    if is_quiet(told.decision):
        return
    if told.decision.outcome is Outcome.REFUSE:
        yield from _ways_round(told)
    if told.change is not None:
        words = phrases.BECOMES[told.change.becomes]
        yield str(Phrase(words, {"day": told.change.on}))


def _ways_round(told: Explanation) -> Iterator[str]:
    leading = told.because_of[0] if told.because_of else None
    if leading and reads_stop(leading):
        who = {"who": "the client"}
        said = [str(Phrase(phrases.STANDS, who))]
        if told.decision.value("no_replies") is False:
            said.append(str(Phrase(phrases.MAY_ANSWER, who)))
        yield " ".join(said)
    for rule in told.would_lift:
        yield f"What would lift it: {rule.because} {source(told.decision, rule)}"
    better = told.mended
    if better is not None:
        yield f"If {listed(otherwise(told, better))}: {_then(better)}."


def otherwise(told: Explanation, better: Mended) -> list[str]:
    """Say what would have to be otherwise, each as the end of a sentence."""
    facts = told.decision.book.vocabulary.facts
    return [
        _WAYS[value] if name == "channel" else facts[name].usual
        for name, value in better.changes.items()
    ]


def _then(better: Mended) -> str:
    return lower(phrases.OUTCOMES[better.outcome])
