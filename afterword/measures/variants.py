"""Two ways to number the same answers: from 0 or from 1, or turned round.

A total of one numbering is never compared with one of another; it can be converted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from afterword.measures.errors import AnswersError
from afterword.measures.parts import (
    Adding,
    Answer,
    Band,
    Direction,
    Number,
    Range,
    Variant,
)
from afterword.measures.shells import Instrument, Shell

Either = TypeVar("Either", bound=Shell)


def in_variant(found: Either, variant: str) -> Either:
    """Give it in the numbering asked for; without a name, the usual one."""
    if not variant or variant == found.variant:
        return found
    asked, usual = _variant(found, variant), _variant(found, found.variant)
    if usual.shift or usual.turned:
        raise AnswersError(f"{found.name} is renumbered from its usual numbering only")
    whole = asked.shift * len(found.questions) * found.times
    turned = asked.turned
    direction = found.direction
    if turned:
        lower = direction is Direction.LOWER_BETTER
        direction = Direction.HIGHER_BETTER if lower else Direction.LOWER_BETTER
    numbered = replace(
        found,
        variant=variant,
        direction=direction,
        range=Range(found.range.low + whole, found.range.high + whole),
        questions=tuple(
            replace(q, values=tuple(v + asked.shift for v in q.values))
            for q in found.questions
        ),
        bands=() if turned else tuple(_moved(b, whole) for b in found.bands),
    )
    if isinstance(numbered, Instrument):
        return replace(numbered, answers=_renumbered(numbered.answers, asked))
    return numbered


def converted(found: Shell, total: Number, *, into: str, out_of: str) -> Number:
    """Give the same answers' total in another numbering of this questionnaire."""
    if found.adding is not Adding.SUM:
        raise AnswersError(f"a total of {found.name} cannot be renumbered")
    before, after = in_variant(found, out_of), in_variant(found, into)
    if type(total) is not int or total not in before.range:
        low, high = before.range.low, before.range.high
        raise AnswersError(
            f"a total of {found.name} in the numbering {out_of} is a whole number "
            f"from {low} to {high}"
        )
    way = total - before.range.low
    if _variant(found, out_of).turned != _variant(found, into).turned:
        way = before.range.high - total
    return after.range.low + way


def usual_answers(
    found: Shell, answers: Sequence[Number | None], *, out_of: str
) -> list[Number | None]:
    """Give answers of another numbering in the usual one; ``None`` was left out."""
    numbered = in_variant(found, out_of)
    is_turned = _variant(found, out_of).turned != _variant(found, found.variant).turned
    usual: list[Number | None] = []
    for number, (question, there, value) in enumerate(
        zip(found.questions, numbered.questions, answers, strict=True), start=1
    ):
        if value is not None and value not in there.values:
            raise AnswersError(
                f"the answer to question {number} is none of {found.name} in the "
                f"numbering {out_of}; it goes from {there.values[0]} to "
                f"{there.values[-1]}"
            )
        values = question.values[::-1] if is_turned else question.values
        usual.append(None if value is None else values[there.values.index(value)])
    return usual


def _variant(found: Shell, name: str) -> Variant:
    for one in found.variants:
        if one.id == name:
            return one
    there = ", ".join(one.id for one in found.variants) or "only one"
    raise AnswersError(f"{found.name} has no numbering `{name[:20]}`; there is {there}")


def _moved(band: Band, whole: int) -> Band:
    return Band(Range(band.range.low + whole, band.range.high + whole), band.name)


def _renumbered(answers: tuple[Answer, ...], asked: Variant) -> tuple[Answer, ...]:
    texts = [a.text for a in answers]
    if asked.turned:
        texts.reverse()
    return tuple(
        Answer(a.value + asked.shift, text)
        for a, text in zip(answers, texts, strict=True)
    )
