"""`afterword ask`: may I contact this person? Not: weighing."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TextIO

from afterword.clock import today
from afterword.rules.asking import LARGEST, answer, read_question
from afterword.rules.commands.printing import (
    ANSWERED,
    WRONG,
    day_given,
    say,
    say_json,
    words_of,
    wrong,
)
from afterword.rules.deciding import Decision, decide
from afterword.rules.errors import RulesError
from afterword.rules.explaining import explain
from afterword.rules.loading.packs import load_packs
from afterword.rules.rulebook import RuleBook


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
    try:
        on = day_given(options.on)
        book = load_packs()
        if options.lines:
            return _each_line(options.file, book, on)
        decision = _ask(_read(options.file), book, on)
    except (RulesError, OSError, UnicodeDecodeError) as error:
        return wrong(words_of(error))
    if options.json:
        say_json(answer(decision))
    else:
        say("\n".join(explain(decision, general=True).sentences))
    return ANSWERED


def _ask(text: str, book: RuleBook, on: date | None) -> Decision:
    facts, day = read_question(text, book.vocabulary, on=on, today=today())
    return decide(facts, book, on=day)


def _each_line(file: str, book: RuleBook, on: date | None) -> int:
    """Answer line by line, in order; a bad line gets its error in its place."""
    result = ANSWERED
    with opened(file) as source:
        for line in lines(source):
            try:
                told = answer(_ask(line, book, on))
            except RulesError as error:
                told, result = {"error": words_of(error)}, WRONG
            say(json.dumps(told, ensure_ascii=False, separators=(",", ":")))
    return result


def lines(source: TextIO) -> Iterable[str]:
    """Read line by line without ever holding more than one question's worth."""
    while line := source.readline(LARGEST + 2):
        whole = line.endswith("\n") or len(line) <= LARGEST
        while not whole:
            rest = source.readline(LARGEST)
            whole = not rest or rest.endswith("\n")
        if line.strip():
            yield line


def opened(file: str) -> TextIO:
    """Open a file of questions, or standard input."""
    if file == "-":
        return open(sys.stdin.fileno(), encoding="utf-8-sig", closefd=False)
    return Path(file).open(encoding="utf-8-sig")


def _read(file: str) -> str:
    with opened(file) as source:
        return source.read(LARGEST + 1)
