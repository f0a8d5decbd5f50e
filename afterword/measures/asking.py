"""``afterword score``: score a questionnaire on the command line. Stores nothing."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from afterword.measures.errors import AnswersError, MeasureError
from afterword.measures.filled import Result, scored
from afterword.measures.instruments import instruments, shell
from afterword.measures.scoring import score
from afterword.measures.telling import as_json, as_sentences

LEFT_OUT: Final = "-"
STANDARD_INPUT: Final = "-"
LONGEST: Final = 9
"""Digits of an answer that are read at all; a longer one is no answer."""


def main(argv: Sequence[str] | None = None) -> int:
    """Score the answers given. 0 with a score or a gap, 2 with an error in words."""
    parser = argparse.ArgumentParser(
        prog="afterword score",
        description="Score a questionnaire. Nothing is stored.",
    )
    add_score(parser)
    return run_score(parser.parse_intermixed_args(argv))


def add_score(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("instrument", nargs="?", help="for instance phq4")
    parser.add_argument(
        "answers",
        nargs="*",
        metavar="FILE|-|NUMBER",
        help=(
            'a file of JSON like {"answers": [0, 1]}, - for standard input, or one '
            f"number for each question, {LEFT_OUT} for one left out"
        ),
    )
    parser.add_argument(
        "--lines", action="store_true", help="one JSON object a line, in and out"
    )
    parser.add_argument("--json", action="store_true", help="write JSON")
    parser.add_argument(
        "--list", action="store_true", help="name the questionnaires and stop"
    )


def run_score(given: argparse.Namespace) -> int:
    """Score what was given, or say in words why not. A wrong line is 1."""
    if given.list or given.instrument is None:
        _list()
        return 0
    try:
        if given.lines:
            return _lines(given.instrument, given.answers)
        result = _result(given.instrument, given.answers)
    except MeasureError as error:
        sys.stderr.write(f"{error.for_people}\n")
        return 2
    text = as_json(result) if given.json else as_sentences(result)
    sys.stdout.write(f"{text}\n")
    return 0


def _list() -> None:
    for name in instruments():
        one = shell(name)
        only = "" if one.has_words else ", scored by numbers only"
        terms = ", off until its terms are accepted" if one.needs_acceptance else ""
        sys.stdout.write(
            f"{one.id}  {one.name}, {len(one.questions)} questions{only}{terms}\n"
        )


def _result(name: str, given: Sequence[str]) -> Result:
    asked = shell(name)
    if _is_file(given):
        return scored(name, _decoded(_read(given)))
    values = [
        _value(text, n, whole=question.whole)
        for n, (text, question) in enumerate(
            zip(given, asked.questions, strict=False), start=1
        )
    ] + [None] * (len(given) - len(asked.questions))
    return Result(asked, score(asked, values), None, compared=False)


def _lines(name: str, given: Sequence[str]) -> int:
    shell(name)
    if not _is_file(given):
        raise AnswersError("lines come from a file, or from standard input as -")
    wrong = 0
    for number, line in enumerate(_split(_read(given)), start=1):
        try:
            text = as_json(scored(name, _decoded(line)))
        except MeasureError as error:
            wrong = 1
            said = {"line": number, "error": error.for_people}
            text = json.dumps(said, ensure_ascii=False)
        sys.stdout.write(f"{text}\n")
    return wrong


def _is_file(given: Sequence[str]) -> bool:
    """Say whether this names a file; a number is an answer."""
    if not given:
        return True
    return len(given) == 1 and (given[0] == STANDARD_INPUT or not _is_number(given[0]))


def _read(given: Sequence[str]) -> bytes:
    if not given and sys.stdin.isatty():
        raise AnswersError("there are none; name a file, or give one number each")
    if not given or given[0] == STANDARD_INPUT:
        return sys.stdin.buffer.read()
    try:
        return Path(given[0]).read_bytes()
    except OSError as error:
        raise AnswersError(f"the file cannot be read ({error.strerror})") from error


def _split(raw: bytes) -> Iterable[bytes]:
    lines = raw.split(b"\n")
    return lines[:-1] if lines[-1] == b"" else lines


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AnswersError("this is not text in UTF-8") from error


def _is_number(text: str) -> bool:
    digits = text.removeprefix("-").replace(".", "", 1)
    return digits.isascii() and digits.isdigit()


def _value(text: str, number: int, *, whole: bool) -> int | float | None:
    if text == LEFT_OUT:
        return None
    if not _is_number(text) or len(text) > LONGEST or (whole and "." in text):
        kind = "whole number" if whole else "number"
        raise AnswersError(f"the answer to question {number} is not a {kind}")
    return float(text) if "." in text else int(text)
