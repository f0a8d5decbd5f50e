"""Ask many rules at once, one fact after the other. Not: what a rule then does.

Each rule of a book has a number, and so its bit in a row of bits. What a value says to
every line that asks for its fact is worked out once, by the lines themselves (see
``conditions``), and remembered: a decision looks at each fact once, however many rules
ask for it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from afterword.rules.conditions import (
    NO,
    UNKNOWABLE,
    UNKNOWN,
    Answer,
    Condition,
    Test,
    Values,
)
from afterword.rules.remembering import Remembered

_REMEMBERED = 256

Line = tuple[int, Test]
"""One line of `when`, with the number of its rule."""
Recall = Callable[[Any], int | None]
Selected = tuple[tuple[tuple[str, Recall], ...], tuple[tuple[str, Recall], ...]]
"""The facts that are asked for, and apart those that the engine works out."""


class Asked(NamedTuple):
    """A fact, the lines that ask for it, and what each value said to all of them."""

    lines: list[Line]
    said: Remembered[int]
    recalled: tuple[str, Recall]
    """The fact, and how to recall what a value said; every selection shares it."""


@dataclass(frozen=True, eq=False)
class Selection:
    """Some rules of a book as bits, the facts that they ask for, and the days.

    Facts that the engine works out are apart.
    """

    rules: int
    facts: tuple[tuple[str, Recall], ...]
    worked_out: tuple[tuple[str, Recall], ...]
    days: tuple[Line, ...]


class Sieve:
    """The lines of all rules, by the facts that they ask for."""

    def __init__(
        self, rules: Sequence[Sequence[Condition]], *, worked_out: Collection[str]
    ) -> None:
        self._worked_out = worked_out
        self._size = len(rules)
        self._facts: dict[str, Asked] = {}
        self._asks: list[set[str]] = [set() for _ in rules]
        self._days: list[list[Line]] = [[] for _ in rules]
        self._selected: Remembered[Selected] = Remembered(most=_REMEMBERED)
        for number, conditions in enumerate(rules):
            for condition in conditions:
                line = (number, condition.test)
                if condition.rests_on_one_value:
                    fact = condition.facts[0]
                    self._asked(fact).lines.append(line)
                    self._asks[number].add(fact)
                else:
                    self._days[number].append(line)

    def _asked(self, fact: str) -> Asked:
        if fact not in self._facts:
            said: Remembered[int] = Remembered(most=_REMEMBERED)
            self._facts[fact] = Asked([], said, (fact, said.get))
        return self._facts[fact]

    def select(self, numbers: Sequence[int]) -> Selection:
        """Gather what some rules ask for."""
        asked_for = frozenset[str]().union(*[self._asks[n] for n in numbers])
        found = self._selected.get(asked_for)
        if found is None:
            found = self._selected.keep(asked_for, self._recalled(asked_for))
        return Selection(
            rules=sum([1 << number for number in numbers]),
            facts=found[0],
            worked_out=found[1],
            days=tuple([line for number in numbers for line in self._days[number]]),
        )

    def _recalled(self, asked_for: frozenset[str]) -> Selected:
        recalled = [
            asked.recalled for fact, asked in self._facts.items() if fact in asked_for
        ]
        return (
            tuple(one for one in recalled if one[0] not in self._worked_out),
            tuple(one for one in recalled if one[0] in self._worked_out),
        )

    def sift(
        self, selected: Selection, values: Values, worked_out: Values, on: date
    ) -> tuple[int, int, int]:
        """Give the rules that are left, those in doubt, and those that stay in doubt.

        A rule that is left says yes but for a fact that is missing (the second
        number), or for one that cannot be found out (the third).
        """
        heard = 0
        get = values.get
        for fact, recall in selected.facts:
            value = get(fact)
            answers = recall(value)
            heard |= self._ask(fact, value, on) if answers is None else answers
        for fact, recall in selected.worked_out:
            value = worked_out[fact] if fact in worked_out else get(fact)
            answers = recall(value)
            heard |= self._ask(fact, value, on) if answers is None else answers
        if selected.days:
            heard |= self._hear(selected.days, values, on)
        size = self._size
        return selected.rules & ~heard, heard >> size, heard >> 2 * size

    def _ask(self, fact: str, value: Any, on: date) -> int:
        """Ask all lines about one value for the first time, and remember it."""
        asked = self._facts[fact]
        return asked.said.keep(value, self._hear(asked.lines, {fact: value}, on))

    def _hear(self, lines: Sequence[Line], values: Values, on: date) -> int:
        """Ask some lines. Three rows of bits lie side by side: no, and the doubts."""
        heard = 0
        for number, test in lines:
            heard |= self._as_bits(test(values, on)) << number
        return heard

    def _as_bits(self, answer: Answer) -> int:
        if answer == NO:
            return 1
        unknown = bool(answer & UNKNOWN) << self._size
        unknowable = bool(answer & UNKNOWABLE) << 2 * self._size
        return unknown | unknowable
