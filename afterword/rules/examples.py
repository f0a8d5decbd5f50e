"""Questions from ``packs/answers.yaml`` with their whole answers, to be read aloud.

The answers stand in ``docs/reference/answers.md``. What is right about a rule is tried
in the cases beside its pack; here it is how an answer reads, and that it is the one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from afterword.rules.asking import read_facts
from afterword.rules.deciding import Decision, Settlement, decide, made_on
from afterword.rules.explaining import Explanation, explain
from afterword.rules.facts import Facts
from afterword.rules.loading.packs import PACKS
from afterword.rules.loading.reading import read
from afterword.rules.rulebook import RuleBook

FILE: Final = PACKS / "answers.yaml"
USUAL_DAY: Final = date(2026, 11, 23)
"""The day on which a question is asked that names no other."""


@dataclass(frozen=True)
class Example:
    """One question in words, what the answer must be, and the answer."""

    title: str
    who: str
    known: tuple[str, ...]
    """What is on file, in words; nothing where the question is asked in general."""
    says: Mapping[str, Any]
    """What the question itself adds, as it would be typed."""
    settled: str
    """Whom it was talked over with."""
    outcome: str
    decision: Decision

    @property
    def purpose(self) -> str:
        """The purpose that is asked about."""
        return self.decision.purpose

    @cached_property
    def explained(self) -> Explanation:
        """Everything that the answer carries, as the command line explains it."""
        return explain(self.decision, general=True)

    @property
    def lines(self) -> tuple[str, ...]:
        """The whole answer, as the command line prints it."""
        return self.explained.sentences


def examples(book: RuleBook) -> tuple[Example, ...]:
    """Read the table and answer every question in it."""
    table = read(FILE.read_bytes(), FILE.name)
    if table.problems:
        raise ValueError("\n".join(map(str, table.problems)))
    return tuple(_examples(table.data, book))


def _examples(table: Mapping[str, Any], book: RuleBook) -> Iterator[Example]:
    for entry in table["answers"]:
        who = table["people"][entry["who"]]
        known = [table["known"][name] for name in entry.get("known", ())]
        on = date.fromisoformat(entry["on"]) if "on" in entry else USUAL_DAY
        plain = dict(who["facts"])
        for one in (*known, entry):
            plain |= one["facts"]
        plain = {n: value for n, value in plain.items() if value not in (None, "")}
        facts = read_facts(plain, book.vocabulary, on=on)
        settled = entry.get("settled", {})
        yield Example(
            title=entry["title"],
            who=who["says"],
            known=tuple(one["says"] for one in known),
            says=entry["facts"],
            settled=settled.get("by", ""),
            outcome=entry["outcome"],
            decision=decide(
                facts,
                book,
                on=on,
                settlements=_settlements(settled, facts, entry["facts"], book, on),
            ),
        )


def _settlements(
    plain: Mapping[str, Any],
    facts: Facts,
    says: Mapping[str, Any],
    book: RuleBook,
    on: date,
) -> tuple[Settlement, ...]:
    if not plain:
        return ()
    return (
        Settlement(
            id="an-example",
            rules=frozenset(plain["rules"]),
            purpose=says["purpose"],
            until=date.fromisoformat(plain["until"]),
            by=plain["by"],
            facts_hash=made_on(facts.fresh(book.vocabulary, on=on)),
            standing=plain.get("standing") == "yes",
        ),
    )
