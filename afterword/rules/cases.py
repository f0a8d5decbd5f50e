"""Run the cases that lie beside a pack. Not: finding out whether a pack is right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from afterword.rules.asking import read_facts
from afterword.rules.casebook import (
    EXPECTED,
    KEYS,
    LISTS,
    Case,
    case_of,
    cases_file,
    pack_file,
    read_cases,
)
from afterword.rules.deciding import Decision, decide
from afterword.rules.errors import FactsError, Problem
from afterword.rules.explaining import explain
from afterword.rules.facts import Facts, Known
from afterword.rules.loading.reading import read
from afterword.rules.missing import questions
from afterword.rules.rulebook import Pack, RuleBook
from afterword.rules.vocabulary import Vocabulary, suggest

ANY_DAY = date(2026, 6, 1)
"""The day of a case in which no day matters."""


@dataclass
class Report:
    """What the cases of one pack showed."""

    pack: str
    ran: int = 0
    failures: list[str] = field(default_factory=list)
    fired: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    books: dict[tuple[str, ...], RuleBook] = field(default_factory=dict, repr=False)

    def book(self, book: RuleBook, pack: Pack, also: Iterable[str]) -> RuleBook:
        """Give the packs that a case weighs, alone; built once for all its cases."""
        ids = (pack.id, *also)
        if ids not in self.books:
            self.books[ids] = book.only(ids)
        return self.books[ids]


def run_cases(pack: Pack, book: RuleBook, *, root: Path) -> Report:
    """Run every case of a pack, and say which rules never fired or always did."""
    report = Report(pack.id)
    name = cases_file(pack, root).name
    document = read_cases(pack, root)
    if document is None:
        report.failures.append(
            f"{name}:1: there are no cases; write some beside the pack"
        )
        return report
    listed = document.data if isinstance(document.data, list) else []
    for i, plain in enumerate(listed):
        report.ran += 1
        line = document.line((i,))
        for failure in _run(plain, line, pack, book, report):
            report.failures.append(f"{name}:{line}: {failure}")
    report.failures += [str(problem) for problem in document.problems]
    for rule in pack.rules:
        if rule.id not in report.fired:
            report.failures.append(f"{name}:1: no case in which {rule.id} fires")
        if rule.id not in report.silent:
            report.failures.append(
                f"{name}:1: no case in which {rule.id} does not fire"
            )
    return report


def without_cases(book: RuleBook, root: Path) -> Iterator[Problem]:
    """Name, at its own line, every rule that no case shows at work."""
    for pack in book.packs:
        fired = run_cases(pack, book, root=root).fired
        left = [rule.id for rule in pack.rules if rule.id not in fired]
        if not left:
            continue
        document = read(pack_file(pack, root).read_bytes(), pack.file)
        beside = cases_file(pack, root).name
        for i, rule in enumerate(pack.rules):
            if rule.id in left:
                yield Problem(
                    pack.file,
                    document.line(("rules", i, "id")),
                    f"`{rule.id}` has no case in which it applies",
                    f"write one in {beside}, and one in which it does not",
                )


def facts_of(case: Case, words: Vocabulary) -> tuple[Facts, date]:
    """Give the facts of a case and its day, or raise what cannot be read."""
    on = date.fromisoformat(case.on) if case.on else ANY_DAY
    facts = read_facts(case.facts, words, on=on)
    if case.usual:
        facts = Facts({**usual(words, on), **facts})
    return facts, on


def _run(
    plain: Any, line: int, pack: Pack, book: RuleBook, report: Report
) -> Iterator[str]:
    case = case_of(plain, line)
    if case is None:
        yield "a case has case, facts and expect"
        return
    yield from _misnamed(plain, case, book)
    try:
        facts, on = facts_of(case, book.vocabulary)
    except (FactsError, ValueError) as error:
        yield f"{error}"
        return
    decision = decide(facts, report.book(book, pack, case.also), on=on)
    fired = {f.rule.id for f in decision.findings if f.fired}
    report.fired |= fired
    possible = fired | {f.rule.id for f in decision.findings if f.doubtful}
    report.silent |= {rule.id for rule in pack.rules} - possible
    for failure in _compare(decision, case.expect, fired, possible):
        yield f"{case.says}: {failure}"


def _misnamed(plain: Any, case: Case, book: RuleBook) -> Iterator[str]:
    """Name keys, rules and packs that there are none of: they would expect nothing."""
    for key in [*(set(plain) - set(KEYS)), *(set(case.expect) - set(EXPECTED))]:
        yield f"unknown key `{key}`; {suggest(key, (*KEYS, *EXPECTED))}"
    if not case.expect:
        yield "it expects nothing"
    for key in set(case.expect) & set(LISTS):
        if not isinstance(case.expect[key], list):
            yield f"`{key}` is a list; write [first, second]"
    for name in sorted((case.applies | case.stays_silent) - set(book.rules)):
        yield f"there is no rule `{name}`; {suggest(name, book.rules)}"
    packs = [pack.id for pack in book.packs]
    for name in sorted(set(case.also) - set(packs)):
        yield f"there is no pack `{name}`; {suggest(name, packs)}"


def usual(words: Vocabulary, on: date) -> dict[str, Known]:
    """Give the ordinary values, no stop and no risk: a case names what differs."""
    values = {
        name: spec.ordinary if spec.ordinary is not None else spec.in_general
        for name, spec in words.facts.items()
    }
    return {
        n: Known(value, "usual", on) for n, value in values.items() if value is not None
    }


def _compare(
    decision: Decision, expect: Mapping[str, Any], fired: set[str], possible: set[str]
) -> Iterator[str]:
    """Compare what a case expects with what came out."""
    told = explain(decision)
    lists = {
        "because_of": {rule.id for rule in told.because_of},
        "fires": fired,
        "missing": {question.fact for question in questions(decision, most=None)},
        "obligations": {name for name, _ in told.obligations},
        "warnings": set(told.warnings),
    }
    by = sorted(lists["because_of"])
    found = f"the outcome is {decision.outcome} ({decision.line}), by {by}"
    if "outcome" in expect and expect["outcome"] != decision.outcome:
        yield f"expected {expect['outcome']}, but {found}"
    if "reason" in expect and expect["reason"] != decision.line:
        yield f"expected reason {expect['reason']}, but {found}"
    for key, got in lists.items():
        lacking = sorted(_named(expect, key) - got)
        if lacking:
            yield f"`{key}` lacks {lacking}; it has {sorted(got)}"
    loud = sorted(_named(expect, "silent") & possible)
    if loud:
        yield f"{loud} should stay silent"


def _named(expect: Mapping[str, Any], key: str) -> set[str]:
    given = expect.get(key)
    return {str(name) for name in given} if isinstance(given, list) else set()
