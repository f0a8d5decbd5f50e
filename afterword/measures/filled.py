"""A filled-in questionnaire as JSON: read it, or say in words what is wrong with it.

``{"answers": [0, 1, null]}`` by order, or ``{"answers": {"1": 0, "2": 1}}`` by number
or name. Beside it may stand ``compare_with`` (an earlier one like it, or its total),
``variant`` (another numbering) and ``not_applicable`` (questions that do not apply).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from afterword.measures.change import (
    Change,
    check_total,
    compare,
    differences,
    reliable_change,
)
from afterword.measures.errors import AnswersError
from afterword.measures.instruments import shell
from afterword.measures.parts import Number
from afterword.measures.scoring import Score, score
from afterword.measures.shells import Shell

KNOWN = ("answers", "compare_with", "variant", "not_applicable")
EARLIER = ("answers", "total", "variant", "not_applicable")


@dataclass(frozen=True)
class Result:
    """One form scored, and held against an earlier one if there was one."""

    asked: Shell
    score: Score
    change: Change | None
    compared: bool
    scales: Mapping[str, Number | None] = field(default_factory=dict)
    """How far each scale moved, where the earlier form itself was given."""


def scored(name: str, text: str) -> Result:
    """Score one form that is written as JSON."""
    given = _object(text)
    _only(given, KNOWN, "this form")
    if "answers" not in given:
        raise AnswersError("there is nothing under `answers`")
    asked = shell(name, variant=_variant(given))
    now = _score(asked, given)
    if given.get("compare_with") is None:
        return Result(asked, now, None, compared=False)
    return _compared(asked, now, given["compare_with"])


def _compared(asked: Shell, now: Score, earlier: Any) -> Result:
    before = earlier if isinstance(earlier, dict) else {"answers": earlier}
    if not isinstance(earlier, dict | list):
        before = {"total": earlier}
    if "answers" not in before and "total" not in before:
        before = {"answers": before}
    _only(before, EARLIER, "what it is compared with")
    if "answers" in before:
        if "total" in before:
            raise AnswersError("compare with answers or with a total, not with both")
        then = shell(asked.id, variant=_variant(before) or asked.variant)
        first = _score(then, before)
        change = compare(asked, before=first, after=now)
        moved = differences(before=first, after=now)
        return Result(asked, now, change, compared=True, scales=moved)
    return Result(asked, now, _since_total(asked, now, before), compared=True)


def _since_total(asked: Shell, now: Score, before: Mapping[str, Any]) -> Change | None:
    check_total(asked, before["total"])
    if asked.variant and _variant(before) != asked.variant:
        raise AnswersError(
            f"{asked.name} is numbered in more than one way; a total to compare with "
            f'says which: {{"total": …, "variant": "{asked.variant}"}}'
        )
    if now.total is None:
        return None
    if now.range != asked.range:
        raise AnswersError("where a question does not apply, compare with answers")
    found = reliable_change(asked, before=before["total"], after=now.total)
    return replace(found, prorated=now.prorated)


def _score(asked: Shell, given: Mapping[str, Any]) -> Score:
    return score(
        asked,
        _answers(asked, given["answers"]),
        not_applicable=_named(asked, given.get("not_applicable")),
    )


def _answers(asked: Shell, given: Any) -> Any:
    """Give answers by name, where they came by number."""
    if not isinstance(given, dict):
        return given  # whatever it is, scoring says what is wrong with it
    named = [_name(asked, key) for key in given]
    if len(set(named)) != len(named):
        raise AnswersError("a question is answered by its number and by its name")
    return dict(zip(named, given.values(), strict=True))


def _named(asked: Shell, given: Any) -> Collection[str]:
    if given is None:
        return ()
    if not isinstance(given, list):
        raise AnswersError("`not_applicable` is a list of questions")
    return tuple(_name(asked, str(key)) for key in given)


def _name(asked: Shell, key: str) -> str:
    """Give a question's name; ``"3"`` is the third."""
    by_number = {str(n): name for n, name in enumerate(asked.item_ids, start=1)}
    return by_number.get(key, key)


def _variant(given: Mapping[str, Any]) -> str:
    found = given.get("variant")
    if found is not None and not isinstance(found, str):
        raise AnswersError("`variant` is the name of a numbering")
    return found or ""


def _only(given: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    unknown = len([key for key in given if key not in known])
    if unknown:
        raise AnswersError(
            f"{where} holds {unknown} lines that mean nothing here; "
            f"there may be {', '.join(known)}"
        )


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise AnswersError('this is not JSON like {"answers": [0, 1, 2]}') from error
    if not isinstance(found, dict):
        raise AnswersError('this is not an object like {"answers": [0, 1, 2]}')
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise AnswersError("a question or a line stands twice")
    return found


def _no_number(_said: str) -> float:
    raise AnswersError("what is not a number is no answer")
