"""Questions and answers as plain data. Not: files, exit codes, printing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from afterword.rules.deciding import Decision
from afterword.rules.errors import BadFact, FactsError, QuestionError
from afterword.rules.explaining import explain
from afterword.rules.facts import Fact, Facts, Known, Members, Unknowable, plain_value
from afterword.rules.vocabulary import FactSpec, Vocabulary, suggest
from afterword.rules.words import allowed, is_date, read_word

LARGEST = 1_000_000
_LONGEST_SHOWN = 80
_MOST_MEMBERS = 500
_LONGEST_WHY = 2000
_WRAPPERS = frozenset({"value", "source", "as_of"})


def read_question(
    text: str, vocabulary: Vocabulary, *, on: date | None, today: date
) -> tuple[Facts, date]:
    """Read one question: ``{"on": DATE, "facts": {NAME: VALUE, …}}``.

    ``on`` wins over the day in the text; with neither, ``today`` is meant.
    """
    if len(text) > LARGEST:
        raise QuestionError(f"the question is longer than {LARGEST} characters")
    try:
        asked = json.loads(text, parse_constant=_no_number, object_pairs_hook=_once)
    except RecursionError:
        raise QuestionError("the question is nested too deeply") from None
    except ValueError as error:
        raise QuestionError(
            f"the question is not JSON: {shown(str(error), 200)}"
        ) from None
    if not isinstance(asked, dict) or not isinstance(asked.get("facts"), dict):
        raise QuestionError(
            'the question has no facts; write {"facts": {"purpose": …}}'
        )
    for key in asked:
        if key not in ("on", "facts"):
            hint = suggest(key, ["on", "facts"]) or "known: on, facts"
            raise QuestionError(f"unknown key `{shown(key)}`; {hint}")
    day = asked.get("on")
    if day is not None and not is_date(day):
        raise QuestionError(
            f"`on` cannot be `{shown(day)}`; it is a date such as 2026-06-01"
        )
    when = on or (date.fromisoformat(day) if day else today)
    return read_facts(asked["facts"], vocabulary, on=when), when


def read_facts(plain: Mapping[str, Any], vocabulary: Vocabulary, *, on: date) -> Facts:
    """Read facts from plain data, or raise FactsError with every one that is wrong.

    A fact without a day counts as said on the day that is asked about.
    """
    facts: dict[str, Fact] = {}
    bad: list[BadFact] = []
    for name, given in plain.items():
        spec = vocabulary.facts.get(name)
        if spec is None:
            near = suggest(_visible(name), vocabulary.facts)
            bad.append(
                BadFact(shown(name), "", f"there is no such fact. {near}".strip())
            )
        elif spec.who == "engine":
            bad.append(
                BadFact(name, shown(given), "this is worked out, and cannot be given")
            )
        else:
            try:
                facts[name] = _read_fact(spec, given, vocabulary, on)
            except _WrongError as error:
                bad.append(BadFact(name, shown(error.value), error.allowed))
    if bad:
        raise FactsError(bad)
    return Facts(facts)


def answer(decision: Decision, *, general: bool = True) -> dict[str, Any]:
    """Give the answer as plain data, with the keys that integrators rely on."""
    told = explain(decision, general=general)
    plain: dict[str, Any] = {
        "outcome": decision.outcome.value,
        "reason": decision.line.value,
        "because_of": [
            {
                "rule": rule.id,
                "pack": rule.pack.id,
                "title": rule.pack.title,
                "cite": rule.cite,
                "because": rule.because,
                "grade": rule.grade,
                "url": rule.url,
            }
            for rule in told.because_of
        ],
        "authorities": [
            {"pack": pack.id, "says": says} for pack, says in told.authorities
        ],
        "obligations": [
            {"id": name, "from": list(ids)} for name, ids in told.obligations
        ],
        "warnings": list(told.warnings),
        "missing": [
            {"fact": q.fact, "question": q.question, "who": q.who} for q in told.missing
        ],
        "not_covered": list(told.not_covered),
        "packs": {pack.id: pack.hash for pack, _ in told.authorities},
    }
    if told.provisional:
        plain["provisional"] = {
            "outcome": told.provisional.outcome.value,
            "assuming": {
                n: plain_value(v) for n, v in told.provisional.assuming.items()
            },
        }
    if told.duties:
        plain["duties"] = [
            {
                "rule": d.rule.id,
                "due_on": d.due_on and d.due_on.isoformat(),
                "owner": d.owner,
            }
            for d in told.duties
        ]
    if decision.settled_by:
        plain["settled_by"] = [settled.id for settled in decision.settled_by]
    return plain


def shown(value: Any, longest: int = _LONGEST_SHOWN) -> str:
    """Show what somebody typed, shortened, with invisible characters made visible."""
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    text = "".join(
        c if c.isprintable() else f"\\u{ord(c):04x}" for c in text[: longest + 1]
    )
    return text if len(text) <= longest else text[:longest] + "…"


class _WrongError(Exception):
    def __init__(self, value: Any, allowed_: str) -> None:
        self.value = value
        self.allowed = allowed_
        super().__init__(allowed_)


def _read_fact(spec: FactSpec, given: Any, vocabulary: Vocabulary, on: date) -> Fact:
    source, as_of = "", on
    if isinstance(given, dict):
        if "unknowable" in given:
            return _read_unknowable(given, on)
        if "value" in given:
            if extra := set(given) - _WRAPPERS:
                raise _WrongError(min(extra), "known here: value, source, as_of")
            source, as_of = _read_source(given, on)
            given = given["value"]
    if spec.type == "set":
        return Known(_read_set(spec, given, vocabulary), source, as_of)
    return Known(_read_value(spec, given, vocabulary), source, as_of)


def _read_unknowable(given: dict[str, Any], on: date) -> Unknowable:
    why = given.get("why", "")
    if given["unknowable"] not in (True, "yes") or not isinstance(why, str):
        raise _WrongError(given, 'write {"unknowable": true, "why": "…"}')
    source, as_of = _read_source(given, on)
    return Unknowable(why[:_LONGEST_WHY], source, as_of)


def _read_source(given: dict[str, Any], on: date) -> tuple[str, date]:
    source, day = given.get("source", ""), given.get("as_of")
    if not isinstance(source, str):
        raise _WrongError(source, "a source is a word")
    if day is not None and not is_date(day):
        raise _WrongError(day, "as_of is a date such as 2026-06-01")
    return source[:_LONGEST_SHOWN], date.fromisoformat(day) if day else on


def _read_set(spec: FactSpec, given: Any, vocabulary: Vocabulary) -> Members:
    complete: Any = True
    if isinstance(given, dict):
        if set(given) - {"members", "complete"} or "members" not in given:
            raise _WrongError(given, 'write {"members": […], "complete": false}')
        given, complete = given["members"], given.get("complete", True)
    complete = (
        {"yes": True, "no": False}.get(complete, complete)
        if isinstance(complete, str)
        else complete
    )
    if not isinstance(given, list) or not isinstance(complete, bool):
        raise _WrongError(given, "it is a list")
    if len(given) > _MOST_MEMBERS:
        raise _WrongError(f"{len(given)} members", f"at most {_MOST_MEMBERS} members")
    return Members(
        (_read_value(spec, item, vocabulary) for item in given), complete=complete
    )


def _read_value(spec: FactSpec, given: Any, vocabulary: Vocabulary) -> Any:
    word: Any = given
    if isinstance(given, bool):
        word = "yes" if given else "no"
        if spec.type == "int":
            word = None
    elif isinstance(given, int) and spec.type == "int" and 0 <= given < 10**9:
        word = str(given)
    value = read_word(spec, word, vocabulary)
    if value is None:
        raise _WrongError(given, allowed(spec, _visible(given), vocabulary))
    return date.fromisoformat(value) if spec.type == "date" else value


def _visible(text: Any) -> str:
    return (
        "".join(c for c in text[:_LONGEST_SHOWN] if c.isprintable())
        if isinstance(text, str)
        else ""
    )


def _no_number(name: str) -> Any:
    raise ValueError(f"`{name}` is not a number here")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"`{shown(twice)}` is given twice")
    return found
