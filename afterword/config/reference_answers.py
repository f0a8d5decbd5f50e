"""The page of whole answers, for somebody who knows the field. Not: writing files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from afterword.rules.examples import Example, examples
from afterword.rules.loading.packs import load_packs
from afterword.rules.phrases import full_day
from afterword.rules.vocabulary import Vocabulary


def page() -> str:
    """Give every question with its whole answer, by lane."""
    book = load_packs()
    found = examples(book)
    words = book.vocabulary
    parts = [
        "# Answers",
        (
            "Each question stands with the whole answer, as `afterword ask` prints "
            "it. Read them aloud: a sentence that nobody would say to a colleague is "
            "a fault, and so is an answer that is not right. The questions are in "
            "`afterword/packs/answers.yaml`."
        ),
    ]
    for lane in words.lanes.values():
        mine = [one for one in found if words.purposes[one.purpose].lane == lane.name]
        parts += [f"## {lane.label.capitalize()}", *(entry(one, words) for one in mine)]
    return "\n\n".join(parts)


def entry(one: Example, words: Vocabulary) -> str:
    """Give one question and its answer."""
    purpose = words.purposes[one.purpose].label
    known = one.known or ("Asked in general: no client is meant",)
    asked = [f"{says}." for says in (one.who, *known)]
    if one.settled:
        asked.append(f"It was talked over with {one.settled}.")
    asked.append(f"On {full_day(one.decision.on)} they ask: may they {purpose}?")
    answer = "\n>\n".join(f"> {line}" for line in one.lines)
    parts = (f"### {one.title}", " ".join(asked), _given(one), answer)
    return "\n\n".join(part for part in parts if part)


def _given(one: Example) -> str:
    """List what the question says, in the words of the vocabulary."""
    says = {name: value for name, value in one.says.items() if name != "purpose"}
    if not says:
        return ""
    lead = "Given, whatever is said above" if one.known else "Given"
    listed = ", ".join(f"`{name}`: {_value(value)}" for name, value in says.items())
    return f"{lead}: {listed}."


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "cannot be found out"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return " and ".join(map(str, value))
    return str(value) if value not in (None, "") else "not known"
