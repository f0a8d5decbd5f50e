"""Run the cases that lie beside a pack. Not: finding out whether a pack is right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from afterword.rules.asking import read_facts
from afterword.rules.deciding import Decision, decide
from afterword.rules.errors import FactsError
from afterword.rules.explaining import explain
from afterword.rules.facts import Facts, Known
from afterword.rules.loading.reading import read
from afterword.rules.missing import questions
from afterword.rules.rulebook import Pack, RuleBook
from afterword.rules.vocabulary import suggest

_ANY_DAY = date(2026, 6, 1)
_KEYS = ("case", "facts", "usual", "on", "expect", "with")
_EXPECTED = (
    "outcome", "reason", "because_of", "fires", "silent", "missing", "obligations",
    "warnings",
)  # fmt: skip


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


def cases_file(pack: Pack, root: Path) -> Path:
    """Say where the cases of a pack lie."""
    path = (
        root.parent / pack.file if pack.file.startswith("packs/") else Path(pack.file)
    )
    return path.with_suffix(".cases.yaml")


def run_cases(pack: Pack, book: RuleBook, *, root: Path) -> Report:
    """Run every case of a pack, and say which rules never fired or always did."""
    report = Report(pack.id)
    path = cases_file(pack, root)
    try:
        document = read(path.read_bytes(), path.name)
    except FileNotFoundError:
        report.failures.append(
            f"{path.name}:1: there are no cases; write some beside the pack"
        )
        return report
    cases = document.data if isinstance(document.data, list) else []
    for i, case in enumerate(cases):
        report.ran += 1
        for failure in _run(case, pack, book, report):
            report.failures.append(f"{path.name}:{document.line((i,))}: {failure}")
    report.failures += [str(problem) for problem in document.problems]
    for rule in pack.rules:
        if rule.id not in report.fired:
            report.failures.append(f"{path.name}:1: no case in which {rule.id} fires")
        if rule.id not in report.silent:
            report.failures.append(
                f"{path.name}:1: no case in which {rule.id} does not fire"
            )
    return report


def _run(case: Any, pack: Pack, book: RuleBook, report: Report) -> Iterator[str]:
    if not isinstance(case, dict) or not isinstance(case.get("facts"), dict):
        yield "a case has case, facts and expect"
        return
    expect = case.get("expect")
    expect = expect if isinstance(expect, dict) else {}
    for key in [*(set(case) - set(_KEYS)), *(set(expect) - set(_EXPECTED))]:
        yield f"unknown key `{key}`; {suggest(key, (*_KEYS, *_EXPECTED))}"
    if not expect:
        yield "it expects nothing"
    try:
        on = date.fromisoformat(case["on"]) if "on" in case else _ANY_DAY
        facts = read_facts(case["facts"], book.vocabulary, on=on)
        if case.get("usual") == "yes":
            facts = Facts({**_usual(book, on), **facts})
    except (FactsError, ValueError, TypeError) as error:
        yield f"{error}"
        return
    decision = decide(facts, report.book(book, pack, case.get("with", ())), on=on)
    fired = {f.rule.id for f in decision.findings if f.fired}
    report.fired |= fired
    possible = fired | {f.rule.id for f in decision.findings if f.doubtful}
    report.silent |= {rule.id for rule in pack.rules} - possible
    for failure in _compare(decision, expect, fired, possible):
        yield f"{case.get('case', 'a case')}: {failure}"


def _usual(book: RuleBook, on: date) -> dict[str, Known]:
    """Give the ordinary values, no stop and no risk: a case names what differs."""
    values = {
        name: spec.ordinary if spec.ordinary is not None else spec.in_general
        for name, spec in book.vocabulary.facts.items()
    }
    return {
        n: Known(value, "usual", on) for n, value in values.items() if value is not None
    }


def _compare(
    decision: Decision, expect: dict[str, Any], fired: set[str], possible: set[str]
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
        lacking = sorted(set(expect.get(key, ())) - got)
        if lacking:
            yield f"`{key}` lacks {lacking}; it has {sorted(got)}"
    loud = sorted(set(expect.get("silent", ())) & possible)
    if loud:
        yield f"{loud} should stay silent"
