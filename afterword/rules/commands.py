"""`afterword ask | facts | purposes | packs`: files and printing. Not: weighing."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from afterword.clock import today
from afterword.rules.asking import LARGEST, answer, read_question
from afterword.rules.deciding import Decision, decide
from afterword.rules.errors import PacksError, RulesError
from afterword.rules.explaining import explain
from afterword.rules.facts import plain_value
from afterword.rules.loading.packs import PACKS, check_packs, load_packs
from afterword.rules.periods import Span
from afterword.rules.rulebook import RuleBook
from afterword.rules.vocabulary import suggest
from afterword.rules.words import is_date

ANSWERED, WRONG = 0, 2
_STALE = Span(months=12)
_STALE_WORDS = "P1Y"


def add_ask(parser: argparse.ArgumentParser) -> None:
    """Take a file or standard input, a day, and a form of answer."""
    parser.add_argument(
        "file", nargs="?", default="-", help="a JSON file; `-` reads standard input"
    )
    parser.add_argument(
        "--on", metavar="DATE", help="the day of the contact; today if left out"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="answer as JSON")
    form.add_argument(
        "--lines", action="store_true", help="one JSON object a line, in and out"
    )


def run_ask(options: argparse.Namespace) -> int:
    """Answer one question, or one a line."""
    if options.on is not None and not is_date(options.on):
        return _wrong(
            f"--on cannot be `{options.on[:80]}`; it is a date such as 2026-06-01"
        )
    on = date.fromisoformat(options.on) if options.on else None
    try:
        book = load_packs()
        if options.lines:
            return _each_line(options.file, book, on)
        decision = _ask(_read(options.file), book, on)
    except (RulesError, OSError, UnicodeDecodeError) as error:
        return _wrong(_words(error))
    if options.json:
        _print_json(answer(decision))
    else:
        _print("\n".join(explain(decision, general=True).sentences))
    return ANSWERED


def _ask(text: str, book: RuleBook, on: date | None) -> Decision:
    facts, day = read_question(text, book.vocabulary, on=on, today=today())
    return decide(facts, book, on=day)


def _each_line(file: str, book: RuleBook, on: date | None) -> int:
    """Answer line by line, in order; a bad line gets its error in its place."""
    result = ANSWERED
    with _opened(file) as source:
        for line in _lines(source):
            try:
                told = answer(_ask(line, book, on))
            except RulesError as error:
                told, result = {"error": _words(error)}, WRONG
            _print(json.dumps(told, ensure_ascii=False, separators=(",", ":")))
    return result


def _lines(source: TextIO) -> Iterable[str]:
    """Read line by line without ever holding more than one question's worth."""
    while line := source.readline(LARGEST + 2):
        whole = line.endswith("\n") or len(line) <= LARGEST
        while not whole:
            rest = source.readline(LARGEST)
            whole = not rest or rest.endswith("\n")
        if line.strip():
            yield line


def add_facts(parser: argparse.ArgumentParser) -> None:
    """Offer JSON."""
    parser.add_argument("--json", action="store_true", help="print as JSON")


def run_facts(options: argparse.Namespace) -> int:
    """Print the vocabulary of facts."""
    words = load_packs().vocabulary
    if options.json:
        _print_json({name: _fact(spec) for name, spec in words.facts.items()})
        return ANSWERED
    for name, spec in words.facts.items():
        values = ", ".join(spec.values) or spec.type
        _print(f"{name}  ({spec.group}; {spec.who})\n    {spec.question}\n    {values}")
    return ANSWERED


def _fact(spec: Any) -> dict[str, Any]:
    return {
        "group": spec.group,
        "type": spec.type,
        "values": list(spec.values),
        "who": spec.who,
        "question": spec.question,
        "record": spec.record,
        "ordinary": plain_value(spec.ordinary),
        "in_general": plain_value(spec.in_general),
        "stale_after": spec.plain.get("stale_after"),
    }


add_purposes = add_facts


def run_purposes(options: argparse.Namespace) -> int:
    """Print the closed list of purposes."""
    words = load_packs().vocabulary
    if options.json:
        listed = {
            name: {
                "lane": p.lane,
                "label": p.label,
                "ground": p.ground,
                "content": list(p.content),
                "expects_reply": p.expects_reply,
                "carried_by": list(p.carried_by),
            }
            for name, p in words.purposes.items()
        }
        _print_json(listed)
        return ANSWERED
    for name, p in words.purposes.items():
        _print(
            f"{name}  ({words.lanes[p.lane].label})\n    {p.label}; ground: {p.ground}"
        )
    return ANSWERED


def add_packs(parser: argparse.ArgumentParser) -> None:
    """Take what to do, and with which pack."""
    parser.add_argument("what", choices=["check", "test", "list", "show", "stale"])
    parser.add_argument("pack", nargs="?", help="the id of a pack")
    parser.add_argument(
        "--on", metavar="DATE", help="for stale: the day; today if left out"
    )


def run_packs(options: argparse.Namespace) -> int:
    """Check, test, list or show packs."""
    if options.what == "check":
        return _check()
    try:
        book = load_packs()
    except PacksError as error:
        return _wrong(str(error))
    known = [pack.id for pack in book.packs]
    if options.pack is not None and options.pack not in known:
        return _wrong(
            f"there is no pack `{options.pack[:80]}`. {suggest(options.pack, known)}"
        )
    if options.what == "show" and options.pack is None:
        return _wrong(f"which pack? One of: {', '.join(known)}")
    if options.on is not None and not is_date(options.on):
        return _wrong(
            f"--on cannot be `{options.on[:80]}`; it is a date such as 2026-06-01"
        )
    on = date.fromisoformat(options.on) if options.on else today()
    chosen = book if options.pack is None else _one(book, options.pack)
    return {"test": _test, "list": _list, "show": _show, "stale": _stale}[options.what](
        chosen, book, on
    )


def _one(book: RuleBook, name: str) -> Any:
    class Chosen:
        packs = tuple(pack for pack in book.packs if pack.id == name)

    return Chosen


def _check() -> int:
    problems = check_packs()
    for problem in problems:
        _print(str(problem))
    if not problems:
        _print(f"{len(load_packs().packs)} packs, no problems.")
    return WRONG if problems else ANSWERED


def _test(chosen: Any, book: RuleBook, _on: date) -> int:
    from afterword.rules.cases import run_cases  # noqa: PLC0415 - reads YAML, slow to import

    failed = False
    for pack in chosen.packs:
        report = run_cases(pack, book, root=PACKS)
        failed = failed or bool(report.failures)
        _print(f"{pack.id}: {report.ran} cases, {len(report.failures)} failures")
        for failure in report.failures:
            _print(f"  {failure}")
    return WRONG if failed else ANSWERED


def _list(chosen: Any, _book: RuleBook, _on: date) -> int:
    for pack in chosen.packs:
        _print(
            f"{pack.id}  {pack.rank}, {len(pack.rules)} rules, {pack.grade}, "
            f"read {pack.read_on}"
        )
        _print(f"    {pack.title}")
    return ANSWERED


def _show(chosen: Any, _book: RuleBook, _on: date) -> int:
    (pack,) = chosen.packs
    _print(f"{pack.title}\n{pack.url}\n")
    for rule in pack.rules:
        lasts = f", {rule.period.lasts}" if rule.period else ""
        _print(
            f"{rule.id}  {rule.effect} {rule.kind}{lasts}  {rule.cite}\n"
            f"    {rule.because}"
        )
    for line in pack.not_modelled:
        _print(f"not modelled: {line}")
    return ANSWERED


def _stale(chosen: Any, _book: RuleBook, on: date) -> int:
    """Name packs whose text was read longer than a year ago."""
    for pack in chosen.packs:
        read_on = date.fromisoformat(pack.read_on)
        if _STALE.after(read_on) < on:
            _print(f"{pack.id}: read {pack.read_on}, more than {_STALE_WORDS} ago")
    return ANSWERED


def _read(file: str) -> str:
    with _opened(file) as source:
        return source.read(LARGEST + 1)


def _opened(file: str) -> TextIO:
    if file == "-":
        return open(sys.stdin.fileno(), encoding="utf-8-sig", closefd=False)
    return Path(file).open(encoding="utf-8-sig")


def _words(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "the question is not UTF-8 text"
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}"
    return str(error)


def _wrong(words: str) -> int:
    print(f"afterword: {words}", file=sys.stderr)  # noqa: T201 - this is what it is for
    return WRONG


def _print(text: str) -> None:
    print(text)  # noqa: T201 - this is what it is for


def _print_json(plain: Any) -> None:
    _print(json.dumps(plain, ensure_ascii=False, indent=2))
