"""The one next question of a ruling: which, whose it is to answer, and what was said.

Consent, stops and safe contact are the client's alone and are never asked of staff.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from afterword.contact.answers import Answer
from afterword.contact.weighing import book
from afterword.desk.fact_words import ATTESTED, options_of, stated
from afterword.look.shown import Option
from afterword.rules.asking import read_facts
from afterword.rules.combining import IN_DANGER
from afterword.rules.errors import FactsError
from afterword.rules.facts import Fact, Facts, Unknowable
from afterword.rules.missing import MOST_QUESTIONS, questions

LATER: Final = "not_yet"
NEVER: Final = "cannot_be_found_out"
"""Two answers that every question has beside its own."""
_ON_FILE: Final = frozenset({"code_requested_here", "address_stopped"})
"""What is looked up and never asked of anybody."""
_THEIRS: Final = frozenset({"consent", "safe_contact"})
"""Groups of facts that are the client's own decision."""
_OF_THE_TEXT: Final = frozenset({"discreet"})
"""What whoever writes a message by hand can say of its words."""


class Whose(StrEnum):
    """Who can answer a question."""

    YOURS = "yours"
    CLIENTS = "clients"
    PRACTICES = "practices"
    SUPERVISORS = "supervisors"
    ON_FILE = "on_file"


class NotAnAnswerError(Exception):
    """What was sent is no answer to the question. ``for_people`` says what to do."""

    def __init__(self, for_people: str) -> None:
        self.for_people = for_people
        super().__init__(for_people)


@dataclass(frozen=True)
class Next:
    """The one question that settles most, of those that this person can answer."""

    fact: str
    words: str
    options: tuple[Option, ...]
    kind: str
    """rows, date, number or words: how it is answered."""
    at_most: int

    @property
    def left(self) -> str:
        """Say how many questions may still come, this one included."""
        return ngettext(
            "At most %(n)s more question.",
            "At most %(n)s more questions.",
            self.at_most,
        ) % {"n": self.at_most}


@dataclass(frozen=True)
class Open:
    """A question that somebody else settles, or that was put off."""

    words: str
    whose: Whose


def takes_answers(outcome: str, reason: str) -> bool:
    """Say whether more can be said: it waits, two rules meet, or there is danger."""
    return outcome == "hold" or reason == "collision" or reason in IN_DANGER


def whose(fact: str, *, general: bool, roles: Collection[str] = ()) -> Whose:
    """Say who can answer a question about a fact."""
    spec = book().vocabulary.facts[fact]
    if general or fact in _OF_THE_TEXT:
        return Whose.YOURS
    if fact in _ON_FILE or (spec.who == "computed" and spec.group not in _THEIRS):
        return Whose.ON_FILE
    if spec.who in {"ledger", "client"} or spec.group in _THEIRS:
        return Whose.CLIENTS
    if spec.who == "supervisor" and "supervisor" not in roles:
        return Whose.SUPERVISORS
    is_standing = spec.who == "practice" and spec.group == "therapist"
    return Whose.PRACTICES if is_standing else Whose.YOURS


def ask_next(
    answer: Answer,
    *,
    general: bool,
    roles: Collection[str] = (),
    put_off: int = 0,
) -> tuple[Next | None, tuple[Open, ...]]:
    """Give the next question, and what stays open whatever this person says.

    Where a duty and a bar meet, what may take the bar away is asked as well.
    """
    if not takes_answers(answer.outcome.value, answer.line.value):
        return None, ()
    found = questions(answer, most=None)
    mine = [q for q in found if _is_yours(q.fact, general=general, roles=roles)]
    said = sum(1 for fact in answer.facts.values() if fact.source == ATTESTED)
    left = MOST_QUESTIONS - said - put_off
    others = tuple(
        Open(q.question, whose(q.fact, general=general, roles=roles))
        for q in found
        if q not in mine
    )
    later = tuple(Open(q.question, Whose.YOURS) for q in mine[:put_off])
    rest = mine[put_off:]
    if left <= 0 or not rest:
        return None, (*others, *later, *(Open(q.question, Whose.YOURS) for q in rest))
    first = rest[0]
    return (
        Next(
            fact=first.fact,
            words=first.question,
            options=options_of(first.fact),
            kind=_kind(first.fact),
            at_most=min(left, len(rest)),
        ),
        (*others, *later),
    )


def read_answer(fact: str, posted: Mapping[str, Any], *, on: date) -> Fact | None:
    """Read one answer; ``None`` leaves the question open for now."""
    given = str(posted.get("a", "")).strip()
    typed = str(posted.get("v", "")).strip()
    if given == LATER:
        return None
    if given == NEVER:
        why = str(posted.get("why", "")).strip()
        if not why:
            raise NotAnAnswerError(_("Say why it cannot be found out"))
        return Unknowable(why[:500], ATTESTED, on)
    value: Any = typed if _kind(fact) != "rows" else given
    if not value:
        raise NotAnAnswerError(_("Choose an answer"))
    if book().vocabulary.facts[fact].type == "set":
        value = [one.strip() for one in value.split(",") if one.strip()]
    return _read(fact, value, on=on)


def confirmed(
    chosen: Collection[str], assumed: Mapping[str, Any], *, on: date
) -> dict[str, Fact]:
    """Take what was ticked of what a provisional answer takes for granted."""
    return {name: stated(assumed[name], on) for name in chosen if name in assumed}


def extras_from(plain: Mapping[str, Any], *, on: date) -> Facts:
    """Read facts that were said before, from plain data."""
    return read_facts(plain, book().vocabulary, on=on)


def _read(fact: str, value: Any, *, on: date) -> Fact:
    try:
        found = read_facts({fact: value}, book().vocabulary, on=on)[fact]
    except FactsError as error:
        raise NotAnAnswerError(
            _("This is not an answer here: %(allowed)s")
            % {"allowed": error.bad[0].allowed}
        ) from error
    return stated(getattr(found, "value", None), on)


def _is_yours(fact: str, *, general: bool, roles: Collection[str]) -> bool:
    return whose(fact, general=general, roles=roles) is Whose.YOURS


def _kind(fact: str) -> str:
    spec = book().vocabulary.facts[fact]
    if spec.type == "date":
        return "date"
    if spec.type == "int":
        return "number"
    if spec.type in {"set", "text"}:
        return "words"
    return "rows"
