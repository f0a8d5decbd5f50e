"""Check what stands under `when`, and what a value may be. Not: rules as a whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from afterword.rules.loading.reading import Document, Path
from afterword.rules.periods import Span
from afterword.rules.vocabulary import NONE_REPORTED, FactSpec, Vocabulary, suggest
from afterword.rules.words import allowed, is_date, read_word

_MOVED = re.compile(r"\s*([a-z_]+|\d{4}-\d{2}-\d{2})(?:\s*([+-])\s*(P\w+))?\s*\Z")
TODAY = "today"


def read_when(
    when: Any, path: Path, document: Document, vocabulary: Vocabulary
) -> list[list[Any]]:
    """Turn the lines of `when` into checked plain conditions."""
    if not isinstance(when, dict):
        document.wrong(
            path, "`when` is a list of facts with their values", "write {purpose: …}"
        )
        return []
    lines = []
    for name, wanted in when.items():
        here = (*path, name)
        spec = vocabulary.facts.get(name)
        if spec is None:
            document.wrong(
                here, f"unknown fact `{name}`", suggest(name, vocabulary.facts)
            )
            continue
        line = _condition(spec, wanted, here, document, vocabulary, negated=False)
        if line:
            lines.append(line)
    return lines


def _condition(  # noqa: PLR0911, PLR0913 - one way out per form of comparison
    spec: FactSpec,
    wanted: Any,
    path: Path,
    document: Document,
    vocabulary: Vocabulary,
    *,
    negated: bool,
) -> list[Any] | None:
    prefix = "not_" if negated else ""
    if not isinstance(wanted, dict):
        return _equals(spec, wanted, path, document, vocabulary, prefix)
    if len(wanted) != 1:
        document.wrong(
            path,
            "one comparison a line",
            "write {not: …}, {at_least: …} or {before: …}",
        )
        return None
    word, inner = next(iter(wanted.items()))
    here = (*path, word)
    if word == "not" and not negated:
        return _condition(spec, inner, here, document, vocabulary, negated=True)
    if word in ("before", "at_least") and spec.type == "date":
        day = _day(inner, here, document, vocabulary)
        return [prefix + word, spec.name, day] if day else None
    if word == "at_least" and spec.type == "int":
        if isinstance(inner, str) and inner.isdigit():
            return [prefix + "number", spec.name, int(inner)]
        document.wrong(
            here, f"`{inner}` is not a whole number", "write a number such as 2"
        )
        return None
    document.wrong(
        here,
        f"`{word}` cannot be asked of `{spec.name}`, which is of type {spec.type}",
        "not; at_least for numbers and dates; before for dates",
    )
    return None


def _equals(  # noqa: PLR0913, PLR0917 - what is checked, where, and by which words
    spec: FactSpec,
    wanted: Any,
    path: Path,
    document: Document,
    vocabulary: Vocabulary,
    prefix: str,
) -> list[Any] | None:
    words = wanted if isinstance(wanted, list) else [wanted]
    values: list[Any] = []
    for word in words:
        value = read_word(spec, word, vocabulary)
        if value is None:
            document.wrong(
                path,
                f"`{spec.name}` cannot be `{word}`",
                allowed(spec, str(word), vocabulary),
            )
            return None
        values.append(value)
        if spec.record and value == "no":
            values.append(NONE_REPORTED)
    if not values:
        document.wrong(
            path, f"`{spec.name}` has an empty list", "name at least one value"
        )
        return None
    return [prefix + ("on" if spec.type == "date" else "in"), spec.name, values]


def _day(
    text: Any, path: Path, document: Document, vocabulary: Vocabulary
) -> dict[str, str] | None:
    """Read a date, `today`, or a date fact, perhaps moved: `ended_on + P14D`."""
    found = _MOVED.match(text) if isinstance(text, str) else None
    if found:
        name, sign, span = found.groups()
        moved = {"sign": sign, "by": span} if span else {}
        if span and Span.read(span) is None:
            found = None
        elif is_date(name):
            return {"date": name, **moved}
        elif name == TODAY or (
            name in vocabulary.facts and vocabulary.facts[name].type == "date"
        ):
            return {"fact": name, **moved}
    document.wrong(
        path,
        f"`{text}` is not a day",
        "write a date, today, or a date fact, moved if need be: `ended_on + P14D`",
    )
    return None


def purposes_of(lines: Sequence[Sequence[Any]], vocabulary: Vocabulary) -> list[str]:
    """Work out for which purposes a rule can hold at all."""
    left = set(vocabulary.purposes)
    for word, fact, wanted in lines:
        if fact == "purpose":
            named = set(wanted)
        elif fact == "lane":
            named = {
                p for p, spec in vocabulary.purposes.items() if spec.lane in wanted
            }
        else:
            continue
        left = left - named if word.startswith("not_") else left & named
    return [purpose for purpose in vocabulary.purposes if purpose in left]
