"""``afterword score``: score a questionnaire on the command line. Stores nothing."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from afterword.measures.errors import AnswersError, MeasureError
from afterword.measures.instruments import Instrument, instrument, instruments
from afterword.measures.scoring import Score, score

LEFT_OUT = "-"
LONGEST = 9
"""Digits of an answer that are read at all; a longer one is no answer."""


def main(argv: Sequence[str] | None = None) -> int:
    """Score the answers given. 0 with a score or a gap, 2 with an error in words."""
    parser = _parser()
    given = parser.parse_args(argv)
    if given.list or given.instrument is None:
        for name in instruments():
            one = instrument(name)
            sys.stdout.write(f"{one.id}  {one.name}, {len(one.items)} questions\n")
        return 0
    try:
        asked = instrument(given.instrument)
        result = score(asked, [_value(text, n) for n, text in _numbered(given.answers)])
    except MeasureError as error:
        sys.stderr.write(f"{error.for_people}\n")
        return 2
    text = _json(asked, result) if given.json else _sentences(asked, result)
    sys.stdout.write(f"{text}\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="afterword score",
        description="Score a questionnaire. Nothing is stored.",
    )
    parser.add_argument("instrument", nargs="?", help="for instance phq4")
    parser.add_argument(
        "answers",
        nargs="*",
        help=f"one number for each question, {LEFT_OUT} for one left out",
    )
    parser.add_argument("--json", action="store_true", help="write JSON")
    parser.add_argument(
        "--list", action="store_true", help="name the questionnaires and stop"
    )
    return parser


def _numbered(answers: Sequence[str]) -> list[tuple[int, str]]:
    return list(enumerate(answers, start=1))


def _value(text: str, number: int) -> int | None:
    if text == LEFT_OUT:
        return None
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= LONGEST):
        raise AnswersError(f"the answer to question {number} is not a whole number")
    return int(text)


def _json(asked: Instrument, result: Score) -> str:
    return json.dumps(
        {
            "instrument": result.instrument,
            "version": result.version,
            "total": result.total,
            "range": [asked.range.low, asked.range.high],
            "direction": asked.direction,
            "subscales": dict(result.subscales),
            "band": result.band,
            "cutoffs_met": list(result.cutoffs_met),
            "complete": result.complete,
            "scorable": result.scorable,
            "prorated": result.prorated,
            "answered": result.answered,
            "of": result.of,
            "risk": result.risk,
            "notice": asked.notice,
        },
        ensure_ascii=False,
    )


def _sentences(asked: Instrument, result: Score) -> str:
    lines = []
    if result.total is None:
        missing = result.of - result.answered
        lines.append(
            f"{asked.name}: not scorable. {missing} of {result.of} questions "
            "are not answered."
        )
    else:
        band = f" ({result.band})" if result.band else ""
        way = "Lower" if asked.direction == "lower_better" else "Higher"
        lines.append(
            f"{asked.name}: {result.total} of {asked.range.high}{band}. "
            f"{way} is easier."
        )
    for scale in asked.subscales:
        value = result.subscales[scale.id]
        said = "not scorable" if value is None else f"{value} of {scale.range.high}"
        lines.append(f"{scale.title}: {said}.")
    return "\n".join([*lines, "This is not a diagnosis."])
