"""`afterword packs diff`: which answers an edit of packs moves. Not: judging them."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from datetime import timedelta
from textwrap import fill
from typing import Any, Final

from afterword.clock import now, today
from afterword.rules.combining import Outcome
from afterword.rules.commands.asking import lines, opened
from afterword.rules.commands.printing import (
    ANSWERED,
    a_folder,
    beside,
    say,
    say_json,
)
from afterword.rules.comparing import (
    Both,
    Change,
    Difference,
    Question,
    Said,
    Way,
    cases_as_questions,
    lines_as_questions,
)
from afterword.rules.loading.packs import load_from

ORDER: Final = (Change.LOOSENED, Change.TIGHTENED, Change.OTHER_REASON)
HEADINGS: Final = {
    Change.LOOSENED: "Loosened",
    Change.TIGHTENED: "Tightened",
    Change.OTHER_REASON: "Same outcome, for another reason",
}
_WAYS: Final = {
    Way.ALONE: "asked of its own pack",
    Way.WHOLE: "asked of all packs",
    Way.GIVEN: "",
}
_WIDTH: Final = 88
_A_WHILE: Final = timedelta(seconds=1)


def run_diff(options: argparse.Namespace) -> int:
    """Decide cases, or the questions of a file, under both, and say what differs."""
    roots = a_folder(options.old), a_folder(options.new)
    both = Both(load_from(roots[0]), load_from(roots[1]))
    if options.cases is None:
        found = list(both.differences(watched(cases_as_questions(both, roots))))
    else:
        with opened(options.cases) as source:
            asked = lines_as_questions(lines(source), both, today=today())
            found = list(both.differences(watched(asked)))
    if options.json:
        say_json(as_plain(both, found))
    else:
        say("\n".join(_told(both, found)))
    return ANSWERED


def as_plain(both: Both, found: Iterable[Difference]) -> dict[str, Any]:
    """Give the comparison as plain data."""
    return {
        "asked": both.asked,
        "counts": {change.value: both.counts[change] for change in Change},
        "unread": both.unread,
        "changed": [
            {
                "question": each.question.name,
                "asked": each.question.way.value,
                "on": each.question.on.isoformat(),
                "change": each.change.value,
                "before": _plain(each.before),
                "after": _plain(each.after),
            }
            for each in found
        ],
    }


def summary(both: Both, of: str) -> str:
    """Say in one line how many questions moved, and which way."""
    counts = both.counts
    return (
        f"{both.asked} {of}: {counts[Change.LOOSENED]} loosened, "
        f"{counts[Change.TIGHTENED]} tightened, "
        f"{counts[Change.OTHER_REASON]} same outcome for another reason, "
        f"{counts[Change.SAME]} as before."
    )


def difference_words(before: Said, after: Said) -> Iterator[str]:
    """Say outcome, deciding rules and obligations, each as it was and as it is."""
    if before.outcome != after.outcome:
        yield f"{before.outcome} ({before.line}) → {after.outcome} ({after.line})"
    elif before.line != after.line:
        yield f"{before.outcome}: {before.line} → {after.line}"
    else:
        yield f"{after.outcome} ({after.line})"
    listed = [("because of", before.because_of, after.because_of)]
    if Outcome.REFUSE not in (before.outcome, after.outcome):  # a no asks for nothing
        listed.append(("must be met", before.obligations, after.obligations))
    for what, was, now_ in listed:
        moved = [f"-{n}" for n in was if n not in now_]
        moved += [f"+{n}" for n in now_ if n not in was]
        if moved:
            yield f"{what}: {' '.join(moved)}"


def _told(both: Both, found: list[Difference]) -> Iterator[str]:
    for change in ORDER:
        these = [each for each in found if each.change is change]
        if these:
            yield f"{HEADINGS[change]} ({len(these)})"
        for each in these:
            way = _WAYS[each.question.way]
            on = f"on {each.question.on}"
            yield _filled(each.question.name, "  ")
            yield f"    {f'{way}, ' if way else ''}{on}"
            for line in difference_words(each.before, each.after):
                yield _filled(line, "    ")
        if these:
            yield ""
    for line in both.unread:
        yield f"not asked: {line}"
    yield summary(both, "questions")


def _filled(text: str, indent: str) -> str:
    return fill(text, _WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ")


def _plain(said: Said) -> dict[str, Any]:
    return {
        "outcome": said.outcome.value,
        "reason": said.line,
        "because_of": list(said.because_of),
        "obligations": list(said.obligations),
    }


def watched(asked: Iterable[Question]) -> Iterator[Question]:
    """Say once a second how far it is, to whoever watches at a terminal."""
    said_at = now()
    for number, question in enumerate(asked, start=1):
        yield question
        if number % 500 == 0 and now() - said_at >= _A_WHILE:
            said_at = now()
            beside(f"{number} questions …")
